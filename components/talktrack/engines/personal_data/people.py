"""Names of people: those we know, those who are introduced, and those whose first name is one that many people bear."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.capital_runs import FROM
from talktrack.engines.personal_data.known_names import Names, Tokens
from talktrack.engines.personal_data.name_runs import Run, runs
from talktrack.engines.personal_data.said_names import said_names
from talktrack.engines.personal_data.spans import PERSON
from talktrack.engines.personal_data.spelled_names import letters_of_names

SURE = 0.8


def people(block: Block, names: Sequence[str] = ()) -> list[PersonalData]:
    """Return the spans of names in a text; who is found once by an introduction is found everywhere in it."""
    tokens = Tokens(block.text)
    given = Names(names)
    found = {run.index: _without_company(run, tokens, given) for run in (*runs(tokens), *said_names(tokens))}
    introduced = [run.text(tokens) for run in found.values() if run.score >= SURE]
    known = Names([*names, *introduced])
    return [*_spans(tokens, known, found), *letters_of_names(tokens, known)]


def _without_company(run: Run, tokens: Tokens, given: Names) -> Run:
    """Return a known full name without the company behind it: "Iker Etxeberria" of "Iker Etxeberria de Telefónica"."""
    size = given.full_at(tokens, run.index)
    return replace(run, size=size) if 0 < size < run.size and tokens.low(run.index + size) in FROM else run


def _spans(tokens: Tokens, known: Names, found: dict[int, Run]) -> Iterator[PersonalData]:
    matches, index = tokens.matches, 0
    while index < len(matches):
        size, score = known.at(tokens, index)
        run = found.get(index)
        if run and run.size > size:
            size, score = run.size, run.score
        if size:
            yield PersonalData(matches[index].start(), matches[index + size - 1].end(), PERSON, score)
        index += max(size, 1)
