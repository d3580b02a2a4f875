"""From evidence to one identity per speaker, with a calibrated confidence."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from talktrack.ingestion.attribute.candidates import Cast
from talktrack.ingestion.attribute.evidence import Evidence
from talktrack.ingestion.attribute.matching import Pair, marginals
from talktrack.ingestion.attribute.people import ACCOUNT, INVITED, PRESENT, SELLER, STRANGER, Person
from talktrack.ingestion.attribute.weights import ACCOUNT_VOTES, LABELLED, REPEATED, UNINVITED, WEIGHTS

SUREST = 12.0
USUAL_GROUP = 10
RIVAL = 0.1

Features = dict[str, float]


@dataclass(frozen=True)
class Identity:
    """Who a speaker is: a candidate's key (None: nobody known), confidence in [0, 1], the codes of the evidence.

    `rival` is the confidence in the next best person; much of it means that the evidence contradicts itself.
    """

    person: str | None = None
    confidence: float = 0.0
    evidence: list[str] = field(default_factory=list)
    rival: float = 0.0


def features(evidence: Iterable[Evidence], cast: Cast) -> dict[Pair, Features]:
    """Return for each pair of speaker and person what counts by how much; the weights are multiplied to it."""
    amounts: dict[Pair, Features] = defaultdict(lambda: defaultdict(float))
    for item in evidence:
        amounts[item.speaker, item.person][item.kind] += item.amount
    people = {person.key: person for person in cast.people}
    return {pair: _features(found, people[pair[1]], cast) for pair, found in amounts.items()}


def _features(amounts: Mapping[str, float], person: Person, cast: Cast) -> Features:
    found = {kind: math.log1p(n) if kind in REPEATED else max(-1.0, min(1.0, n)) for kind, n in amounts.items()}
    found[f"labelled_{person.group}" if LABELLED & found.keys() else person.group] = 1.0
    share = cast.accounts.get(person.account_id or "")
    if share:
        found[ACCOUNT_VOTES] = math.log(share)
    if cast.is_scheduled and person.group not in {INVITED, PRESENT, STRANGER}:
        found[UNINVITED] = 1.0
    return found


def odds(table: Mapping[Pair, Features], cast: Cast, weights: Mapping[str, float] | None = None) -> dict[Pair, float]:
    """Return the odds of each pair against nobody known; people of larger groups are each less likely."""
    known = WEIGHTS if weights is None else weights
    offsets = _offsets(cast)
    result: dict[Pair, float] = {}
    for pair, found in table.items():
        score = offsets.get(pair[1], 0.0) + sum(known.get(kind, 0.0) * value for kind, value in found.items())
        result[pair] = math.exp(max(-SUREST, min(SUREST, score)))
    return result


def _offsets(cast: Cast) -> dict[str, float]:
    sizes = {group: sum(p.group == group for p in cast.people) for group in (SELLER, ACCOUNT)}
    return {p.key: -math.log(max(1.0, sizes[p.group] / USUAL_GROUP)) for p in cast.people if p.group in sizes}


def decide(speakers: Sequence[str], evidence: Sequence[Evidence], cast: Cast) -> dict[str, Identity]:
    """Give each speaker the most probable person, all speakers considered together."""
    table = features(evidence, cast)
    shares: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (speaker, person), share in marginals(odds(table, cast)).items():
        shares[speaker].append((share, person))
    codes = _codes(evidence)
    return {speaker: _identity(speaker, shares.get(speaker, []), codes) for speaker in speakers}


def _identity(speaker: str, shares: Sequence[tuple[float, str]], codes: Mapping[Pair, set[str]]) -> Identity:
    if not shares:
        return Identity()
    ranked = sorted(shares, key=lambda one: (-one[0], one[1]))
    confidence, person = ranked[0]
    rival = ranked[1][0] if len(ranked) > 1 else 0.0
    return Identity(person, round(confidence, 4), sorted(codes.get((speaker, person), ())), round(rival, 4))


def _codes(evidence: Sequence[Evidence]) -> dict[Pair, set[str]]:
    """Return the codes of what speaks for each pair; a reviewer stands behind the code of the decision."""
    codes: dict[Pair, set[str]] = defaultdict(set)
    for item in evidence:
        if WEIGHTS.get(item.kind, 1.0) > 0.0:
            codes[item.speaker, item.person].add(f"{item.kind}:{item.by}" if item.by else item.kind)
    return codes
