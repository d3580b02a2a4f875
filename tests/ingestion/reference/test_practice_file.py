"""Personas and scenarios: JSON in every form and YAML as people write it; what makes no sense is skipped."""

from __future__ import annotations

import json
from itertools import islice

import pytest

from talktrack.core.errors import SourceUnreadableError
from talktrack.core.reference import Persona, Scenario
from talktrack.ingestion.reference.practice_file import read
from talktrack.ingestion.reference.skipped import Skipped
from talktrack.ingestion.reference.yaml_document import MAX_CHARACTERS
from talktrack.world.conversations import generate
from talktrack.world.formats import roleplay
from talktrack.world.organisation import Organisation
from talktrack.world.recording import Recording

PERSONA = {
    "persona_id": "cfo",
    "name": "Dana Ortiz",
    "role": "finance",
    "industry": "Retail",
    "traits": ["brief", "numerate"],
    "objections": ["price"],
    "avatar": "dana.png",
}
SCENARIO = {
    "scenario_id": "renewal",
    "title": "Renewal",
    "goal": "book a meeting",
    "stage": "Discovery",
    "persona_id": "cfo",
}
DANA = Persona(
    id="cfo", name="Dana Ortiz", role="finance", industry="Retail", traits=["brief", "numerate"], objections=["price"]
)
RENEWAL = Scenario(id="renewal", title="Renewal", goal="book a meeting", stage="Discovery", persona_id="cfo")
YAML = b"""
# who is played
- persona_id: cfo
  name: Dana Ortiz
  role: "finance"
  industry: Retail
  traits: [brief, numerate]
  objections:
    - price
  avatar: dana.png
- scenario_id: renewal
  title: Renewal
  goal: >-
    book a
    meeting
  stage: Discovery
  persona_id: cfo
"""


def refused(data: bytes) -> str:
    """Return why a file is refused as a whole."""
    with pytest.raises(SourceUnreadableError) as caught:
        list(read(data))
    return caught.value.reason


@pytest.mark.parametrize(
    "data",
    [
        json.dumps([PERSONA, SCENARIO]).encode(),
        json.dumps([PERSONA, SCENARIO], indent=2).encode("utf-8-sig"),
        f"{json.dumps(PERSONA)}\n{json.dumps(SCENARIO)}\n".encode(),
        json.dumps({"personas": [PERSONA], "scenarios": [SCENARIO]}).encode(),
        YAML,
        YAML.replace(b"\n", b"\r\n"),
        YAML.decode().encode("utf-16"),
    ],
    ids=["list", "layout", "lines", "object", "yaml", "crlf", "utf-16"],
)
def test_every_form_says_the_same(data: bytes) -> None:
    """Unknown keys stay out."""
    assert list(read(data)) == [DANA, RENEWAL]


def test_yaml_documents() -> None:
    """One file may hold several, or one alone."""
    assert list(read(b"---\npersona_id: a\ntraits: x\n---\npersona_id: b\ntraits:\n")) == [
        Persona(id="a", traits=["x"]),
        Persona(id="b"),
    ]


def test_yaml_guesses_nothing() -> None:
    """``no`` is no falsehood, ``007`` no seven, a date no date; ``~`` says nothing."""
    data = b"persona_id: 007\nrole: no\nname: ~\ntraits: [2026-01-01, 1.10, null]\n"

    assert list(read(data)) == [Persona(id="007", role="no", traits=["2026-01-01", "1.10"])]


def test_numbers_are_texts_and_one_text_is_a_list() -> None:
    """As people write them."""
    data = json.dumps({"persona_id": 7, "difficulty": 3, "traits": "brief", "objections": [1, None, " "]}).encode()

    assert list(read(data)) == [Persona(id="7", difficulty="3", traits=["brief"], objections=["1"])]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"name": "Dana", "traits": []}, "persona_id_missing"),
        ({"persona_id": " "}, "persona_id_missing"),
        ({"scenario_id": "s"}, "goal_missing"),
        ({"persona_id": {"a": 1}}, "record_shape_wrong"),
        (5, "record_shape_wrong"),
    ],
)
def test_a_bad_row_is_skipped(row: object, reason: str) -> None:
    """Its neighbours are read."""
    assert list(read(json.dumps([PERSONA, row, SCENARIO]).encode())) == [DANA, Skipped(reason), RENEWAL]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"persona_id: a\ntraits: [x\n", "yaml_broken"),
        (b"persona_id: a\n\ttraits: x\n", "yaml_broken"),
        (b"persona_id: a\ntraits: &x [y]\npains: *x\n", "yaml_has_references"),
        (b"persona_id: a\ntraits: " + b"[" * 500_000, "yaml_too_deep"),
        (b"- " * 400_000, "yaml_too_deep"),
        (b"persona_id: a\ntraits: " + b"x" * MAX_CHARACTERS, "yaml_too_large"),
        (b"persona_id: caf\xe9", "encoding_invalid"),
        (b"# nothing\n", "json_no_records"),
        (b"[" * 200_000, "json_broken"),
        (b"[]", "json_no_records"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[:24]),
)
def test_what_is_no_such_file(data: bytes, reason: str) -> None:
    """Nothing crashes, hangs or fills memory; references that would multiply are refused."""
    assert refused(data) == reason


def test_yaml_tags_make_no_objects() -> None:
    """A tag is not obeyed."""
    assert list(read(b'persona_id: !!python/object/apply:os.system ["ls"]\n')) == [Skipped("record_shape_wrong")]


def _recordings() -> list[Recording]:
    organisation = Organisation(seed=5, tenant="acme", book="first", conversations=6, turns=8)
    return [call.recording for call in islice(generate(organisation), 6)]


def test_personas_of_the_world_come_back() -> None:
    """From JSON and from YAML."""
    recordings = _recordings()
    expected = {
        person.id: Persona(
            id=person.id,
            name=person.name,
            role=person.persona_role,
            traits=person.traits,
            objections=person.objections,
        )
        for recording in recordings
        for person in recording.people
        if person.role == "prospect"
    }

    for data in (roleplay.write_personas(recordings), roleplay.write_personas_yaml(recordings)):
        assert {row.id: row for row in read(data) if isinstance(row, Persona)} == expected


def test_scenarios_of_the_world_come_back() -> None:
    """One for every call."""
    recordings = _recordings()
    found = [row.id for row in read(roleplay.write_scenarios(recordings)) if isinstance(row, Scenario)]

    assert found == [f"sc-{recording.native_id}" for recording in recordings]
