"""What is said beside a card's number: when it ends and its security code, written or spoken."""

from __future__ import annotations

import re

from talktrack.core.card_codes import CUE, SIGNS, code_behind
from talktrack.core.ports import PersonalData
from talktrack.core.spoken_digits import EVERY, any_of
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.spans import CARD

CARD_REACH = 240
_WORDS = any_of(EVERY)
_SAID = rf"(?:{_WORDS})(?:[ ,-]{{1,3}}(?:{_WORDS})){{1,5}}"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_GAP = (
    r"(?:[ \t]{1,3}(?:code|number|no|date|is|was|the|it's|that's|on|of|back|in|ist|lautet|der|die|das|est|le|la|c'est|"
    r"es|el|year|month|card|and)\b){0,4}(?:[?:,.]?\s{1,3}(?:(?:sure|yes|yeah|okay|ok|um|uh|it's|that's|ja|oui|sí)"
    r"\b[,.]?\s{1,2}){0,3}|:)"
)
_END = re.compile(
    r"\b(?:expir(?:y|es|ed|ation|ing)|exp|valid (?:until|till|thru|through|to)|good (?:until|through|thru)|"
    r"gültig bis|ablaufdatum|läuft ab|expire|date d'expiration|valable jusqu'(?:au|en)|caduca|caducidad|vencimiento|"
    rf"vence)\b\.?{_GAP}(?P<value>\d{{1,2}} ?[/.-] ?\d{{2,4}}\b|\d{{4}}\b|{_MONTH},? (?:of )?\d{{2,4}}\b|{_SAID}\b)",
    re.IGNORECASE,
)
_END_SIGNS = (
    "expir",
    "exp ",
    "exp.",
    "exp:",
    "valid",
    "good until",
    "good thr",
    "gültig",
    "ablauf",
    "läuft",
    "valable",
    "caduc",
    "venc",
)
_CONTRACT = re.compile(
    r"\b(?:contract|agreement|licen[sc]es?|subscription|offer|quote|proposal|term|trial|nda|vertrag|angebot|contrat|"
    r"offre|contrato|oferta)\b[^.!?\n]{0,40}$",
    re.IGNORECASE,
)
_CARD = re.compile(
    r"\b(?:card|visa|master ?card|amex|american express|cvv|cvc|\w{0,12}karte|carte|tarjeta)\b|"
    r"\b\d{4}[ -]?\d{4}[ -]?\d{4}",
    re.IGNORECASE,
)


def card_details(block: Block) -> list[PersonalData]:
    """Return security codes, and the ends of cards: a card must be spoken of shortly before or behind an end.

    What is asked in one turn and answered in the next is found as well, since turns follow each other in a block.
    """
    cues = {m.end() for sign in SIGNS for m in block.near(CUE, sign, before=24)}
    codes = (code_behind(block.text, end) for end in cues)
    ends = (m for sign in _END_SIGNS for m in block.near(_END, sign, before=8))
    found = [code for code in codes if code] + [m.span("value") for m in ends if _of_card(block, m)]
    return [PersonalData(start, end, CARD, 0.8) for start, end in found]


def _of_card(block: Block, match: re.Match[str]) -> bool:
    if _CONTRACT.search(block.before(match.start())):
        return False
    around = block.text[max(0, match.start() - CARD_REACH) : match.end()]
    behind = block.text[match.end() : match.end() + CARD_REACH // 2]
    return bool(_CARD.search(around) or CUE.search(behind))
