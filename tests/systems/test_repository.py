"""The repository: idempotent, versioned, one tenant's own, and sealed where text is raw."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from talktrack.core.errors import ConfigurationInvalidError, KeyMismatchError, TenantUnknownError, VersionGoneError
from talktrack.core.records import Analysis, Forgotten, Quarantined, RunCount
from talktrack.core.reference import Contact
from talktrack.core.tables import ANALYSES, CONTACTS, CONVERSATIONS_RAW, FORGOTTEN, QUARANTINE, RUN_COUNTS, Table
from talktrack.systems.keys import KEY_BYTES, tenant_key
from talktrack.systems.repository import LanceRepository, open_repository
from tests.samples import TENANT, call, turn

CANARY = "canary-5f1d-sang-here"
HOSTILE = ["'", "''", "' OR 1=1 --", '"', "a\\b", "a\nb", "ü 😀", "%", "id", "", "a" * 300]


class _OldNote(msgspec.Struct, frozen=True, kw_only=True):
    """A note as an older release knew it."""

    id: str


class _Note(msgspec.Struct, frozen=True, kw_only=True):
    """A note."""

    id: str
    text: str | None = None
    marks: list[str] = msgspec.field(default_factory=list)


@pytest.fixture
def repository(tmp_path: Path) -> LanceRepository:
    """A new tenant's repository."""
    return open_repository(str(tmp_path), TENANT, create=True)


def _analysis(identity: str, turns: int = 1) -> Analysis:
    return Analysis(conversation_id=identity, tenant=TENANT, turns=turns, words=1)


def _bytes_below(root: Path) -> Iterator[bytes]:
    return (file.read_bytes() for file in root.rglob("*") if file.is_file())


def test_publishing_twice_is_once(repository: LanceRepository) -> None:
    """The same rows again change nothing that a reader sees."""
    rows = [_analysis("c1"), _analysis("c2")]
    for _ in range(2):
        repository.publish(ANALYSES, rows)

    assert sorted(repository.scan(ANALYSES), key=lambda row: row.conversation_id) == rows
    assert repository.count(ANALYSES) == 2


def test_the_last_row_of_a_key_wins(repository: LanceRepository) -> None:
    """Within one publish and over several."""
    repository.publish(ANALYSES, [_analysis("c1", 1), _analysis("c1", 2), _analysis("c2", 1)])
    repository.publish(ANALYSES, [_analysis("c2", 5)])

    assert {row.conversation_id: row.turns for row in repository.scan(ANALYSES)} == {"c1": 2, "c2": 5}


def test_an_older_version_stays_readable(repository: LanceRepository) -> None:
    """A training set that names a version reads today what it read then."""
    then = repository.publish(ANALYSES, [_analysis("c1", 1)])
    now = repository.publish(ANALYSES, [_analysis("c1", 2), _analysis("c2", 2)])

    assert now > then
    assert list(repository.scan(ANALYSES, version=then)) == [_analysis("c1", 1)]


def test_a_table_of_an_older_release_takes_new_columns(repository: LanceRepository) -> None:
    """Rows from before keep what they have, and what they lack takes its default."""
    old = Table("notes", _OldNote, "id", "clean", "test")
    new = Table("notes", _Note, "id", "clean", "test")
    repository.publish(old, [_OldNote(id="a")])
    repository.publish(new, [_Note(id="b", text="kept", marks=["m"])])
    rows = sorted(repository.scan(new), key=lambda row: row.id)

    assert rows == [_Note(id="a"), _Note(id="b", text="kept", marks=["m"])]


def test_what_was_deleted_and_purged_stands_in_no_file(repository: LanceRepository, tmp_path: Path) -> None:
    """A deletion leaves the words in the table's files, in the newest version and in older ones; purging does not."""
    notes = Table("notes", _Note, "id", "clean", "test")
    repository.publish(notes, [_Note(id=f"n{number}", text=f"kept {number}") for number in range(50)])
    then = repository.publish(notes, [_Note(id="gone", text=CANARY)])
    repository.delete(notes, ["gone"])
    left = any(CANARY.encode() in data for data in _bytes_below(tmp_path))
    repository.purge(notes)

    assert left
    assert not any(CANARY.encode() in data for data in _bytes_below(tmp_path))
    assert repository.count(notes) == 50
    with pytest.raises(VersionGoneError, match=f"version {then} of notes was removed"):
        list(repository.scan(notes, version=then))


