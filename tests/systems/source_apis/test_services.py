"""What is particular to one service, and how a source's URI and the environment open it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from talktrack.core.errors import ConfigurationInvalidError, StoreUnavailableError
from talktrack.systems.source_apis.fireflies import LIST, ONE
from talktrack.systems.source_apis.window import Window
from talktrack.systems.storage import check_reachable, open_store
from talktrack.world.source_apis.fireflies import TRANSCRIPT, refusal
from talktrack.world.source_apis.selection import parse, unknown_field
from tests.systems.source_apis.services import (
    CALLS,
    KEYS,
    NOW_S,
    Clock,
    client,
    fathom_server,
    fireflies_server,
    recordings,
)


def test_fireflies_says_in_the_body_when_to_ask_again(tmp_path: Path) -> None:
    """The moment stands in milliseconds inside a GraphQL error whose HTTP status is good."""
    clock = Clock()
    error = refusal(429, "too_many_requests", "Too many requests.", retryAfter=(NOW_S + 12.5) * 1000)
    with fireflies_server() as server:
        server.fail_next(200, body=error.body)
        found = list(client("fireflies", server, tmp_path / "m", clock).list())

    assert (len(found), clock.slept) == (CALLS, [12.5])


@pytest.mark.parametrize("status", [401, 403])
def test_fireflies_refuses_a_key_in_the_body(tmp_path: Path, status: int) -> None:
    """The same sentence as for a status."""
    with fireflies_server() as server:
        server.fail_next(200, body=refusal(status, "auth_failed", "No.").body)
        with pytest.raises(ConfigurationInvalidError, match="fireflies refuses the key: check FIREFLIES_API_KEY"):
            list(client("fireflies", server, tmp_path / "m").list())


def test_an_error_without_a_status_is_a_refusal(tmp_path: Path) -> None:
    """As GraphQL itself writes them."""
    with fireflies_server() as server:
        server.fail_next(200, body={"errors": [{"message": "Syntax"}]})
        with pytest.raises(StoreUnavailableError, match="status 400"):
            list(client("fireflies", server, tmp_path / "m").list())


def test_our_queries_are_in_the_published_schema() -> None:
    """Every field that we ask for exists, and nothing that changes with every answer."""
    for text in (LIST, ONE):
        query = parse(text)

        assert unknown_field(query.selection, TRANSCRIPT, "Transcript") is None
        assert not {"audio_url", "video_url"} & query.selection.keys()


def test_fathom_has_no_request_for_one_meeting(tmp_path: Path) -> None:
    """Another machine lists once and has all of them; what is not there then is asked for no more."""
    with fathom_server() as server:
        store = client("fathom", server, tmp_path / "m")
        paths = [blob.path for blob in client("fathom", server, tmp_path / "elsewhere").list()]
        server.asked.clear()
        for path in paths:
            store.read(path)

        assert store.read_with_generation("none.json") is None
        assert len(server.asked) == -(-CALLS // 10)


@pytest.mark.parametrize(
    ("options", "window"),
    [
        ("", Window()),
        ("?from=2026-01-01", Window(datetime(2026, 1, 1, tzinfo=UTC))),
        (
            "?from=2026-01-01T12:00:00%2B01:00&to=2026-02-01",
            Window(datetime(2026, 1, 1, 11, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)),
        ),
    ],
)
def test_the_options_are_a_span_of_time(options: str, window: Window) -> None:
    """Days begin in UTC."""
    assert Window.parse("fathom:" + options, options) == window


@pytest.mark.parametrize("name", ["fireflies", "fathom"])
def test_only_the_wanted_span_is_listed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opened as a source is: by its URI, with the key from the environment."""
    with fireflies_server() if name == "fireflies" else fathom_server() as server:
        _environment(monkeypatch, name, server.url, tmp_path)
        everything = len(list(open_store(f"{name}:").list()))
        middle = f"{sorted(recording.started_at for recording in recordings())[CALLS // 2]:%Y-%m-%d}"
        parts = [len(list(open_store(f"{name}:?{end}={middle}").list())) for end in ("from", "to")]
        dates = [json.loads(asked.body)["variables"] for asked in server.asked] if name == "fireflies" else []

    assert (everything, sum(parts)) == (CALLS, CALLS)
    assert 0 < parts[0] < CALLS
    assert not dates or dates[-1]["toDate"] == f"{middle}T00:00:00.000Z"


def test_a_finished_window_stays_readable_by_its_own_uri(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plan and ingest name a transcript by the source's URI and its path."""
    with fathom_server() as server:
        _environment(monkeypatch, "fathom", server.url, tmp_path)
        first = next(iter(open_store("fathom:?from=2020-01-01").list())).path
        folder, _, name = f"fathom:?from=2020-01-01/{first}".rpartition("/")

        assert b'"transcript"' in open_store(folder).read(name)


@pytest.mark.parametrize(
    ("uri", "sentence"),
    [
        ("fireflies:", "fireflies: needs a key: set FIREFLIES_API_KEY in the environment."),
        ("fathom:?form=2026-01-01", "fathom:?form=2026-01-01 has the unknown option form: use from and to."),
        ("fathom:?from=soon", "fathom:?from=soon has an option that is no date: write it as 2026-01-31."),
        ("fathom:2026", "cannot open fathom:2026: write options as in ?from=2026-01-01."),
    ],
)
def test_what_cannot_work_is_known_before_any_work(uri: str, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence that says what to do."""
    monkeypatch.delenv("FIREFLIES_API_KEY", raising=False)
    with pytest.raises(ConfigurationInvalidError) as caught:
        check_reachable(uri)

    assert str(caught.value) == sentence


def test_a_key_travels_encrypted_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another address must be safe, too; this machine is."""
    monkeypatch.setenv("FATHOM_API_KEY", "secret")
    monkeypatch.setenv("FATHOM_API_URL", "http://fathom.example")
    with pytest.raises(ConfigurationInvalidError, match="FATHOM_API_URL must begin with https://") as caught:
        open_store("fathom:")

    assert "secret" not in str(caught.value)


def _environment(monkeypatch: pytest.MonkeyPatch, name: str, url: str, home: Path) -> None:
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv(f"{name.upper()}_API_KEY", KEYS[name])
    monkeypatch.setenv(f"{name.upper()}_API_URL", url)
