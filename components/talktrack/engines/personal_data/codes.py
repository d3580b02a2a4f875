"""Codes whose form and check digits prove them: bank accounts (IBAN) and network addresses."""

from __future__ import annotations

import re
from ipaddress import ip_address

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.spans import IBAN, IP

_IBAN = re.compile(r"\b[a-z]{2}\d{2}(?:[ -]?[a-z0-9]){11,30}\b", re.IGNORECASE)
_LENGTHS = {
    code[:2]: int(code[2:])
    for code in [
        "AD24",
        "AE23",
        "AL28",
        "AT20",
        "AZ28",
        "BA20",
        "BE16",
        "BG22",
        "BH22",
        "BR29",
        "BY28",
        "CH21",
        "CR22",
        "CY28",
        "CZ24",
        "DE22",
        "DK18",
        "DO28",
        "EE20",
        "EG29",
        "ES24",
        "FI18",
        "FO18",
        "FR27",
        "GB22",
        "GE22",
        "GI23",
        "GL18",
        "GR27",
        "GT28",
        "HR21",
        "HU28",
        "IE22",
        "IL23",
        "IQ23",
        "IS26",
        "IT27",
        "JO30",
        "KW30",
        "KZ20",
        "LB28",
        "LC32",
        "LI21",
        "LT20",
        "LU20",
        "LV21",
        "LY25",
        "MC27",
        "MD24",
        "ME22",
        "MK19",
        "MR27",
        "MT31",
        "MU30",
        "NL18",
        "NO15",
        "PK24",
        "PL28",
        "PS29",
        "PT25",
        "QA29",
        "RO24",
        "RS22",
        "SA24",
        "SC31",
        "SE24",
        "SI19",
        "SK24",
        "SM27",
        "ST25",
        "SV28",
        "TL23",
        "TN24",
        "TR26",
        "UA29",
        "VA22",
        "VG24",
        "XK20",
    ]
}
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?:%\w{1,10})?(?![\w:])", re.IGNORECASE)
_VERSION = re.compile(r"\b(?:version|release|build|v|firmware)\.? ?$", re.IGNORECASE)
_FEWEST_IPV6 = 6
_LONGEST_IPV6 = 60


def ibans(block: Block) -> list[PersonalData]:
    """Return international bank account numbers, cut to their country's length (ISO 13616, check by ISO 7064)."""
    found = []
    for match in block.in_digits(_IBAN):
        size = _checked_length(match.group())
        if size:
            found.append(PersonalData(match.start(), match.start() + size, IBAN, 0.95))
    return found


def _checked_length(run: str) -> int:
    """Return how many characters of a run are a valid number, 0 when none are."""
    wanted = _LENGTHS.get(run[:2].upper(), 0)
    places = [place for place, ch in enumerate(run) if ch.isalnum()][:wanted]
    if not wanted or len(places) < wanted:
        return 0
    plain = "".join(run[place] for place in places).upper()
    digits = "".join(str(int(ch, 36)) for ch in plain[4:] + plain[:4])
    return places[-1] + 1 if int(digits) % 97 == 1 else 0


def network_addresses(block: Block) -> list[PersonalData]:
    """Return addresses of machines, versions 4 and 6."""
    found = [m for m in block.in_digits(_IPV4) if not _VERSION.search(block.before(m.start(), 12))]
    found += [m for m in block.near(_IPV6, ":", reach=_LONGEST_IPV6) if len(m.group()) > _FEWEST_IPV6]
    return [PersonalData(m.start(), m.end(), IP, 0.9) for m in found if _valid(m.group())]


def _valid(address: str) -> bool:
    try:
        ip_address(address)
    except ValueError:
        return False
    return True
