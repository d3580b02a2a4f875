"""The gate lets good conversations pass, however short, and says of the others what is wrong with them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import msgspec
import pytest

from talktrack.core.artifacts import read_table, write_table
from talktrack.core.conversation import Conversation, Provenance, Turn
from talktrack.core.ports import Expectations
from talktrack.core.records import Quarantined
from talktrack.core.tables import CONVERSATIONS, QUARANTINE
from talktrack.engines.expectations import open_expectations
from talktrack.ingestion.quality_gate.layout import GateReport
from talktrack.ingestion.quality_gate.step import Tables, run
from talktrack.ingestion.quality_gate.thresholds import Thresholds

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CHAT = (
    "Hi, is the charger still for sale?",
    "Yes it is, I can do ten dollars.",
    "Could you take six if I pick it up?",
    "Seven and we have a deal.",
    "Fine.",
    "Great, see you at noon then.",
    "Works for me, thanks.",
    "Bye",
)
CARD = ("What is the security code on the back of the card?", "The security code is 1 2 3.")
HOLIDAY = tuple(f"on day {n} the sun came out and we all went for a swim in the lake" for n in range(24))


opened = cache(open_expectations)  # its making takes half a second, and it may be used again


def chat(identity: str, *lines: str, **fields: object) -> Conversation:
    """Return a chat between two people without times, dates or confidences."""
    turns = [Turn(speaker_id=f"s{index % 2 + 1}", text=line) for index, line in enumerate(lines or CHAT)]
    bare = Conversation(
        id=identity, tenant="acme", event_id=identity, source="text", channel="chat", turns=turns,
        provenance=[Provenance(uri=f"in/{identity}.txt", sha256="00", reader="text", version="1")],
    )  # fmt: skip
    return msgspec.structs.replace(bare, **fields)


def gate(
    tmp_path: Path, *conversations: Conversation, limits: Thresholds | None = None
) -> tuple[list[Conversation], list[Quarantined], GateReport]:
    """Run the gate; return who passed, who did not, and the report."""
    tables = Tables(str(tmp_path / "in"), str(tmp_path / "good"), str(tmp_path / "bad"))
    write_table(tables.conversations, CONVERSATIONS, conversations)
    report = run(tables, opened, limits or Thresholds(), NOW)
    return list(read_table(tables.passed, CONVERSATIONS)), list(read_table(tables.quarantined, QUARANTINE)), report


def test_a_short_real_dialogue_passes_unchanged(tmp_path: Path) -> None:
    """A chat of eight lines without any metadata is good data."""
    good, bad, _ = gate(tmp_path, chat("c1"))

    assert (good, bad) == ([chat("c1")], [])


@pytest.mark.parametrize(
    ("conversation", "reasons"),
    [
        (chat("c1", "Hi", "Hello"), ["too_few_turns", "too_few_words"]),
        (chat("c1", *CHAT[:7], "\ufffd" * 40), ["damaged_characters"]),
        (chat("c1", consent="refused"), ["consent_refused"]),
        (chat("c1", duration_s=2.0), ["speech_too_fast"]),
        (chat("c1", started_at=datetime(2027, 1, 1, tzinfo=UTC)), ["started_in_future"]),
        (chat("c1", language="fr"), ["language_not_accepted"]),
        (chat("c1", *["I sent the invoice before you asked for it."] * 8), ["repeated_turns"]),
        (chat("c1", *HOLIDAY), ["off_topic"]),
        (chat("c1", *CHAT, *CARD), ["card_dictated"]),
        (chat("c1", *CHAT, "invoice price order renewal quote " * 5_000), ["turn_too_long"]),
        (chat("c1", "Um uh um er um.", "Um uh um er um.", "Um uh um er um."), ["too_few_words", "repeated_turns"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_reasons(tmp_path: Path, conversation: Conversation, reasons: list[str]) -> None:
    """Each defect has its own code and no other."""
    _, bad, _ = gate(tmp_path, conversation)

    assert [row.reasons for row in bad] == [reasons]


def test_a_row_carries_what_a_reviewer_needs(tmp_path: Path) -> None:
    """The conversation itself, its source, how bad it is and what to do."""
    poor = chat("c1", "Hi", "Hello")
    _, (row,), _ = gate(tmp_path, poor)

    assert (row.conversation, row.uri, row.severity, row.stage) == (poor, "in/c1.txt", "warning", "quality_gate")
    assert row.suggestion.startswith("Drop it")


def test_a_reviewed_conversation_passes(tmp_path: Path) -> None:
    """A person's decision is not judged again."""
    reviewed = chat("c1", "Hi", "Hello", reviewed_by="mia")

    assert gate(tmp_path, reviewed)[0] == [reviewed]


