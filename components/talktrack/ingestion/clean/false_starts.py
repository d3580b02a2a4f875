"""False starts and repetitions: what the speaker took back by saying it again or differently."""

from __future__ import annotations

import re

from talktrack.core.edits import Replacement
from talktrack.ingestion.clean.lexicons import Lexicon
from talktrack.ingestion.clean.words import SENTENCE_ENDS, Word, apart, opens_sentence, words_of

LONGEST_REPEAT = 4
RESTART_REACH = 4
LONGEST_BEGINNING = 3
_CUT = re.compile(r"\s*(?:-{1,2}|–|—|\.\.\.|…)\s+|\s*(?:--|—|\.\.\.|…)\s*")


def false_starts(text: str, lexicon: Lexicon) -> list[Replacement]:
    """Return removals of repeated words ("we, we need") and of beginnings that were broken off ("I was- I think")."""
    words = words_of(text)
    found: list[Replacement] = []
    index = 0
    while index < len(words):
        size = _repeated(words, index, lexicon)
        if size:
            end = index + size
            while _repeated(words, end, lexicon) == size:
                end += size
            found.append(_dropped(text, words, index, end, "repetition"))
            index = end
            continue
        begin = _restart(text, words, index)
        if begin is None:
            begin = _abandoned(text, words, index, lexicon)
        if begin is not None:
            found.append(_dropped(text, words, begin, index + 1, "false_start"))
        index += 1
    return apart(found)


def _repeated(words: list[Word], index: int, lexicon: Lexicon) -> int:
    """Return how many words from here on are said again at once (0: none); the longest repetition wins."""
    for size in range(min(LONGEST_REPEAT, (len(words) - index) // 2), 0, -1):
        first, again = words[index : index + size], words[index + size : index + 2 * size]
        same = [w.lower for w in first] == [w.lower for w in again]
        if (
            same
            and _joined(first)
            and _taken_back(first, again, lexicon)
            and not _counting(words, index, size, lexicon)
        ):
            return size
    return 0


def _joined(first: list[Word]) -> bool:
    return not any(mark in word.gap.replace("...", "") for word in first for mark in SENTENCE_ENDS)


def _taken_back(first: list[Word], again: list[Word], lexicon: Lexicon) -> bool:
    """Judge whether a repetition is a slip; emphasis, numbers and grammatical doubles are meant."""
    spoken = {word.lower for word in first}
    if any(ch.isdigit() for word in spoken for ch in word):
        return False
    if len(first) > 1:
        return not spoken <= lexicon.emphatics
    word, gap = first[0].lower, first[0].gap
    if word in lexicon.doubles and gap == " ":
        return False
    follows = again[0].gap
    return word not in lexicon.emphatics and (word in lexicon.function_words or bool(follows.strip(".?!")))


def _counting(words: list[Word], index: int, size: int, lexicon: Lexicon) -> bool:
    """Say whether a repeated numeral belongs to a number said digit by digit: other numerals stand beside it."""
    if not {word.lower for word in words[index : index + size]} & lexicon.numerals:
        return False
    beside = words[max(index - 1, 0) : index] + words[index + 2 * size : index + 2 * size + 1]
    return size > 1 or len(beside) < 1 or any(w.lower in lexicon.numerals or w.lower.isdigit() for w in beside)


def _restart(text: str, words: list[Word], index: int) -> int | None:
    """Return the first word of a beginning that breaks off after word `index`, or None."""
    if index + 1 >= len(words) or not _CUT.fullmatch(words[index].gap):
        return None
    new = words[index + 1].lower
    if len(new) > len(words[index].lower) >= 1 and new.startswith(words[index].lower):
        return index
    for begin in range(index, max(-1, index - RESTART_REACH), -1):
        if words[begin].lower == new:
            return begin
        if opens_sentence(text, words, begin):
            break
    return None


def _abandoned(text: str, words: list[Word], index: int, lexicon: Lexicon) -> int | None:
    """Return where a short beginning starts that cannot end in a comma ("What I, That's …"), or None.

    The next word must begin anew: with a capital, or with the subject that the beginning had.
    """
    if index + 1 >= len(words) or words[index].gap != ", ":
        return None
    begin = next(
        (i for i in range(index, max(-1, index - LONGEST_BEGINNING), -1) if opens_sentence(text, words, i)), None
    )
    if begin is None or begin == index:
        return None
    last = words[index].lower
    dangles = last in lexicon.dangling or (last in lexicon.abandoned and words[index - 1].lower in {"the", "let", "my"})
    return begin if dangles and text[words[index + 1].start].isupper() else None


def _dropped(text: str, words: list[Word], begin: int, end: int, reason: str) -> Replacement:
    start, stop = words[begin].start, words[end].start
    if text[start].isupper() and text[stop].islower() and opens_sentence(text, words, begin):
        return Replacement(start, stop + 1, text[stop].upper(), reason)
    return Replacement(start, stop, "", reason)
