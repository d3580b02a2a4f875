"""Names of companies and institutions; they carry value for training and are found only when they are asked for."""

from __future__ import annotations

import re

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data import name_lists as lists
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.known_names import Tokens
from talktrack.engines.personal_data.lexicon import lexicon
from talktrack.engines.personal_data.spans import ORGANISATION

_CAPITAL = r"[^\W\d_a-z][\w'&.-]*"
_SUFFIX = (
    r"(?:Inc|LLC|L\.L\.C|Ltd|Limited|PLC|plc|LLP|LP|GmbH|AG|KG|SE|S\.A|SA|SAS|SARL|S\.r\.l|SRL|SpA|S\.p\.A|N\.V|NV|"
    r"B\.V|BV|AB|AS|ASA|A/S|ApS|Oy|Oyj|Co|Corp|Corporation|Company|Group|Holdings?|Partners|Associates|Industries|Technologies|"
    r"Solutions|Systems|Software|Labs|Laboratories|Enterprises|Ventures|Capital|Bank|Insurance|Foundation|Institute|"
    r"University|College|School|Academy|Hospital|Clinic|Church|Museum|Library|Airlines|Airways|Hotels?|Restaurant|"
    r"Stores?|Supermarkets?|Pharmaceuticals?|Pharma|Motors|Energy|Media|Entertainment|Studios?|Records|Press|Times|"
    r"Journal|News|Services|Logistics|Consulting|International|Brothers|Bros|Sons|Union|Association|Agency|Department|"
    r"Ministry|Committee|Council|Commission|Court|Party|League|Club|FC|Federation|Trust|Fund|Authority|Bureau|"
    r"Communications|Telecom|Networks?|Foods|Brands|Products|Manufacturing|Freight|Trucking|Clinics|Outfitters|Health|"
    r"Steel|Works|Instruments|Metals|Plastics|Components|Payments|Markets|Apparel|Carriers|Transport|Shipping|Mutual|Electric|Electronics|Oil|Gas|Power|"
    r"Water|Mining|Textiles|Chemicals|Dynamics|Robotics|Analytics|Interactive|Digital|Global|Worldwide|Financial|Realty|"
    r"Properties|Design|Security|Travel|Tours|Bakery|Cafe|Pharmacy|Dental|Medical|Law|Advisors|Management|Resources)"
)
_SUFFIXED = re.compile(
    rf"\b{_CAPITAL}(?:(?: (?:&|and|of|de|y) |, | ?[-&+] ?| ){_CAPITAL}){{0,4}},? "
    rf"{_SUFFIX}\b(?:[ ,]{{1,2}}{_SUFFIX}\b)?\.?(?!\w)"
)
_OF = re.compile(
    r"\b(?:University|Bank|Institute|College|Church|Ministry|Department|House|Museum|Association|Academy) "
    rf"of (?:the )?{_CAPITAL}(?: (?:and )?{_CAPITAL}){{0,3}}"
)
_FIRM = re.compile(rf"\b{_CAPITAL}(?:, {_CAPITAL}){{0,2}},? (?:and|&) {_CAPITAL}(?= |[.,;!?']|$)")
_JOINED = re.compile(r"\b[A-Z][a-z]+(?:-[A-Z][a-z]+)+\b")
_WORKS = re.compile(
    r"\b(?:work(?:s|ed|ing)?|job|employed|position|role|internship|interview(?:ed)?|career|consultant|engineer|manager|"
    r"ceo|cfo|cto|founder|president|director|head|employees?|analyst|customers?|shares?|stocks?|invest(?:ed|ing)?|"
    r"founded|acquired|joined|joining|left|bought|sued|merger|deal|contract|partnership|headquarters|company called|"
    r"firm|company|employer|startup)(?: (?:at|for|with|by|of|in|from|is|named|called)){0,2} "
    rf"(?P<name>{_CAPITAL}(?: {_CAPITAL}){{0,3}})"
)
_GUESSED = re.compile(
    r"(?<=[a-z,] )(?:at|for|from|by|with|of|the|to|and|than|via) "
    rf"(?P<name>{_CAPITAL}(?: (?:& |and |of )?{_CAPITAL}){{0,3}})"
)
_CODED = re.compile(
    r"\b(?!I\b|OK\b)[A-Z][A-Z&]{1,5}\b"
    r"(?=\s(?:is|has|was|announced|said|stock|shares|employees?|account|customer|reported|bought))"
)


def organisations(block: Block) -> list[PersonalData]:
    """Return the names of organisations: by their legal form or kind, by a pattern of firms, or behind "works at"."""
    text = block.text
    found = [(m.start(), m.end(), 0.7) for rule in (_SUFFIXED, _OF) for m in rule.finditer(text)]
    found += [(m.start(), m.end(), 0.55) for m in _FIRM.finditer(text) if _of_surnames(m.group())]
    found += [
        (m.start(), m.end(), 0.55) for m in _JOINED.finditer(text) if _of_surnames(m.group().replace("-", " and "))
    ]
    found += [(m.start("name"), m.end("name"), 0.55) for m in _WORKS.finditer(text) if _strange(m["name"])]
    found += [(m.start("name"), m.end("name"), 0.4) for m in _GUESSED.finditer(text) if _strange(m["name"])]
    found += [(m.start(), m.end(), 0.5) for m in _CODED.finditer(text)]
    return [PersonalData(_start(text, start), end, ORGANISATION, score) for start, end, score in found] + _brands(text)


def _brands(text: str) -> list[PersonalData]:
    tokens = Tokens(text)
    return [
        PersonalData(token.start(), token.end(), ORGANISATION, 0.5)
        for token, low in zip(tokens.matches, tokens.lows, strict=True)
        if low in lists.BRANDS and token.group()[0].isupper() and low not in lexicon().plain
    ]


def _start(text: str, start: int) -> int:
    """Leave out an article or a greeting that opens the sentence."""
    opening = re.match(r"(?:The|A|An|Our|Their|At|From|In|For|My|Is|Does|Hi|Hello) ", text[start : start + 8])
    return start + (opening.end() if opening else 0)


def _of_surnames(run: str) -> bool:
    """Say whether all words of "Garcia, Lopez and Ruiz" are surnames and none is a first name alone."""
    known = lexicon()
    names = [word.lower() for word in re.findall(r"[^\W\d_]+", run) if word.lower() != "and"]
    return (
        len(names) > 1
        and all(n in known.family and n not in known.frequent for n in names)
        and names[0] not in known.doubtful
    )


def _strange(name: str) -> bool:
    """Say whether a capitalised run behind "works at" can be a company: no calendar word, no first name."""
    known, first = lexicon(), name.split(maxsplit=1)[0].lower()
    return (
        first not in known.given
        and first not in lists.CALENDAR
        and first not in lists.NATIONS
        and first not in lists.NOT_NAMES
    )
