"""One row's values as text under Salesforce's column names, and what texts mean; what makes no sense is unknown."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from talktrack.core.ids import crm_id

Cells = Callable[[str], str]

FIRST_YEAR, LAST_YEAR = 1900, 2200
LARGEST_AMOUNT = 1e15
MAX_NUMBER_CHARACTERS = 40
MAX_TEXT_CHARACTERS = 1000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_MS = re.compile(r"-?[0-9]{9,14}")
_MONEY = re.compile(r"[^0-9+.,-]*([+-]?[0-9][0-9.,]*)[^0-9]*")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9.]+,[0-9]{1,2}")


class RowInvalidError(ValueError):
    """This row cannot become a record; the message is the reason code."""


def identity(cells: Cells, column: str) -> str:
    """Return an id in its long form; RowInvalidError when there is none."""
    return crm_id(needed(cells, column))


def identities(value: str) -> list[str]:
    """Return the ids of a cell that may hold several."""
    return [crm_id(part) for part in value.split(";") if part.strip()]


def needed(cells: Cells, column: str) -> str:
    """Return a value that the record cannot do without; RowInvalidError when there is none."""
    value = text(cells, column)
    if not value:
        raise RowInvalidError(f"{re.sub(r'(?<=[a-z])(?=[A-Z])', '_', column).lower()}_missing")
    return value


def text(cells: Cells, column: str) -> str:
    """Return a value as it stands, formulas included: they are text here and never evaluated."""
    return cells(column)[:MAX_TEXT_CHARACTERS]


def flag(value: str) -> bool:
    """Return whether a checkbox is set: true in the API, 1 in reports, Yes in HubSpot's exports."""
    return value.lower() in {"true", "1", "yes"}


def moment(value: str) -> datetime | None:
    """Return an ISO 8601 date or time, or milliseconds since 1970, in UTC; None outside of 1900 to 2200."""
    if not value:
        return None
    try:
        if _EPOCH_MS.fullmatch(value):
            found = _EPOCH + timedelta(milliseconds=int(value))
        else:
            found = datetime.fromisoformat(value)
            found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def amount(value: str) -> float | None:
    """Return a number, with or without currency and separators of thousands; None when no currency holds so much."""
    if not value or len(value) > MAX_NUMBER_CHARACTERS:
        return None
    try:
        found = float(value)
    except ValueError:
        found = _money(value)
    return found if math.isfinite(found) and abs(found) < LARGEST_AMOUNT else None


def _money(value: str) -> float:
    """Read ``USD 1,200.50`` and ``1.200,50 €``: a comma before the last one or two digits is a decimal comma."""
    found = _MONEY.fullmatch("".join(value.split()).replace("'", ""))
    plain = found[1] if found else ""
    if _DECIMAL_COMMA.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    try:
        return float(plain.replace(",", ""))
    except ValueError:
        return math.nan


def whole(value: str) -> int | None:
    """Return a whole number, or None."""
    found = amount(value)
    return None if found is None else int(found)


def domain(website: str) -> str | None:
    """Return the mail domain behind a website's address."""
    host = re.sub(r"^[a-z]+://", "", website.strip().lower()).partition("/")[0].partition("?")[0]
    return host.removeprefix("www.") or None
