"""How improbable it is that one string of sounds is heard for another: in bits, by the cheapest alignment.

Near sounds are confused often, far ones hardly ever; weak sounds come and go. The costs are rounded from what phonology
says of English (Miller and Nicely, 1955: voicing and place are lost before manner) and not fitted to any text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise, product

from talktrack.ingestion.correct.pronunciation import VOWELS

SAME = 0.1
NEAR_VOWEL = 1.5
FAR_VOWEL = 3.0
FAR = 8.0
HIATUS = 1.5
"""One of two vowels in a row is swallowed."""
SWAP = 3.0
"""A vowel and a liquid change places."""
OUTSIDE = 6.0
"""Extra bits of a whole first or last word of which the term has nothing: it is no piece of the term."""
_NEAR_VOWELS = "iI Ie ea eA Ae ao oO OU UI aA oW OW iA iY YA XY XO OX aI"
_CONSONANTS = {
    2.5: "pb td kg fv sz SZ CJ mn TD",
    3.5: "fT vT sT zT sS zS vb fp fb tT dT SC CJ zJ SJ sZ",
    4.0: "pt tk pk bd dg bg lr wr lw td nl nr vw yi",
    4.5: "tC dJ ts dz nd mb tS kC gJ vm yJ",
    6.0: "pk dl dr tr tl kh th sh hf pf gk bk gt kd pd",
}
_LOOSE = {"h": 2.0, "y": 2.5, "w": 3.0, "r": 3.0, "t": 3.5, "d": 3.5, "l": 4.0, "n": 4.0, "s": 4.5, "z": 4.5, "k": 5.0}
_LOOSE_VOWEL = {"u": 2.5, "I": 2.5, "e": 3.0, "a": 3.0, "i": 3.0}
_TIGHT_CONSONANT, _TIGHT_VOWEL = 5.5, 4.0


def _pair_costs() -> dict[str, float]:
    costs: dict[str, float] = {}
    vowels = sorted(VOWELS)
    near = {frozenset(pair) for pair in _NEAR_VOWELS.split()}
    for left, right in product(vowels, vowels):
        close = frozenset((left, right)) in near or "u" in {left, right}
        costs[left + right] = SAME if left == right else NEAR_VOWEL if close else FAR_VOWEL
    for cost, pairs in sorted(_CONSONANTS.items(), reverse=True):
        costs |= {pair: cost for written in pairs.split() for pair in (written, written[::-1])}
    return costs


_PAIR = _pair_costs()


def _loose(sound: str) -> float:
    if sound in VOWELS:
        return _LOOSE_VOWEL.get(sound, _TIGHT_VOWEL)
    return _LOOSE.get(sound, _TIGHT_CONSONANT)


def _lost(said: str) -> list[float]:
    """Return what it costs to add or to lose each sound."""
    hiatus = [False, *(one in VOWELS and other in VOWELS for one, other in pairwise(said))]
    return [min(_loose(sound), HIATUS) if merged else _loose(sound) for sound, merged in zip(said, hiatus, strict=True)]


@lru_cache(maxsize=65536)
def confusion(words: tuple[str, ...], meant: str, limit: float) -> float:
    """Return the bits of the cheapest way to hear the sounds of `words` for `meant`; `limit` when it is no less."""
    heard = joined(words)
    several = len(words) > 1
    first_ends, last_begins = len(words[0]) - 1, len(heard) - len(words[-1])
    added, lost = _lost(heard), _lost(meant)
    before: list[float] = []
    row = list(accumulate(lost, initial=0.0))
    for place, sound in enumerate(heard):
        earlier, before = before, row
        row = [before[0] + added[place] + (OUTSIDE if several and place == first_ends else 0.0)]
        for column, other in enumerate(meant):
            same = before[column] + (SAME if sound == other else _PAIR.get(sound + other, FAR))
            extra = before[column + 1] + added[place]
            if several and place == last_begins and column == len(meant) - 1:
                extra += OUTSIDE
            best = min(same, extra, row[column] + lost[column])
            if earlier and column and _swapped(heard[place - 1] + sound, meant[column - 1] + other):
                best = min(best, earlier[column - 1] + SWAP)
            row.append(best)
        if min(row) >= limit:
            return limit
    return min(row[-1], limit)


def joined(words: Sequence[str]) -> str:
    """Return the sounds of words said in a row; a consonant that ends one and begins the next is said once."""
    heard = words[0]
    for word in words[1:]:
        heard += word[1:] if heard[-1:] == word[:1] and word[:1] not in VOWELS else word
    return heard


def _swapped(heard: str, meant: str) -> bool:
    return heard[0] == meant[1] and heard[1] == meant[0] and (heard[0] in "lr") != (heard[1] in "lr")
