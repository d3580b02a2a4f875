"""Drift over a real repository: the first run makes the reference, the next ones compare."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from talktrack.core.conversation import Conversation, Turn
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.findings import Findings
from talktrack.core.home import TenantHome
from talktrack.core.records import Chunk
from talktrack.core.statistics import analyse
from talktrack.core.tables import ANALYSES, CONVERSATIONS
from talktrack.operations.drift import layout
from talktrack.operations.drift.step import Embedded, Look, Settings, run
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import open_store

START = datetime(2026, 1, 1, tzinfo=UTC)
MARCH = START + timedelta(days=60)
APRIL = START + timedelta(days=90)
SETTINGS = Settings("acme")


def conversations(prefix: str, end: datetime, source: str, turns: int, count: int = 150) -> list[Conversation]:
    """Conversations of the week before `end`."""
    chance = random.Random(prefix)
    return [
        Conversation(
            id=f"{prefix}-{number}",
            tenant="acme",
            event_id=f"e-{prefix}-{number}",
            source=source,
            channel="call",
            started_at=end - timedelta(hours=chance.randrange(160)),
            turns=[Turn(speaker_id=None, text="one two three")] * chance.randrange(turns, 3 * turns),
        )
        for number in range(count)
    ]


def publish(home: str, rows: list[Conversation]) -> None:
    """Put conversations and their statistics into the repository."""
    repository = open_repository(home, "acme", create=True)
    repository.publish(CONVERSATIONS, rows)
    repository.publish(ANALYSES, [analyse(row) for row in rows])


def look(home: str, now: datetime, settings: Settings = SETTINGS, embedded: Embedded | None = None) -> Look:
    """Run the step."""
    monitoring = open_store(TenantHome(home, "acme").monitoring)
    return run(open_repository(home, "acme"), embedded or Embedded(), monitoring, settings, now)


@pytest.fixture
def home(tmp_path: Path) -> str:
    """A home with 150 conversations of late February."""
    publish(str(tmp_path), conversations("old", MARCH, "zoom", turns=4))
    return str(tmp_path)


def test_the_first_run_makes_the_reference_and_says_so(home: str) -> None:
    """Nothing is compared yet."""
    first = look(home, MARCH)

    assert first.findings.items == []
    assert first.findings.note.startswith("this run made the reference from 150 conversations")
    assert first.findings.severity == "none"


def test_a_second_look_at_the_same_data_finds_nothing(home: str) -> None:
    """Everything is stable."""
    look(home, MARCH)
    second = look(home, MARCH)

    assert {finding.verdict for finding in second.findings.items} == {"stable"}


def test_other_conversations_are_found(home: str) -> None:
    """Another source and longer conversations in the newest week."""
    look(home, MARCH)
    publish(home, conversations("new", APRIL, "gong", turns=12))
    second = look(home, APRIL)
    drifted = {finding.name for finding in second.findings.items if finding.verdict == "drifted"}

    assert drifted == {"source", "turns", "words"}
    assert second.findings.severity == "critical"
    assert second.counts["drifted"] == 3


def test_findings_are_kept_by_day(home: str) -> None:
    """The monitoring folder holds one document per day and the latest; a second run of the day replaces both."""
    look(home, MARCH)
    second = look(home, MARCH)
    store = open_store(TenantHome(home, "acme").monitoring)

    kept = {blob.path: store.read(blob.path) for blob in store.list("drift/findings")}

    assert sorted(kept) == ["drift/findings-2026-03-02.json", "drift/findings-latest.json"]
    assert [msgspec.json.decode(document, type=Findings) for document in kept.values()] == [second.findings] * 2


def test_too_little_data_makes_no_reference(tmp_path: Path) -> None:
    """The next run tries again."""
    publish(str(tmp_path), conversations("few", MARCH, "zoom", turns=4, count=20))
    first = look(str(tmp_path), MARCH)

    assert first.reference is None
    assert first.findings.note == "no reference yet: 20 of the 100 conversations that it needs"
    assert list(open_store(TenantHome(str(tmp_path), "acme").monitoring).list("drift/reference")) == []


def test_a_reference_is_renewed_on_demand(home: str) -> None:
    """After a change that is meant to stay, the new normal is the reference."""
    look(home, MARCH)
    publish(home, conversations("new", APRIL, "gong", turns=12))
    look(home, APRIL, Settings("acme", reference_days=7, renew_reference=True))
    third = look(home, APRIL)

    assert third.findings.severity == "none"


def test_the_window_can_end_at_the_newest_conversation(home: str) -> None:
    """A finished data set is looked at as if it were today."""
    look(home, MARCH, Settings("acme", as_of="newest"))
    later = look(home, MARCH + timedelta(days=300), Settings("acme", as_of="newest"))

    assert len(later.columns.ids) == 150


def test_an_empty_window_is_inconclusive(home: str) -> None:
    """No news is not good news, and no reason to act."""
    look(home, MARCH)
    later = look(home, MARCH + timedelta(days=300))

    assert {finding.verdict for finding in later.findings.items} == {"inconclusive"}
    assert later.findings.severity == "none"


def test_embeddings_take_part(tmp_path: Path) -> None:
    """Vectors that point elsewhere are found although nothing else changed."""
    chance = random.Random(5)

    def vector(axis: int) -> list[float]:
        return [chance.gauss(1.0 if index == axis else 0.0, 0.2) for index in range(6)]

    old = conversations("old", MARCH, "zoom", turns=4, count=300)
    new = conversations("new", APRIL, "zoom", turns=4)
    publish(str(tmp_path), old + new)
    chunks = [whole(row.id, vector(0)) for row in old] + [whole(row.id, vector(3)) for row in new]
    embedded = Embedded("encoder-1", lambda: iter(chunks))
    look(str(tmp_path), MARCH, embedded=embedded)
    second = look(str(tmp_path), APRIL, embedded=embedded)

    assert {f.name.rstrip("12345678") for f in second.findings.items if f.verdict == "drifted"} == {
        "embedding_axis_",
        "embedding_centrality",
    }


def whole(conversation: str, embedding: list[float]) -> Chunk:
    """The chunk of a whole conversation."""
    return Chunk(
        id=conversation,
        tenant="acme",
        conversation_id=conversation,
        level="conversation",
        position=0,
        turn_start=0,
        turn_end=1,
        text="",
        speaker_role="seller",
        channel="call",
        embedding=embedding,
    )


def test_the_page_shows_the_worst_first(home: str) -> None:
    """Bars, rows and overlays begin with the largest excess."""
    look(home, MARCH)
    publish(home, conversations("new", APRIL, "gong", turns=12))
    second = look(home, APRIL)
    names, excess = layout.bars(second.findings.items)

    assert excess == sorted(excess, reverse=True)
    assert [row[0] for row in layout.rows(second.findings.items)][: len(names)] == names
    assert {overlay.name for overlay in layout.overlays(second)} >= {"turns", "words"}
    assert layout.headline(second)["severity"] == "critical"


@pytest.mark.parametrize("wrong", [{"reference": "../x"}, {"window_days": 0}])
def test_wrong_settings_are_refused(wrong: dict[str, str | int]) -> None:
    """Before any data is read."""
    with pytest.raises(ConfigurationInvalidError):
        Settings("acme", **wrong)  # type: ignore[arg-type]


def test_a_time_that_is_none_is_refused(home: str) -> None:
    """The message says what would do."""
    with pytest.raises(ConfigurationInvalidError, match="ISO 8601"):
        look(home, MARCH, Settings("acme", as_of="yesterday"))
