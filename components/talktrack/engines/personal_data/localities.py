"""Countries, states and cities, postal codes and bare domains; found only when they are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data import name_lists as lists
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.known_names import Tokens
from talktrack.engines.personal_data.lexicon import lexicon
from talktrack.engines.personal_data.name_evidence import located
from talktrack.engines.personal_data.spans import DOMAIN, PLACE, ZIP, words

LONGEST_PLACE = 4
_PREPOSITIONS = words(
    "in from near to at around across visit visiting visited leaving toward towards via through outside downtown "
    "between of for"
)
_SURE = words("chile mali cuba peru oman niger benin togo ghana guinea iran iraq libya malta nepal qatar wales")
_BEHIND_PLACE = words("city county province region state airport")
_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|"
    "RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC|ON|QC|BC|AB|MB|SK|NS|NB|NL|NSW|VIC|QLD|TAS"
)
_CITY_STATE = re.compile(rf"\b[^\W\d_a-z][\w'.-]*(?: [^\W\d_a-z][\w'.-]*){{0,2}}, ?(?:{_STATES})\b")
_ZIPS = re.compile(
    r"(?<=\b[A-Z][A-Z] )\d{5}(?:-\d{4})?\b|(?<=, )\d{5}(?=\s|$|[.,])|"
    r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b[A-CEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d\b|"
    r"\b(?:zip|postal|post)(?: ?codes?)?(?: (?:is|was|of|are|to|number))*:? ?"
    r"(?P<cued>[A-Z0-9]{3,5}(?:[ -][A-Z0-9]{3,4})?)\b",
    re.IGNORECASE,
)
_DOMAINS = re.compile(
    r"(?<![@\w./-])(?:https?://)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}[a-z]{2,12}\b"
    r"(?:/[^\s<>\"',;)]{0,500})?(?![@\w])",
    re.IGNORECASE,
)
_FILES = words("py js ts md txt json csv pdf doc docx xls xlsx ppt pptx png jpg zip exe html htm yaml yml vtt srt")


def places(block: Block) -> list[PersonalData]:
    """Return countries, states and cities that the lists know, and what stands before a state's code."""
    tokens = Tokens(block.text)
    found = [PersonalData(*_span(tokens, index, size), PLACE, 0.65) for index, size in _listed(tokens)]
    return found + [PersonalData(m.start(), m.end(), PLACE, 0.6) for m in _CITY_STATE.finditer(block.text)]


def _span(tokens: Tokens, index: int, size: int) -> tuple[int, int]:
    return tokens.matches[index].start(), tokens.matches[index + size - 1].end()


def _listed(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Yield the places of words that name a locality, and how many they are."""
    known, index = lexicon(), 0
    while index < len(tokens.words):
        size = 0
        if tokens.words[index][0].isupper():
            if tokens.lows[index] in known.place_heads:
                size = _size(tokens, index, known.places)
            if not size:
                size = _strange(tokens, index)
        if size:
            yield index, size
        index += max(size, 1)


def _size(tokens: Tokens, index: int, known: frozenset[str]) -> int:
    for size in range(LONGEST_PLACE, 0, -1):
        run = tokens.lows[index : index + size]
        if " ".join(run) in known and all(tokens.gap(place) == " " for place in range(index + 1, index + size)):
            return size if size > 1 or _place_alone(tokens, index) else 0
    return 0


def _place_alone(tokens: Tokens, index: int) -> bool:
    """Say whether one word that is a place is one here: a plain word or a first name needs "in" or the like."""
    known, low, word = lexicon(), tokens.lows[index], tokens.words[index]
    company = tokens.gap(index + 1) == " " and tokens.low(index + 1) in lists.ORGANISATION
    if company or (word.isupper() and len(word) > 3 and low in known.plain):  # noqa: PLR2004 - longer than a code
        return False
    if low in {"us", "eu", "uk", "uae"}:
        return word.isupper()
    if low in _SURE:
        return True
    if low in known.plain or low in known.given or low in known.doubtful or low in known.family:
        city = tokens.low(index + 1) in _BEHIND_PLACE
        listed = tokens.gap(index + 1) == ", " and tokens.low(index + 1) in known.places
        return located(tokens, index) or city or listed or (low in lists.PLACES) or _moved(tokens, index)
    return True


def _moved(tokens: Tokens, index: int) -> bool:
    return (
        tokens.gap(index) == " " and tokens.low(index - 1) in _PREPOSITIONS and tokens.low(index) not in lexicon().given
    )


def _strange(tokens: Tokens, index: int) -> int:
    """Count capitalised words behind "in" that no list knows: a small town."""
    known = lexicon()
    if tokens.gap(index) != " " or tokens.low(index - 1) not in {"in", "near", "downtown", "outside"}:
        return 0
    size = 0
    while size < LONGEST_PLACE and index + size < len(tokens.words):
        word, low = tokens.words[index + size], tokens.lows[index + size]
        joined = size == 0 or tokens.gap(index + size) == " "
        if not joined or not word.istitle() or low in lists.NOT_NAMES or (low in known.plain and size == 0):
            break
        size += 1
    organisation = tokens.low(index + size) in lists.ORGANISATION or tokens.low(index + size - 1) in lists.ORGANISATION
    return 0 if organisation else size


def postal_codes(block: Block) -> list[PersonalData]:
    """Return postal codes of the United States, Britain and Canada, and those a cue announces."""
    found = []
    for match in block.in_digits(_ZIPS):
        group = "cued" if match["cued"] else 0
        if any(ch.isdigit() for ch in match[group]):
            found.append(PersonalData(match.start(group), match.end(group), ZIP, 0.6))
    return found


def domains(block: Block) -> list[PersonalData]:
    """Return names of machines and sites, with the path behind them."""
    found = []
    for match in _DOMAINS.finditer(block.text):
        top = match.group().partition("://")[2] or match.group()
        last = top.split("/", 1)[0].rsplit(".", 1)[-1].lower()
        if last.isalpha() and last not in _FILES:
            found.append(PersonalData(match.start(), match.end(), DOMAIN, 0.6))
    return found
