"""One set of promises for every blob store: a directory, the stand-in for Cloud Storage, and the public emulator.

The emulator from PyPI ignores generation preconditions, so it is left out where compare-and-swap is promised; the test
ids say so.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from talktrack.core.errors import ConfigurationInvalidError, ConflictError, StoreUnavailableError
from talktrack.core.ports import BlobStore
from talktrack.systems.storage import check_reachable, open_store
from talktrack.world.gcs import GcsServer

Open = Callable[[str], BlobStore]

LOCAL = "local"
GCS = "gs-stand-in"
EMULATOR_NO_CAS = "gs-public-emulator-without-preconditions"


def emulator_address(stack: ExitStack) -> str:
    """Start the emulator from PyPI with one bucket and return its address."""
    from gcp_storage_emulator.server import create_server

    emulator = create_server("127.0.0.1", 0, in_memory=True, default_bucket="talktrack")
    emulator.start()
    stack.callback(emulator.stop)
    return f"http://127.0.0.1:{emulator._api._httpd.server_port}"


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """A function that opens a store under a name; two calls with one name see the same objects."""
    with ExitStack() as stack:
        if request.param == LOCAL:
            yield lambda name: open_store(str(tmp_path / name))
            return
        address = stack.enter_context(GcsServer()).url if request.param == GCS else emulator_address(stack)
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", address)
        yield lambda name: open_store(f"gs://talktrack/{name}")


everywhere = pytest.mark.parametrize("store", [LOCAL, GCS, EMULATOR_NO_CAS], indirect=True)
with_preconditions = pytest.mark.parametrize("store", [LOCAL, GCS], indirect=True)


@everywhere
def test_what_is_written_is_read(store: Open) -> None:
    """Bytes come back unchanged, through another instance too."""
    data = bytes(range(256)) + b"\r\n--x\r\n"
    store("s").write("a/b c.bin", data)

    assert store("s").read("a/b c.bin") == data


@everywhere
def test_an_empty_object_is_an_object(store: Open) -> None:
    """Zero bytes are not nothing."""
    store("s").write("empty", b"")

    assert store("s").read("empty") == b""
    assert [blob.size_bytes for blob in store("s").list()] == [0]


@everywhere
def test_a_missing_object_is_said_so(store: Open) -> None:
    """`read` raises, `read_with_generation` answers None, also in a store that nobody wrote to."""
    with pytest.raises(FileNotFoundError):
        store("s").read("nothing")
    assert store("s").read_with_generation("nothing") is None


@everywhere
def test_listing_is_below_the_prefix(store: Open) -> None:
    """Paths are relative to the store, in order, and only of this store."""
    for path in ("b/2", "a/1", "b/1", "c"):
        store("s").write(path, path.encode())
    store("s-neighbour").write("b/3", b"x")

    assert [(blob.path, blob.size_bytes) for blob in store("s").list()] == [
        ("a/1", 3),
        ("b/1", 3),
        ("b/2", 3),
        ("c", 1),
    ]
    assert [blob.path for blob in store("s").list("b/")] == ["b/1", "b/2"]
    assert list(store("nothing-here").list()) == []


@pytest.mark.parametrize("store", [LOCAL, GCS, EMULATOR_NO_CAS], indirect=True)
def test_paths_sort_as_text(store: Open) -> None:
    """A folder's name has no rank of its own: "b-1" comes before "b/1" because "-" comes before "/"."""
    for path in ("b/1", "b-1"):
        store("s").write(path, b"x")

    assert [blob.path for blob in store("s").list("b")] == ["b-1", "b/1"]


@everywhere
def test_a_second_write_replaces_the_first(store: Open) -> None:
    """There is one object per path, listed with another generation."""
    store("s").write("x", b"1")
    first = [blob.generation for blob in store("s").list()]
    store("s").write("x", b"22")

    assert store("s").read("x") == b"22"
    assert [blob.generation for blob in store("s").list()] != first


@with_preconditions
def test_a_written_generation_is_the_one_that_is_read(store: Open) -> None:
    """What `write` returns and what `read_with_generation` returns can both be handed to `write_if`."""
    first = store("s").write("x", b"1")
    second = store("s").write("x", b"2")

    assert store("s").read_with_generation("x") == (b"2", second)
    assert first != second


@pytest.mark.parametrize("store", [LOCAL, GCS], indirect=True)
def test_a_write_of_the_same_bytes_is_a_write(store: Open) -> None:
    """A pointer that moved away and back is not the pointer somebody read before (the A-B-A problem)."""
    first = store("s").write("x", b"a")
    store("s").write("x", b"b")
    store("s").write("x", b"a")

    with pytest.raises(ConflictError):
        store("s").write_if("x", b"c", first)


@pytest.mark.parametrize("store", [LOCAL, GCS], indirect=True)
def test_a_listed_generation_is_the_one_that_is_read(store: Open) -> None:
    """What `list` says can be handed to `write_if`."""
    written = store("s").write("x", b"1")

    assert [blob.generation for blob in store("s").list()] == [written]


@everywhere
def test_removing_twice_is_fine(store: Open) -> None:
    """A deletion leaves nothing, and a second one has nothing to complain about."""
    store("s").write("x", b"1")
    store("s").delete("x")
    store("s").delete("x")

    assert store("s").read_with_generation("x") is None
    assert list(store("s").list()) == []


