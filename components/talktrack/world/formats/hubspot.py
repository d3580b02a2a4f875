"""HubSpot: answers of its API with every value a string, stages behind ids, and the CSV export of its deals."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from talktrack.core.reference import Deal, StageChange
from talktrack.world.deals import Engagement, PlannedCall
from talktrack.world.identifiers import number
from talktrack.world.organisation import Organisation

Object = dict[str, Any]


def write(organisation: Organisation, folder: Path) -> dict[str, int]:
    """Write companies, contacts, owners, deals, pipelines and meetings below a folder; return objects per file.

    The file of the pipelines comes last by name, so that deals are read before anybody knows what their stages mean.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        "companies": [_company(engagement) for engagement in organisation.engagements()],
        "contacts": [one for engagement in organisation.engagements() for one in _contacts(engagement)],
        "deals": [_deal(engagement) for engagement in organisation.engagements()],
        "meetings": [one for engagement in organisation.engagements() for one in _meetings(engagement)],
        "owners": list(_owners(organisation)),
        "pipelines": [{"id": "default", "label": "Sales Pipeline", "stages": list(_stages(organisation))}],
    }
    for name, results in made.items():
        content = {"results": results, "paging": {"next": {"after": str(len(results))}}}
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return {name: len(results) for name, results in made.items()}


def deals_export(organisation: Organisation) -> bytes:
    """Return the CSV export of all deals, with labels instead of property names and of stage ids."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Record ID", "Deal Name", "Deal Stage", "Pipeline", "Deal owner", "Amount", "Create Date"])
    for engagement in organisation.engagements():
        deal = engagement.deal
        day = f"{deal.created_at:%Y-%m-%d %H:%M}" if deal.created_at else ""
        owner = engagement.seller.contact.name
        writer.writerow([object_id(deal.id), deal.name, deal.stage, "Sales Pipeline", owner, deal.amount, day])
    return text.getvalue().encode("utf-8-sig")


def object_id(salesforce_id: str) -> str:
    """Return the number that HubSpot gives to what has this id in Salesforce."""
    return str(10_000_000_000 + number("hubspot", salesforce_id) % 10_000_000_000)


def stage_id(label: str) -> str:
    """Return the number that stands for a stage."""
    return str(100_000_000 + number("stage", label) % 900_000_000)


def _object(identity: str, properties: Mapping[str, object], **more: object) -> Object:
    values = {name: None if value is None else str(value) for name, value in properties.items()}
    return {"id": identity, "properties": values, "createdAt": "2025-01-01T00:00:00Z", "archived": False, **more}


def _links(**ends: list[str]) -> dict[str, object]:
    """Return associations; every one is there twice, as HubSpot repeats the primary one under its own label."""
    return {
        kind: {"results": [{"id": end, "type": name} for end in ids for name in ("primary", "unlabeled")]}
        for kind, ids in ends.items()
    }


def _company(engagement: Engagement) -> Object:
    account = engagement.account
    said = {"name": account.name, "domain": account.domain, "industry": account.industry}
    return _object(object_id(account.id), said | {"numberofemployees": account.employees})


def _contacts(engagement: Engagement) -> Iterator[Object]:
    for prospect in engagement.prospects:
        contact = prospect.contact
        given, _, family = contact.name.partition(" ")
        said = {"firstname": given, "lastname": family, "email": contact.email, "phone": contact.phone}
        ends = _links(companies=[object_id(engagement.account.id)])
        yield _object(object_id(contact.id), said | {"jobtitle": contact.title}, associations=ends)


def _owners(organisation: Organisation) -> Iterator[Object]:
    for position, seller in enumerate(organisation.sellers):
        given, _, family = seller.contact.name.partition(" ")
        said = {"firstName": given, "lastName": family, "userId": position, "archived": False}
        yield {"id": object_id(seller.contact.id), "email": seller.contact.email, **said}


def _deal(engagement: Engagement) -> Object:
    deal = engagement.deal
    said = {
        "dealname": deal.name,
        "dealstage": stage_id(deal.stage),
        "amount": deal.amount,
        "deal_currency_code": deal.currency,
        "createdate": _time(deal.created_at),
        "closedate": _time(deal.closed_at),
        "hubspot_owner_id": object_id(engagement.seller.contact.id),
    }
    history = {
        "dealstage": [_version(stage_id(change.stage), change) for change in reversed(engagement.changes)],
        "amount": [_version(change.amount, change) for change in reversed(engagement.changes)],
    }
    people = [object_id(prospect.contact.id) for prospect in engagement.prospects]
    ends = _links(companies=[object_id(engagement.account.id)], contacts=people)
    return _object(object_id(deal.id), said, propertiesWithHistory=history, associations=ends)


def _version(value: object, change: StageChange) -> Object:
    return {"value": str(value), "timestamp": _time(change.changed_at), "sourceType": "CRM_UI"}


def _stages(organisation: Organisation) -> Iterator[Object]:
    ends = {engagement.deal.stage: engagement.deal for engagement in organisation.engagements()}
    names = {change.stage for engagement in organisation.engagements() for change in engagement.changes}
    for position, name in enumerate(sorted(names)):
        yield {"id": stage_id(name), "label": name, "displayOrder": position, "metadata": _meaning(ends.get(name))}


def _meaning(deal: Deal | None) -> dict[str, str]:
    closed, won = bool(deal and deal.is_closed), bool(deal and deal.is_won)
    return {"isClosed": str(closed).lower(), "probability": "1.0" if won else "0.0" if closed else "0.4"}


def _meetings(engagement: Engagement) -> Iterator[Object]:
    for call in engagement.calls:
        if call.meeting:
            yield _meeting(engagement, call, "COMPLETED")
            yield _meeting(engagement, call, "NO_SHOW")


def _meeting(engagement: Engagement, call: PlannedCall, outcome: str) -> Object:
    meeting = call.meeting
    assert meeting is not None
    said = {
        "hs_meeting_title": meeting.title,
        "hs_meeting_start_time": _time(meeting.starts_at),
        "hs_meeting_end_time": _time(meeting.ends_at),
        "hs_meeting_location": meeting.join_url,
        "hs_meeting_outcome": outcome,
        "hubspot_owner_id": object_id(engagement.seller.contact.id),
    }
    people = [object_id(guest.contact.id) for guest in call.people]
    ends = _links(contacts=people, deals=[object_id(engagement.deal.id)])
    return _object(object_id(f"{meeting.id}{outcome}"), said, associations=ends)


def _time(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z" if moment else None
