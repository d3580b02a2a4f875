"""Both services as blob stores, over HTTP: listings, reads, faults, and what a killed listing leaves behind."""

from __future__ import annotations

import stat
from pathlib import Path

import msgspec
import pytest

from talktrack.core.conversation import Conversation
from talktrack.core.errors import ConfigurationInvalidError, StoreUnavailableError
from talktrack.ingestion.ingest.readers import bundle
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import File
from talktrack.systems.source_apis.mirror import Mirror
from talktrack.world.source_apis.server import CUT
from tests.systems.source_apis.services import CALLS, IDS, SERVERS, Clock, client, recordings

pytestmark = pytest.mark.parametrize("name", sorted(SERVERS))


def _paths(store: Mirror) -> list[str]:
    return [blob.path for blob in store.list()]


def _conversation(data: bytes) -> Conversation:
    [found] = bundle.read([File(data, Origin(tenant="acme", uri="in/x", sha256="0"))])
    assert isinstance(found, Conversation)
    return found


def test_every_transcript_is_listed_once_and_sorted(name: str, tmp_path: Path) -> None:
    """Whatever the service's order and pages."""
    with SERVERS[name]() as server:
        expected = sorted(f"{one[IDS[name]]}.json" for one in server.documents)

        assert _paths(client(name, server, tmp_path / "m")) == expected
        assert len(expected) == CALLS


def test_what_is_read_is_what_the_readers_know(name: str, tmp_path: Path) -> None:
    """The bytes go through the reader that a file of the format would go through."""
    with SERVERS[name]() as server:
        store = client(name, server, tmp_path / "m")
        found = [[turn.text for turn in _conversation(store.read(path)).turns] for path in _paths(store)]

    assert sorted([line.text for line in recording.lines] for recording in recordings()) == sorted(found)


def test_another_machine_reads_the_same_bytes(name: str, tmp_path: Path) -> None:
    """Without a mirror of its own it asks the service."""
    with SERVERS[name]() as server:
        here, there = client(name, server, tmp_path / "here"), client(name, server, tmp_path / "there")
        path = _paths(here)[3]

        assert here.read(path) == there.read(path)
        assert here.read_with_generation("none.json") is None
        assert there.read_with_generation("../here/" + path) is None


def test_reading_after_listing_asks_nothing(name: str, tmp_path: Path) -> None:
    """A service that counts requests counts each transcript once."""
    with SERVERS[name]() as server:
        store = client(name, server, tmp_path / "m")
        paths = _paths(store)
        asked = len(server.asked)
        for path in paths:
            store.read(path)

        assert len(server.asked) == asked


def test_a_new_transcript_is_in_the_next_listing(name: str, tmp_path: Path) -> None:
    """A finished listing begins anew; what the service dropped is gone."""
    with SERVERS[name]() as server:
        everything = server.documents
        server.documents = everything[1:]
        before = _paths(client(name, server, tmp_path / "m"))
        server.documents = everything[:-1]
        after = _paths(client(name, server, tmp_path / "m"))

    assert (len(before), len(after), before == after) == (CALLS - 1, CALLS - 1, False)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, CUT])
def test_a_passing_failure_is_asked_again(name: str, tmp_path: Path, status: int) -> None:
    """Waits grow about twofold and are never alike."""
    clock = Clock()
    with SERVERS[name]() as server:
        server.fail_next(status, times=4)
        found = _paths(client(name, server, tmp_path / "m", clock))

    assert len(found) == CALLS
    assert len(clock.slept) == 4
    assert all(0.5 * 2**n <= wait <= 2**n for n, wait in enumerate(clock.slept))


def test_the_service_says_how_long_to_wait(name: str, tmp_path: Path) -> None:
    """As a number, as a date, or by the reset of its window."""
    clock = Clock()
    with SERVERS[name]() as server:
        server.fail_next(429, Retry_After="17")
        server.fail_next(503, Retry_After="Fri, 17 Mar 2030 17:47:00 GMT")
        server.fail_next(429, RateLimit_Remaining="0", RateLimit_Reset="41")
        _paths(client(name, server, tmp_path / "m", clock))

    assert clock.slept == [17.0, 3.0, 41.0]


def test_a_long_ban_is_a_sentence_and_not_a_wait(name: str, tmp_path: Path) -> None:
    """Plans with fifty requests a day wait for tomorrow."""
    clock = Clock()
    with SERVERS[name]() as server:
        server.fail_next(429, Retry_After="36000")
        with pytest.raises(StoreUnavailableError, match=rf"^{name} wants no request for 600 minutes: start the same"):
            _paths(client(name, server, tmp_path / "m", clock))

    assert clock.slept == []


