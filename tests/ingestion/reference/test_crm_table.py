"""Salesforce exports: the object is told by its columns, and a bad row never spoils its neighbours."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.errors import SourceUnreadableError
from talktrack.core.reference import Account, Contact, Deal, StageChange
from talktrack.ingestion.reference.crm_table import Competitor, read
from talktrack.ingestion.reference.skipped import Skipped


def rows(text: str) -> list[Any]:
    """Return the records and skipped rows of a table."""
    return list(read(text.encode())[1])


def test_accounts() -> None:
    """The domain comes from the website, ids have eighteen characters."""
    text = "Id,Name,Industry,Website,NumberOfEmployees\n0011N00000abcDE,Acme,Retail,https://www.Acme.example/x,250\n"

    assert rows(text) == [
        Account(id="0011N00000abcDEQAY", name="Acme", industry="Retail", domain="acme.example", employees=250)
    ]


def test_contacts_are_external_and_users_internal() -> None:
    """Sellers come from the User table."""
    contact = rows("Id,AccountId,FirstName,LastName,Email\n1,2,Jane,Doe,Jane@x.example\n")
    user = rows("Id,Username,Name,Email\n3,sam,Sam Poe,sam@us.example\n")

    assert contact == [Contact(id="1", name="Jane Doe", email="jane@x.example", account_id="2")]
    assert user == [Contact(id="3", name="Sam Poe", email="sam@us.example", affiliation="internal")]


def test_a_deal_is_closed_only_if_it_says_so() -> None:
    """The close date of an open deal is a hope, not a date."""
    header = "Id,AccountId,Name,StageName,Amount,IsClosed,IsWon,CloseDate"
    won, open_ = '1,2,Big,Won,"1,200.5",true,true,2026-03-01', "3,2,Small,Demo,,false,false,2026-09-01"

    assert rows(f"{header}\n{won}\n{open_}") == [
        Deal(
            id="1", account_id="2", name="Big", stage="Won", amount=1200.5, is_closed=True, is_won=True,
            closed_at=datetime(2026, 3, 1, tzinfo=UTC),
        ),
        Deal(id="3", account_id="2", name="Small", stage="Demo"),
    ]  # fmt: skip


def test_stage_history_in_utc() -> None:
    """Salesforce writes its offset without a colon."""
    text = "Id,OpportunityId,StageName,CreatedDate\n9,1,Demo,2026-03-01T10:00:00.000+0200\n"

    assert rows(text) == [
        StageChange(id="9", deal_id="1", stage="Demo", changed_at=datetime(2026, 3, 1, 8, tzinfo=UTC))
    ]


def test_competitors_belong_to_deals() -> None:
    """They stand in a table of their own."""
    assert rows("Id,OpportunityId,CompetitorName\n1,2,Globex\n") == [Competitor(deal_id="2", name="Globex")]


def test_bad_rows_are_skipped_with_a_reason() -> None:
    """Too few columns, no id and no date leave the good row alone."""
    bad = "1,2\n3,,Demo,2026-03-01\n4,2,,2026-03-01\n5,2,Demo,never\n"
    text = f"Id,OpportunityId,StageName,CreatedDate\n{bad}6,2,Demo,2026-03-01\n"
    found = rows(text)

    assert [row.reason for row in found if isinstance(row, Skipped)] == [
        "row_ragged", "opportunity_id_missing", "stage_name_missing", "date_invalid",
    ]  # fmt: skip
    assert [row.id for row in found if isinstance(row, StageChange)] == ["6"]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators(separator: str) -> None:
    """Spreadsheets of other countries part columns differently."""
    text = "Id,Name,Industry\n1,Acme,Retail\n".replace(",", separator)

    assert rows(text) == [Account(id="1", name="Acme", industry="Retail")]


def test_unknown_columns_are_unreadable() -> None:
    """A table that is none of the known objects is refused as a whole."""
    with pytest.raises(SourceUnreadableError) as caught:
        read(b"a,b,c\n1,2,3\n")

    assert caught.value.reason == "crm_columns_unknown"


@given(st.text(max_size=200))
def test_any_rows_end_in_records_or_reasons(body: str) -> None:
    """Whatever stands below a known header is read or skipped."""
    text = "Id,AccountId,StageName,Amount,CreatedDate,CloseDate,IsClosed\n" + body.replace("\0", "")

    assert all(isinstance(row, Deal | Skipped) for row in rows(text.encode("utf-8", "replace").decode()))
