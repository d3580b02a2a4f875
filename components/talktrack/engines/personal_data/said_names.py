"""Names in text without capital letters, as a recogniser may write it, found behind words that announce a name."""

from __future__ import annotations

from collections.abc import Iterator

from talktrack.engines.personal_data import name_lists as lists
from talktrack.engines.personal_data.known_names import Tokens
from talktrack.engines.personal_data.lexicon import Lexicon, lexicon
from talktrack.engines.personal_data.name_evidence import Evidence, after, before
from talktrack.engines.personal_data.name_runs import Run

SHORTEST = 3
_SURELY_NAMING = frozenset({"is", "s", "mr", "mrs", "ms", "dr", "ist", "heiße", "llamo", "m'appelle", "herr", "frau"})


def said_names(tokens: Tokens) -> Iterator[Run]:
    """Yield the names in lower case."""
    known = lexicon()
    for index, low in enumerate(tokens.lows):
        if len(low) < SHORTEST or low in lists.NOT_NAMES or _plain(low, known):
            continue
        if not tokens.words[index].islower() or not _believed(tokens, index, known):
            continue
        size = 1 + _surname_follows(tokens, index + 1, known)
        yield Run(index, size, 0.8)


def _plain(low: str, known: Lexicon) -> bool:
    return low in known.plain and low not in known.doubtful and low not in known.frequent


def _believed(tokens: Tokens, index: int, known: Lexicon) -> bool:
    low, cue = tokens.lows[index], before(tokens, index)
    if tokens.gap(index + 1) == " " and tokens.low(index + 1) in lists.ORGANISATION:
        return False
    if low in known.given and low not in known.plain and low not in known.places:
        frequent = low in known.frequent
        return (
            cue >= Evidence.MEDIUM or _surname_follows(tokens, index + 1, known) or (frequent and _calm(tokens, index))
        )
    if low in known.given and low in known.frequent:
        return cue >= Evidence.STRONG
    if low in known.doubtful:
        return cue >= Evidence.STRONG and after(tokens, index + 1) >= Evidence.STRONG
    return (
        cue >= Evidence.STRONG
        and low not in known.places
        and tokens.low(index - 1) in _SURELY_NAMING
        and low not in lists.GERMAN_WORDS
    )


def _calm(tokens: Tokens, index: int) -> bool:
    """Say whether nothing around the word is capitalised: then a small letter tells nothing."""
    around = tokens.words[max(0, index - 4) : index + 5]
    return not any(word[0].isupper() and word not in {"I", "I'm", "I'll", "I've", "I'd"} for word in around)


def _surname_follows(tokens: Tokens, index: int, known: Lexicon) -> bool:
    if tokens.gap(index) != " " or not tokens.words[index].islower():
        return False
    low = tokens.lows[index]
    return low in known.family and low not in known.plain and len(low) >= SHORTEST
