"""Where somebody lives or sits: postal addresses as several countries write them."""

from __future__ import annotations

import re

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data import name_lists as lists
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.lexicon import lexicon
from talktrack.engines.personal_data.spans import ADDRESS, words

_KIND = (
    r"(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|way|place|pl|square|sq|terrace|"
    r"ter|parkway|pkwy|highway|hwy|circle|cir|trail|trl|close|crescent|cres|row|alley|plaza|quay|mews|walk|gardens|"
    r"grove|hill|loop|pike|wharf|broadway|parade|pde|gate|wynd|approach|bank|green|view|rise|vale|embankment|passage|"
    r"yard|arcade|mill|park|estate|crossing|bridge|fields?|cross|promenade|esplanade|heights|meadows?|common|chase|"
    r"croft|fold|garth|drove|dene|point|ridge|run|junction|fort|island|isle|freeway|turnpike|path|glen|hollow|motorway)"
)
_CAPITAL = r"[^\W\d_a-z][\w'.-]*"
_CITY = rf"(?:,\s*(?:in\s+)?(?:\d{{4,6}} )?{_CAPITAL}(?:[ -]{_CAPITAL}){{0,3}}){{0,2}}"
_CODE = r"(?:,?\s+(?:[A-Z]{2}\s+)?\d{5}(?:-\d{4})?\b|,?\s+[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|,\s*[A-Z]{2}\b)?"
_UNIT = (
    r"(?i:,?\s+(?:(?:suite|ste|apt|apartment|unit|floor|flat|fl|room|building|bldg|block)\b\.?|#)\s*#?\d?\w{0,5}\b)?"
)
_HOUSE = r"\d{1,6}[a-zA-Z]?(?:[-/]\d{1,4})?"
_STREET = re.compile(
    rf"\b{_HOUSE},?\s+(?:(?i:north|south|east|west|n|s|e|w)\.?\s+)?(?:\d{{1,3}}(?:st|nd|rd|th)|"
    rf"{_CAPITAL})(?:\s+{_CAPITAL}){{0,3}}?\s+"
    rf"(?i:{_KIND})\b\.?(?:\s+(?i:north|south|east|west|n|s|e|w)\b\.?)?{_UNIT}{_CITY}{_CODE}"
)
_LOWER_STREET = re.compile(
    rf"\b{_HOUSE}\s+(?:[a-z]+\s+){{1,3}}(?:street|avenue|road|boulevard|lane|drive|court)\b", re.IGNORECASE
)
_LISTED = re.compile(rf"\b{_HOUSE}\s+{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}},\s*{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}}{_CODE}")
_COMPOUND = re.compile(rf"\b(?P<street>[^\W\d_][\w-]{{3,40}})\.?\s+{_HOUSE}(?:,?\s+\d{{4,5}}\s+{_CAPITAL})?{_CITY}")
_COMPOUNDS = tuple(
    words(
        "straße strasse str weg platz allee allé gasse ring damm ufer steig laan straat gracht plein kade dijk gade "
        "gata gaten gate gatan vej veien vegen vei vägen backen katu tie polku utca"
    )
)
_ROMANCE = (
    r"(?i:rue|avenue|boulevard|place|allée|chemin|quai|impasse|cours|route|calle|avenida|av\.|plaza|paseo|carrer|carretera|"
    r"via|viale|piazza|corso|largo|vicolo|rua|praça|travessa|estrada|strada|calea|bulevardul|ul\.|ulica|ulice|aleja|trg|"
    r"cesta|odos|jalan|jl\.|c/)"
)
_OF = r"(?:(?i:de la|de l'|de los|de las|del|della|dello|delle|dei|des|du|de|di|da|das|dos|do|d'|al|el|la|las|los)\s*)?"
_BEFORE_NAME = re.compile(
    rf"\b(?:{_HOUSE},?\s+(?:bis\s+)?{_ROMANCE}\s+{_OF}{_CAPITAL}(?:\s+{_OF}{_CAPITAL}){{0,3}}|"
    rf"{_ROMANCE}\s+{_OF}{_CAPITAL}(?:\s+{_OF}{_CAPITAL}){{0,3}},?\s+(?:n[°º.]?\s*)?{_HOUSE}){_UNIT}{_CITY}"
)
_AFTER_NAME = re.compile(
    rf"\b{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}}\s+(?i:utca|út|útja|tér|krt\.?|körút|vägen|allé|allee|platz|straße|"
    rf"str\.|gate|gade|vej|veg|vei|plads|torg|sokak|sok\.|caddesi|cad\.|prospekt|náměstí|tie|katu|{_KIND})\.?\s+"
    rf"{_HOUSE}\b{_CITY}"
)
_BOX = re.compile(r"\bP\.? ?O\.? box \d{1,7}\b", re.IGNORECASE)
_CUE = (
    r"(?i:\b(?:address(?: is| was|:| to)?|lives?(?: at| on| in)|liv(?:ing|ed) (?:at|on)|reside[sd]? (?:at|on)|"
    r"located (?:at|on)|based at|situated (?:at|on)|deliver(?:ed|y)? (?:it |them )?to|ship(?:ped|s)? (?:it |them )?to|"
    r"sent? (?:it |them )?to|goes to|mail (?:it |them )?to|moved? to|staying at|stay at|meet (?:me |us )?at|find us at|"
    r"(?:office|house|home|branch|shop|store|warehouse|property|tenant|headquarters) (?:is )?(?:at|on)|"
    r"(?:pick|drop) (?:it |me |them )?(?:up|off) at|visit (?:me |us )?at)\s+)"
)
_CUED = re.compile(
    rf"{_CUE}(?P<place>{_HOUSE},?\s+{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}}{_UNIT}{_CITY}{_CODE}|"
    rf"{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}},?\s+{_HOUSE}\b{_CITY})"
)
_RULES = (
    (_STREET, 0.8),
    (_LOWER_STREET, 0.8),
    (_BEFORE_NAME, 0.8),
    (_AFTER_NAME, 0.8),
    (_BOX, 0.8),
    (_LISTED, 0.6),
)
_MONTH_WORD = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DATED = re.compile(rf"(?:(?:19|20)\d\d|\d{{1,2}})\s+{_MONTH_WORD}\b|(?:19|20)\d\d(?:-\d{{2,4}})?\s", re.IGNORECASE)
_NO_STREET = lists.CALENDAR | words("am pm a.m p.m room phase version section chapter page q1 q2 q3 q4 step level tier")
_WORDS = re.compile(r"[^\W\d_]+")


def street_addresses(block: Block) -> list[PersonalData]:
    """Return postal addresses: a house number with a street, or number, names, comma, city, or what a cue announces."""
    found = [
        PersonalData(m.start(), m.end(), ADDRESS, score)
        for rule, score in _RULES
        for m in block.in_houses(rule)
        if not _DATED.match(m.group())
    ]
    streets = (m for m in block.in_houses(_COMPOUND) if m["street"].lower().endswith(_COMPOUNDS))
    found += [PersonalData(m.start(), m.end(), ADDRESS, 0.8) for m in streets if _is_street(m["street"])]
    cued = (m for m in block.in_houses(_CUED) if not _NO_STREET.intersection(_WORDS.findall(m["place"].lower())))
    return found + [PersonalData(m.start("place"), m.end("place"), ADDRESS, 0.7) for m in cued]


def _is_street(word: str) -> bool:
    """Say whether a word that ends like a street is one: "Hauptstraße", and neither "ring" nor "certificate"."""
    return word.lower() not in lexicon().plain
