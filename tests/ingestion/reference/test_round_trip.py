"""What the world writes as other programs do, our readers find again: every record, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from talktrack.core.artifacts import write_table
from talktrack.core.crm_headers import Headers
from talktrack.core.ids import stable_id
from talktrack.core.knowledge import Knowledge
from talktrack.core.locations import Files
from talktrack.core.records import Bundle
from talktrack.core.reference import Contact, Deal, StageChange
from talktrack.core.tables import BUNDLES
from talktrack.ingestion.reference.step import Sources, run
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import open_store
from talktrack.world import other_programs
from talktrack.world.formats import calendar_exports, hubspot, salesforce, salesforce_json, salesforce_report
from talktrack.world.formats.hubspot import object_id
from talktrack.world.organisation import Organisation

ORGANISATION = Organisation(seed=3, tenant="acme", conversations=30)
NOW = datetime(2025, 9, 1, tzinfo=UTC)


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Return a function that runs the step over all files in a folder and returns what is known then."""
    repository = open_repository(str(tmp_path / "home"), "acme", create=True)

    def run_over(folder: Path) -> tuple[Knowledge, dict[str, float]]:
        files = sorted(str(path) for path in folder.rglob("*") if path.is_file())
        bundles = [Bundle(id=name, shard=0, kind="reference", uris=[name], digest=name) for name in files]
        write_table(tmp_path / "manifest", BUNDLES, bundles)
        sources = Sources(Files(open_store), Headers(), NOW)
        counts = run(tmp_path / "manifest", tmp_path / "knowledge", sources, repository)
        return Knowledge.load(tmp_path / "knowledge"), counts

    return run_over


def deals(*, with_contacts: bool) -> dict[str, Deal]:
    """Return the organisation's deals as a CRM knows them: the day of a close, and who else is after them."""
    found = {}
    for engagement in ORGANISATION.engagements():
        deal = engagement.deal
        end = deal.closed_at.replace(hour=0, minute=0, second=0, microsecond=0) if deal.closed_at else None
        found[deal.id] = msgspec.structs.replace(
            deal,
            created_at=_second(deal.created_at),
            closed_at=end if deal.is_closed else None,
            competitors=[engagement.competitor],
            contact_ids=sorted(p.contact.id for p in engagement.prospects) if with_contacts else [],
        )
    return found


def _second(moment: datetime | None) -> datetime | None:
    return moment.replace(microsecond=0) if moment else None


def _changes() -> Iterator[StageChange]:
    for change in ORGANISATION.stage_changes():
        yield msgspec.structs.replace(change, changed_at=change.changed_at.replace(microsecond=0))


@pytest.mark.parametrize("form", ["csv", "json"])
def test_salesforce(tmp_path: Path, read: Any, form: str) -> None:
    """Tables and pages of query results hold the same records; pages hold contact roles too."""
    writer = salesforce if form == "csv" else salesforce_json
    writer.write(ORGANISATION, tmp_path / "crm")
    known, counts = read(tmp_path / "crm")

    assert known.accounts == {row.id: row for row in ORGANISATION.accounts()}
    assert known.contacts == {row.id: row for row in ORGANISATION.contacts()}
    assert known.deals == deals(with_contacts=form == "json")
    assert {row.id: row for row in known.stages} == {row.id: row for row in _changes()}
    assert {name for name in counts if name.startswith("skipped_")} <= {
        "skipped_activity_not_a_call", "skipped_activity_not_held",
    }  # fmt: skip


def test_logged_meetings_are_those_of_the_calendar(tmp_path: Path, read: Any) -> None:
    """Sellers log what the calendar knows, which then also says what deal it was about, and calls beside it."""
    salesforce_json.write(ORGANISATION, tmp_path / "in" / "crm")
    calendar_exports.write(ORGANISATION, tmp_path / "in" / "calendar.ics")
    known, _ = read(tmp_path / "in")
    calls = [(engagement, call) for engagement in ORGANISATION.engagements() for call in engagement.calls]
    deal_of = {call.meeting.starts_at: engagement.deal.id for engagement, call in calls if call.meeting}
    expected = {row.id: row for row in calendar_exports.meetings(ORGANISATION)}
    logged = [row for key, row in known.meetings.items() if key not in expected]

    assert {key: row.deal_id for key, row in known.meetings.items() if key in expected} == {
        key: deal_of[row.starts_at] for key, row in expected.items()
    }
    assert sorted(row.starts_at for row in logged if row.starts_at) == sorted(
        call.started_at for _, call in calls if not call.meeting
    )
    assert {row.organizer for row in logged} <= {seller.contact.email for seller in ORGANISATION.sellers}


def test_calendars(tmp_path: Path, read: Any) -> None:
    """Four forms of an event, one truth; reading again changes nothing."""
    calendar_exports.write(ORGANISATION, tmp_path / "calendar" / "c.ics")
    expected = {row.id: row for row in calendar_exports.meetings(ORGANISATION)}
    first, counts = read(tmp_path / "calendar")
    second, _ = read(tmp_path / "calendar")

    assert first.meetings == expected
    assert second.meetings == expected
    assert counts["skipped_calendar_answer"] == 1


