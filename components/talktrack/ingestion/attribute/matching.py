"""Who is whom, all speakers together: each is one person or nobody known, and a person rarely has two labels.

The probability of an assignment is proportional to the product of the odds of its pairs, a monomer-dimer model. Belief
propagation gives each pair's share of it: exact where the pairs form no circle, with one fixed point on any graph
(Zdeborova and Mezard, The number of matchings in random graphs, J. Stat. Mech. 2006; Bayati et al., STOC 2007).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

ROUNDS = 30
ENOUGH = 1e-4
TWICE = 0.002

Pair = tuple[str, str]


def marginals(odds: Mapping[Pair, float]) -> dict[Pair, float]:
    """Return P(speaker is person) for each (speaker, person) from the odds of the pair against nobody known.

    `TWICE` is how much less likely a person has one label more. The work is linear in the number of pairs.
    """
    speakers: dict[str, list[Pair]] = defaultdict(list)
    people: dict[str, list[Pair]] = defaultdict(list)
    for pair in odds:
        speakers[pair[0]].append(pair)
        people[pair[1]].append(pair)
    free = dict.fromkeys(odds, 1.0)
    for _ in range(ROUNDS):
        claims = _claims(odds, free, speakers)
        updated = _free(claims, people)
        change = max((abs(updated[pair] - free[pair]) for pair in odds), default=0.0)
        free = updated
        if change < ENOUGH:
            break
    return _shares(odds, free, speakers)


def _claims(
    odds: Mapping[Pair, float], free: Mapping[Pair, float], speakers: Mapping[str, list[Pair]]
) -> dict[Pair, float]:
    """Return the odds with which each speaker claims each person, given how free the speaker's others are."""
    claims: dict[Pair, float] = {}
    for pairs in speakers.values():
        total = 1.0 + sum(odds[pair] * free[pair] for pair in pairs)
        for pair in pairs:
            claims[pair] = odds[pair] / max(total - odds[pair] * free[pair], 1.0)
    return claims


def _free(claims: Mapping[Pair, float], people: Mapping[str, list[Pair]]) -> dict[Pair, float]:
    """Return for each pair the odds that the person is left for this speaker, given the claims of the others."""
    free: dict[Pair, float] = {}
    for pairs in people.values():
        total = sum(math.log1p(TWICE * claims[pair]) for pair in pairs)
        for pair in pairs:
            others = math.expm1(max(total - math.log1p(TWICE * claims[pair]), 0.0))
            free[pair] = (1.0 + others) / (1.0 + others / TWICE)
    return free


def _shares(
    odds: Mapping[Pair, float], free: Mapping[Pair, float], speakers: Mapping[str, list[Pair]]
) -> dict[Pair, float]:
    shares: dict[Pair, float] = {}
    for pairs in speakers.values():
        total = 1.0 + sum(odds[pair] * free[pair] for pair in pairs)
        shares |= {pair: odds[pair] * free[pair] / total for pair in pairs}
    return shares
