"""All CRM files of a run together: versions of rows, deletions, names for ids, stages, logged meetings."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from talktrack.core.crm_headers import built_in_headers
from talktrack.core.ports import Repository
from talktrack.core.reference import Account, Contact, Deal, Meeting, StageChange
from talktrack.core.tables import ACCOUNTS, CONTACTS, DEALS, MEETINGS, STAGE_CHANGES, Table
from talktrack.ingestion.reference.crm import document, table
from talktrack.ingestion.reference.crm.intake import Intake
from talktrack.systems.repository import open_repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository of one tenant."""
    return open_repository(str(tmp_path / "home"), "acme", create=True)


def take(repository: Repository, *files: str | dict[str, Any]) -> Counter[str]:
    """Read CSV texts and JSON documents as the files of one run; return the counts."""
    counts: Counter[str] = Counter()
    intake = Intake(repository, counts)
    for file in files:
        read = table.read(file.encode(), built_in_headers()) if isinstance(file, str) else _document(file)
        for found in read:
            intake.take(found)
    intake.finish()
    return counts


def _document(content: dict[str, Any]) -> Any:
    return document.read(msgspec.json.encode(content))


def rows(repository: Repository, table: Table[Any]) -> list[Any]:
    """Return a table's rows by id."""
    return sorted(repository.scan(table), key=lambda row: str(row.id))


VERSIONS = "Id,Name,Industry,LastModifiedDate,IsDeleted\n"


def test_of_rows_with_one_id_the_one_modified_last_stays(repository: Repository) -> None:
    """Within a file and over files, whatever their order; ids of 15 and of 18 characters are the same."""
    counts = take(
        repository,
        VERSIONS
        + "0011N00000abcDE,Old,,2026-01-01,\n0011N00000abcDEQAY,New,,2026-03-01,\n0011N00000abcDE,Mid,,2026-02-01,\n",
        VERSIONS + "0011N00000abcDEQAY,Older,,2025-01-01,\n",
    )

    assert rows(repository, ACCOUNTS) == [Account(id="0011N00000abcDEQAY", name="New")]
    assert counts["skipped_row_outdated"] == 2


def test_deleted_rows_leave_until_they_are_restored(repository: Repository) -> None:
    """The newest word counts, also over runs."""
    take(repository, VERSIONS + "1,A,,2026-01-01,false\n2,B,,2026-01-01,false\n")
    counts = take(
        repository,
        VERSIONS + "1,A,,2026-02-01,true\n2,B,,2026-02-01,true\n2,Again,,2026-03-01,false\n3,C,,2026-03-01,true\n"
        "3,C,,2026-02-01,false\n",
    )

    assert [row.name for row in rows(repository, ACCOUNTS)] == ["Again"]
    assert (counts["deleted"], counts["skipped_row_outdated"]) == (2, 1)


DEAL = "Id,AccountId,Name,StageName\nd1,a1,Big,Demo\n"


def test_rows_that_belong_to_deals_find_them_in_any_order(repository: Repository) -> None:
    """Three tables of Salesforce are one record here."""
    take(
        repository,
        "Id,OpportunityId,CompetitorName\n1,d1,Globex\n2,d1,Acme\n3,d9,Nobody\n",
        "Id,OpportunityId,ContactId,Role\n1,d1,c2,User\n2,d1,c1,\n",
        DEAL,
    )

    assert rows(repository, DEALS) == [
        Deal(
            id="d1", account_id="a1", name="Big", stage="Demo", competitors=["Acme", "Globex"], contact_ids=["c1", "c2"]
        )
    ]


def _hubspot_deal(stage: str, **properties: str) -> dict[str, Any]:
    history = {"dealstage": [{"value": stage, "timestamp": "2026-01-15T14:00:00Z"}]}
    return {
        "id": "77",
        "properties": {"dealname": "Big", "dealstage": stage, **properties},
        "propertiesWithHistory": history,
    }


def test_stages_get_their_labels_whichever_file_comes_first(repository: Repository) -> None:
    """Only the pipelines file knows that a stage is the end."""
    stages = [{"id": "9001", "label": "Gewonnen", "metadata": {"isClosed": "true", "probability": "1.0"}}]
    take(
        repository,
        {"results": [_hubspot_deal("9001", closedate="2026-03-01T00:00:00Z")]},
        {"results": [{"id": "p", "label": "Sales", "stages": stages}]},
    )
    (deal,) = rows(repository, DEALS)
    (change,) = rows(repository, STAGE_CHANGES)

    assert (deal.stage, deal.is_closed, deal.is_won) == ("Gewonnen", True, True)
    assert deal.closed_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert change == StageChange(
        id=change.id, deal_id="77", stage="Gewonnen", changed_at=datetime(2026, 1, 15, 14, tzinfo=UTC)
    )


REPORT = "Opportunity ID,Opportunity Name,Account Name,Stage,Opportunity Owner\nd1,Big,ACME  inc,Demo,Sam Poe\n"
ACME = "Id,Name,Industry\na1,Acme Inc,Retail\n"
SAM = "Id,Username,Name,Email\nu1,sam,Sam Poe,sam@us.example\n"


