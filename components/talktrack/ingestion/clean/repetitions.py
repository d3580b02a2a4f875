"""Repetitions: the first copy of what is said twice at once, where it is neither emphasis nor grammar nor a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import eq

from talktrack.core.edits import Replacement
from talktrack.ingestion.clean.lexicon import Lexicon, Repetitions
from talktrack.ingestion.clean.speech import SENTENCE_ENDS, folded

LONGEST_REPEAT = 4
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def repetitions(text: str, lexicon: Lexicon) -> list[Replacement]:
    """Return removals of words said again at once ("we, we need"); nothing is repeated across a line break."""
    rules = lexicon.repetitions
    if rules is None:
        return []
    found: list[Replacement] = []
    offset = 0
    for line in folded(text).split("\n"):
        said = _WORD.findall(line)
        if len(set(said)) < len(said) and any(any(map(eq, said, said[n:])) for n in range(1, LONGEST_REPEAT + 1)):
            spans = [(offset + m.start(), offset + m.end()) for m in _WORD.finditer(line)]
            found += _Line(text, said, spans, lexicon.function_words, rules).slips()
        offset += len(line) + 1
    return found


@dataclass(frozen=True)
class _Line:
    """One line of a text as words with their places."""

    text: str
    said: Sequence[str]
    spans: Sequence[tuple[int, int]]
    function_words: frozenset[str]
    rules: Repetitions

    def slips(self) -> Iterator[Replacement]:
        """Yield the removals; of several copies the last stays."""
        sizes = self._sizes()
        index = 0
        while index < len(self.said):
            size = next((n for n in sizes.get(index, ()) if self._is_slip(index, n)), 0)
            end = index + size
            while size and size in sizes.get(end, ()) and self._is_slip(end, size):
                end += size
            if size:
                yield self._dropped(index, end)
            index = end or index
            index += not size

    def _sizes(self) -> dict[int, list[int]]:
        """Return by place how many words are said again from there on, longest first."""
        said, sizes = self.said, dict[int, list[int]]()
        for size in range(LONGEST_REPEAT, 0, -1):
            run = 0
            for index in range(len(said) - size - 1, -1, -1):
                run = run + 1 if said[index] == said[index + size] else 0
                if run >= size:
                    sizes.setdefault(index, []).append(size)
        return sizes

    def _is_slip(self, index: int, size: int) -> bool:
        gaps = [self._gap(place) for place in range(index, index + size)]
        if any(mark in gap.replace("...", "") for gap in gaps for mark in SENTENCE_ENDS) or self._hyphenated(
            index, size
        ):
            return False
        first = tuple(self.said[index : index + size])
        if any(not word.replace("'", "").isalpha() for word in first) or first in self.rules.formulas:
            return False
        if size > 1:
            return self._phrase_is_slip(index, first)
        return self._word_is_slip(index, first[0])

    def _phrase_is_slip(self, index: int, first: tuple[str, ...]) -> bool:
        """Judge several words: names, numbers, emphasis, "week after week after week" are meant."""
        said = {*first}
        after = self.said[index + 2 * len(first) : index + 2 * len(first) + 1]
        chained = self._left(index) == first[-1] or after == [first[0]] or self._compares(index, first)
        meant = chained or said <= self.rules.emphatics | self.rules.numerals
        return not meant and bool(said & self.function_words)

    def _compares(self, index: int, first: tuple[str, ...]) -> bool:
        """Say whether a comparison begins behind a comma ("well, as well as that"): its words only look said twice."""
        return first[-1] in self.rules.comparing and "," in self._gap(index)

    def _word_is_slip(self, index: int, word: str) -> bool:
        rules, gap = self.rules, self._gap(index)
        if word in rules.emphatics or word in rules.numerals or self._is_name(index) or self._acts(index, word):
            return False
        if word in rules.calls and (gap != " " or self._opens(index)):
            return False
        if gap == " " and self._is_double(index, word):
            return False
        if word in self.function_words or word in rules.calls:
            return True
        after = self._gap(index + 1)
        exclaimed = self._opens(index) and after.startswith(",")
        return gap == " " and bool(after.strip(".?!\n")) and not exclaimed

    def _is_double(self, index: int, word: str) -> bool:
        """Say whether grammar wants a word twice here ("had had", "what it is is", "told you you")."""
        rules = self.rules
        if word in rules.echoed and {"what", "all"} & {*self.said[max(0, index - 4) : index]}:
            return True
        if word not in rules.doubles or self._opens(index):
            return False
        return not rules.doubles[word] or self._left(index) in rules.doubles[word]

    def _opens(self, index: int) -> bool:
        return not index or any(mark in self._gap(index - 1) for mark in SENTENCE_ENDS)

    def _is_name(self, index: int) -> bool:
        """Say whether both copies have a capital that no beginning of a sentence explains ("Walla Walla")."""
        (start, end), (again, _) = self.spans[index], self.spans[index + 1]
        written = self.text[start:end]
        return written[0].isupper() and self.text[again].isupper() and len(written) > 1 and not written.isupper()

    def _acts(self, index: int, word: str) -> bool:
        """Say whether somebody whose name is a verb does something ("Will will call"), not whether a question stutters.

        A question's verb has its subject behind it ("Will will you call") and opens the sentence.
        """
        (start, _), (again, _) = self.spans[index], self.spans[index + 1]
        named = self.text[start].isupper() and self.text[again].islower() and self._gap(index) == " "
        if word not in self.rules.acting or not named:
            return False
        return not self._opens(index) or self.rules.acting[word].isdisjoint(self.said[index + 2 : index + 3])

    def _hyphenated(self, index: int, size: int) -> bool:
        """Say whether a copy is part of a compound ("like-minded")."""
        start, end = self.spans[index][0], self.spans[index + 2 * size - 1][1]
        joins = self.text[start - 1 : start] == "-" or (
            self.text[end : end + 1] == "-" and self.text[end + 1 : end + 2].isalnum()
        )
        return joins or self._gap(index + size - 1) == "-"

    def _left(self, index: int) -> str:
        return self.said[index - 1] if index else ""

    def _gap(self, index: int) -> str:
        """Return what stands behind a word."""
        end = self.spans[index][1]
        stop = self.spans[index + 1][0] if index + 1 < len(self.spans) else end + 1
        return self.text[end:stop]

    def _dropped(self, begin: int, end: int) -> Replacement:
        start, stop = self.spans[begin][0], self.spans[end][0]
        if self.text[start].isupper() and self.text[stop].islower() and self.said[begin] != "i":
            return Replacement(start, stop + 1, self.text[stop].upper(), "repetition")
        return Replacement(start, stop, "", "repetition")
