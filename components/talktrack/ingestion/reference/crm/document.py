"""Reads a CRM's JSON: pages of a query, lists, one record a line; a damaged record never costs its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, KeysView
from typing import Any

import msgspec

from talktrack.core.errors import SourceUnreadableError
from talktrack.core.json_records import Record, cut, decoded
from talktrack.ingestion.reference.crm import hubspot, salesforce
from talktrack.ingestion.reference.crm.hubspot_schema import HubSpotObject, Owner, Pipeline
from talktrack.ingestion.reference.crm.rows import Finding
from talktrack.ingestion.reference.skipped import Skipped

MARKS = frozenset({"attributes", "properties", "stages", "Id"})
PAGES = frozenset({"records", "results", "result"})

_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_SALESFORCE = msgspec.json.Decoder(dict[str, Any])
_OBJECT = msgspec.json.Decoder(HubSpotObject)
_PIPELINE = msgspec.json.Decoder(Pipeline)
_OWNER = msgspec.json.Decoder(Owner)


def read(data: bytes) -> Iterator[Finding]:
    """Yield what the records of a document say.

    Raises:
        SourceUnreadableError: the document is no JSON, holds nothing, or holds more than fits.
    """
    for record in cut(data, MARKS):
        if record.key is not None and record.key not in PAGES:
            continue  # what else an answer holds describes the page
        yield from _guarded(_page, record)


def _guarded(reader: Callable[[Record], Iterator[Finding]], record: Record) -> Iterator[Finding]:
    try:
        yield from reader(record)
    except SourceUnreadableError as error:
        yield Skipped(error.reason)


def _page(record: Record) -> Iterator[Finding]:
    """Yield what a record says, or the records of a page that stands where a record would."""
    fields = decoded(record, _FIELDS).keys()
    if PAGES.isdisjoint(fields):
        yield from _record(record, fields)
        return
    for inner in cut(bytes(record.data), MARKS):
        if inner.key in PAGES:
            yield from _guarded(_lone, inner)


def _lone(record: Record) -> Iterator[Finding]:
    return _record(record, decoded(record, _FIELDS).keys())


def _record(record: Record, fields: KeysView[str]) -> Iterator[Finding]:
    if "properties" in fields:
        yield from hubspot.read_object(decoded(record, _OBJECT))
    elif "stages" in fields:
        yield from hubspot.read_pipeline(decoded(record, _PIPELINE))
    elif {"email", "userId"} <= fields:
        yield hubspot.read_owner(decoded(record, _OWNER))
    else:
        yield salesforce.read(decoded(record, _SALESFORCE))
