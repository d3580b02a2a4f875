"""CRM, calendar and mail files."""

from __future__ import annotations

import csv
from email import message_from_bytes
from itertools import islice
from pathlib import Path

from talktrack.core.ids import crm_id
from talktrack.world.formats import calendar, mail, salesforce
from talktrack.world.organisation import Organisation

ORGANISATION = Organisation(seed=3, tenant="acme", conversations=40)


def rows(path: Path) -> list[dict[str, str]]:
    """Return a CSV file's rows."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_opportunity_has_an_account_and_a_history(tmp_path: Path) -> None:
    """Ids join across files."""
    salesforce.write(ORGANISATION, tmp_path)
    deals = rows(tmp_path / "Opportunity.csv")

    assert {row["AccountId"] for row in deals} <= {row["Id"] for row in rows(tmp_path / "Account.csv")}
    assert {row["Id"] for row in deals} == {row["OpportunityId"] for row in rows(tmp_path / "OpportunityHistory.csv")}


def test_the_newest_stage_of_the_history_is_the_stage_of_the_opportunity(tmp_path: Path) -> None:
    """As in a real export."""
    salesforce.write(ORGANISATION, tmp_path)
    newest = {row["OpportunityId"]: row["StageName"] for row in rows(tmp_path / "OpportunityHistory.csv")}

    assert newest == {row["Id"]: row["StageName"] for row in rows(tmp_path / "Opportunity.csv")}


def test_record_ids_carry_the_right_checksum(tmp_path: Path) -> None:
    """The first 15 characters lead back to all 18."""
    salesforce.write(ORGANISATION, tmp_path)
    ids = [row["Id"] for row in rows(tmp_path / "Contact.csv")]

    assert ids == [crm_id(value[:15]) for value in ids]


def test_calendar_lines_are_folded_at_75_octets(tmp_path: Path) -> None:
    """RFC 5545, section 3.1."""
    calendar.write(ORGANISATION, tmp_path / "c.ics")
    lines = (tmp_path / "c.ics").read_bytes().split(b"\r\n")

    assert max(map(len, lines)) <= 75


def test_folding_never_cuts_a_character() -> None:
    """A character of several octets moves to the next line whole."""
    line = "SUMMARY:" + "é" * 80

    assert calendar.folded(line).replace("\r\n ", "") == line + "\r\n"


def test_a_reply_names_the_mail_it_answers() -> None:
    """Threads hold together by references."""
    threads = (thread for e in ORGANISATION.engagements() for thread in mail.threads(ORGANISATION, e))
    mails = {name: message_from_bytes(data) for name, data in islice(threads, 40)}
    replies = {name: message for name, message in mails.items() if name.endswith("-2.eml")}

    assert replies
    for name, reply in replies.items():
        assert reply["In-Reply-To"] == mails[name.replace("-2.eml", "-1.eml")]["Message-ID"]
