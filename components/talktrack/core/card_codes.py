"""The security code of a card, written or said in English, German, French or Spanish: what PCI DSS lets nobody keep."""

from __future__ import annotations

import re

from talktrack.core.spoken_digits import EVERY, any_of, digits_said

CUE = re.compile(
    r"\b(?:security (?:code|number)|cvv2?|cvc2?|cv2|cvn|csc|card verification|verification (?:code|number|value)|"
    r"prüfnummer|prüfziffer|sicherheits(?:code|nummer|zahl)|kartenprüfnummer|code de (?:sécurité|vérification)|"
    r"cryptogramme(?: visuel)?|c[oó]digo de (?:seguridad|verificación)|clave de seguridad|"
    r"(?:(?:three|four|3|4)[ -](?:digits?|numbers)|code)(?: code)?(?: printed)? (?:on|at|from) the (?:back|front)|"
    r"(?:drei|vier|3|4) (?:ziffern|zahlen|stellen) (?:auf|hinten)|(?:trois|quatre|3|4) chiffres (?:au|à l'arrière)|"
    r"(?:tres|cuatro|3|4) (?:números|dígitos|cifras) (?:de|del|en|al|por))\b",
    re.IGNORECASE,
)
SIGNS = (
    *("security", "cvv", "cvc", "cv2", "cvn", "csc", "verifica", "vérific", "prüf", "sicherheits", "sécurité"),
    *("cryptogr", "gurida", "e back", "e front", "ziffern", "zahlen", "stellen", "chiffres", "números", "dígitos"),
    "cifras",
)
_REACH = 100
_TURNS = 2
_DIGITS = (3, 4)
_WORD = rf"(?:\d{{1,4}}|{any_of(EVERY)})"
_RUN = re.compile(rf"(?<![\w.$€£@#-]){_WORD}(?:[ ,-]{{1,3}}{_WORD}){{0,5}}(?!\w|[.,:/-]\d|\s?[%$€£])", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_LINK_WORDS = (
    "is was it it's its are those these they they're the that that's on of my your this card number code digit digits "
    "back front please sure okay ok yes yeah um uh and so would be for still here side printed "
    "ist sind lautet das die der den dem es auf von meiner deiner ihrer karte rückseite also ja nummer ziffern "
    "est c'est le la les de du sur au dos ma votre carte oui euh chiffres "
    "es son el los mi su tarjeta al dorso del reverso sí pues número números"
)
_LINKS = frozenset(_LINK_WORDS.split())
_ENDS = re.compile(r"\s{0,2}(?:[.,;!?\n)]|$|(?:and|thanks|thank|with|then|und|et|y|danke|merci|gracias|exp\w{0,8})\b)")
_GAP_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def code_behind(text: str, cue_end: int) -> tuple[int, int] | None:
    """Return where three or four digits follow a cue: in the same turn or in one of the next two.

    Right behind the cue, with nothing but words like "is" and "of the card" between, any such digits are a code;
    behind other words they are one where a clause ends with them ("Sure, let me look, 7 3 9."; not "300 seats").
    """
    for run in _RUN.finditer(text, cue_end, cue_end + _REACH):
        between = text[cue_end : run.start()]
        if between.count("\n") > _TURNS:
            return None
        three_or_four = len(digits_said(run.group()) or "") in _DIGITS
        if three_or_four and (_linked(between) or _ends_a_clause(text, run)):
            return run.span()
    return None


def _ends_a_clause(text: str, run: re.Match[str]) -> bool:
    return bool(_ENDS.match(text, run.end())) and not _YEAR.fullmatch(run.group())


def _linked(between: str) -> bool:
    return all(word in _LINKS for word in _GAP_WORD.findall(between.replace("’", "'").lower()))
