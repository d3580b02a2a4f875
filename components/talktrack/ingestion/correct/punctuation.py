"""Marks and capitals for text that has hardly any, as recognisers write it; what is punctuated stays as it is.

Marks come from the rules of `sentences`, or from a token classifier. Numbers keep their form: no mark parts two of
them. Every mark and every capital is an edit of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, Protocol

from talktrack.core.conversation import CHAT, Conversation
from talktrack.core.edits import Replacement, with_rewrites
from talktrack.ingestion.correct import sentences
from talktrack.ingestion.correct.english import english as counts
from talktrack.ingestion.correct.numbers import NUMBERS
from talktrack.ingestion.correct.punctuation_labels import Meaning, meanings

FULL_STOPS = frozenset(".?")
_WORD = re.compile(r"\S+")
_MARK = re.compile(r"[.,?!;:](?=\s|$)")
_PRONOUN = re.compile(r"i(?=$|['’](?:m|d|ve|ll)$)")
_BARE_END = re.compile(r"\w$")


class Labelled(Protocol):
    """One word at text[start:end] with the labels of its first and last token."""

    @property
    def start(self) -> int:
        """Return where the word begins."""
        ...

    @property
    def end(self) -> int:
        """Return where it ends."""
        ...

    @property
    def first(self) -> str:
        """Return the label of its first token."""
        ...

    @property
    def last(self) -> str:
        """Return the label of its last token."""
        ...


class Labeller(Protocol):
    """A token classifier: labels for every whitespace-separated word of every text."""

    labels: list[str]

    def label(self, texts: Sequence[str]) -> Sequence[Sequence[Labelled]]:
        """Return the labels per text, words in order."""
        ...


@dataclass(frozen=True)
class Bareness:
    """When text counts as bare: marks per word and capitals per letter are below these in its first turns.

    Of fewer words nothing is said.
    """

    marks: float = 0.02
    capitals: float = 0.01
    words: int = 5
    turns: int = 100


class Missing(NamedTuple):
    """What a conversation all but lacks."""

    marks: bool
    capitals: bool


class Marked(NamedTuple):
    """One word, the mark that belongs behind it ("" for none), and whether it has a capital (None: nobody says)."""

    start: int
    end: int
    mark: str
    capital: bool | None = None


class Marks(Protocol):
    """Whatever punctuates."""

    def of(self, texts: Sequence[str]) -> list[list[Marked]]:
        """Return the words of each text with their marks."""
        ...


class RuleMarks:
    """Marks by rules: no weights."""

    def of(self, texts: Sequence[str]) -> list[list[Marked]]:
        """Return the words of each text with their marks."""
        return [self._of(text) for text in texts]

    def _of(self, text: str) -> list[Marked]:
        words = list(_WORD.finditer(text))
        marks = sentences.marks([word.group().lower().replace("’", "'") for word in words])
        return [Marked(*word.span(), mark) for word, mark in zip(words, marks, strict=True)]


class ModelMarks:
    """Marks by a token classifier; a turn ends with a full stop also where the model has no mark for its end."""

    def __init__(self, model: Labeller) -> None:
        """Read what the model's labels mean; ConfigurationInvalidError when it does not punctuate."""
        self._model = model
        self._meanings = meanings(model.labels)
        self._both = any(found.capital is not None for found in self._meanings.values())

    def of(self, texts: Sequence[str]) -> list[list[Marked]]:
        """Return the words of each text with their marks."""
        return [list(self._marked(words)) for words in self._model.label(texts)]

    def _marked(self, words: Sequence[Labelled]) -> Iterator[Marked]:
        """Yield the marks: where labels tell the case too, that of the first token is the word's."""
        for place, word in enumerate(words, start=1):
            found: Meaning = self._meanings[word.first if self._both else word.last]
            mark = "." if place == len(words) and found.mark not in FULL_STOPS else found.mark
            yield Marked(word.start, word.end, mark, found.capital)


class Punctuation:
    """Adds marks and capitals to the turns of bare conversations."""

    def __init__(self, marks: Marks | None = None, bareness: Bareness | None = None) -> None:
        """Take what finds the marks; the rules when nothing is given."""
        self._marks = marks or RuleMarks()
        self._bareness = bareness or Bareness()

    def missing(self, conversation: Conversation, *, english: bool = True) -> Missing:
        """Say what a conversation all but lacks, by its beginning.

        Nothing where people typed (chats), nor where it is not English and there is no model that may know better.
        """
        understood = english or not isinstance(self._marks, RuleMarks)
        texts = (turn.text for turn in conversation.turns if turn.text)
        said = " ".join(islice(texts, self._bareness.turns))
        words, letters = len(said.split()), sum(map(str.isalpha, said))
        if conversation.channel == CHAT or not understood or words < self._bareness.words:
            return Missing(marks=False, capitals=False)
        marks, capitals = len(_MARK.findall(said)), sum(map(str.isupper, said))
        return Missing(marks < self._bareness.marks * words, capitals < self._bareness.capitals * letters)

    def punctuate(self, conversation: Conversation, missing: Missing, names: Iterable[str] = ()) -> Conversation:
        """Return the conversation with what it is missing; `names` have capitals anywhere."""
        if not any(missing):
            return conversation
        texts = [turn.text for turn in conversation.turns]
        parts = (part for name in names for part in name.split())
        known = {part.lower(): part for part in parts if not counts().knows(part.lower())}
        rewrites: dict[int, Sequence[Replacement]] = {}
        for index, (text, words) in enumerate(zip(texts, self._marks.of(texts), strict=True)):
            found = list(_insertions(text, words)) if missing.marks else []
            if missing.capitals:
                found += _capitals(text, words, known, given=not missing.marks)
            if found:
                rewrites[index] = sorted(found, key=lambda change: change.start)
        return with_rewrites(conversation, rewrites)


def _insertions(text: str, words: Sequence[Marked]) -> Iterator[Replacement]:
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else None
        apart = following is None or not (_number(text, word) and _number(text, following))
        if word.mark and apart and _BARE_END.search(text, word.start, word.end):
            yield Replacement(word.end, word.end, word.mark, "punctuation")


def _capitals(text: str, words: Sequence[Marked], known: dict[str, str], *, given: bool) -> Iterator[Replacement]:
    """Yield capitals of sentences, of the pronoun, and of names; `given`: the text's own marks end its sentences."""
    opens = True
    for word in words:
        said = text[word.start : word.end]
        bare = said.strip(".,?!;:")
        if bare.lower() in known and bare.islower():
            yield Replacement(word.start, word.start + len(bare), known[bare.lower()], "case")
        elif said[0].islower() and (opens or word.capital or _PRONOUN.match(bare)):
            yield Replacement(word.start, word.start + 1, said[0].upper(), "case")
        opens = said[-1] in ".?!" if given else word.mark in FULL_STOPS


def _number(text: str, word: Marked) -> bool:
    said = text[word.start : word.end].lower()
    return said in NUMBERS or any(letter.isdigit() for letter in said)
