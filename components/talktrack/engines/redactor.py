"""The redactor: pure finders for what has a form, Presidio for telephone numbers of the world and models of names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import accumulate
from typing import TYPE_CHECKING

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.plain_text import PlainText, plain_text
from talktrack.core.ports import PersonalData, Redactor
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.catalogue import finders
from talktrack.engines.personal_data.name_models import open_name_model
from talktrack.engines.personal_data.numbers import loose_numbers
from talktrack.engines.personal_data.people import people
from talktrack.engines.personal_data.spans import HIDDEN, OPTIONAL, PERSON, PHONE, divided, settled

if TYPE_CHECKING:
    from presidio_analyzer import EntityRecognizer

SEPARATOR = "\n\n"
AT_ONCE = 50


class PresidioRedactor:
    """Finds personal data in many texts at once: they are joined into one block, so that each finder runs once."""

    def __init__(self, ner_model: str = "", entities: Iterable[str] = ()) -> None:
        """Choose the finders of `entities` and load `ner_model`; empty means what must be hidden, and no model."""
        self._entities = frozenset(entities) or HIDDEN
        unknown = self._entities - HIDDEN - OPTIONAL
        if unknown:
            raise ConfigurationInvalidError(
                f"entities {sorted(unknown)} are unknown: choose from {sorted(HIDDEN | OPTIONAL)}."
            )
        self._finders = finders(self._entities)
        self._model = open_name_model(ner_model, self._entities)

    def find(self, texts: Sequence[str], names: Sequence[str] = ()) -> list[list[PersonalData]]:
        """Return non-overlapping spans per text, ordered by start. `names` are known people who must be found."""
        plain = [plain_text(text) for text in texts]
        block = Block(SEPARATOR.join(one.text for one in plain))
        spans = [span for finder in self._finders for span in finder.find(block)]
        if PERSON in self._entities:
            spans += people(block, names)
        if PHONE in self._entities:
            spans += _more_phones(block, spans)
        if self._model:
            spans += self._model(block)
        chosen = settled(span for span in spans if span.kind in self._entities)
        lengths = [len(one.text) for one in plain]
        found = divided(chosen, _starts(lengths), lengths)
        return [[_original(one, span) for span in spans] for one, spans in zip(plain, found, strict=True)]


def open_redactor(ner_model: str = "", entities: Sequence[str] = ()) -> Redactor:
    """Return a redactor; with `ner_model` = "" it needs no weights, with no `entities` it finds what must be hidden.

    Raises:
        ConfigurationInvalidError: Presidio is missing, an entity is unknown, or the named model cannot be loaded (it
            fails closed).
    """
    if find_spec("presidio_analyzer") is None:
        raise ConfigurationInvalidError("presidio-analyzer is not installed: install talktrack[data].")
    return PresidioRedactor(ner_model, entities)


def hidden(more: str = "") -> list[str]:
    """Return the kinds that must be hidden, and the optional ones that `more` names, separated by commas."""
    return sorted(HIDDEN | {kind.strip().upper() for kind in more.split(",") if kind.strip()})


@cache
def _phones() -> EntityRecognizer:
    """Return Presidio's telephone recogniser: all countries' numbering plans, by the phonenumbers library.

    Opened when digits are left to be judged: importing Presidio takes seconds, longer where torch is installed.
    """
    from presidio_analyzer.predefined_recognizers import PhoneRecognizer

    return PhoneRecognizer()


def _more_phones(block: Block, found: Sequence[PersonalData]) -> list[PersonalData]:
    """Let Presidio judge the digits that no finder took, and only them: they are few, and its search is slow."""
    loose = list(_untaken(loose_numbers(block), settled(found)))
    more: list[PersonalData] = []
    for first in range(0, len(loose), AT_ONCE):
        runs = loose[first : first + AT_ONCE]
        texts = [block.text[start:end] for start, end in runs]
        results = _phones().analyze(SEPARATOR.join(texts), [PHONE], None)
        spans = settled(PersonalData(r.start, r.end, PHONE, r.score) for r in results)
        lengths = [len(text) for text in texts]
        for (start, _), inside in zip(runs, divided(spans, _starts(lengths), lengths), strict=True):
            more += [PersonalData(start + span.start, start + span.end, PHONE, span.score) for span in inside]
    return more


def _original(plain: PlainText, span: PersonalData) -> PersonalData:
    """Return the span in the text as it was written, with what is invisible in it."""
    if plain.ends is None:
        return span
    return PersonalData(*plain.original(span.start, span.end), span.kind, span.score)


def _untaken(runs: Iterable[tuple[int, int]], taken: Sequence[PersonalData]) -> Iterator[tuple[int, int]]:
    place = 0
    for start, end in runs:
        while place < len(taken) and taken[place].end <= start:
            place += 1
        if place == len(taken) or taken[place].start >= end:
            yield start, end


def _starts(lengths: Sequence[int]) -> list[int]:
    """Return where each text of a block begins."""
    ends = accumulate(length + len(SEPARATOR) for length in lengths)
    return [end - len(SEPARATOR) - length for end, length in zip(ends, lengths, strict=True)]
