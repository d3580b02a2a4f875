"""Review: what people may decide about a quarantined row, and what is kept of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from talktrack.core.conversation import Edit
from talktrack.core.edits import undo
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.records import Named, Quarantined
from talktrack.core.review import Decision, decide, without_words
from tests.samples import TENANT, call, turn

NOW = datetime(2026, 4, 1, tzinfo=UTC)
ROW = Quarantined(
    id="c1",
    tenant=TENANT,
    stage="quality_gate",
    uri="calls/1.json",
    sha256="00",
    reasons=["too_few_turns"],
    severity="low",
    suggestion="Listen to it.",
    conversation=call(),
)


def _decision(word: str) -> Decision:
    return Decision(id="c1", decision=word, by="ana", why="short but good")


@pytest.mark.parametrize(("word", "status"), [("release", "released"), ("drop", "dropped")])
def test_a_decision_is_kept_with_its_author_and_reason(word: str, status: str) -> None:
    """Nothing else of the row changes."""
    expected = msgspec.structs.replace(
        ROW, status=status, decided_by="ana", decided_why="short but good", decided_at=NOW
    )

    assert expected == decide(ROW, _decision(word), NOW)


def test_a_decision_may_be_changed_until_the_row_re_entered() -> None:
    """Dropping what was released is fine before the next run."""
    assert decide(decide(ROW, _decision("release"), NOW), _decision("drop"), NOW).status == "dropped"


def test_unknown_words_are_refused() -> None:
    """There are three decisions."""
    with pytest.raises(ConfigurationInvalidError, match="decide release, fix or drop"):
        decide(ROW, _decision("burn"), NOW)


def test_what_could_not_be_read_cannot_be_released() -> None:
    """The sentence says what to mend."""
    with pytest.raises(ConfigurationInvalidError, match=r"mend calls/1\.json"):
        decide(msgspec.structs.replace(ROW, conversation=None), _decision("release"), NOW)


def test_what_could_not_be_read_can_be_dropped() -> None:
    """Nobody has to look at it again."""
    assert decide(msgspec.structs.replace(ROW, conversation=None), _decision("drop"), NOW).status == "dropped"


def test_a_row_re_enters_once() -> None:
    """After that nothing is left to decide."""
    with pytest.raises(ConfigurationInvalidError, match="already re-entered"):
        decide(msgspec.structs.replace(ROW, status="reentered"), _decision("release"), NOW)


def test_a_fix_says_who_speaks_and_what_was_said() -> None:
    """The text is changed recoverably, the name is kept for attribution and for later conversations."""
    decision = Decision(
        id="c1",
        decision="fix",
        by="ana",
        why="listened",
        speakers={"Bob": "Bo Lind"},
        turns={1: "Four deals."},
        language="en",
    )
    fixed = decide(ROW, decision, NOW)
    conversation = fixed.conversation or call()

    assert (fixed.status, fixed.speakers) == ("fixed", [Named(speaker="Bob", person="Bo Lind")])
    assert [turn.text for turn in conversation.turns] == [call().turns[0].text, "Four deals."]
    assert conversation.language == "en"
    assert undo(conversation) == call().turns


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"speakers": {"Zoe": "Bo"}}, "c1 has no speaker Zoe: see `review show`."),
        ({"turns": {7: "x"}}, "c1 has no turn 7: see `review show`."),
        ({}, "say speakers, turns, language or started_at"),
    ],
)
def test_a_fix_of_what_is_not_there_is_refused(change: dict[str, Any], complaint: str) -> None:
    """Nothing is decided before all of it can be."""
    with pytest.raises(ConfigurationInvalidError, match=re.escape(complaint)):
        decide(ROW, Decision(id="c1", decision="fix", by="ana", why="listened", **change), NOW)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"speakers": {"Bob": "Dana Reed <notanaddress>"}}, "'Dana Reed <notanaddress>' is nobody: write a name"),
        ({"speakers": {"Bob": "dana@acme"}}, "'dana@acme' is nobody"),
        ({"speakers": {"Bob": " <> "}}, "' <> ' is nobody"),
        ({"speakers": {"Bob": "  "}}, "'  ' is nobody"),
        ({"language": "xx-klingon"}, "'xx-klingon' is no language: use two small letters, such as en or de."),
        ({"language": "xx"}, "'xx' is no language"),
        ({"turns": {1: " "}}, "turn 1 would be empty: write what was said, such as [removed]."),
        ({"started_at": datetime(2199, 1, 1, tzinfo=UTC)}, "started_at 2199-01-01 cannot be: it lies in the past"),
        ({"started_at": datetime(1, 1, 1, tzinfo=UTC)}, "cannot be"),
        ({"started_at": datetime(2026, 1, 1)}, "started_at has no time zone"),  # noqa: DTZ001 - the point
    ],
)
def test_a_fix_into_nonsense_is_refused(change: dict[str, Any], complaint: str) -> None:
    """What the later steps would stumble over is said to whoever wrote it."""
    with pytest.raises(ConfigurationInvalidError, match=re.escape(complaint)):
        decide(ROW, Decision(id="c1", decision="fix", by="ana", why="listened", **change), NOW)


@pytest.mark.parametrize("person", ["Bo", "003xx000004Q", "bo@acme.example", "Bo Lind <bo.lind@mail.acme.example>"])
def test_a_person_is_named_in_four_ways(person: str) -> None:
    """By name, by the id of a contact, by address, or by name and address."""
    decision = Decision(id="c1", decision="fix", by="ana", why="listened", speakers={"Bob": person})

    assert decide(ROW, decision, NOW).speakers == [Named(speaker="Bob", person=person)]


@pytest.mark.parametrize(("by", "why"), [("", ""), ("ana", "  "), ("   ", "spam"), ("ana", "\u200b"), ("-", "spam")])
def test_somebody_stands_behind_every_decision(by: str, why: str) -> None:
    """An audit trail without a name or a reason is none."""
    with pytest.raises(ConfigurationInvalidError, match="c1: say who decides and why in words"):
        decide(ROW, Decision(id="c1", decision="drop", by=by, why=why), NOW)


CARD = msgspec.structs.replace(
    ROW,
    reasons=["too_few_turns", "card_dictated"],
    conversation=call([turn("s1", "The code?"), msgspec.structs.replace(call().turns[0], text="It is 1 2 3.")]),
)
OLD = msgspec.structs.replace(ROW, reasons=["retention_expired"])


@pytest.mark.parametrize(
    ("row", "decision", "complaint"),
    [
        (CARD, {"decision": "release"}, "c1 is held as card_dictated, which no word can let pass: decide fix"),
        (CARD, {"decision": "fix", "language": "en"}, "decide fix and give the turns that hold the code"),
        (OLD, {"decision": "release"}, "c1 is held as retention_expired, which no word can let pass: decide drop"),
        (OLD, {"decision": "fix", "turns": {0: "Hello."}}, "decide drop, since nothing makes its time"),
    ],
)
def test_what_may_not_be_kept_is_not_released(row: Quarantined, decision: dict[str, Any], complaint: str) -> None:
    """The sentence says what to decide instead."""
    with pytest.raises(ConfigurationInvalidError, match=complaint):
        decide(row, Decision(id="c1", by="ana", why="short but good", **decision), NOW)


def test_what_may_not_be_kept_leaves_no_trace_in_the_fixed_row() -> None:
    """The edit says that something was changed, not what stood there; neither text nor words keep it."""
    decision = Decision(id="c1", decision="fix", by="ana", why="cut", turns={1: "It is [removed]."})
    fixed = decide(CARD, decision, NOW)
    conversation = fixed.conversation or call()

    assert (fixed.status, conversation.turns[1].text, conversation.turns[1].words) == ("fixed", "It is [removed].", ())
    assert conversation.edits == [Edit(turn=1, start=0, end=0, before="", reason="review")]
    assert undo(conversation) == conversation.turns
    assert b"1 2 3" not in msgspec.json.encode(fixed)


@pytest.mark.parametrize("row", [CARD, OLD])
def test_a_dropped_row_keeps_nothing_that_may_not_be_kept(row: Quarantined) -> None:
    """What remains says that it was held and who dropped it."""
    dropped = decide(row, _decision("drop"), NOW)

    assert (dropped.status, dropped.conversation) == ("dropped", without_words(row.conversation or call()))
    assert (dropped.conversation or call()).turns == []


def test_a_release_changes_nothing() -> None:
    """Whoever wants a change says fix."""
    with pytest.raises(ConfigurationInvalidError, match="decide fix"):
        decide(ROW, Decision(id="c1", decision="release", by="ana", why="ok", language="en"), NOW)