@pytest.mark.parametrize(
    ("conversation", "reasons"),
    [
        (chat("c1", "Hi", *CARD), ["card_dictated"]),
        (chat("c1", "Hi", retain_until=datetime(2026, 1, 1, tzinfo=UTC)), ["retention_expired"]),
    ],
    ids=["code", "retention"],
)
def test_what_may_not_be_kept_is_held_again(tmp_path: Path, conversation: Conversation, reasons: list[str]) -> None:
    """Whoever let it pass, and for that alone."""
    reviewed = msgspec.structs.replace(conversation, reviewed_by="mia")
    good, bad, report = gate(tmp_path, reviewed, chat("c2"))

    assert ([c.id for c in good], [(row.id, row.reasons, row.conversation) for row in bad]) == (
        ["c2"],
        [("c1", reasons, reviewed)],
    )
    assert (report.counts["quarantined"], [row[0] for row in report.rows]) == (1, ["c1"])


def test_a_code_that_was_taken_out_is_no_longer_held(tmp_path: Path) -> None:
    """A fix of the turn is enough, and the tenant may switch the question off."""
    fixed = chat("c1", "Hi", CARD[0], "[removed]", reviewed_by="mia")
    allowed = chat("c2", "Hi", *CARD, reviewed_by="mia")

    assert gate(tmp_path / "1", fixed)[0] == [fixed]
    assert gate(tmp_path / "2", allowed, limits=Thresholds(hold_card_codes=0))[0] == [allowed]


def test_neighbours_are_judged_apart(tmp_path: Path) -> None:
    """One validation for the whole shard, one verdict per conversation."""
    good, bad, report = gate(tmp_path, chat("c1"), chat("c2", "Hi"), chat("c3"))

    assert ([c.id for c in good], [row.id for row in bad]) == (["c1", "c3"], ["c2"])
    assert {name: report.counts[name] for name in ("conversations", "passed", "quarantined")} == {
        "conversations": 3,
        "passed": 2,
        "quarantined": 1,
    }


def test_the_report_shows_no_words(tmp_path: Path) -> None:
    """The page is built from row ids and numbers."""
    _, _, report = gate(tmp_path, chat("c1", "a swordfish", "another swordfish"))

    assert "swordfish" not in repr(report)
    assert [(reason, count) for reason, _, _, count, _ in report.reasons] == [
        ("too_few_turns", 1),
        ("too_few_words", 1),
    ]


def test_thresholds_can_be_moved(tmp_path: Path) -> None:
    """What is too short for one customer is fine for another."""
    limits = Thresholds(min_turns=2, min_words=2)

    assert len(gate(tmp_path, chat("c1", "Hi", "Hello"), limits=limits)[0]) == 1


def test_an_empty_shard_does_not_load_the_library(tmp_path: Path) -> None:
    """Seconds of import are spent only where there is something to judge."""

    def refuse() -> Expectations:
        raise AssertionError

    tables = Tables(str(tmp_path / "in"), str(tmp_path / "good"), str(tmp_path / "bad"))
    write_table(tables.conversations, CONVERSATIONS, [])
    report = run(tables, refuse, Thresholds(), NOW)

    assert report.counts["conversations"] == 0