def test_names_stand_for_ids_where_they_are_clear(repository: Repository) -> None:
    """Neither case nor spacing matter."""
    take(repository, REPORT, ACME, SAM)
    (deal,) = rows(repository, DEALS)

    assert (deal.account_id, deal.owner_id) == ("a1", "u1")
    assert [row.id for row in rows(repository, ACCOUNTS)] == ["a1"]


def test_a_name_that_two_accounts_share_stands_for_neither(repository: Repository) -> None:
    """Better no account than the wrong one."""
    take(repository, REPORT, ACME + "a2,acme inc,Retail\n")

    assert [row.account_id for row in rows(repository, DEALS)] == [""]


UNIDENTIFIED = "Opportunity Name,Account Name,Stage,Amount\nBig,Acme Inc,Demo,900\nSmall,Globex,Demo,1\n"
PEOPLE = "First Name,Last Name,Email,Account Name\nJane,Doe,jane@x.example,Acme Inc\nLi,Wu,,Globex\n"


def test_a_report_without_ids_is_read_by_names(repository: Repository) -> None:
    """Reading it again adds nothing."""
    for _ in range(2):
        take(repository, UNIDENTIFIED, PEOPLE)
    accounts = {row.id: row.name for row in rows(repository, ACCOUNTS)}

    assert sorted(accounts.values()) == ["Acme Inc", "Globex"]
    assert {row.name: accounts[row.account_id] for row in rows(repository, DEALS)} == {
        "Big": "Acme Inc", "Small": "Globex",
    }  # fmt: skip
    assert {row.name: accounts[row.account_id] for row in rows(repository, CONTACTS)} == {
        "Jane Doe": "Acme Inc", "Li Wu": "Globex",
    }  # fmt: skip


def test_an_export_with_ids_takes_the_place_of_a_report(repository: Repository) -> None:
    """No account, contact or deal stands there twice."""
    take(repository, UNIDENTIFIED, PEOPLE)
    counts = take(
        repository,
        UNIDENTIFIED,
        PEOPLE,
        ACME,
        "Id,AccountId,Name,StageName\nd1,a1,Big,Demo\n",
        "Id,AccountId,LastName,Email\nc1,a1,Doe,jane@x.example\n",
    )

    assert [row.id for row in rows(repository, ACCOUNTS) if row.name == "Acme Inc"] == ["a1"]
    assert [row.id for row in rows(repository, CONTACTS) if row.email] == ["c1"]
    assert [row.id for row in rows(repository, DEALS) if row.name == "Big"] == ["d1"]
    assert counts["skipped_row_known_by_id"] == 3


EVENT = (
    "Id,Subject,WhoId,WhatId,OwnerId,StartDateTime,EndDateTime\n"
    "00U1,Intro,0031N00000abcDE,0061N00000abcDE,u1,2026-01-15T14:00:00Z,2026-01-15T14:30:00Z\n"
)
JANE = "Id,AccountId,LastName,FirstName,Email\n0031N00000abcDE,a1,Doe,Jane,jane@x.example\n"


def test_a_logged_meeting_has_the_people_behind_its_ids(repository: Repository) -> None:
    """The owner invites, the contact attends."""
    counts = take(repository, EVENT, JANE, SAM)

    assert rows(repository, MEETINGS) == [
        Meeting(
            id="00U1",
            deal_id="0061N00000abcDEQAY",
            title="Intro",
            starts_at=datetime(2026, 1, 15, 14, tzinfo=UTC),
            ends_at=datetime(2026, 1, 15, 14, 30, tzinfo=UTC),
            organizer="sam@us.example",
            attendees=["sam@us.example", "jane@x.example"],
            attendee_names=["Sam Poe", "Jane Doe"],
        )
    ]
    assert counts["logged_meetings"] == 1


def test_a_meeting_that_the_calendar_holds_counts_once(repository: Repository) -> None:
    """The calendar's record stays and learns its deal; also when it arrives later than the CRM's."""
    take(repository, EVENT, JANE, SAM)
    held = Meeting(
        id="uid", starts_at=datetime(2026, 1, 15, 14, 2, tzinfo=UTC), attendees=["jane@x.example"], title="Acme intro"
    )
    other = Meeting(id="other", starts_at=datetime(2026, 1, 15, 14, tzinfo=UTC), attendees=["bo@x.example"])
    repository.publish(MEETINGS, [held, other])
    take(repository, EVENT, JANE, SAM)

    assert rows(repository, MEETINGS) == [other, msgspec.structs.replace(held, deal_id="0061N00000abcDEQAY")]


def test_a_deleted_activity_leaves(repository: Repository) -> None:
    """Within a run and over runs."""
    take(repository, EVENT, JANE, SAM)
    take(repository, "Id,StartDateTime,EndDateTime,IsDeleted\n00U1,,,true\n")

    assert rows(repository, MEETINGS) == []


def test_many_rows_stream_through(repository: Repository) -> None:
    """More than are published at once."""
    people = "".join(f"{n},a1,Doe{n},p{n}@x.example\n" for n in range(5000))
    take(repository, f"Id,AccountId,LastName,Email\n{people}")

    assert repository.count(CONTACTS) == 5000
    assert next(repository.scan(CONTACTS, where={"id": ["4999"]})) == Contact(
        id="4999", name="Doe4999", email="p4999@x.example", account_id="a1"
    )
