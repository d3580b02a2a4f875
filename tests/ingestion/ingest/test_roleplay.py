"""Practice sessions: the partner is an AI and marked as one, times in every form, a bad session among good ones."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pytest

from talktrack.core.conversation import Conversation, Participant, Turn
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import Damaged
from talktrack.ingestion.ingest.readers.roleplay import read
from talktrack.world.conversations import generate
from talktrack.world.formats.roleplay import write_roleplay
from talktrack.world.organisation import Organisation
from tests.ingestion.ingest.seeds.dialogues import document, lines
from tests.ingestion.ingest.seeds.roleplay import DATED, NAMED, PERSONA, SESSION

ORIGIN = Origin(tenant="acme", uri="in/practice.jsonl", sha256="00")
STARTED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def only(session: Any) -> Conversation:
    """Return the conversation of a file of one session."""
    (found,) = read(document(session), ORIGIN)
    assert isinstance(found, Conversation)
    return found


def test_turns_and_their_times() -> None:
    """A turn without a word is left out."""
    found = only(SESSION)
    expected = [
        Turn(speaker_id="s1", text="Hello Dana.", start_s=0.0),
        Turn(speaker_id="s2", text="Hi é.", start_s=2.5),
    ]

    assert (found.turns, found.started_at, found.title) == (expected, STARTED, "Renewal")


def test_the_partner_is_marked_as_an_ai() -> None:
    """By source and channel, by the label, which names nobody, and by the metadata."""
    found = only(SESSION)

    assert (found.source, found.channel, json.loads(found.metadata_json)["ai_participants"]) == (
        "roleplay",
        "roleplay",
        ["s2"],
    )


def test_roles_and_names_are_stated() -> None:
    """The persona's name is what the seller calls the AI, so redaction must know it."""
    assert only(SESSION).participants == [
        Participant(id="s1", label="seller", name="Sam Reed", email="sam@acme.example", role="seller"),
        Participant(id="s2", label="prospect bot", name="Dana Ortiz", role="prospect"),
    ]


def test_persona_scenario_outcome_and_score_are_kept() -> None:
    """As they stand."""
    told = json.loads(only(SESSION).metadata_json)

    assert (told["persona"], told["scenario"]["scenario_id"], told["outcome"], told["score"]) == (
        PERSONA,
        "renewal",
        "meeting_booked",
        0.72,
    )


@pytest.mark.parametrize("role", ["seller", "Rep", "trainee", "user", "human"])
def test_words_for_the_seller(role: str) -> None:
    """All mean the person who practises."""
    found = only(SESSION | {"turns": [{"role": role, "text": "Hi"}]})

    assert [(one.label, one.role) for one in found.participants] == [("seller", "seller")]


@pytest.mark.parametrize("role", ["prospect", "AI", "assistant", "persona", "customer"])
def test_words_for_the_partner(role: str) -> None:
    """All mean the AI."""
    found = only(SESSION | {"turns": [{"role": role, "text": "Hi"}]})

    assert [(one.label, one.role) for one in found.participants] == [("prospect bot", "prospect")]


def test_somebody_else_is_neither() -> None:
    """A coach who steps in is no AI and no seller."""
    found = only(SESSION | {"turns": [{"role": "coach", "text": "Stop."}, {"role": None, "text": "…"}]})

    assert ([(one.label, one.role) for one in found.participants], found.turns[1].speaker_id) == (
        [("coach", "unknown")],
        None,
    )


@pytest.mark.parametrize(
    ("started_at", "at", "expected"),
    [
        ("2026-03-02T09:30:00Z", 4, (STARTED, 4.0)),
        ("2026-03-02T10:30:00+01:00", "2026-03-02T09:30:04Z", (STARTED, 4.0)),
        (1_772_443_800, "00:04", (STARTED, 4.0)),
        (1_772_443_800.0, "0:00:04.5", (STARTED, 4.5)),
        (None, 4, (None, 4.0)),
        ("soon", "later", (None, None)),
        (1e300, None, (None, None)),
        (-1, "-1e999", (None, None)),
    ],
)
def test_times_in_every_form(started_at: Any, at: Any, expected: tuple[Any, Any]) -> None:
    """What makes no sense is unknown."""
    found = only(SESSION | {"started_at": started_at, "turns": [{"role": "seller", "text": "Hi", "at": at}]})

    assert (found.started_at, found.turns[0].start_s) == expected


def test_a_session_begins_with_its_first_turn() -> None:
    """When it does not say itself."""
    found = only(DATED)

    assert (found.started_at, [turn.start_s for turn in found.turns]) == (STARTED, [0.0, 4.0])


@pytest.mark.parametrize(
    "data", [document([SESSION, NAMED]), lines(SESSION, NAMED), document({"sessions": [SESSION, NAMED]})]
)
def test_a_file_may_hold_many(data: bytes) -> None:
    """A list, one a line, or an object around the list."""
    found = [one.id for one in read(data, ORIGIN) if isinstance(one, Conversation)]

    assert found == [ORIGIN.conversation_id("roleplay", native) for native in ("s-17", "18")]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (7, "record_shape_wrong"),
        ({"persona": "p", "turns": []}, "record_shape_wrong"),
        ({"session_id": "x", "turns": "none"}, "record_shape_wrong"),
        ({"session_id": "x", "turns": [{"role": "seller", "text": ""}]}, "roleplay_empty"),
        ({"session_id": "x", "turns": []}, "roleplay_empty"),
        ({"session_id": "x", "turns": [{}] * 100_001}, "too_many_turns"),
        (SESSION, "record_repeated"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_session_costs_nothing_but_itself(bad: Any, reason: str) -> None:
    """Its neighbours are read."""
    found = list(read(lines(SESSION, bad, NAMED), ORIGIN))

    assert [one.reason if isinstance(one, Damaged) else "read" for one in found] == ["read", reason, "read"]


def test_what_the_world_wrote_comes_back() -> None:
    """Every turn with its side and its time."""
    organisation = Organisation(seed=5, tenant="acme", book="first", conversations=5, turns=12)
    recordings = [call.recording for call in islice(generate(organisation), 5)]
    found = [one for one in read(write_roleplay(recordings), ORIGIN) if isinstance(one, Conversation)]
    expected = [
        [
            (None if line.speaker is None else recording.people[line.speaker].role, line.text, line.start_s)
            for line in recording.lines
        ]
        for recording in recordings
    ]
    roles = [{one.id: one.role for one in call.participants} for call in found]

    assert expected == [
        [(role.get(turn.speaker_id or ""), turn.text, turn.start_s) for turn in call.turns]
        for role, call in zip(roles, found, strict=True)
    ]
