"""What Pinecone accepts, and what its filters mean. No network, no state. A broken rule is refused with its document.

[oas] https://github.com/pinecone-io/pinecone-api/blob/main/2026-07/db_data_2026-07.oas.yaml
[operations] https://docs.pinecone.io/reference/api/database-limits/operation-limits
[identifiers] https://docs.pinecone.io/reference/api/database-limits/identifier-limits
[metadata] https://docs.pinecone.io/guides/index-data/indexing-overview#metadata
[limits] https://www.pinecone.io/docs/limits
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from talktrack.world.json_service import Refused

Metadata = Mapping[str, Any]

MAX_NAME = 512
MAX_RECORDS = 1000
MAX_UPSERT_BYTES = 2_000_000
MAX_METADATA_BYTES = 40_000
MAX_VALUES = 10_000
MAX_FIELDS = 50


def number(value: object, name: str, low: int, high: int) -> int:
    """Return a whole number that is within its bounds [oas]."""
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise Refused(400, f"{name} must be between {low} and {high} [oas]")
    return value


def name(value: object, what: str) -> str:
    """Return the name of a record or namespace: 1 to 512 ASCII characters without NUL [oas, identifiers]."""
    if not isinstance(value, str) or not value.isascii() or "\0" in value or not 1 <= len(value) <= MAX_NAME:
        raise Refused(400, f"{what} must be 1-{MAX_NAME} ASCII characters without NUL [oas, identifiers]")
    return value


def names(value: object, what: str) -> list[str]:
    """Return a list of 1 to 1000 names [oas]."""
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_RECORDS:
        raise Refused(400, f"{what} must be a list of 1 to {MAX_RECORDS} [oas]")
    return [name(one, what) for one in value]


def vector(value: object, dimension: int) -> list[float]:
    """Return a dense vector of the index's length [oas] that is not all zeros [limits]."""
    if not isinstance(value, list) or not all(_is_number(one) for one in value):
        raise Refused(400, "values must be a list of numbers [oas]")
    if len(value) != dimension:
        raise Refused(400, f"vector dimension {len(value)} does not match the dimension of the index {dimension} [oas]")
    if not any(value):
        raise Refused(400, "dense vectors must contain at least one non-zero value [limits]")
    return value


def metadata(value: object) -> Metadata:
    """Return flat metadata of strings, numbers, booleans and lists of strings, at most 40 KB [metadata]."""
    if not isinstance(value, dict):
        raise Refused(400, "metadata must be an object [metadata]")
    for key, held in value.items():
        if key.startswith("$"):
            raise Refused(400, "metadata keys must not start with a dollar sign [oas]")
        listed = isinstance(held, list) and all(isinstance(one, str) for one in held)
        if not (listed or isinstance(held, str | bool) or _is_number(held)):
            raise Refused(400, f"the value of {key} must be a string, number, boolean or list of strings [metadata]")
    if len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()) > MAX_METADATA_BYTES:
        raise Refused(400, f"metadata exceeds the limit of {MAX_METADATA_BYTES} bytes [metadata]")
    return value


def schema(value: object) -> frozenset[str]:
    """Return the fields that a namespace indexes, of which there are at most 50, all filterable [oas]."""
    fields = value.get("fields") if isinstance(value, dict) else None
    if not isinstance(fields, dict) or len(fields) > MAX_FIELDS:
        raise Refused(400, f"a schema has at most {MAX_FIELDS} fields [oas]")
    if any(field != {"filterable": True} or key.startswith("$") for key, field in fields.items()):
        raise Refused(400, "only filterable: true is supported [oas]")
    return frozenset(fields)


def condition(value: object, indexed: frozenset[str] | None) -> Callable[[Metadata], bool]:
    """Return a metadata filter as a function [metadata]; `indexed` are the fields that can be asked, None is all.

    All clauses of an object must hold. A field outside a namespace's schema is refused as not modelled, for no
    document says what a filter on it finds.
    """
    if not isinstance(value, dict):
        raise Refused(400, "a filter must be an object [metadata]")
    clauses = [_clause(key, wanted, indexed) for key, wanted in value.items()]
    return lambda held: all(clause(held) for clause in clauses)


def _clause(key: str, wanted: object, indexed: frozenset[str] | None) -> Callable[[Metadata], bool]:
    if key in {"$and", "$or"}:
        if not isinstance(wanted, list) or not wanted:
            raise Refused(400, f"{key} takes a list of filters [metadata]")
        parts = [condition(part, indexed) for part in wanted]
        return lambda held: (all if key == "$and" else any)(part(held) for part in parts)
    if key.startswith("$"):
        raise Refused(400, f"{key} cannot stand here [metadata]")
    if indexed is not None and key not in indexed:
        raise Refused(501, f"filters on {key}, which this namespace does not index, are not modelled")
    comparisons = wanted if isinstance(wanted, dict) else {"$eq": wanted}
    tests = [_comparison(operator, operand) for operator, operand in comparisons.items()]
    return lambda held: all(test(held.get(key)) for test in tests)


def _comparison(operator: str, operand: Any) -> Callable[[Any], bool]:
    if operator in _LISTS:
        if not isinstance(operand, list) or not 0 < len(operand) <= MAX_VALUES:
            raise Refused(400, f"{operator} takes a list of 1 to {MAX_VALUES} values [operations]")
        if not all(isinstance(one, str) or _is_number(one) for one in operand):
            raise Refused(400, f"{operator} takes strings and numbers [metadata]")
        listed = set(operand)
        return lambda held: (operator == "$in") == any(one in listed for one in _values(held))
    if operator in _ORDERS:
        if not _is_number(operand):
            raise Refused(400, f"{operator} takes a number [metadata]")
        return lambda held: _is_number(held) and _ORDERS[operator](held, operand)
    if operator in {"$eq", "$ne"}:
        return lambda held: (operator == "$eq") == (operand in _values(held))
    raise Refused(400, f"{operator} is not an operator [metadata]")


_LISTS = frozenset({"$in", "$nin"})
_ORDERS: dict[str, Callable[[float, float], bool]] = {
    "$gt": lambda held, asked: held > asked,
    "$gte": lambda held, asked: held >= asked,
    "$lt": lambda held, asked: held < asked,
    "$lte": lambda held, asked: held <= asked,
}


def _values(held: Any) -> Sequence[Any]:
    """Return all values of a field: a list of strings takes on each of them [metadata]."""
    return held if isinstance(held, list) else [] if held is None else [held]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
