"""What a CRM table holds is told by its columns, whoever named them."""

from __future__ import annotations

from typing import Any

import pytest

from talktrack.core.crm_headers import Headers, built_in_headers
from talktrack.core.errors import ConfigurationInvalidError

GERMAN = {"Opportunity": {"Verkaufschance": "Name", "Phase": "StageName", "Betrag": "Amount"}}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Id,Name,Industry,Website", "Account"),
        ("ID,ACCOUNTID,NAME,STAGENAME", "Opportunity"),
        ("Id,OpportunityId,StageName,CreatedDate", "OpportunityHistory"),
        ("Id,OpportunityId,ContactId,Role,IsPrimary", "OpportunityContactRole"),
        ("Id,OpportunityId,CompetitorName", "OpportunityCompetitor"),
        ("Id,Email,Username", "User"),
        ("Id,LastName,Company,Email", "Lead"),
        ("Id,WhoId,Subject,ActivityDate", "Task"),
        ("Id,Subject,StartDateTime,EndDateTime", "Event"),
        ("Opportunity Name,Account Name,Stage,Amount", "Opportunity"),
        ("Opportunity ID,Opportunity Name,Stage,Created Date", "Opportunity"),
        ("Account Owner,Account Name,Account ID,Industry", "Account"),
        ("First Name,Last Name,Account Name,Email", "Contact"),
        ("Record ID,Deal Name,Deal Stage,Pipeline,Deal owner", "Opportunity"),
        ("Record ID,Company name,Company owner,Industry", "Account"),
        ("Record ID,First Name,Last Name,Email,Associated Company", "Contact"),
        ("a,b", None),
        ("name,amount,date", None),
    ],
)
def test_objects_by_their_columns(header: str, expected: str | None) -> None:
    """API names in any case, labels of reports and of HubSpot's exports; other columns do not matter."""
    found = built_in_headers().table(header.split(","))

    assert (found.object if found else None) == expected


def test_known_columns_have_their_place() -> None:
    """Spaces and case of a label do not matter; of two columns for one thing the first counts."""
    found = built_in_headers().table([" opportunity  name ", "Stage", "Amount", "x", "AMOUNT"])

    assert found is not None
    assert found.places == {"Name": 0, "StageName": 1, "Amount": 2}


def test_a_customers_own_labels_come_first() -> None:
    """The same form as the built-in ones: object, label, column."""
    found = Headers(GERMAN).table(["Verkaufschance", "phase", "Betrag"])

    assert found is not None
    assert (found.object, found.places) == ("Opportunity", {"Name": 0, "StageName": 1, "Amount": 2})
    assert built_in_headers().table(["Verkaufschance", "phase", "Betrag"]) is None


@pytest.mark.parametrize(
    "own",
    [
        {"Deal": {"Phase": "StageName"}},
        {"Opportunity": {"Phase": "StagName"}},
        {"Opportunity": {"Phase": None}},
        {"Opportunity": "StageName"},
    ],
)
def test_labels_that_lead_nowhere_are_refused(own: Any) -> None:
    """A typing mistake would otherwise look like a table that nobody knows."""
    with pytest.raises(ConfigurationInvalidError, match="header_map"):
        Headers(own)