@with_preconditions
def test_creation_succeeds_once(store: Open) -> None:
    """`write_if` with no generation creates; a second creation changes nothing."""
    generation = store("s").write_if("x", b"1", None)

    with pytest.raises(ConflictError):
        store("s").write_if("x", b"2", None)
    assert store("s").read_with_generation("x") == (b"1", generation)


@with_preconditions
def test_a_stale_write_changes_nothing(store: Open) -> None:
    """`write_if` succeeds against the current generation only."""
    first = store("s").write_if("x", b"1", None)
    second = store("s").write_if("x", b"2", first)

    with pytest.raises(ConflictError):
        store("s").write_if("x", b"3", first)
    assert store("s").read_with_generation("x") == (b"2", second)


@with_preconditions
def test_a_swap_of_a_deleted_object_is_refused(store: Open) -> None:
    """What is gone has no generation to match."""
    first = store("s").write_if("x", b"1", None)
    store("s").delete("x")

    with pytest.raises(ConflictError):
        store("s").write_if("x", b"2", first)
    assert store("s").read_with_generation("x") is None


@with_preconditions
def test_of_eight_writers_one_wins(store: Open) -> None:
    """Eight swaps of the same generation at once: one succeeds and its bytes are there."""
    start = store("s").write("race", b"start")
    ready = threading.Barrier(8)

    def swap(number: int) -> bytes | None:
        mine = str(number).encode()
        opened = store("s")
        ready.wait()
        try:
            opened.write_if("race", mine, start)
        except ConflictError:
            return None
        return mine

    with ThreadPoolExecutor(8) as pool:
        winners = [data for data in pool.map(swap, range(8)) if data is not None]

    assert [store("s").read("race")] == winners


@with_preconditions
def test_a_counter_loses_no_increment(store: Open) -> None:
    """Read, add one, swap, again on conflict: forty increments by four writers make forty."""
    store("s").write("counter", b"0")

    def increment(_: int) -> None:
        opened = store("s")
        for _ in range(10):
            while True:
                found = opened.read_with_generation("counter")
                assert found is not None
                try:
                    opened.write_if("counter", str(int(found[0]) + 1).encode(), found[1])
                    break
                except ConflictError:
                    continue

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(increment, range(4)))

    assert store("s").read("counter") == b"40"


@everywhere
def test_a_reader_never_sees_half_an_object(store: Open) -> None:
    """While two versions replace each other, every read is one of them whole."""
    versions = (b"a" * 200_000, b"b" * 100_000)
    store("s").write("x", versions[0])
    done = threading.Event()

    def rewrite() -> None:
        for number in range(10):
            store("s").write("x", versions[number % 2])
        done.set()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(rewrite)
        seen = {store("s").read("x")}
        while not done.is_set():
            seen.add(store("s").read("x"))
        writing.result()

    assert seen <= set(versions)


def test_a_directory_refuses_paths_that_leave_it(tmp_path: Path) -> None:
    """`..` cannot reach a neighbour."""
    with pytest.raises(ConfigurationInvalidError):
        open_store(str(tmp_path / "s")).write("../neighbour/x", b"1")


def test_other_schemes_are_refused() -> None:
    """An unknown scheme is a configuration error, not a strange directory."""
    with pytest.raises(ConfigurationInvalidError):
        open_store("s3://bucket/prefix")


def test_a_missing_bucket_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the URI and says what to check."""
    with GcsServer() as cloud:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", cloud.url)
        with pytest.raises(StoreUnavailableError, match="gs://nobody"):
            check_reachable("gs://nobody/prefix")


def test_a_short_outage_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    """One 503 on a read is retried by the client; the caller does not see it."""
    with GcsServer() as cloud:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", cloud.url)
        store = open_store("gs://talktrack/s")
        store.write("x", b"1")
        cloud.fail_next(503, methods=("GET",))

        assert store.read("x") == b"1"


def test_a_creation_whose_reply_is_lost_is_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client retries, meets its own write and reports a conflict; the object is there once.

    Callers therefore read again after a conflict, as the port's error says.
    """
    with GcsServer() as cloud:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", cloud.url)
        store = open_store("gs://talktrack/s")
        cloud.fail_next(503, methods=("POST",), landed=True)

        with pytest.raises(ConflictError):
            store.write_if("x", b"1", None)
        assert store.read("x") == b"1"


def test_a_name_that_is_no_text_is_listed_and_read(tmp_path: Path) -> None:
    """File systems take any bytes for a name, tables take text alone."""
    (tmp_path / os.fsdecode(b"caf\xe9")).mkdir()
    (tmp_path / os.fsdecode(b"caf\xe9/\xff.txt")).write_bytes(b"Hi")
    (tmp_path / "\\xff.txt").write_bytes(b"Hello")
    listed = [blob.path for blob in open_store(str(tmp_path)).list()]

    assert listed == ["\\xff.txt", "caf\\xe9/\\xff.txt"]
    assert [open_store(str(tmp_path)).read(path) for path in listed] == [b"Hello", b"Hi"]
    assert open_store(str(tmp_path / "caf\\xe9")).read("\\xff.txt") == b"Hi"
