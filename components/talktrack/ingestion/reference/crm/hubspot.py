"""HubSpot's objects as its API answers them: every property a string, their names its own, stages told by ids.

Objects do not say what they are, so their properties do. Owners and logged activities get ids with a prefix: HubSpot
numbers each kind of object on its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from talktrack.core.ids import stable_id
from talktrack.core.reference import Contact, StageChange
from talktrack.ingestion.reference.crm.cells import amount, flag, moment
from talktrack.ingestion.reference.crm.hubspot_schema import HubSpotObject, Links, Owner, Pipeline, Text, Version
from talktrack.ingestion.reference.crm.objects import finding
from talktrack.ingestion.reference.crm.rows import Finding, Row, Stage
from talktrack.ingestion.reference.skipped import Skipped

OWNER, ACTIVITY = "hubspot-owner-", "hubspot-activity-"
MAX_VERSIONS = 1000
MS_PER_MINUTE = 60_000

# The properties that tell what an object is, most particular first.
KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("Opportunity", frozenset({"dealname", "dealstage"})),
    ("Meeting", frozenset({"hs_meeting_title", "hs_meeting_start_time"})),
    ("Call", frozenset({"hs_call_title", "hs_call_duration", "hs_call_direction", "hs_call_disposition"})),
    ("Other", frozenset({"hs_note_body", "hs_email_subject", "hs_task_subject"})),
    ("Contact", frozenset({"firstname", "lastname", "email"})),
    ("Account", frozenset({"domain", "name"})),
)

# Salesforce's columns under the names that HubSpot gives them.
PROPERTIES: dict[str, dict[str, str]] = {
    "Account": {
        "Name": "name",
        "Website": "domain",
        "Industry": "industry",
        "NumberOfEmployees": "numberofemployees",
        "LastModifiedDate": "hs_lastmodifieddate",
    },
    "Contact": {
        "FirstName": "firstname",
        "LastName": "lastname",
        "Email": "email",
        "Phone": "phone",
        "MobilePhone": "mobilephone",
        "Title": "jobtitle",
        "AccountId": "associatedcompanyid",
        "AccountName": "company",
        "LastModifiedDate": "lastmodifieddate",
    },
    "Opportunity": {
        "Name": "dealname",
        "StageName": "dealstage",
        "Amount": "amount",
        "CurrencyIsoCode": "deal_currency_code",
        "IsClosed": "hs_is_closed",
        "IsWon": "hs_is_closed_won",
        "CreatedDate": "createdate",
        "CloseDate": "closedate",
        "LastModifiedDate": "hs_lastmodifieddate",
    },
    "Meeting": {
        "Subject": "hs_meeting_title",
        "StartDateTime": "hs_meeting_start_time",
        "EndDateTime": "hs_meeting_end_time",
        "Location": "hs_meeting_location",
        "Description": "hs_meeting_external_url",
        "ActivityDateTime": "hs_timestamp",
        "LastModifiedDate": "hs_lastmodifieddate",
    },
    "Call": {
        "Subject": "hs_call_title",
        "StartDateTime": "hs_timestamp",
        "LastModifiedDate": "hs_lastmodifieddate",
    },
}
HELD = {"Meeting": ("hs_meeting_outcome", frozenset({"", "SCHEDULED", "COMPLETED"})),
        "Call": ("hs_call_status", frozenset({"", "COMPLETED"}))}  # fmt: skip


def read_object(found: HubSpotObject) -> Iterator[Finding]:
    """Yield the record of an object and, for a deal, its stage changes."""
    kind = next((name for name, marks in KINDS if marks & found.properties.keys()), None)
    if kind is None:
        yield Skipped("crm_object_unknown")
    elif kind == "Other":
        yield Skipped("activity_not_a_call")
    elif kind in HELD and not found.archived and not _was_held(kind, found):
        yield Skipped("activity_not_held")
    else:
        cells = _cells(kind, found)
        yield finding("Event" if kind in HELD else kind, lambda column: cells.get(column, ""))
        if kind == "Opportunity" and not found.archived:
            yield from _stage_changes(found)


def read_pipeline(found: Pipeline) -> Iterator[Finding]:
    """Yield what the stages of a pipeline are called and mean; a stage that is sure to be won is the won one."""
    for stage in found.stages:
        closed = flag(_text(stage.metadata.is_closed))
        won = closed and amount(_text(stage.metadata.probability)) == 1
        yield Row(Stage(str(stage.id), stage.label, is_closed=closed, is_won=won))


def read_owner(found: Owner) -> Finding:
    """Return a seller; owners without a name are programs."""
    name = f"{found.first_name or ''} {found.last_name or ''}".strip()
    if not name:
        return Skipped("name_missing")
    email = (found.email or "").lower() or None
    return Row(Contact(id=f"{OWNER}{found.id}", name=name, email=email, affiliation="internal"))


def _was_held(kind: str, found: HubSpotObject) -> bool:
    name, held = HELD[kind]
    return _text(found.properties.get(name)).upper() in held


def _cells(kind: str, found: HubSpotObject) -> dict[str, str]:
    said = {column: _text(found.properties.get(name)) for column, name in PROPERTIES[kind].items()}
    owner = _text(found.properties.get("hubspot_owner_id"))
    linked = {
        "Id": f"{ACTIVITY}{found.id}" if kind in HELD else str(found.id),
        "AccountId": next(iter(_linked(found, "companies")), said.get("AccountId", "")),
        "ContactIds": ";".join(_linked(found, "contacts")),
        "DealId": next(iter(_linked(found, "deals")), ""),
        "OwnerId": f"{OWNER}{owner}" if owner else "",
        "IsDeleted": "true" if found.archived else "",
        "LastModifiedDate": said["LastModifiedDate"] or found.updated_at or "",
    }
    if kind == "Call":
        length = amount(_text(found.properties.get("hs_call_duration")))
        linked["DurationInMinutes"] = "" if length is None else str(length / MS_PER_MINUTE)
    return said | linked


def _linked(found: HubSpotObject, kind: str) -> list[str]:
    """Return the ids at the other end, each once: HubSpot repeats an association under every label it has."""
    links = (found.associations or {}).get(kind) or Links()
    ids = (link.to_object_id if link.id is None else link.id for link in links.results)
    return list(dict.fromkeys(str(identity) for identity in ids if identity is not None))


def _stage_changes(found: HubSpotObject) -> Iterator[Finding]:
    """Yield the history of a deal's stage, each with the amount that the deal had then."""
    history: Mapping[str, list[Version]] = found.properties_with_history or {}
    amounts = sorted((at, _text(version.value)) for version, at in _dated(history.get("amount", [])))
    deal_id = str(found.id)
    for version, changed_at in _dated(history.get("dealstage", [])):
        stage = _text(version.value)
        if stage:
            known = [value for at, value in amounts if at <= changed_at]
            identity = stable_id("h", deal_id, stage, changed_at.isoformat())
            worth = amount(known[-1]) if known else None
            yield Row(StageChange(id=identity, deal_id=deal_id, stage=stage, changed_at=changed_at, amount=worth))


def _dated(versions: list[Version]) -> list[tuple[Version, Any]]:
    dated = ((version, moment(_text(version.timestamp))) for version in versions[:MAX_VERSIONS])
    return [(version, at) for version, at in dated if at is not None]


def _text(value: Text) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value).strip()
