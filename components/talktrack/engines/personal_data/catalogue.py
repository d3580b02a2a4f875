"""Which finder finds what: the pure finders of this package and the kinds that each can return."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data import (
    births,
    card_details,
    codes,
    credentials,
    dates,
    groups,
    handles,
    links,
    localities,
    mail_addresses,
    national_ids,
    numbers,
    organisations,
    said_numbers,
    spans,
    spelled_names,
    street_addresses,
)
from talktrack.engines.personal_data.block import Block

Find = Callable[[Block], list[PersonalData]]


@dataclass(frozen=True)
class Finder:
    """A pure finder and the kinds that it may return."""

    find: Find
    kinds: frozenset[str]


def _finder(find: Find, *kinds: str) -> Finder:
    return Finder(find, frozenset(kinds))


_NUMBERS = (spans.PHONE, spans.CARD, spans.ACCOUNT, spans.SSN, spans.DEVICE)
FINDERS = (
    _finder(mail_addresses.mail_addresses, spans.EMAIL),
    _finder(links.links, spans.LINK),
    _finder(handles.handles, spans.HANDLE),
    _finder(credentials.credentials, spans.SECRET),
    _finder(street_addresses.street_addresses, spans.ADDRESS),
    _finder(births.birth_dates, spans.BIRTH),
    _finder(numbers.written_numbers, *_NUMBERS),
    _finder(said_numbers.said_numbers, *_NUMBERS),
    _finder(spelled_names.spelled_names, spans.PERSON),
    _finder(card_details.card_details, spans.CARD),
    _finder(codes.ibans, spans.IBAN),
    _finder(codes.network_addresses, spans.IP),
    _finder(national_ids.national_ids, spans.ITIN, spans.PASSPORT, spans.LICENCE, *spans.NATIONAL),
    _finder(localities.places, spans.PLACE),
    _finder(localities.postal_codes, spans.ZIP),
    _finder(localities.domains, spans.DOMAIN),
    _finder(organisations.organisations, spans.ORGANISATION),
    _finder(dates.dates, spans.DATE),
    _finder(dates.ages, spans.AGE),
    _finder(groups.titles, spans.TITLE),
    _finder(groups.groups, spans.GROUP),
)


def finders(entities: frozenset[str]) -> list[Finder]:
    """Return the finders that are needed for some kinds."""
    return [finder for finder in FINDERS if finder.kinds & entities]
