"""Capitalised words in a row: where a run of them begins and ends, and which of them only open a sentence."""

from __future__ import annotations

import re

from talktrack.engines.personal_data import name_cues as cues
from talktrack.engines.personal_data import name_lists as lists
from talktrack.engines.personal_data.known_names import Tokens
from talktrack.engines.personal_data.lexicon import Lexicon, lexicon
from talktrack.engines.personal_data.name_evidence import Evidence, before

LONGEST_RUN = 6
_GERMAN_FROM = frozenset({"von", "vom"})
FROM = _GERMAN_FROM | {"de", "du", "del"}
_CAPITALS = re.compile(r"(?:Mc|Mac|De|Di|Du|La|Le|Van|Von|Fitz|[A-Za-z]')?[^\W\d_a-z][^\W\d_A-Z]*")


def length(tokens: Tokens, index: int) -> int:
    """Count capitalised words from here on, particles between them included."""
    size = 0
    while size < LONGEST_RUN and index + size < len(tokens.words):
        place = index + size
        if size and (not _joined(tokens, place) or _employer_follows(tokens, place, size)):
            break
        if not _nameable(tokens, place) and not (size and _particle(tokens, place)):
            break
        size += 1
    while size and tokens.words[index + size - 1].islower():
        size -= 1
    return size


def _joined(tokens: Tokens, place: int) -> bool:
    gap = tokens.gap(place)
    return gap in {" ", "  "} or (gap == ". " and len(tokens.words[place - 1]) == 1)


def _nameable(tokens: Tokens, place: int) -> bool:
    word, low = tokens.words[place], tokens.lows[place]
    no_name = low in lists.NOT_NAMES or low in cues.HONORIFICS or low in cues.GERMAN_ROLES
    return word[0].isupper() and not no_name and _written_like_name(word)


def _written_like_name(word: str) -> bool:
    """Say whether letters and capitals are those of a name: "O'Brien", "McKay", "LEE", neither "OAuth" nor "CSS"."""
    known = lexicon()
    if word.istitle() and word.isalpha():
        return True
    if not word.replace("-", "").replace("'", "").isalpha():
        return False
    if word.isupper():
        low = word.lower()
        return len(word) == 1 or low in known.given or low in known.family or low in known.doubtful
    return all(_CAPITALS.fullmatch(part) for part in word.split("-")) or word.lower() in known.family


def _employer_follows(tokens: Tokens, place: int, size: int) -> bool:
    """Say whether "von", "de" or the like leads from a full name to a company: "Jürgen Müller von der Firma Licht"."""
    if tokens.lows[place] not in FROM or tokens.words[place][0].isupper():
        return False
    behind = next((low for low in tokens.lows[place : place + 4] if low not in lists.PARTICLES), "")
    named = size > 1 and tokens.lows[place - 1] not in lists.PARTICLES
    return behind in lists.EMPLOYERS or (
        named and tokens.lows[place] in _GERMAN_FROM and behind not in lexicon().family
    )


def _particle(tokens: Tokens, place: int) -> bool:
    particle = tokens.lows[place] in lists.PARTICLES and not _german_article(tokens, place)
    return particle and place + 1 < len(tokens.words) and tokens.gap(place + 1) == " "


def _german_article(tokens: Tokens, place: int) -> bool:
    """Say whether "der" or "den" leads to a noun ("Sicherheitscode der Karte"), not to a name ("Jan van der Berg")."""
    before_it = tokens.lows[place - 1]
    return tokens.lows[place] in {"der", "den"} and before_it not in lists.PARTICLES | lexicon().given


def trimmed(tokens: Tokens, start: int, stop: int, known: Lexicon) -> tuple[int, int]:
    """Leave out words at both ends that only open a sentence or are plain ones."""
    while start < stop and (_only_plain(tokens, start, stop, known) or _german_opening(tokens, start, stop)):
        start += 1
    while stop - start > 1 and _plain_tail(tokens.lows[stop - 1], known) and not tokens.words[stop - 2].islower():
        stop -= 1
    return start, stop


def _only_plain(tokens: Tokens, start: int, stop: int, known: Lexicon) -> bool:
    low = tokens.lows[start]
    if low in known.given or before(tokens, start) is Evidence.TITLED:
        return False
    named = low in known.doubtful or low in known.family
    if low in known.plain and not named:
        return True
    follows = stop - start > 1 and not _plain_tail(tokens.lows[start + 1], known)
    return low in known.plain and tokens.opens(start) and not (follows and named) and low in cues.GREETINGS | cues.KIN


def _german_opening(tokens: Tokens, start: int, stop: int) -> bool:
    """Say whether the run opens with a German article or the like, behind which every noun has a capital."""
    return stop - start > 1 and tokens.lows[start] in lists.GERMAN_OPENINGS and tokens.opens(start)


def _plain_tail(low: str, known: Lexicon) -> bool:
    return low in known.plain and low not in known.family and low not in known.doubtful and low not in known.given


def began(tokens: Tokens, index: int) -> int:
    """Take in a particle that stands behind a title: "Ms. de Wit"."""
    noble = index > 0 and tokens.lows[index - 1] in lists.PARTICLES and tokens.gap(index) == " "
    return index - 1 if noble and before(tokens, index - 1) is Evidence.TITLED else index