def test_what_was_forgotten_is_not_published_again(repository: LanceRepository, tmp_path: Path) -> None:
    """Whoever publishes it, and without anybody being named in the note."""
    key = tenant_key(str(tmp_path), TENANT)
    gone = Forgotten(id=key.digest("email", "dana@x.example"), kind="email", at=datetime.now(UTC))
    repository.publish(FORGOTTEN, [gone])
    contacts = [Contact(id="1", name="Dana Reed", email=" Dana@X.example"), Contact(id="2", name="Bo")]
    repository.publish(CONTACTS, contacts)

    assert [row.id for row in repository.scan(CONTACTS)] == ["2"]


def test_nothing_published_is_version_zero(repository: LanceRepository) -> None:
    """Reading before writing is fine and finds nothing."""
    assert (repository.version(ANALYSES), repository.count(ANALYSES)) == (0, 0)
    assert list(repository.scan(ANALYSES)) == []
    assert repository.delete(ANALYSES, ["c1"]) == 0


def test_publishing_nothing_makes_no_version(repository: LanceRepository) -> None:
    """An empty shard leaves no trace."""
    before = repository.publish(ANALYSES, [_analysis("c1")])

    assert repository.publish(ANALYSES, []) == before


def test_rows_are_found_by_any_column(repository: LanceRepository) -> None:
    """Several columns must all agree; several values of one column are alternatives; no values match nothing."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [RunCount(id=f"n{n}", run=f"r{n % 2}", shard=0, name=f"s{n % 3}", value=n, at=now) for n in range(6)]
    repository.publish(RUN_COUNTS, rows)

    assert {row.id for row in repository.scan(RUN_COUNTS, where={"run": ["r0"], "name": ["s0", "s2"]})} == {"n0", "n2"}
    assert list(repository.scan(RUN_COUNTS, where={"run": []})) == []


def test_rows_of_the_raw_zone_are_found_after_unsealing(repository: LanceRepository) -> None:
    """What is sealed cannot be filtered by the store, and is all the same."""
    rows = [
        Quarantined(
            id=f"q{n}",
            tenant=TENANT,
            stage="ingest",
            uri="x",
            sha256="0",
            reasons=["r"],
            severity="low",
            suggestion="s",
            status=status,
        )
        for n, status in enumerate(["open", "released", "open"])
    ]
    repository.publish(QUARANTINE, rows)

    assert {row.id for row in repository.scan(QUARANTINE, where={"status": ["open"]})} == {"q0", "q2"}
    assert {row.id for row in repository.scan(QUARANTINE, where={"id": ["q0", "q1"], "status": ["open"]})} == {"q0"}
    assert list(repository.scan(QUARANTINE, where={"id": []})) == []


def test_rows_are_deleted_by_key(repository: LanceRepository) -> None:
    """Only those named; names that are not there are fine."""
    repository.publish(ANALYSES, [_analysis("c1"), _analysis("c2")])
    repository.delete(ANALYSES, ["c2", "c9"])

    assert list(repository.scan(ANALYSES)) == [_analysis("c1")]


def test_hostile_keys_are_text_not_syntax(repository: LanceRepository) -> None:
    """Each is found by itself alone, and deleting one leaves the others."""
    repository.publish(ANALYSES, [_analysis(key) for key in HOSTILE])
    found = [
        [row.conversation_id for row in repository.scan(ANALYSES, where={"conversation_id": [k]})] for k in HOSTILE
    ]
    repository.delete(ANALYSES, HOSTILE[:4])

    assert found == [[key] for key in HOSTILE]
    assert {row.conversation_id for row in repository.scan(ANALYSES)} == set(HOSTILE[4:])


def test_more_rows_than_one_commit_holds(repository: LanceRepository) -> None:
    """A long stream is merged in several commits and read back whole."""
    repository.publish(ANALYSES, (_analysis(f"c{n}") for n in range(ANALYSES.rows_per_commit + 5)))

    assert len({row.conversation_id for row in repository.scan(ANALYSES)}) == ANALYSES.rows_per_commit + 5


def test_eight_writers_at_once_leave_one_row_per_key(tmp_path: Path) -> None:
    """Shards publish in parallel, some of them the same rows, and even the table's first commit is raced for."""
    open_repository(str(tmp_path), TENANT, create=True)

    def write(writer: int) -> None:
        rows = [_analysis("shared", writer), *(_analysis(f"c{n}") for n in range(writer, writer + 3))]
        open_repository(str(tmp_path), TENANT).publish(ANALYSES, rows)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    found = [row.conversation_id for row in open_repository(str(tmp_path), TENANT).scan(ANALYSES)]

    assert sorted(found) == sorted(["shared", *(f"c{n}" for n in range(10))])