def test_no_more_requests_a_minute_than_documented(name: str, tmp_path: Path) -> None:
    """The next one waits until the first of the last minute is a minute old."""
    clock = Clock()
    with SERVERS[name]() as server:
        store = client(name, server, tmp_path / "m", clock, per_minute=2)
        _paths(store)

    assert len(server.asked) in {3, 4}
    assert sum(clock.slept) == 60.0


def test_a_killed_listing_continues(name: str, tmp_path: Path) -> None:
    """Pages that are on disk are not asked for again, and nothing that came meanwhile shifts the rest."""
    with SERVERS[name]() as server:
        _paths(client(name, server, tmp_path / "alone"))
        alone = len(server.asked)
        first = client(name, server, tmp_path / "m", attempts=1)
        server.fail_next(CUT, after=1)
        with pytest.raises(StoreUnavailableError, match="start the same command again, the listing continues"):
            _paths(first)
        found = _paths(client(name, server, tmp_path / "m"))

    assert len(found) == CALLS
    assert len(server.asked) == 2 * alone + 1


def test_a_cursor_that_is_known_no_more_begins_anew(name: str, tmp_path: Path) -> None:
    """Once; a service that refuses the beginning, too, is not asked for ever."""
    with SERVERS[name]() as server:
        server.fail_next(CUT, after=1)
        with pytest.raises(StoreUnavailableError):
            _paths(client(name, server, tmp_path / "m", attempts=1))
        server.fail_next(400)
        found = _paths(client(name, server, tmp_path / "m"))
        server.fail_next(400, times=9)
        with pytest.raises(StoreUnavailableError, match="refuses the request"):
            _paths(client(name, server, tmp_path / "m"))

    assert len(found) == CALLS


def test_a_wrong_key_is_a_sentence_without_it(name: str, tmp_path: Path) -> None:
    """Nothing is tried again; the message names the variable."""
    with SERVERS[name]() as server:
        server.fail_next(401)
        with pytest.raises(ConfigurationInvalidError) as caught:
            _paths(client(name, server, tmp_path / "m"))

    assert str(caught.value) == f"{name} refuses the key: check {name.upper()}_API_KEY."
    assert len(server.asked) == 1


def test_a_redirection_gets_no_key(name: str, tmp_path: Path) -> None:
    """Whoever answers for the service could otherwise send it anywhere."""
    with SERVERS[name]() as server, SERVERS[name]() as elsewhere:
        server.fail_next(302, Location=f"{elsewhere.url}/")
        with pytest.raises(StoreUnavailableError, match="status 302"):
            _paths(client(name, server, tmp_path / "m"))

    assert elsewhere.asked == []


def test_a_gateway_that_speaks_no_json_is_passing(name: str, tmp_path: Path) -> None:
    """Error pages with a good status are not taken for an answer; another form of answer is."""
    with SERVERS[name]() as server:
        server.fail_next(200, body=b"<html>We will be back</html>")
        assert len(_paths(client(name, server, tmp_path / "m"))) == CALLS
        server.fail_next(200, body={"data": {"transcripts": 5}, "items": 5})
        with pytest.raises(StoreUnavailableError, match="answers in a form that we do not know"):
            _paths(client(name, server, tmp_path / "n"))


def test_one_strange_transcript_costs_nobody_else(name: str, tmp_path: Path) -> None:
    """Without an id it is named by its bytes, half an emoji is mended; both reach the readers."""
    with SERVERS[name]() as server:
        strange = {**server.documents[0], IDS[name]: None, "title": "cut \\ud83d"}
        server.documents = [*server.documents, strange]
        store = client(name, server, tmp_path / "m")
        titles = [msgspec.json.decode(store.read(path)) for path in _paths(store)]

    assert len(titles) == CALLS + 1


def test_the_mirror_is_for_its_owner_only(name: str, tmp_path: Path) -> None:
    """It holds what people said."""
    with SERVERS[name]() as server:
        _paths(client(name, server, tmp_path / "m"))

    assert stat.S_IMODE((tmp_path / "m").stat().st_mode) == 0o700


def test_nothing_is_written(name: str, tmp_path: Path) -> None:
    """A source is no home."""
    with SERVERS[name]() as server:
        store = client(name, server, tmp_path / "m")
    for write in (lambda: store.write("a", b""), lambda: store.write_if("a", b"", None), lambda: store.delete("a")):
        with pytest.raises(ConfigurationInvalidError, match="can only be read"):
            write()
