"""Salesforce's records as its REST API and the sf command line answer them: fields under their API names."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from talktrack.core.crm_headers import SIGNATURES, built_in_headers
from talktrack.ingestion.reference.crm.objects import finding
from talktrack.ingestion.reference.crm.rows import Finding
from talktrack.ingestion.reference.skipped import Skipped

OBJECTS = frozenset(name for name, _ in SIGNATURES)


def read(record: dict[str, Any]) -> Finding:
    """Return what one record says; its type stands in ``attributes``, or follows from its fields."""
    attributes = record.get("attributes")
    name = attributes.get("type") if isinstance(attributes, dict) else _object(tuple(record))
    if not isinstance(name, str) or name not in OBJECTS:
        return Skipped("crm_object_unknown")
    return finding(name, lambda column: _value(record, column))


def _value(record: dict[str, Any], column: str) -> str:
    """Return a field as text; of a related record (``Account.Name``) only the name is of use."""
    value = record.get(column)
    if value is None and column in {"AccountName", "OwnerName"}:
        related = record.get(column.removesuffix("Name"))
        value = related.get("Name") if isinstance(related, dict) else None
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else ""


@lru_cache(maxsize=64)
def _object(fields: tuple[str, ...]) -> str | None:
    held = built_in_headers().table(fields)
    return held.object if held else None
