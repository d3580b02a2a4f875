"""Spans of personal data: the kinds and how overlapping finds are settled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from talktrack.core.ports import PersonalData

PERSON = "PERSON"
EMAIL = "EMAIL_ADDRESS"
PHONE = "PHONE_NUMBER"
CARD = "CREDIT_CARD"
ACCOUNT = "ACCOUNT_NUMBER"
ADDRESS = "STREET_ADDRESS"
BIRTH = "DATE_OF_BIRTH"
SECRET = "CREDENTIAL"  # noqa: S105 - the name of a kind, not a secret
LINK = "URL"
SSN = "US_SSN"


def settled(spans: Iterable[PersonalData]) -> list[PersonalData]:
    """Return spans without overlaps, ordered by start: the longer wins, then the surer, then the earlier."""
    kept: list[PersonalData] = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, -s.score, s.start, s.kind)):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)


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
