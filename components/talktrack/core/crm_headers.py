"""Which CRM object a table holds, told by its columns: API names, or the labels that reports and exports show.

The labels are data (``crm_labels.json``); a customer's own come first. Columns have Salesforce's API names whoever
exported them, with a few of our own for what only reports have: AccountName, OwnerName, ContactIds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from talktrack.core.errors import ConfigurationInvalidError

Labels = Mapping[str, Mapping[str, str]]

# The columns that tell one object from another, most particular first; any one of an object's sets is enough.
SIGNATURES: tuple[tuple[str, frozenset[str]], ...] = (
    ("OpportunityCompetitor", frozenset({"OpportunityId", "CompetitorName"})),
    ("OpportunityContactRole", frozenset({"OpportunityId", "ContactId"})),
    ("OpportunityHistory", frozenset({"OpportunityId", "StageName", "CreatedDate"})),
    ("Opportunity", frozenset({"Id", "AccountId", "StageName"})),
    ("Opportunity", frozenset({"Name", "StageName", "Id"})),
    ("Opportunity", frozenset({"Name", "StageName", "Amount"})),
    ("Opportunity", frozenset({"Name", "StageName", "CloseDate"})),
    ("Opportunity", frozenset({"Name", "StageName", "AccountName"})),
    ("Event", frozenset({"Id", "StartDateTime", "EndDateTime"})),
    ("Event", frozenset({"Id", "ActivityDateTime", "DurationInMinutes"})),
    ("Task", frozenset({"Id", "TaskSubtype"})),
    ("Task", frozenset({"Id", "CallDurationInSeconds"})),
    ("Task", frozenset({"Id", "WhoId", "ActivityDate"})),
    ("User", frozenset({"Id", "Email", "Username"})),
    ("Lead", frozenset({"Id", "LastName", "Company"})),
    ("Contact", frozenset({"Id", "AccountId", "LastName"})),
    ("Contact", frozenset({"Id", "AccountId", "Email"})),
    ("Contact", frozenset({"LastName", "Email"})),
    ("Contact", frozenset({"LastName", "AccountName"})),
    ("Account", frozenset({"Id", "Name", "Industry"})),
    ("Account", frozenset({"Id", "Name", "Website"})),
    ("Account", frozenset({"Id", "Name", "NumberOfEmployees"})),
)


@dataclass(frozen=True)
class CrmTable:
    """The object that a table holds, and at which place of a row each known column stands."""

    object: str
    places: dict[str, int]


class Headers:
    """What columns are called: API names in any case, the built-in labels, and a customer's own before both."""

    def __init__(self, own: Labels | None = None) -> None:
        """Take in a customer's labels, as object → label → column.

        Raises:
            ConfigurationInvalidError: an object or column is unknown; nothing was read yet.
        """
        self._columns = {name: _columns(name, labels) for name, labels in _built_in().items()}
        for name, labels in _texts(own or {}).items():
            _check(name, labels, self._columns)
            self._columns[name] = self._columns[name] | {_plain(label): column for label, column in labels.items()}

    def table(self, header: Sequence[str]) -> CrmTable | None:
        """Return what a table with this header holds, or None; of equal columns the first counts."""
        plain = [_plain(cell) for cell in header]
        held: dict[str, dict[str, int]] = {}
        for name, needed in SIGNATURES:
            places = held.setdefault(name, _places(plain, self._columns[name]))
            if needed <= places.keys():
                return CrmTable(name, places)
        return None


@cache
def built_in_headers() -> Headers:
    """Return what columns are called when a customer has nothing to add."""
    return Headers()


def _places(plain: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(plain):
        column = columns.get(cell)
        if column:
            places.setdefault(column, place)
    return places


def _columns(name: str, labels: Mapping[str, str]) -> dict[str, str]:
    """Return the column behind every spelling: labels, and API names, which come first."""
    known = {*labels.values(), *(column for owner, needed in SIGNATURES if owner == name for column in needed)}
    return {_plain(label): column for label, column in labels.items()} | {column.casefold(): column for column in known}


def _texts(own: Labels) -> Labels:
    try:
        return msgspec.convert(own, dict[str, dict[str, str]])
    except msgspec.ValidationError as wrong:
        raise ConfigurationInvalidError("header_map must be an object of objects: object → label → column.") from wrong


def _check(name: str, labels: Mapping[str, str], known: Mapping[str, Mapping[str, str]]) -> None:
    if name not in known:
        raise ConfigurationInvalidError(f"header_map names the object {name!r}: use one of {', '.join(known)}.")
    columns = sorted(set(known[name].values()))
    wrong = next((column for column in labels.values() if column not in columns), None)
    if wrong is not None:
        raise ConfigurationInvalidError(
            f"header_map gives {name} a column {wrong!r}: give each label one of {', '.join(columns)}."
        )


def _plain(label: str) -> str:
    return " ".join(label.split()).casefold()


@cache
def _built_in() -> dict[str, dict[str, str]]:
    data = (files("talktrack.core") / "crm_labels.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, dict[str, str]])
