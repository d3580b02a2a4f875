"""Ingest reads the bundles of its shard, whatever kind they are, and quarantines what it cannot read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from talktrack.core.artifacts import read_counts, read_table, write_table
from talktrack.core.conversation import Conversation, Turn
from talktrack.core.ids import sha256, stable_id
from talktrack.core.locations import Files
from talktrack.core.ports import Repository
from talktrack.core.records import Bundle, Forgotten, Quarantined
from talktrack.core.review import case, without_words
from talktrack.core.tables import BUNDLES, CONVERSATIONS, CONVERSATIONS_RAW, FORGOTTEN, QUARANTINE
from talktrack.ingestion.ingest.step import MAX_FILE_BYTES, Sources, run
from talktrack.systems.keys import tenant_key
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import open_store

TALK = b"Anna: Hello.\nBob: Hello to you.\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository of one tenant."""
    return open_repository(str(tmp_path / "home"), "acme", create=True)


def bundle(*uris: Path | str, kind: str = "transcript", shard: int = 0, size_bytes: int = 10) -> Bundle:
    """Return a bundle of files."""
    names = [str(uri) for uri in uris]
    return Bundle(id=stable_id("b", *names), shard=shard, kind=kind, uris=names, digest=names[0], size_bytes=size_bytes)


def ingest(tmp_path: Path, repository: Repository, *bundles: Bundle) -> tuple[list[Conversation], list[Quarantined]]:
    """Run shard 0 and return what it wrote."""
    write_table(tmp_path / "manifest", BUNDLES, bundles)
    sources = Sources(tenant="acme", files=Files(open_store), repository=repository)
    run(tmp_path / "manifest", tmp_path / "good", tmp_path / "bad", sources, 0)
    return list(read_table(tmp_path / "good", CONVERSATIONS)), list(read_table(tmp_path / "bad", QUARANTINE))


def written(tmp_path: Path, name: str, data: bytes) -> Path:
    """Write a source file and return its path."""
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def stored(identity: str) -> Conversation:
    """Return a conversation as another step left it."""
    return Conversation(
        id=identity,
        tenant="acme",
        event_id="e",
        source="audio",
        channel="call",
        turns=[Turn(speaker_id=None, text="Hi", start_s=0.0, end_s=1.0)],
    )


def test_only_the_bundles_of_the_shard_are_read(tmp_path: Path, repository: Repository) -> None:
    """Another shard's bundles are another iteration's work."""
    mine, other = written(tmp_path, "a.txt", TALK), written(tmp_path, "b.txt", TALK)
    good, _ = ingest(tmp_path, repository, bundle(mine), bundle(other, shard=1))

    assert [stable_id("c", "acme", "text", sha256(TALK))] == [conversation.id for conversation in good]


def test_provenance_names_the_file(tmp_path: Path, repository: Repository) -> None:
    """A conversation says which bytes it was read from."""
    path = written(tmp_path, "a.txt", TALK)
    good, _ = ingest(tmp_path, repository, bundle(path))

    assert (str(path), "text") == (good[0].provenance[0].uri, good[0].provenance[0].reader)


def test_what_cannot_be_read_is_quarantined_once_for_every_copy(tmp_path: Path, repository: Repository) -> None:
    """Nobody's lost call disappears behind another's; the neighbours are read."""
    empty, copy, fine = (written(tmp_path, n, d) for n, d in [("a.txt", b""), ("b.txt", b""), ("c.txt", TALK)])
    good, bad = ingest(tmp_path, repository, bundle(empty, copy), bundle(fine))

    assert (len(good), [row.reasons for row in bad]) == (1, [["file_empty"], ["file_empty"]])


def test_a_mail_that_no_person_sent_is_kept_and_asks_nobody(tmp_path: Path, repository: Repository) -> None:
    """A mailbox is full of them: its row says why, and stands in no queue."""
    mail = b"Message-ID: <1@x>\nFrom: news@x.example\nTo: a@y.example\nList-Id: <news>\nSubject: News\n\nBuy now.\n"
    path = written(tmp_path, "news.eml", mail)
    _, (row,) = ingest(tmp_path, repository, bundle(path))

    assert (row.reasons, row.status, row.decided_by) == (["mail_automatic"], "dropped", "ingest")
    counts = read_counts(tmp_path / "good")
    assert (counts["ingest.left_out_mail_automatic"], counts["ingest.quarantined"]) == (1, 0)