def test_the_raw_zone_is_sealed_on_disk(tmp_path: Path, repository: LanceRepository) -> None:
    """No file below the home holds what was said, and a reader with the key gets it all."""
    said = call([turn("s1", CANARY)])
    case = Quarantined(
        id="q1",
        tenant=TENANT,
        stage="gate",
        uri="x",
        sha256="0",
        reasons=["r"],
        severity="low",
        suggestion="s",
        detail=CANARY,
        conversation=said,
    )
    repository.publish(CONVERSATIONS_RAW, [said])
    repository.publish(QUARANTINE, [case])
    files = list(_bytes_below(tmp_path))

    assert len(files) > 4
    assert not any(CANARY.encode() in content for content in files)
    assert (list(repository.scan(CONVERSATIONS_RAW)), list(repository.scan(QUARANTINE))) == ([said], [case])


def test_an_unknown_tenant_is_refused(tmp_path: Path) -> None:
    """A typing error in --tenant never makes a new tenant, nor a folder."""
    with pytest.raises(TenantUnknownError, match="tenant acmee has nothing under"):
        open_repository(str(tmp_path), "acmee")
    assert list(tmp_path.iterdir()) == []


def test_a_tenant_name_that_is_no_name_is_refused(tmp_path: Path) -> None:
    """It could leave its folder."""
    with pytest.raises(ConfigurationInvalidError, match="not a valid name"):
        open_repository(str(tmp_path), "../acme", create=True)


def test_another_key_is_refused(tmp_path: Path, repository: LanceRepository) -> None:
    """Pseudonyms would break and nothing sealed could be read."""
    repository.publish(ANALYSES, [_analysis("c1")])
    (tmp_path / ".keys" / f"{TENANT}.key").write_bytes(b64encode(b"2" * KEY_BYTES))

    with pytest.raises(KeyMismatchError, match="restore the key file"):
        open_repository(str(tmp_path), TENANT)


def test_tenants_do_not_see_each_other(tmp_path: Path, repository: LanceRepository) -> None:
    """One home, two tenants, two repositories."""
    repository.publish(ANALYSES, [_analysis("c1")])
    other = open_repository(str(tmp_path), "globex", create=True)

    assert list(other.scan(ANALYSES)) == []


def test_nested_rows_come_back_as_they_were(repository: LanceRepository) -> None:
    """Sealing keeps times, lists and absent values."""
    rows = [call(), msgspec.structs.replace(call(identity="c2"), started_at=None, deal=None)]
    repository.publish(CONVERSATIONS_RAW, rows)

    assert sorted(repository.scan(CONVERSATIONS_RAW), key=lambda row: row.id) == rows


def test_an_exchange_is_one_version(repository: LanceRepository) -> None:
    """New, changed and removed rows appear together; the rest stays."""
    repository.publish(ANALYSES, [_analysis("c1"), _analysis("c2"), _analysis("c3")])
    before = repository.version(ANALYSES)
    after = repository.exchange(ANALYSES, (_analysis(name, 9) for name in ("c2", "c4")), ["c3", "none"])

    assert after == before + 1
    assert {row.conversation_id: row.turns for row in repository.scan(ANALYSES)} == {"c1": 1, "c2": 9, "c4": 9}


def test_an_exchange_of_sealed_rows_keeps_them_sealed(repository: LanceRepository, tmp_path: Path) -> None:
    """What is raw is never written in the open."""
    repository.exchange(CONVERSATIONS_RAW, [call([turn("s1", CANARY)])], [])

    assert next(repository.scan(CONVERSATIONS_RAW)).turns[0].text == CANARY
    assert not any(CANARY.encode() in data for data in _bytes_below(tmp_path))
