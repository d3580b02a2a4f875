"""CRM documents: pages, lists and lines of Salesforce's and HubSpot's records; one damaged record is one loss."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.errors import SourceUnreadableError
from talktrack.core.ids import stable_id
from talktrack.core.reference import Account, Contact, Deal, StageChange
from talktrack.core.tables import DEALS
from talktrack.ingestion.reference.crm.document import read
from talktrack.ingestion.reference.crm.rows import Activity, Gone, Row, Stage
from talktrack.ingestion.reference.skipped import Skipped

ACCOUNT = {"attributes": {"type": "Account", "url": "/x"}, "Id": "0011N00000abcDE", "Name": "Acme", "IsDeleted": False}
ACME = Account(id="0011N00000abcDEQAY", name="Acme")


def found(document: Any) -> list[Any]:
    """Return the records of a document, or the reasons of those that are none."""
    data = document if isinstance(document, bytes) else msgspec.json.encode(document)
    return [one.record if isinstance(one, Row) else one for one in read(data)]


def reasons(data: bytes) -> list[str]:
    """Return why parts of a document, or all of it, cannot be read."""
    try:
        return [one.reason for one in read(data) if isinstance(one, Skipped)]
    except SourceUnreadableError as error:
        return [error.reason]


def lines(*records: Any) -> bytes:
    """Return records one a line."""
    return b"\n".join(msgspec.json.encode(record) for record in records)


@pytest.mark.parametrize(
    "document",
    [
        {"totalSize": 1, "done": True, "records": [ACCOUNT]},
        {"status": 0, "result": {"totalSize": 1, "done": True, "records": [ACCOUNT]}, "warnings": [{"a": 1}]},
        [ACCOUNT],
        ACCOUNT,
        lines(ACCOUNT),
        lines({"totalSize": 1, "done": True, "records": [ACCOUNT]}),
        [{"Id": "0011N00000abcDEQAY", "Name": "Acme", "Industry": None}],
    ],
    ids=["page", "command line", "list", "record", "line", "line of a page", "no attributes"],
)
def test_forms_in_which_records_arrive(document: Any) -> None:
    """What stands around them does not matter."""
    assert found(document) == [ACME]


def test_values_have_their_types_and_related_records_their_names() -> None:
    """Numbers, booleans and null; of the account and the owner only the names are asked for."""
    record = {
        "attributes": {"type": "Opportunity"},
        "Id": "1",
        "Name": "Big",
        "StageName": "Won",
        "Amount": 1200.5,
        "IsClosed": True,
        "IsWon": True,
        "CloseDate": "2026-03-01",
        "LastModifiedDate": "2026-03-02T10:00:00.000+0000",
        "Account": {"attributes": {"type": "Account"}, "Name": "Acme"},
        "Owner": None,
    }
    (row,) = read(msgspec.json.encode([record]))

    assert row == Row(
        Deal(
            id="1", account_id="", name="Big", stage="Won", amount=1200.5, is_closed=True, is_won=True,
            closed_at=datetime(2026, 3, 1, tzinfo=UTC),
        ),
        datetime(2026, 3, 2, 10, tzinfo=UTC),
        account_name="Acme",
    )  # fmt: skip


def test_a_damaged_record_costs_nobody_else() -> None:
    """In a page and in lines; objects that nobody reads are counted."""
    records = [{"attributes": {"type": "Case"}, "Id": "1"}, {"attributes": {"type": "Account"}, "Id": "2"}, 7, ACCOUNT]

    assert found(records) == [
        Skipped("crm_object_unknown"), Skipped("name_missing"), Skipped("record_shape_wrong"), ACME,
    ]  # fmt: skip
    assert found(lines(ACCOUNT) + b'\n{"Id": 1,\n' + lines(ACCOUNT)) == [ACME, Skipped("record_broken"), ACME]


HISTORY = {
    "dealstage": [
        {"value": "closedwon", "timestamp": "2026-03-01T10:00:00Z", "sourceType": "CRM_UI"},
        {"value": "9001", "timestamp": "1768485600000", "sourceType": "CRM_UI"},
        {"value": "gone", "timestamp": "never"},
    ],
    "amount": [
        {"value": "900", "timestamp": "2026-02-01T00:00:00Z"},
        {"value": "500", "timestamp": "2026-01-01T00:00:00Z"},
    ],
}
DEAL = {
    "id": "77",
    "properties": {
        "dealname": "Big",
        "dealstage": "closedwon",
        "amount": "900",
        "hs_is_closed": "true",
        "hs_is_closed_won": "true",
        "closedate": "2026-03-01T10:00:00Z",
        "createdate": "2026-01-01T00:00:00Z",
        "hubspot_owner_id": "41",
    },
    "propertiesWithHistory": HISTORY,
    "associations": {
        "companies": {"results": [{"id": "5", "type": "deal_to_company"}, {"id": "5", "type": "primary"}]},
        "contacts": {"results": [{"toObjectId": 8}, {"toObjectId": 9}]},
    },
    "createdAt": "2026-01-01T00:00:00Z",
    "updatedAt": "2026-03-02T00:00:00Z",
    "archived": False,
}


def test_a_deal_of_hubspot_with_its_history() -> None:
    """All values are strings; each stage comes with the amount of that time."""
    won, asked = datetime(2026, 3, 1, 10, tzinfo=UTC), datetime(2026, 1, 15, 14, tzinfo=UTC)

    assert found({"results": [DEAL], "paging": {"next": {"after": "1"}}}) == [
        Deal(
            id="77", account_id="5", name="Big", stage="closedwon", amount=900.0, owner_id="hubspot-owner-41",
            is_closed=True, is_won=True, created_at=datetime(2026, 1, 1, tzinfo=UTC), closed_at=won,
            contact_ids=["8", "9"],
        ),
        StageChange(
            id=stable_id("h", "77", "closedwon", won.isoformat()), deal_id="77", stage="closedwon", changed_at=won,
            amount=900.0,
        ),
        StageChange(
            id=stable_id("h", "77", "9001", asked.isoformat()), deal_id="77", stage="9001", changed_at=asked,
            amount=500.0,
        ),
    ]  # fmt: skip


def test_an_archived_deal_is_gone() -> None:
    """With when that happened."""
    archived = {**DEAL, "archived": True}

    assert found([archived]) == [Gone(DEALS, "77", datetime(2026, 3, 2, tzinfo=UTC))]


def test_people_and_companies_of_hubspot() -> None:
    """Owners are sellers, under ids that no contact has."""
    contact = {
        "id": "8",
        "properties": {"firstname": "Jane", "lastname": "Doe", "email": "Jane@x.example", "jobtitle": "CFO"},
        "associations": {"companies": {"results": [{"id": "5"}]}},
    }
    company = {"id": "5", "properties": {"name": "Acme", "domain": "acme.example", "numberofemployees": "250"}}
    owner = {"id": "41", "email": "Sam@us.example", "firstName": "Sam", "lastName": "Poe", "userId": 3}

    assert found({"results": [contact, company, owner]}) == [
        Contact(id="8", name="Jane Doe", email="jane@x.example", title="CFO", account_id="5"),
        Account(id="5", name="Acme", domain="acme.example", employees=250),
        Contact(id="hubspot-owner-41", name="Sam Poe", email="sam@us.example", affiliation="internal"),
    ]


def test_pipelines_say_what_stages_are_called() -> None:
    """And which of them are the end."""
    stages = [
        {"id": "9001", "label": "Demo", "metadata": {"isClosed": "false", "probability": "0.2"}},
        {"id": "won", "label": "Closed won", "metadata": {"isClosed": "true", "probability": "1.0"}},
        {"id": "lost", "label": "Closed lost", "metadata": {"isClosed": "true", "probability": "0.0"}},
    ]

    assert found({"results": [{"id": "default", "label": "Sales", "stages": stages}]}) == [
        Stage("9001", "Demo", is_closed=False, is_won=False),
        Stage("won", "Closed won", is_closed=True, is_won=True),
        Stage("lost", "Closed lost", is_closed=True, is_won=False),
    ]


def test_meetings_and_calls_of_hubspot() -> None:
    """A call has its length in milliseconds; what did not take place is none."""
    start = datetime(2026, 1, 15, 14, tzinfo=UTC)
    meeting = {
        "hs_meeting_title": "Intro",
        "hs_meeting_start_time": "2026-01-15T14:00:00Z",
        "hs_meeting_end_time": "2026-01-15T14:30:00Z",
        "hs_meeting_location": "https://x.zoom.us/j/1",
        "hs_meeting_outcome": "COMPLETED",
    }
    call = {"hs_call_title": "Call", "hs_timestamp": "2026-01-15T14:00:00Z", "hs_call_duration": "600000"}
    ends = {"contacts": {"results": [{"id": "8"}]}, "deals": {"results": [{"id": "77"}]}}
    objects = [
        {"id": "1", "properties": meeting, "associations": ends},
        {"id": "2", "properties": call, "associations": ends},
        {"id": "3", "properties": {**meeting, "hs_meeting_outcome": "NO_SHOW"}},
        {"id": "4", "properties": {**call, "hs_call_status": "NO_ANSWER"}},
        {"id": "5", "properties": {"hs_note_body": "Hello"}},
        {"id": "6", "properties": {"subject": "Ticket"}},
    ]

    assert found({"results": objects}) == [
        Activity(
            id="hubspot-activity-1", title="Intro", starts_at=start, ends_at=start.replace(minute=30),
            join_url="https://x.zoom.us/j/1", deal_id="77", owner_id=None, contact_ids=("8",),
        ),
        Activity(
            id="hubspot-activity-2", title="Call", starts_at=start, ends_at=start.replace(minute=10), join_url=None,
            deal_id="77", owner_id=None, contact_ids=("8",),
        ),
        Skipped("activity_not_held"), Skipped("activity_not_held"), Skipped("activity_not_a_call"),
        Skipped("crm_object_unknown"),
    ]  # fmt: skip


PAGE = msgspec.json.encode({"totalSize": 1, "done": True, "records": [ACCOUNT]})


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"[" * 200_000, "json_broken"),
        (b'{"records":' * 200_000 + b"1" + b"}" * 200_000, "json_broken"),
        (PAGE[:-40], "json_broken"),
        (PAGE.replace(b"Acme", b"Acm\xff"), "encoding_invalid"),
        (b'{"records": [], "done": true}', "json_no_records"),
        (b'{"totalSize": NaN, "records": [{"Id": "1"}]}', "json_broken"),
        (b"[]", "json_no_records"),
    ],
    ids=["deep list", "deep objects", "truncated", "encoding", "empty page", "nan", "empty list"],
)
def test_documents_that_cannot_be_read(data: bytes, reason: str) -> None:
    """The reason says why."""
    assert reasons(data) == [reason]


def test_values_that_no_record_can_hold() -> None:
    """A number of five megabytes costs its record, depth costs the page, of equal names the last counts."""
    huge = b'{"attributes":{"type":"Account"},"Id":"1","Name":"A","NumberOfEmployees":' + b"9" * 5_000_000 + b"}"
    odd = {"attributes": {"type": ["Account"]}, "Id": {"a": 1}, "Name": [1]}
    double = b'{"attributes":{"type":"Account"},"Id":"1","Name":"A","Name":"B"}'

    assert found(b"[" + huge + b"," + lines(ACCOUNT) + b"]") == [Skipped("record_shape_wrong"), ACME]
    assert found(b"[" + double + b"]") == [Account(id="1", name="B")]
    assert found([odd, {**odd, "attributes": {"type": "Account"}}]) == [
        Skipped("crm_object_unknown"), Skipped("id_missing"),
    ]  # fmt: skip


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    (
                        "attributes", "type", "Id", "Name", "records", "results", "result", "properties", "id",
                        "stages", "associations", "dealname", "dealstage", "propertiesWithHistory", "email", "userId",
                    )
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=20,
    )
)  # fmt: skip
def test_any_document_ends_in_findings_or_an_error(document: Any) -> None:
    """Whatever stands where a record should."""
    assert all(reasons(msgspec.json.encode(document)))