def test_a_file_that_is_gone_is_quarantined(tmp_path: Path, repository: Repository) -> None:
    """Files may be moved between planning and reading."""
    _, bad = ingest(tmp_path, repository, bundle(tmp_path / "gone.txt"))

    assert [(row.reasons, row.stage, row.severity) for row in bad] == [(["file_missing"], "ingest", "error")]


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path, repository: Repository) -> None:
    """The size in the manifest is enough to refuse."""
    _, bad = ingest(tmp_path, repository, bundle(tmp_path / "large.txt", size_bytes=MAX_FILE_BYTES + 1))

    assert [row.reasons for row in bad] == [["file_too_large"]]


def test_a_reviewed_row_comes_back_with_its_reviewer(tmp_path: Path, repository: Repository) -> None:
    """What a person released goes on, marked by who released it."""
    row = Quarantined(
        id="c-1", tenant="acme", stage="quality_gate", uri="x", sha256="0", reasons=["too_few_turns"],
        severity="warning", suggestion="", status="released", decided_by="mia", conversation=stored("c-1"),
    )  # fmt: skip
    repository.publish(QUARANTINE, [row])
    good, _ = ingest(tmp_path, repository, bundle("c-1", kind="review"))

    assert [msgspec.structs.replace(stored("c-1"), reviewed_by="mia")] == good


def test_a_backfill_finds_the_words_of_what_waits_in_the_queue(tmp_path: Path, repository: Repository) -> None:
    """What may not be kept has none in the raw zone until somebody decided; the rules may have changed meanwhile."""
    talk = stored("c-1")
    waiting = case(talk, stage="quality_gate", reasons=["card_dictated"], severity="error", suggestion="")
    repository.publish(CONVERSATIONS_RAW, [without_words(talk)])
    repository.publish(QUARANTINE, [waiting])
    good, _ = ingest(tmp_path, repository, bundle("c-1", kind="stored_raw"))

    assert good == [talk]


def test_what_was_forgotten_is_read_and_left_out(tmp_path: Path, repository: Repository) -> None:
    """The source may still lie there; what it holds goes nowhere, and only how many is counted."""
    talk = bundle(written(tmp_path, "in/call.txt", TALK))
    [read], _ = ingest(tmp_path, repository, talk)
    digest = tenant_key(str(tmp_path / "home"), "acme").digest("conversation", read.id)
    repository.publish(FORGOTTEN, [Forgotten(id=digest, kind="conversation", at=datetime(2026, 6, 1, tzinfo=UTC))])
    again, bad = ingest(tmp_path, repository, talk)

    assert (again, bad) == ([], [])
    assert read_counts(tmp_path / "good")["ingest.forgotten"] == 1


def test_audio_comes_from_the_raw_zone(tmp_path: Path, repository: Repository) -> None:
    """Recordings were transcribed before; one without a transcript says so."""
    identity = stable_id("c", "acme", "audio", "in/call-5.wav")
    repository.publish(CONVERSATIONS_RAW, [stored(identity)])
    good, bad = ingest(
        tmp_path, repository, bundle("in/call-5.wav", kind="audio"), bundle("in/call-6.wav", kind="audio")
    )

    assert ([stored(identity)], [["audio_not_transcribed"]]) == (good, [row.reasons for row in bad])


def test_counts_travel_with_the_conversations(tmp_path: Path, repository: Repository) -> None:
    """The last step of the shard publishes them."""
    ingest(tmp_path, repository, bundle(written(tmp_path, "a.txt", TALK)))

    assert read_counts(tmp_path / "good") == {
        "ingest.bundles": 1,
        "ingest.conversations": 1,
        "ingest.turns": 2,
        "ingest.quarantined": 0,
        "ingest.left_out": 0,
    }


def test_two_calls_whose_files_are_called_alike_stay_two(tmp_path: Path, repository: Repository) -> None:
    """A file's name is no identity: many platforms call every export the same."""
    first = written(tmp_path, "one/transcript.txt", TALK)
    second = written(tmp_path, "two/transcript.txt", TALK + b"Dana: One more thing\n")
    good, _ = ingest(tmp_path, repository, bundle(first), bundle(second))

    assert len({conversation.id for conversation in good}) == 2
