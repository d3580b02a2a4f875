"""Knowledge: lookups over the reference tables, never ahead of their time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from talktrack.core.artifacts import write_table
from talktrack.core.knowledge import Knowledge, digits
from talktrack.core.reference import Account, Contact, Deal, Meeting, StageChange
from talktrack.core.tables import ACCOUNTS, CONTACTS, DEALS, STAGE_CHANGES

FIRST = StageChange(id="h1", deal_id="d1", stage="Discovery", changed_at=datetime(2026, 1, 10, tzinfo=UTC))
SECOND = StageChange(id="h2", deal_id="d1", stage="Closed Won", changed_at=datetime(2026, 3, 1, tzinfo=UTC))
ACME = Account(id="a1", name="Acme", domain="Acme.example")
BOB = Contact(id="p1", name="Bob Stone", email="Bob@acme.example", phone="0049 (30) 1234", account_id="a1")
DEAL = Deal(id="d1", account_id="a1", name="Acme 2026", stage="Closed Won")
MEETING = Meeting(id="m1", join_url="https://meet.example/1")


def _knowledge() -> Knowledge:
    return Knowledge([ACME], [BOB], [DEAL], [SECOND, FIRST], [MEETING])


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 1, 9, tzinfo=UTC), None),
        (datetime(2026, 1, 10, tzinfo=UTC), FIRST),
        (datetime(2026, 2, 28, 23, 59, tzinfo=UTC), FIRST),
        (datetime(2026, 3, 1, tzinfo=UTC), SECOND),
        (datetime(2027, 1, 1, tzinfo=UTC), SECOND),
    ],
)
def test_a_deal_stands_where_it_stood_then(moment: datetime, expected: StageChange | None) -> None:
    """Later changes are not known yet, whatever order the export had."""
    assert expected == _knowledge().stage_as_of("d1", moment)


def test_an_unknown_deal_has_no_stage() -> None:
    """Missing history is None, not an error."""
    assert _knowledge().stage_as_of("d9", datetime(2026, 2, 1, tzinfo=UTC)) is None


def test_people_and_companies_are_found_by_what_calls_know() -> None:
    """Mail address and domain in any case, phone by its digits, first name alone."""
    known = _knowledge()

    assert known.contact_by_email["bob@acme.example"] == BOB
    assert known.contact_by_phone[digits("+49 30-1234")] == BOB
    assert known.contacts_by_name["bob"] == [BOB]
    assert known.contacts_by_account["a1"] == [BOB]
    assert known.account_by_domain["acme.example"] == ACME
    assert known.deals_by_account["a1"] == [DEAL]
    assert known.meeting_by_join_url["https://meet.example/1"] == MEETING


def test_knowledge_is_loaded_from_the_artifact(tmp_path: Path) -> None:
    """One sub-directory per table; a missing one is empty."""
    write_table(tmp_path / "accounts", ACCOUNTS, [ACME])
    write_table(tmp_path / "contacts", CONTACTS, [BOB])
    write_table(tmp_path / "deals", DEALS, [DEAL])
    write_table(tmp_path / "stage_changes", STAGE_CHANGES, [FIRST])
    known = Knowledge.load(tmp_path)

    assert (known.accounts, known.contacts, known.deals) == ({"a1": ACME}, {"p1": BOB}, {"d1": DEAL})
    assert (known.stages, known.meetings) == ([FIRST], {})
