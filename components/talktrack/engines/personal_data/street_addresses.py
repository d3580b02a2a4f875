"""Where somebody lives or sits: postal addresses as several countries write them."""

from __future__ import annotations

import re

from talktrack.core.ports import PersonalData
from talktrack.core.spoken_digits import ENGLISH, any_of
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
_CAPITAL = r"[^\W\d_a-z](?:[\w'.-]*\w)?"
_TOWN = r"[^\W\d_a-z](?:[^\W\d_]|['.-](?=[^\W\d_]))*"
_NEXT = r"(?:, {0,3}(?:\n {0,3})?| {0,3}\n {0,3}(?!\n))"
_CITY = rf"(?:{_NEXT}(?:in )?(?:\d{{4,6}} (?:[A-Z]{{2}} )?)?{_TOWN}(?:[ -]{_TOWN}\b){{0,3}}){{0,3}}"
_CODE = (
    r"(?:(?:,? {1,3}| {0,3}\n {0,3})(?:[A-Z]{2} )?\d{5}(?:-\d{4})?\b|"
    r"(?:,? {1,3}| {0,3}\n {0,3})[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|, {0,3}[A-Z]{2}\b)?"
)
_UNIT = (
    r"(?i:(?:,? {1,3}|,? {0,3}\n {0,3})"
    r"(?:(?:suite|ste|apt|apartment|unit|floor|flat|fl|room|building|bldg|block)\b\.?|#) {0,3}#?\d{0,5}\w{0,3}\b)?"
)
_HOUSE = r"\d{1,6}[a-zA-Z]?(?:[-/]\d{1,4})?"
_STREET = re.compile(
    rf"\b{_HOUSE},? {{1,3}}(?:(?i:north|south|east|west|n|s|e|w)\.? {{1,3}})?(?:\d{{1,3}}(?:st|nd|rd|th)|"
    rf"{_CAPITAL})(?: {{1,3}}{_CAPITAL}){{0,3}}? {{1,3}}"
    rf"(?i:{_KIND})\b\.?(?: {{1,3}}(?i:north|south|east|west|n|s|e|w)\b\.?)?{_UNIT}{_CITY}{_CODE}"
)
_LOWER_STREET = re.compile(
    rf"\b{_HOUSE} {{1,3}}(?:[a-z]+ {{1,3}}){{1,3}}(?:street|avenue|road|boulevard|lane|drive|court)\b", re.IGNORECASE
)
_NUMBER_WORD = any_of(ENGLISH)
_SAID_HOUSE = rf"(?:(?i:{_NUMBER_WORD})[ -]{{1,2}}){{1,6}}"
_SAID_KIND = r"(?i:street|avenue|road|boulevard|lane|drive|court|terrace|parkway|way|place|crescent)"
_SAID_STREET = re.compile(
    rf"\b{_SAID_HOUSE}(?:(?i:north|south|east|west) )?{_CAPITAL}(?: {_CAPITAL}){{0,2}} {_SAID_KIND}\b{_UNIT}{_CITY}"
    rf"{_CODE}|"
    rf"\b{_SAID_HOUSE}(?:(?!(?:of|the|a|an|in|on|to|and|or|more|other|way|lane|car|minute|hour|mile|block|our|your|new|"
    rf"big|busy|dead)\b)[a-z']{{3,20}} ){{1,2}}(?:street|avenue|boulevard|road|lane)\b"
)
_SAID_LITERALS = (
    " street",
    " avenue",
    " road",
    " boulevard",
    " lane",
    " drive",
    " court",
    " terrace",
    " parkway",
    " way",
)
_NAMES = rf"{_CAPITAL}(?: {{1,3}}{_CAPITAL})"
_LISTED = re.compile(rf"\b{_HOUSE} {{1,3}}{_NAMES}{{0,3}}, {{0,3}}{_NAMES}{{0,2}}{_CODE}")
_LONG_WORD = r"[^\W\d_][\w-]{3,40}"
_COMPOUND = re.compile(
    rf"\b(?:(?P<street>{_LONG_WORD})\.? {{1,3}}{_HOUSE}|{_HOUSE} {{1,3}}(?P<behind>{_LONG_WORD})){_CITY}"
)
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
_OF = r"(?:(?i:de la|de l'|de los|de las|del|della|dello|delle|dei|des|du|de|di|da|das|dos|do|d'|al|el|la|las) {0,3})?"
_NAMED = rf"{_ROMANCE} {{1,3}}{_OF}{_CAPITAL}(?: {{1,3}}{_OF}{_CAPITAL}){{0,3}}"
_BEFORE_NAME = re.compile(
    rf"\b(?:{_HOUSE},? {{1,3}}(?:bis {{1,3}})?{_NAMED}|{_NAMED},? {{1,3}}(?:n[°º.]? {{0,3}})?{_HOUSE}){_UNIT}{_CITY}"
)
_AFTER_NAME = re.compile(
    rf"\b{_NAMES}{{0,2}} {{1,3}}(?i:utca|út|útja|tér|krt\.?|körút|vägen|allé|allee?|platz|straße|str\.|gate|gade|vej|"
    rf"veg|vei|plads|torg|sokak|sok\.|caddesi|cad\.|prospekt|náměstí|tie|katu|{_KIND})\.? {{1,3}}{_HOUSE}\b{_CITY}"
)
_BOX = re.compile(r"\bP\.? ?O\.? box \d{1,7}\b", re.IGNORECASE)
_CUE = (
    r"(?i:\b(?:address(?: is| was|:| to)?|lives?(?: at| on| in)|liv(?:ing|ed) (?:at|on)|reside[sd]? (?:at|on)|"
    r"located (?:at|on)|based at|situated (?:at|on)|deliver(?:ed|y)? (?:it |them )?to|ship(?:ped|s)? (?:it |them )?to|"
    r"sent? (?:it |them )?to|goes to|mail (?:it |them )?to|moved? to|staying at|stay at|meet (?:me |us )?at|find us at|"
    r"(?:office|house|home|branch|shop|store|warehouse|property|tenant|headquarters) (?:is )?(?:at|on)|"
    r"(?:pick|drop) (?:it |me |them )?(?:up|off) at|visit (?:me |us )?at) {1,3})"
)
_CUED = re.compile(
    rf"{_CUE}(?P<place>{_HOUSE},? {{1,3}}{_CAPITAL}(?: {{1,3}}{_CAPITAL}){{0,3}}{_UNIT}{_CITY}{_CODE}|"
    rf"{_CAPITAL}(?: {{1,3}}{_CAPITAL}){{0,3}},? {{1,3}}{_HOUSE}\b{_CITY})"
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
    streets = (m for m in block.in_houses(_COMPOUND) if _is_street((m["street"] or m["behind"]).lower()))
    found += [PersonalData(m.start(), m.end(), ADDRESS, 0.8) for m in streets]
    said = (m for kind in _SAID_LITERALS for m in block.near(_SAID_STREET, kind, before=90))
    found += [PersonalData(m.start(), m.end(), ADDRESS, 0.75) for m in said]
    cued = (m for m in block.in_houses(_CUED) if not _NO_STREET.intersection(_WORDS.findall(m["place"].lower())))
    return found + [PersonalData(m.start("place"), m.end("place"), ADDRESS, 0.7) for m in cued]


def _is_street(word: str) -> bool:
    """Say whether a word ends like a street and is no other: "hauptstraße", neither "ring" nor "certificate"."""
    return word.endswith(_COMPOUNDS) and word not in lexicon().plain
