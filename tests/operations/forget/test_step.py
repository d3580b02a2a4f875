"""Forget: what is a person's leaves everywhere, what is another's stays, and nobody comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from talktrack.core.records import Quarantined
from talktrack.core.tables import (
    ANALYSES,
    CONTACTS,
    CONVERSATIONS,
    CONVERSATIONS_RAW,
    DEALS,
    EXAMPLES,
    FEEDBACK,
    INFERENCES,
    MEETINGS,
    QUARANTINE,
    SCORES,
    SOURCES,
    TABLES,
    Table,
)
from talktrack.core.tokens import token
from talktrack.operations.forget import step
from talktrack.operations.forget.receipt import Receipt
from talktrack.systems.keys import tenant_key
from talktrack.systems.repository import LanceRepository, open_repository
from talktrack.systems.vectors.lancedb import open_lance
from tests.operations.forget.people import DANA, REQUEST, WRITTEN, conversation, fill, place
from tests.samples import TENANT


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which Dana Reed was forgotten."""
    root = tmp_path_factory.mktemp("home")
    fill(root)
    _forget(root)
    return root


def _forget(home: Path) -> Receipt:
    opened = place(home)
    return step.run(REQUEST, step.plan(REQUEST, opened), opened)


@pytest.fixture(scope="module")
def receipt(home: Path) -> Receipt:
    """What the first request was answered with."""
    [file] = (home / TENANT / "erasures").glob("*.json")
    return msgspec.json.decode(file.read_bytes(), type=Receipt)


@pytest.fixture
def repository(home: Path) -> LanceRepository:
    """The tenant's repository afterwards."""
    return open_repository(str(home), TENANT)


@pytest.mark.parametrize(
    ("table", "left"),
    [
        (CONVERSATIONS_RAW, {"namesake", "later", "other"}),
        (CONVERSATIONS, {"spoken", "namesake", "other"}),
        (ANALYSES, {"spoken", "other"}),
        (QUARANTINE, {"free"}),
        (EXAMPLES, {"x-other"}),
        (FEEDBACK, {"e4"}),
        (INFERENCES, {"r-1.c"}),
        (SCORES, {"answer-3"}),
        (CONTACTS, {"004"}),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_what_is_theirs_leaves_and_the_rest_stays(
    repository: LanceRepository, table: Table[Any], left: set[str]
) -> None:
    """Calls they take part in go with every record of the call; a namesake's and another day's of the series stay."""
    assert set(repository.keys(table)) == left


def test_no_row_and_no_file_names_the_person(home: Path, repository: LanceRepository) -> None:
    """Neither an unsealed row nor the bytes of any file, of old versions too, the namesake's record aside."""
    rows = [str(row) for table in TABLES for row in repository.scan(table) if getattr(row, "id", "") != "namesake"]
    files = [file.read_bytes() for file in home.rglob("*") if file.is_file()]

    assert [name for name in WRITTEN if any(name in row for row in rows)] == []
    assert [name for name in WRITTEN if any(name.encode() in data for data in files)] == []


def test_who_was_spoken_of_is_named_no_more(home: Path, repository: LanceRepository) -> None:
    """The conversation of others stays, and its token stands for nobody."""
    [spoken] = repository.scan(CONVERSATIONS, where={"id": ["spoken"]})

    assert spoken.turns[0].text == "I met [PERSON:forgotten] yesterday."


def test_chunks_leave_every_collection(home: Path) -> None:
    """The live one and one that an earlier encoder made; the full-text index knows them no more."""
    vectors = open_lance(str(home), TENANT)
    person = token(tenant_key(str(home), TENANT), "PERSON", "Dana Reed")
    files = [file.read_bytes() for file in (home / TENANT / "vectors").rglob("*") if file.is_file()]

    assert [vectors.count(name) for name in ("old", "live")] == [1, 1]
    assert [chunk.id for chunk in vectors.scan()] == ["k-other"]
    assert not any(person.encode() in data for data in files)


def test_meetings_deals_and_ledger_name_the_person_no_more(repository: LanceRepository) -> None:
    """They belong to others as well, so they stay without them; the source stays handled."""
    [meeting], [deal], [source] = repository.scan(MEETINGS), repository.scan(DEALS), repository.scan(SOURCES)

    assert (meeting.title, meeting.attendees, meeting.attendee_names) == (
        "[forgotten] / Bo",
        ["eve@globex.example"],
        [],
    )
    assert deal.contact_ids == ["004"]
    assert (source.digest, source.uris) == ("theirs", [])


def test_the_receipt_says_what_left_and_what_it_broke(receipt: Receipt) -> None:
    """Counts, golden rows, the releases that learnt from it and those that continue them; nobody is named."""
    assert receipt.removed["conversations_raw"] == 3
    assert (receipt.golden_rows, receipt.chunks, receipt.artifacts) == (1, 4, 1)
    assert (receipt.releases, receipt.champion_is_among_them) == (["r-1", "r-2"], True)
    assert (receipt.encoders, receipt.heads) == (["encoder-a"], ["heads-a"])
    assert receipt.training_sets["r-1"] == "conversations 2"
    assert receipt.left == {}


def test_forgetting_twice_finds_nothing(tmp_path: Path) -> None:
    """The second receipt is empty, and nothing else changed."""
    fill(tmp_path)
    _forget(tmp_path)
    rows = {table.name: set(place(tmp_path).repository.keys(table)) for table in TABLES}
    again = _forget(tmp_path)

    assert (again.removed, again.chunks, again.left) == ({}, 0, {})
    assert {table.name: set(place(tmp_path).repository.keys(table)) for table in TABLES} == rows


def test_a_plan_changes_nothing(tmp_path: Path) -> None:
    """What a dry run prints is what would leave."""
    fill(tmp_path)
    before = {table.name: place(tmp_path).repository.version(table) for table in TABLES}
    plan = step.plan(REQUEST, place(tmp_path))

    assert plan.found.counts()["conversations_raw"] == 3
    assert plan.found.sources == ["calls/again.json", "calls/held.json", "calls/spoken.json", "calls/theirs.json"]
    assert {table.name: place(tmp_path).repository.version(table) for table in TABLES} == before


def test_nobody_comes_back(home: Path) -> None:
    """A later export of the CRM, a call read again and feedback of the same user are not published."""
    repository = open_repository(str(home), TENANT)
    known = list(repository.keys(CONVERSATIONS_RAW))
    new = conversation("new", [DANA], "Hello again.")
    case = Quarantined(
        id="q",
        tenant=TENANT,
        stage="ingest",
        uri="u",
        sha256="0",
        reasons=[],
        severity="error",
        suggestion="",
        conversation=new,
    )
    repository.publish(CONVERSATIONS_RAW, [new, conversation("theirs", [], "Nobody is named.")])
    repository.publish(QUARANTINE, [case])

    assert list(repository.keys(CONVERSATIONS_RAW)) == known
    assert set(repository.keys(QUARANTINE)) == {"free"}
