"""Reads personas and scenarios of practice sessions: JSON (a list, one a line, an object of lists) or YAML.

A row with a ``scenario_id`` is a scenario, any other a persona; their fields are those of `core.reference.Persona` and
`core.reference.Scenario`. Other keys stay out.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from talktrack.core.decoding import decode, decode_head
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.json_records import cut, decoded
from talktrack.core.reference import Persona, Scenario
from talktrack.ingestion.reference.skipped import Skipped
from talktrack.ingestion.reference.yaml_document import documents

MARKS = frozenset({"persona_id", "scenario_id"})
HEAD_BYTES = 1024

Text = str | int | float | bool | None
Texts = list[Text] | Text


class _Row(msgspec.Struct, frozen=True):
    """One row as it is written: numbers may be texts, and one text may stand for a list of one."""

    persona_id: Text = None
    scenario_id: Text = None
    name: Text = None
    title: Text = None
    role: Text = None
    company: Text = None
    industry: Text = None
    style: Text = None
    difficulty: Text = None
    stage: Text = None
    goal: Text = None
    description: Text = None
    traits: Texts = None
    objections: Texts = None
    pains: Texts = None
    goals: Texts = None
    success_criteria: Texts = None


_ROW = msgspec.json.Decoder(_Row)


def read(data: bytes) -> Iterator[Persona | Scenario | Skipped]:
    """Yield the personas and scenarios of one file; a row that makes no sense is skipped with its reason.

    Raises:
        SourceUnreadableError: the file is neither (see `core.json_records.cut` and `yaml_document.documents`).
    """
    for record in cut(_as_json(data), MARKS):
        try:
            row = decoded(record, _ROW)
        except SourceUnreadableError as error:
            yield Skipped(error.reason)
        else:
            yield _scenario(row) if _text(row.scenario_id) else _persona(row)


def _as_json(data: bytes) -> bytes:
    if decode_head(data[:HEAD_BYTES]).lstrip().startswith(("{", "[")):
        return data
    found = documents(decode(data))
    return msgspec.json.encode(found[0] if len(found) == 1 else found)


def _persona(row: _Row) -> Persona | Skipped:
    identity = _text(row.persona_id)
    if identity is None:
        return Skipped("persona_id_missing")
    return Persona(
        id=identity,
        name=_text(row.name),
        role=_text(row.role),
        title=_text(row.title),
        company=_text(row.company),
        industry=_text(row.industry),
        style=_text(row.style),
        difficulty=_text(row.difficulty),
        traits=_texts(row.traits),
        objections=_texts(row.objections),
        pains=_texts(row.pains),
        goals=_texts(row.goals),
    )


def _scenario(row: _Row) -> Scenario | Skipped:
    identity, goal = _text(row.scenario_id), _text(row.goal)
    if identity is None or goal is None:
        return Skipped("goal_missing")
    return Scenario(
        id=identity,
        goal=goal,
        title=_text(row.title) or _text(row.name),
        stage=_text(row.stage),
        persona_id=_text(row.persona_id),
        industry=_text(row.industry),
        description=_text(row.description),
        difficulty=_text(row.difficulty),
        success_criteria=_texts(row.success_criteria),
    )


def _text(value: Text) -> str | None:
    """Return a value as text, or None where it says nothing; ``~`` and ``null`` are YAML's words for that."""
    text = "" if value is None else str(value).strip()
    return None if text in {"", "~", "null"} else text


def _texts(value: Texts) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for item in values if (text := _text(item))]
