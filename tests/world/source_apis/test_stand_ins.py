"""The stand-ins refuse what the services refuse, and answer 501 to what is not documented."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from talktrack.world.source_apis.fathom import FathomServer
from talktrack.world.source_apis.fireflies import FirefliesServer
from talktrack.world.source_apis.hub import HubServer
from talktrack.world.source_apis.selection import UnsupportedError, parse, selected

TRANSCRIPTS = [
    {"id": f"t{n}", "title": "Intro", "date": 1000.0 * n, "sentences": [{"text": "Hi", "index": 0}]} for n in range(3)
]
MEETINGS: list[dict[str, Any]] = [
    {"recording_id": n, "created_at": f"2026-01-{n + 1:02d}T00:00:00Z", "transcript": []} for n in range(12)
]


def _fireflies(query: str, variables: dict[str, Any] | None = None, key: str = "fireflies-key") -> Any:
    with FirefliesServer(TRANSCRIPTS) as server:
        return requests.post(
            f"{server.url}/graphql",
            json={"query": query, "variables": variables or {}},
            headers={"Authorization": f"Bearer {key}"},
            timeout=5,
        )


def _fathom(query: str = "", key: str = "fathom-key", path: str = "/external/v1/meetings") -> Any:
    with FathomServer(MEETINGS) as server:
        return requests.get(f"{server.url}{path}?{query}", headers={"X-Api-Key": key}, timeout=5)


def test_only_what_is_selected_comes_back() -> None:
    """Newest first, as many as asked."""
    answer = _fireflies("query A($n: Int) { transcripts(limit: $n) { id sentences { text } } }", {"n": 2})

    assert answer.json() == {"data": {"transcripts": [{"id": f"t{n}", "sentences": [{"text": "Hi"}]} for n in (2, 1)]}}


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("query { transcripts { idd } }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("query { transcripts { sentences } }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("query { transcripts { id { x } } }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("query A($n: Int) { transcripts(limit: $n) { id } }", {"n": 51}, "invalid_arguments"),
        ("query A($d: DateTime) { transcripts(fromDate: $d) { id } }", {"d": "soon"}, "invalid_arguments"),
        ("query A($i: String!) { transcript(id: $i) { id } }", {"i": "none"}, "object_not_found"),
    ],
)
def test_fireflies_refuses(query: str, variables: dict[str, Any], code: str) -> None:
    """With the codes of its documents."""
    assert _fireflies(query, variables).json()["errors"][0]["code"] == code


@pytest.mark.parametrize(
    "query",
    [
        "mutation { deleteTranscript { id } }",
        "query { users { name } }",
        "query { transcripts { ...all } }",
        "query { transcripts(limit: 5) { id } }",
        "query { transcripts { id } users { name } }",
        "query A($m: Boolean) { transcripts(mine: $m) { id } }",
        "query { transcripts { id }",
        "query { transcripts { wanted: id } }",
    ],
)
def test_the_rest_of_graphql_is_not_part_of_it(query: str) -> None:
    """A 501 is no refusal: nobody promised that it works."""
    assert _fireflies(query).status_code == 501


def test_keys_are_checked() -> None:
    """Fireflies says so inside, Fathom by the status."""
    assert _fireflies("query { transcripts { id } }", key="x").json()["errors"][0]["extensions"]["status"] == 401
    assert _fathom(key="x").status_code == 401


def test_fathom_pages_by_a_cursor_that_is_bound_to_its_filters() -> None:
    """Ten meetings, and transcripts only where they were asked for."""
    first = _fathom("include_transcript=true").json()
    second = _fathom(f"include_transcript=true&cursor={first['next_cursor']}").json()

    assert [len(page["items"]) for page in (first, second)] == [10, 2]
    assert (second["next_cursor"], "transcript" in _fathom().json()["items"][0]) == (None, False)
    assert _fathom(f"cursor={first['next_cursor']}").status_code == 400
    assert _fathom("cursor=x").status_code == 400


@pytest.mark.parametrize(
    ("query", "path", "status"),
    [
        ("page=2", "/external/v1/meetings", 400),
        ("include_summary=true", "/external/v1/meetings", 501),
        ("", "/external/v1/teams", 501),
    ],
)
def test_fathom_knows_what_its_documents_name(query: str, path: str, status: int) -> None:
    """Parameters of its own are refused, documented ones that nobody here needs are not part of it."""
    assert _fathom(query, path=path).status_code == status


def test_the_hub_names_what_is_missing() -> None:
    """The library tells a missing file from a missing revision by a header."""
    with HubServer("acme/calls", "v1", {"a.txt": b"Hi"}) as server:
        codes = [
            requests.get(f"{server.url}/datasets/{path}", timeout=5).headers.get("X-Error-Code")
            for path in ("acme/calls/resolve/v1/b.txt", "acme/calls/resolve/v2/a.txt", "acme/x/resolve/v1/a.txt")
        ]
        other = requests.get(f"{server.url}/api/models/x", timeout=5).status_code

    assert (codes, other) == (["EntryNotFound", "RevisionNotFound", "RepoNotFound"], 501)


def test_selections_are_parsed_and_applied() -> None:
    """What a value does not have is null."""
    query = parse("query Name($a: [String!], $b: Int = 3) { things(first: $a) { id parts { name } } }")

    assert (query.field, query.arguments) == ("things", {"first": "a"})
    assert selected([{"id": 1}, {"parts": [{}]}], query.selection) == [
        {"id": 1, "parts": None},
        {"id": None, "parts": [{"name": None}]},
    ]
    with pytest.raises(UnsupportedError):
        parse("fragment all on Thing { id }")
