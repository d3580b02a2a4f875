"""Knowledge: lookups over the reference tables, never ahead of their time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from talktrack.core.artifacts import write_table
from talktrack.core.knowledge import Knowledge
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
    """Mail address and domain in any case, first name alone."""
    known = _knowledge()

    assert known.contact_by_email["bob@acme.example"] == BOB
    assert known.contacts_by_name["bob"] == [BOB]
    assert known.contacts_by_account["a1"] == [BOB]
    assert known.account_by_domain["acme.example"] == ACME
    assert known.deals_by_account["a1"] == [DEAL]
    assert known.meeting("https://meet.example/1?pwd=x", None) == MEETING


def _weekly(day: int) -> Meeting:
    start = datetime(2026, 1, day, 14, tzinfo=UTC)
    return Meeting(id=f"w/{start:%Y%m%dT%H%M%SZ}", series_id="w", starts_at=start, join_url="https://x.zoom.us/j/1")


@pytest.mark.parametrize(
    ("key", "moment", "expected"),
    [
        ("w/20260122T140000Z", None, 22),
        ("w", datetime(2026, 1, 22, 14, 5, tzinfo=UTC), 22),
        ("https://X.zoom.us/j/1?pwd=abc", datetime(2026, 1, 15, 13, 58, tzinfo=UTC), 15),
        ("w", datetime(2026, 1, 18, 14, tzinfo=UTC), None),
        ("w", None, None),
        ("other", datetime(2026, 1, 15, 14, tzinfo=UTC), None),
        (None, datetime(2026, 1, 15, 14, tzinfo=UTC), None),
    ],
)
def test_the_occurrence_of_a_series_is_told_by_its_time(
    key: str | None, moment: datetime | None, expected: int | None
) -> None:
    """All of them share the UID and the link; a call on another day belongs to none."""
    known = Knowledge(meetings=[_weekly(15), _weekly(22)])
    found = known.meeting(key, moment)

    assert (found.starts_at.day if found and found.starts_at else None) == expected


def test_knowledge_is_loaded_from_the_artifact(tmp_path: Path) -> None:
    """One sub-directory per table; a missing one is empty."""
    write_table(tmp_path / "accounts", ACCOUNTS, [ACME])
    write_table(tmp_path / "contacts", CONTACTS, [BOB])
    write_table(tmp_path / "deals", DEALS, [DEAL])
    write_table(tmp_path / "stage_changes", STAGE_CHANGES, [FIRST])
    known = Knowledge.load(tmp_path)

    assert (known.accounts, known.contacts, known.deals) == ({"a1": ACME}, {"p1": BOB}, {"d1": DEAL})
    assert (known.stages, known.meetings) == ([FIRST], {})
