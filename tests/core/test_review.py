"""Review: what people may decide about a quarantined row, and what is kept of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from talktrack.core.edits import undo
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.records import Named, Quarantined
from talktrack.core.review import Decision, decide
from tests.samples import TENANT, call

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
    assert undo(conversation) == call().turns[:1] + call().turns[1:]


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


def test_a_release_changes_nothing() -> None:
    """Whoever wants a change says fix."""
    with pytest.raises(ConfigurationInvalidError, match="decide fix"):
        decide(ROW, Decision(id="c1", decision="release", by="ana", why="ok", language="en"), NOW)
