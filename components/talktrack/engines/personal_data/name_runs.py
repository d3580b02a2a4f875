"""Capitalised words in a row, judged as names of people by what they can be and by what stands around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from talktrack.engines.personal_data import name_lists as lists
from talktrack.engines.personal_data.capital_runs import began, length, trimmed
from talktrack.engines.personal_data.known_names import Tokens
from talktrack.engines.personal_data.lexicon import Lexicon, lexicon
from talktrack.engines.personal_data.name_evidence import Evidence, after, before, determined, located

PAIR = 2
REACH = 6
_JOINS = frozenset({" ", "  ", ". "})


@dataclass(frozen=True)
class Run:
    """Words from `index` on that are a name, and how sure that is."""

    index: int
    size: int
    score: float

    def text(self, tokens: Tokens) -> str:
        """Return the name."""
        return tokens.text[tokens.matches[self.index].start() : tokens.matches[self.index + self.size - 1].end()]


def runs(tokens: Tokens) -> Iterator[Run]:
    """Yield the names among the capitalised words; then those that stand beside one: "Zorvan and Dana"."""
    lists_ = lexicon()
    index, count = 0, len(tokens.words)
    accepted: set[int] = set()
    waiting: tuple[int, int] | None = None
    while index < count:
        if not tokens.words[index][0].isupper():
            index += 1
            continue
        size = length(tokens, index)
        start, stop = trimmed(tokens, began(tokens, index), index + size, lists_)
        score = _score(tokens, start, stop, lists_, accepted) if start < stop else 0.0
        if score:
            accepted.add(stop)
            if waiting and waiting[1] == start - 1:
                yield Run(waiting[0], 1, score)
            yield Run(start, stop - start, score)
        strange = stop - start == 1 and _strange(tokens, start, lists_)
        waiting = (start, stop) if strange and not score and tokens.low(stop) in {"and", "or"} else None
        index += max(size, 1)


def _strange(tokens: Tokens, place: int, known: Lexicon) -> bool:
    return tokens.words[place].istitle() and not known.known(_head(tokens.lows[place]))


def _score(tokens: Tokens, start: int, stop: int, known: Lexicon, accepted: set[int]) -> float:
    """Return how sure a run is a person's name; 0 when it is not taken for one."""
    if _organisation(tokens, start, stop):
        return 0.0
    evidence = max(before(tokens, start), after(tokens, stop))
    if evidence is Evidence.WEAK and tokens.low(start - 1) in {"and", "or"} and start - 1 in accepted:
        evidence = Evidence.STRONG
    if stop - start == 1:
        return _single(tokens, start, known, evidence)
    return _several(tokens, start, stop, known, evidence)


def _organisation(tokens: Tokens, start: int, stop: int) -> bool:
    inside = any(low in lists.ORGANISATION and low not in lexicon().family for low in tokens.lows[start:stop])
    return (
        inside
        or tokens.lows[stop - 1] in lists.ORGANISATION
        or (tokens.gap(stop) == " " and tokens.low(stop) in lists.ORGANISATION)
    )


def _several(tokens: Tokens, start: int, stop: int, known: Lexicon, evidence: Evidence) -> float:
    lows = tokens.lows[start:stop]
    first, last = _head(lows[0]), _head(lows[-1])
    if " ".join(lows) in known.places and evidence < Evidence.STRONG:
        return 0.0
    initial = any(len(tokens.words[place]) == 1 and tokens.gap(place + 1) == ". " for place in range(start, stop - 1))
    strange_head = lows[0] not in known.plain and lows[0] not in known.places
    noble = strange_head and any(word.islower() for word in tokens.words[start:stop])
    if first in known.given or (first in known.doubtful and _surname(tokens, start, last, known, evidence)):
        return 0.9 if not determined(tokens, start) else 0.6
    if noble or (initial and last not in known.plain):
        return 0.8
    if evidence >= Evidence.STRONG:
        return 0.85
    names = last in known.given or (first in known.family and last in known.family)
    named = names and not (first in known.plain and last in known.plain)
    strange = not known.known(first) or not known.known(last)
    if named and not determined(tokens, start) and not (tokens.opens(start) and first in known.plain):
        return 0.7
    return 0.5 if strange and _looks_like_two_names(tokens, start, stop, known, evidence) else 0.0


def _surname(tokens: Tokens, start: int, last: str, known: Lexicon, evidence: Evidence) -> bool:
    """Say whether a word behind a first name that is also a word is a surname: "Mark Brooks", not "Less Than"."""
    if last not in known.family and known.known(last):
        return False
    sure = tokens.lows[start] in known.frequent or evidence >= Evidence.MEDIUM
    return sure or (last not in known.plain and not tokens.opens(start))


def _looks_like_two_names(tokens: Tokens, start: int, stop: int, known: Lexicon, evidence: Evidence) -> bool:
    words = tokens.words[start:stop]
    shaped = any(len(word) > 1 for word in words) and all(
        word.istitle() or "'" in word or "-" in word or word.islower() for word in words
    )
    plain = any(word.lower() in known.plain for word in words)
    placed = any(word.lower() in known.places for word in words)
    goes_on = tokens.gap(stop) == " " and tokens.words[stop].islower()
    german = any(low in lists.GERMAN_WORDS for low in tokens.lows[max(0, start - REACH) : stop + REACH])
    alone = (
        determined(tokens, start)
        or (german and evidence < Evidence.MEDIUM)
        or (tokens.opens(start) and evidence is Evidence.NONE and not goes_on)
    )
    return shaped and not plain and not placed and not alone and stop - start == PAIR


def _single(tokens: Tokens, place: int, known: Lexicon, evidence: Evidence) -> float:
    word, low = tokens.words[place], _head(tokens.lows[place])
    if evidence is Evidence.TITLED and len(word) > 1:
        return 0.9
    festive = tokens.gap(place) == " " and tokens.low(place - 1) in lists.CALENDAR
    if len(word) == 1 or festive or (word.isupper() and (low not in known.given or evidence < Evidence.MEDIUM)):
        return 0.0
    if low in known.given:
        return _given(tokens, place, known, evidence)
    if low in known.doubtful:
        needed = _needed(tokens, place, low, known)
        return 0.8 if evidence >= needed and not determined(tokens, place) else 0.0
    if low in known.plain or low in known.places:
        return 0.0
    needed = Evidence.MEDIUM if low in known.family else Evidence.STRONG
    return 0.8 if evidence >= needed else 0.0


def _needed(tokens: Tokens, place: int, low: str, known: Lexicon) -> Evidence:
    """Return what a first name that is also a word needs: less inside a sentence, where its capital says something."""
    if tokens.opens(place) or low in known.places or low in lists.PLACES:
        return Evidence.STRONG
    return Evidence.WEAK if low in known.frequent and low not in lists.CALENDAR else Evidence.MEDIUM


def _given(tokens: Tokens, place: int, known: Lexicon, evidence: Evidence) -> float:
    low = tokens.lows[place]
    place_too = low in lists.PLACES or (low in known.places and low not in known.frequent)
    if place_too and (evidence < Evidence.MEDIUM or located(tokens, place)):
        return 0.0
    if low in known.plain and tokens.opens(place) and evidence is Evidence.NONE:
        return 0.0
    if located(tokens, place) and low not in known.frequent:
        return 0.0
    return 0.8 if evidence >= Evidence.MEDIUM else 0.6


def _head(low: str) -> str:
    """Return the first part of a hyphenated word: "jean" of "jean-luc"."""
    return low.split("-", 1)[0] if "-" in low else low
