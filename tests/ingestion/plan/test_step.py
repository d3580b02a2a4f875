"""Plan looks at every file once, knows what was done before, and fails before any work where it must."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from talktrack.core.artifacts import read_table
from talktrack.core.errors import ConfigurationInvalidError, StoreUnavailableError
from talktrack.core.locations import Files
from talktrack.core.ports import Repository
from talktrack.core.records import Bundle, Quarantined, SourceRecord
from talktrack.core.tables import BUNDLES, QUARANTINE, SOURCES
from talktrack.ingestion.ingest.step import Sources, outcomes
from talktrack.ingestion.plan.step import Settings, run
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import LocalStore, open_store
from talktrack.world.gcs import GcsServer


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository of one tenant."""
    return open_repository(str(tmp_path / "home"), "acme", create=True)


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A stand-in for Cloud Storage with one bucket."""
    with GcsServer() as server:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", server.url)
        yield


def plan(tmp_path: Path, repository: Repository, *sources: Path | str, version: str = "1") -> list[Bundle]:
    """Run plan over sources and return its manifest."""
    settings = Settings("acme", [str(uri) for uri in sources], version, 2)
    run(settings, open_store, repository, tmp_path / "manifest")
    return list(read_table(tmp_path / "manifest", BUNDLES))


def inbox(tmp_path: Path, **files: bytes) -> Path:
    """Write files into a folder of sources."""
    folder = tmp_path / "in"
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def test_kinds_are_told_by_content(tmp_path: Path, repository: Repository) -> None:
    """Names lie; the first bytes do not."""
    folder = inbox(
        tmp_path,
        **{
            "call.csv": b"Anna: Hi\nBob: Hello\n",
            "deep/er/table.txt": b"Id,Name,Industry\n1,Acme,Retail\n",
            "song.txt": b"RIFF\x00\x00\x00\x00WAVEfmt ",
            "invite.json": b"BEGIN:VCALENDAR\r\n",
            "judged.log": b'{"subject": "c-1", "kind": "thumbs"}\n',
        },
    )
    kinds = {Path(bundle.uris[0]).name: bundle.kind for bundle in plan(tmp_path, repository, folder)}

    assert kinds == {
        "call.csv": "transcript",
        "table.txt": "reference",
        "song.txt": "audio",
        "invite.json": "reference",
    }


def test_what_was_handled_is_not_planned_again(tmp_path: Path, repository: Repository) -> None:
    """The ledger counts per processing version; reference data is always read."""
    folder = inbox(tmp_path, a=b"Anna: Hi\n", b=b"Anna: Bye\n", c=b"Id,Name,Industry\n")
    first = next(bundle for bundle in plan(tmp_path, repository, folder) if bundle.uris[0].endswith("a"))
    done = SourceRecord(
        id="s-1",
        digest=first.digest,
        processing_version="1",
        uris=[],
        run="r",
        finished_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    repository.publish(SOURCES, [done])
    planned = {version: plan(tmp_path, repository, folder, version=version) for version in ("1", "2")}

    assert {version: sorted(bundle.uris[0][-1] for bundle in found) for version, found in planned.items()} == {
        "1": ["b", "c"],
        "2": ["a", "b", "c"],
    }


def test_reviewed_rows_are_planned(tmp_path: Path, repository: Repository) -> None:
    """Only decisions to go on bring a row back."""
    rows = [
        Quarantined(
            id=status, tenant="acme", stage="quality_gate", uri="x", sha256="0", reasons=[], severity="warning",
            suggestion="", status=status,
        )
        for status in ("open", "released", "fixed", "dropped", "reentered")
    ]  # fmt: skip
    repository.publish(QUARANTINE, rows)
    planned = plan(tmp_path, repository, inbox(tmp_path, a=b"Anna: Hi\n"))

    assert {"fixed", "released"} == {bundle.uris[0] for bundle in planned if bundle.kind == "review"}


def test_a_source_may_be_one_file(tmp_path: Path, repository: Repository) -> None:
    """The neighbours of a named file are not read."""
    folder = inbox(tmp_path, a=b"Anna: Hi\n", ab=b"Anna: Bye\n")

    assert [[str(folder / "a")]] == [bundle.uris for bundle in plan(tmp_path, repository, folder / "a")]


def test_an_empty_folder_is_an_empty_plan(tmp_path: Path, repository: Repository) -> None:
    """Nothing arrived is no mistake."""
    (tmp_path / "in").mkdir()

    assert plan(tmp_path, repository, tmp_path / "in") == []


def test_buckets_are_read_like_folders(tmp_path: Path, repository: Repository, cloud: None) -> None:
    """A prefix is walked, a single object is found by its name."""
    store = open_store("gs://talktrack/inbox")
    store.write("calls/a.txt", b"Anna: Hi\n")
    store.write("calls/b.txt", b"Anna: Bye\n")
    prefix, single = (
        [uri for bundle in plan(tmp_path, repository, source) for uri in bundle.uris]
        for source in ("gs://talktrack/inbox", "gs://talktrack/inbox/calls/b.txt")
    )

    assert prefix == ["gs://talktrack/inbox/calls/a.txt", "gs://talktrack/inbox/calls/b.txt"]
    assert single == ["gs://talktrack/inbox/calls/b.txt"]


def test_a_missing_source_fails_before_any_work(tmp_path: Path, repository: Repository) -> None:
    """A misspelt path is told at once, also when other sources are fine."""
    folder = inbox(tmp_path, a=b"Anna: Hi\n")
    with pytest.raises(ConfigurationInvalidError, match="does not exist"):
        plan(tmp_path, repository, folder, tmp_path / "elsewhere")

    assert not (tmp_path / "manifest").exists()


def test_a_missing_bucket_is_one_sentence(tmp_path: Path, repository: Repository, cloud: None) -> None:
    """The cloud client's many errors are one."""
    with pytest.raises(StoreUnavailableError, match=r"cannot use gs://absent"):
        plan(tmp_path, repository, "gs://absent/inbox")


class Forbidden(LocalStore):
    """A folder whose files may be listed and not read."""

    def read(self, path: str) -> bytes:
        """Refuse as the operating system does."""
        raise PermissionError(path)


def test_a_file_that_may_not_be_read_is_planned(tmp_path: Path, repository: Repository) -> None:
    """Ingest quarantines it; its neighbours in other folders go on."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "secret.txt").write_text("Anna: Hello")
    settings = Settings("acme", [str(tmp_path / "in")], "1", 2)
    run(settings, Forbidden, repository, tmp_path / "manifest")
    [bundle] = read_table(tmp_path / "manifest", BUNDLES)
    [row] = outcomes(bundle, Sources("acme", Files(Forbidden), repository))

    assert isinstance(row, Quarantined)
    assert row.reasons == ["file_forbidden"]
