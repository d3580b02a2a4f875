"""What somebody says over several turns: a number or a name that stops in one turn and goes on in a later one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from talktrack.core.canonical_values import AT_WORDS, DASH_WORDS, DOT_WORDS, UNDERSCORE_WORDS
from talktrack.core.conversation import Turn
from talktrack.core.ports import PersonalData
from talktrack.core.spoken_digits import EVERY, any_of

LONGEST_CHAIN = 12
MOST_BETWEEN = 2
SHORT_REMARK = 40
REACH = 160
_DIGIT = rf"(?:\d+|{any_of(EVERY)})"
_PAUSE = r"[\s,.…-]{0,8}"
_STOPS_IN_NUMBER = re.compile(rf"(?:{_DIGIT})(?P<pause>{_PAUSE})$", re.IGNORECASE)
_GOES_ON_IN_NUMBER = re.compile(
    rf"\s{{0,8}}(?:(?:and|then|so|uh|um|okay|ok|yes|yeah|yep|right|und|dann|also|ja|et|puis|alors|y|luego)[\s,.…-]{{1,8}}){{0,3}}(?P<rest>{_DIGIT}\b)",
    re.IGNORECASE,
)
_STOPS_IN_ADDRESS = re.compile(
    rf"(?:\b(?:{AT_WORDS}|{DOT_WORDS}|{UNDERSCORE_WORDS}|{DASH_WORDS})|@|\b[a-z])[\s,.…-]{{0,8}}$|\S@\S{{0,80}}$",
    re.IGNORECASE,
)
_STOPS_IN_NAME = re.compile(
    r"(?:\b(?i:name is|this is|name's|i'm|i am|called|named|mr\.?|mrs\.?|ms\.?|dr\.?|name ist|ich heiße|ich bin|"
    r"m'appelle|llamo|nombre es|herr|frau|mme|señora?)|"
    r"\b[^\W\d_a-z][\w'’-]{1,40})\s{0,8}$"
)
_BEGINS_WITH_CAPITAL = re.compile(r"\s{0,8}[^\W\d_a-z]")
_WORD = re.compile(r"\s{0,8}\w")


@dataclass(frozen=True)
class Chain:
    """Turns (by index) that are read as one text, and where each of them begins and ends in it."""

    text: str
    turns: list[int]
    offsets: list[tuple[int, int]]
    starts: list[int]

    def pieces(self, span: PersonalData) -> dict[int, PersonalData]:
        """Return the parts of a span of the chain's text, by turn and in the places of that turn's text."""
        found = {}
        for turn, (first, last), start in zip(self.turns, self.offsets, self.starts, strict=True):
            begin, end = max(span.start, first), min(span.end, last)
            if begin < end:
                found[turn] = PersonalData(begin - first + start, end - first + start, span.kind, span.score)
        return found


def chains(turns: Sequence[Turn]) -> Iterator[Chain]:
    """Yield the turns of one speaker that may be one saying, short remarks of others between them left out."""
    for group in _groups(turns):
        for first in range(0, len(group) - 1, LONGEST_CHAIN - 1):
            yield _chain(turns, group[first : first + LONGEST_CHAIN])


def _groups(turns: Sequence[Turn]) -> Iterator[list[int]]:
    """Yield runs of turn numbers of which each goes on where the one before stopped."""
    open_groups: dict[str, list[int]] = {}
    for index, turn in enumerate(turns):
        speaker = turn.speaker_id or ""
        group = open_groups.get(speaker)
        if group and _near(turns, group[-1], index) and _goes_on(turns[group[-1]].text, turn.text):
            group.append(index)
            continue
        if group and len(group) > 1:
            yield group
        open_groups[speaker] = [index]
    yield from (group for group in open_groups.values() if len(group) > 1)


def _near(turns: Sequence[Turn], before: int, index: int) -> bool:
    between = turns[before + 1 : index]
    return len(between) <= MOST_BETWEEN and all(len(turn.text) <= SHORT_REMARK for turn in between)


def _goes_on(before: str, text: str) -> bool:
    """Say whether a text may continue the one before it."""
    tail, head = before[-REACH:], text[:REACH]
    if _STOPS_IN_NUMBER.search(tail):
        return bool(_GOES_ON_IN_NUMBER.match(head))
    if _STOPS_IN_ADDRESS.search(tail):
        return bool(_WORD.match(head))
    return bool(_STOPS_IN_NAME.search(tail)) and bool(_BEGINS_WITH_CAPITAL.match(head))


def _chain(turns: Sequence[Turn], group: Sequence[int]) -> Chain:
    """Join the turns with single spaces; what a pause or "and" adds between two halves of a number is left out."""
    text, offsets, starts = "", [], []
    for place, index in enumerate(group):
        told = turns[index].text
        start, end = _inner(told, first=place == 0, last=place == len(group) - 1)
        text += " " * (place > 0)
        offsets.append((len(text), len(text) + end - start))
        starts.append(start)
        text += told[start:end]
    return Chain(text, list(group), offsets, starts)


def _inner(told: str, *, first: bool, last: bool) -> tuple[int, int]:
    """Return the part of a turn that is read: no words before a number that goes on, no pause behind one."""
    goes_on = None if first else _GOES_ON_IN_NUMBER.match(told[:REACH])
    stops = None if last else _STOPS_IN_NUMBER.search(told, max(0, len(told) - REACH))
    start = goes_on.start("rest") if goes_on else 0
    return start, max(start, stops.start("pause") if stops else len(told))