def test_hubspot(tmp_path: Path, read: Any) -> None:
    """Other names and other ids, the same people, companies, deals and histories."""
    hubspot.write(ORGANISATION, tmp_path / "crm")
    known, counts = read(tmp_path / "crm")
    wanted = deals(with_contacts=True).values()

    assert known.accounts == {
        object_id(row.id): msgspec.structs.replace(row, id=object_id(row.id)) for row in ORGANISATION.accounts()
    }
    assert known.contacts == {row.id: row for row in (_contact(row) for row in ORGANISATION.contacts())}
    assert {(row.account_id, row.stage, row.is_closed, row.is_won, row.amount) for row in known.deals.values()} == {
        (object_id(row.account_id), row.stage, row.is_closed, row.is_won, row.amount) for row in wanted
    }
    assert {row.id: row for row in known.stages} == {row.id: row for row in map(_hubspot_change, _changes())}
    assert {row.closed_at for row in known.deals.values()} == {
        _second(row.closed_at) if row.is_closed else None for row in ORGANISATION.deals()
    }
    assert counts["skipped"] == counts["skipped_activity_not_held"] == counts["meetings"]


def _contact(row: Contact) -> Contact:
    """Return a person as HubSpot knows them; sellers are owners, who have neither phone nor title."""
    if row.affiliation == "internal":
        return Contact(
            id=f"hubspot-owner-{object_id(row.id)}", name=row.name, email=row.email, affiliation=row.affiliation
        )
    return msgspec.structs.replace(row, id=object_id(row.id), account_id=object_id(row.account_id or ""))


def _hubspot_change(row: StageChange) -> StageChange:
    deal, stage = object_id(row.deal_id), hubspot.stage_id(row.stage)
    identity = stable_id("h", deal, stage, row.changed_at.isoformat())
    return msgspec.structs.replace(row, id=identity, deal_id=deal)


def test_hubspots_export(tmp_path: Path, read: Any) -> None:
    """Labels, and stages by their names."""
    (tmp_path / "crm").mkdir()
    (tmp_path / "crm" / "deals.csv").write_bytes(hubspot.deals_export(ORGANISATION))
    known, _ = read(tmp_path / "crm")

    assert {(row.id, row.name, row.stage, row.amount) for row in known.deals.values()} == {
        (object_id(row.id), row.name, row.stage, row.amount) for row in ORGANISATION.deals()
    }


@pytest.mark.parametrize("has_ids", [False, True])
def test_reports(tmp_path: Path, read: Any, *, has_ids: bool) -> None:
    """Names lead to accounts and owners, where an export with ids is at hand; the footer is no row."""
    folder = tmp_path / "crm"
    folder.mkdir()
    (folder / "report.csv").write_bytes(salesforce_report.opportunities(ORGANISATION, has_ids=has_ids))
    (folder / "people.csv").write_bytes(salesforce_report.contacts(ORGANISATION))
    alone, counts = read(folder)
    names = {row.name for row in alone.accounts.values()}
    salesforce.write(ORGANISATION, folder / "with ids")
    together, _ = read(folder)

    assert names == {row.name for row in ORGANISATION.accounts()}
    assert {row.name for row in alone.deals.values()} == {row.name for row in ORGANISATION.deals()}
    assert counts["skipped_report_footer"] == counts["skipped"] == 6
    assert together.accounts == {row.id: row for row in ORGANISATION.accounts()}
    assert together.contacts == {row.id: row for row in ORGANISATION.contacts()}
    assert together.deals == deals(with_contacts=False)


def test_other_programs_contradict_nothing(tmp_path: Path, read: Any) -> None:
    """Older exports change no record of the newest, and what a bought company's programs know comes beside it."""
    salesforce.write(ORGANISATION, tmp_path / "in" / "crm")
    plain, _ = read(tmp_path / "in")
    (tmp_path / "truths").touch()
    (tmp_path / "in" / "events").mkdir()
    other_programs.write(ORGANISATION, tmp_path / "in", tmp_path / "truths")
    rich, _ = read(tmp_path / "in" / "crm")
    addresses = [row.email for row in rich.contacts.values()]

    assert plain.accounts.items() < rich.accounts.items()
    assert plain.contacts.items() < rich.contacts.items()
    assert {row.id: row for row in plain.stages}.items() < {row.id: row for row in rich.stages}.items()
    assert deals(with_contacts=True).items() < rich.deals.items()
    assert len(set(addresses)) == len(addresses)


def test_the_world_writes_the_same_bytes_every_time(tmp_path: Path) -> None:
    """A seed stands for its files."""
    for name in ("one", "two"):
        salesforce_json.write(ORGANISATION, tmp_path / name)
        hubspot.write(ORGANISATION, tmp_path / name)
        calendar_exports.write(ORGANISATION, tmp_path / name / "c.ics")
    files = [{path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two")]

    assert files[0] == files[1]
