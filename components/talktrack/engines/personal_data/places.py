"""Where somebody lives or sits, and when they were born."""

from __future__ import annotations

import re

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data.spans import ADDRESS, BIRTH

_KIND = (
    r"(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|way|place|pl|square|sq|terrace|"
    r"ter|parkway|pkwy|"
    r"highway|hwy|circle|cir|trail|trl|close|crescent|row|alley|plaza|quay|mews|walk|gardens|grove|hill|loop|"
    r"pike|wharf|broadway|"
    r"parade|gate|wynd|approach|bank|green|view|rise|vale|embankment|passage|yard|arcade|mill|park|estate|crossing|bridge|"
    r"fields?|cross|promenade|esplanade|heights|meadows?|common|chase|croft|fold|garth|drove|dene)"
)
_CAPITAL = r"[^\W\d_a-z][\w'.-]*"
_CITY = rf"(?:,\s*(?:in\s+)?{_CAPITAL}(?:[ -]{_CAPITAL}){{0,3}}){{0,2}}"
_CODE = r"(?:,?\s+(?:[A-Z]{2}\s+)?\d{5}(?:-\d{4})?\b|,?\s+[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|,\s*[A-Z]{2}\b)?"
_UNIT = r"(?:,?\s+(?:suite|ste|apt|apartment|unit|floor|fl|room|#)\.?\s*#?\w{1,6})?"
_HOUSE = r"\d{1,6}[a-zA-Z]?(?:-\d{1,4})?"
_STREET = re.compile(
    rf"\b{_HOUSE}\s+(?:(?i:north|south|east|west|n|s|e|w)\.?\s+)?(?:\d{{1,3}}(?:st|nd|rd|th)|"
    rf"{_CAPITAL})(?:\s+{_CAPITAL}){{0,3}}?\s+"
    rf"(?i:{_KIND})\b\.?{_UNIT}{_CITY}{_CODE}"
)
_LOWER_STREET = re.compile(
    rf"\b{_HOUSE}\s+(?:[a-z]+\s+){{1,3}}(?:street|avenue|road|boulevard|lane|drive|court)\b", re.IGNORECASE
)
_LISTED = re.compile(rf"\b{_HOUSE}\s+{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}},\s*{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}}{_CODE}")
_GERMAN = re.compile(
    rf"\b[^\W\d_][\w-]*(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer|laan|straat|gade|gatan|"
    rf"vej)\s+{_HOUSE}(?:,?\s+\d{{4,5}}\s+{_CAPITAL})?{_CITY}",
    re.IGNORECASE,
)
_ROMANCE = re.compile(
    rf"\b(?:(?:{_HOUSE},?\s+)(?:bis\s+)?(?:rue|avenue|boulevard|place|allée|chemin|quai)\s+(?:de\s+la\s+|"
    rf"de\s+l'|du\s+|des\s+|de\s+)?{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}}|"
    rf"(?:calle|avenida|plaza|paseo|via|viale|piazza|rua|corso)\s+(?:de\s+la\s+|de\s+|del\s+|della\s+|"
    rf"di\s+)?{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}},?\s+{_HOUSE}){_CITY}",
    re.IGNORECASE,
)
_BOX = re.compile(r"\bP\.? ?O\.? box \d{1,7}\b", re.IGNORECASE)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/. ]+\d{{1,2}}[-/. ]+\d{{2,4}}|"
    rf"{_MONTH}\.?\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+(?:of\s+)?\d{{4}})?|"
    rf"(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\.?\s+(?:of\s+)?{_MONTH}\.?(?:,?\s+\d{{4}})?)"
)
_BIRTH = re.compile(
    rf"\b(?:born|birth ?date|date of birth|d\.?o\.?b\.?|birthday)\b(?:\s+(?:is|was|on|in|the|my|it's|"
    rf"actually)){{0,3}}\s*[:,-]?\s*(?P<date>{_DATE})",
    re.IGNORECASE,
)
_MARKS = re.compile(
    rf"{_KIND}\b|straße|strasse|str\.|weg\b|platz|allee|gasse|rue\b|calle|avenida|via\b|viale|piazza|laan|"
    rf"straat|box \d",
    re.IGNORECASE,
)
_DATED = re.compile(rf"(?:(?:19|20)\d\d|\d{{1,2}})\s+{_MONTH}\b|(?:19|20)\d\d\s", re.IGNORECASE)


def street_addresses(text: str) -> list[PersonalData]:
    """Return postal addresses: a house number with a street, or number, names, comma, city."""
    found: list[PersonalData] = []
    if _MARKS.search(text):
        rules = (_STREET, _LOWER_STREET, _GERMAN, _ROMANCE, _BOX)
        found += [PersonalData(m.start(), m.end(), ADDRESS, 0.8) for rule in rules for m in rule.finditer(text)]
    listed = (m for m in _LISTED.finditer(text) if not _DATED.match(m.group()))
    return found + [PersonalData(m.start(), m.end(), ADDRESS, 0.6) for m in listed]


def birth_dates(text: str) -> list[PersonalData]:
    """Return dates that are said to be somebody's birth."""
    return [PersonalData(m.start("date"), m.end("date"), BIRTH, 0.85) for m in _BIRTH.finditer(text)]
