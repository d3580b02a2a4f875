"""Spans of personal data: the kinds and how overlapping finds are settled."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence

from talktrack.core.ports import PersonalData

PERSON = "PERSON"
EMAIL = "EMAIL_ADDRESS"
PHONE = "PHONE_NUMBER"
CARD = "CREDIT_CARD"
ACCOUNT = "ACCOUNT_NUMBER"
IBAN = "IBAN_CODE"
IP = "IP_ADDRESS"
ADDRESS = "STREET_ADDRESS"
BIRTH = "DATE_OF_BIRTH"
SECRET = "CREDENTIAL"  # noqa: S105 - the name of a kind, not a secret
LINK = "URL"
HANDLE = "SOCIAL_HANDLE"
DEVICE = "DEVICE_ID"
SSN = "US_SSN"
ITIN = "US_ITIN"
PASSPORT = "PASSPORT"
LICENCE = "US_DRIVER_LICENSE"
NATIONAL = (
    "UK_NINO",
    "UK_NHS",
    "DE_TAX_ID",
    "FR_NIR",
    "ES_NIF",
    "ES_NIE",
    "IT_FISCAL_CODE",
    "IN_AADHAAR",
    "IN_PAN",
    "CA_SIN",
    "AU_TFN",
)
PLACE = "GPE"
ORGANISATION = "ORGANIZATION"
DATE = "DATE_TIME"
TITLE = "TITLE"
AGE = "AGE"
GROUP = "NRP"
ZIP = "ZIP_CODE"
DOMAIN = "DOMAIN_NAME"

GUESS = 0.45
HIDDEN = frozenset(
    {
        PERSON,
        EMAIL,
        PHONE,
        CARD,
        ACCOUNT,
        IBAN,
        IP,
        ADDRESS,
        BIRTH,
        SECRET,
        LINK,
        HANDLE,
        DEVICE,
        SSN,
        ITIN,
        PASSPORT,
        LICENCE,
        *NATIONAL,
    }
)
OPTIONAL = frozenset({PLACE, ORGANISATION, DATE, TITLE, AGE, GROUP, ZIP, DOMAIN})


def settled(spans: Iterable[PersonalData]) -> list[PersonalData]:
    """Return spans without overlaps, ordered by start: the longer wins, then the surer, then the earlier.

    A guess only fills what nothing else takes.
    """
    kept: list[tuple[int, int, PersonalData]] = []
    for span in sorted(spans, key=lambda s: (s.score < GUESS, s.start - s.end, -s.score, s.start, s.kind)):
        place = bisect_left(kept, (span.start, span.end))
        free_before = place == 0 or kept[place - 1][1] <= span.start
        free_behind = place == len(kept) or span.end <= kept[place][0]
        if free_before and free_behind:
            insort(kept, (span.start, span.end, span), key=lambda one: one[:2])
    return [span for _, _, span in kept]


def divided(spans: Sequence[PersonalData], starts: Sequence[int], lengths: Sequence[int]) -> list[list[PersonalData]]:
    """Return the spans of a joined block text by text; a span across a boundary becomes a piece in each text."""
    texts: list[list[PersonalData]] = [[] for _ in starts]
    first = 0
    for span in spans:
        while first < len(starts) and starts[first] + lengths[first] <= span.start:
            first += 1
        index = first
        while index < len(starts) and starts[index] < span.end:
            begin = max(span.start - starts[index], 0)
            end = min(span.end - starts[index], lengths[index])
            if begin < end:
                texts[index].append(PersonalData(begin, end, span.kind, span.score))
            index += 1
    return texts


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is written as one text."""
    return frozenset(text.split())
