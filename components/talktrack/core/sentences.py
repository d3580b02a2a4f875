"""Sentences of a text with their places: abbreviations, initials, numbers, addresses, quotes and ellipses end none.

The text is scanned once for what may end a sentence; only there the words beside are read, so that time grows with the
text and not with its traps. Texts without capitals (chats, some recognisers) are split at every full stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

NEAREST = 24
"""Characters that are read back for the word before a mark: no abbreviation is longer."""
LONGEST_ASIDE = 400
FEWEST_SPACED = 4
"""Dots with spaces between, of which one is the full stop of the sentence."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OPENING = _words(
    "mr mrs ms mx messrs mme dr prof rev fr hon pres gov gen sen rep sgt cpl lt col maj capt cmdr adm st mt ft pt "
    "ste vs cf viz approx ca e.g i.e eg ie esp incl resp attn assoc dept univ bros hwy"
)
_NUMBERED = _words(
    "no nos nr n° nº p pp par sec art fig figs vol ch pg ver v ext op jan feb mar apr jun jul aug sep sept oct nov dec"
)
_ENDING = _words(
    "inc ltd co corp llc plc gmbh jr sr esq phd md etc al ave blvd rd sq tel mon tue tues thu thur thurs fri jan "
    "feb apr jun jul aug sep sept oct nov dec est avg mo yr yrs hr hrs lb lbs oz qty amt acct mgr"
)
_STARTERS = _words(
    "The This That These Those It It's He She We They You A An If When While Where What Who How Why Which There "
    "Here But And So Or Because As At In On For From To After Before Since Our Your My His Her Its Their Is Are "
    "Was Were Do Does Did Can Could Would Should Will Have Has Had Not No Yes Let Let's Please Thanks Then Now "
    "Also However Next We're We've We'll They're You're That's There's He's She's What's Don't Okay Well"
)
_SUBJECTS = _words("I I'm I'd I've I'll")
_EXCLAIMED = _words("yahoo! jeopardy! yum! ahoy! wham! joomla!")
_BULLETS = " \t\n•⁃*-–—"
_QUOTES = "\"'”’»"
_MARK = re.compile(r"[.?!…](?:[.?!…)\]\"'”’»]| \.(?![^\s.)\]\"'”’]))*")
_BREAK = re.compile(r"\n[^\S\n]*(?:\n\s*|(?=[-*•⁃–—]|\d{1,2}[.)]))")
_ITEM = re.compile(r"(?<!\S)(?:[•⁃*-] ?)?(?:(\d{1,2})|([a-z]))(?:\.\)|[.)])(?=\s)")
_ACRONYM = re.compile(r"[A-Za-z](?:\.[A-Za-z])+")
_NEXT = re.compile(r"\s*[\"'“‘(\[«]*([\w'’]{0,20})")


def spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of every sentence in order, without the white space around it.

    All other characters are in exactly one sentence. Blank lines and list items begin a new one, line breaks do not.
    """
    found = []
    begin = 0
    for end in _ends(text):
        piece = text[begin:end]
        start = begin + len(piece) - len(piece.lstrip())
        stop = begin + len(piece.rstrip())
        if stop > start:
            found.append((start, stop))
        begin = end
    return found


def _ends(text: str) -> Iterator[int]:
    begin = 0
    for found in _BREAK.finditer(text):
        yield from _ends_within(text, begin, found.start())
        begin = found.end()
        yield begin
    yield from _ends_within(text, begin, len(text))
    yield len(text)


def _ends_within(text: str, begin: int, stop: int) -> Iterator[int]:
    """Yield where sentences of a paragraph end, its last one left out."""
    items = _items(text, begin, stop)
    for mark in _MARK.finditer(text, begin, stop):
        after = mark.end()
        if after == stop or not text[after].isspace():
            continue
        while items and items[-1] <= mark.start():
            begin = items.pop()
            yield begin
        end = _end(text, begin, mark)
        if end:
            begin = end + 1
            yield end
    yield from reversed(items)


def _items(text: str, begin: int, stop: int) -> list[int]:
    """Return where the items of a list in running text begin, the last first; its numbers or letters count up."""
    first = _ITEM.match(text, begin, stop)
    if not first:
        return []
    found: list[int] = []
    value = _value(first)
    for item in _ITEM.finditer(text, first.end(), stop):
        if _value(item) == value + 1:
            value += 1
            found.append(item.start())
    return found[::-1]


def _value(item: re.Match[str]) -> int:
    return int(item[1]) if item[1] else ord(item[2]) - ord("a") + 1000


def _end(text: str, begin: int, mark: re.Match[str]) -> int:
    """Return where the sentence ends at a mark that white space follows; 0 when it goes on."""
    run, start, end = mark.group(), mark.start(), mark.end()
    found = _NEXT.match(text, end)
    following = found[1].replace("’", "'") if found else ""
    if " ." in run:
        return _end_of_spaced(text, run, mark, following)
    if following[:1].islower() and not _goes_on_small(text, begin, run):
        return 0
    if ".." in run or "…" in run:
        return end if _ends_trailing(text, run, start, following) else 0
    if run[-1] == ")" and begin < text.rfind("(", max(begin, start - LONGEST_ASIDE), start):
        return 0
    if run[0] != ".":
        return 0 if _word_before(text, start) + run.lower() in _EXCLAIMED else end
    return end if run[-1] in _QUOTES or _full_stop(text, begin, start, following) else 0


def _goes_on_small(text: str, begin: int, run: str) -> bool:
    """Say whether sentences begin with small letters here: this one does, and no quotation ends."""
    while begin < len(text) and not text[begin].isalnum():
        begin += 1
    return text[begin : begin + 1].islower() and run[-1] not in _QUOTES + ")"


def _end_of_spaced(text: str, run: str, mark: re.Match[str], following: str) -> int:
    """Judge ". . .": with four dots one is a full stop, the first where it touches the word."""
    if run.count(".") < FEWEST_SPACED or not following[:1].isupper():
        return 0
    return mark.end() if text[mark.start() - 1 : mark.start()].isspace() else mark.start() + 1


def _ends_trailing(text: str, run: str, start: int, following: str) -> bool:
    """Judge "..." and "…": inside brackets something was left out; four dots end, three before a beginning do."""
    if "]" in run and text[start - 1 : start] == "[":
        return False
    return run.count(".") >= FEWEST_SPACED or "?" in run or "!" in run or following in _STARTERS


def _full_stop(text: str, begin: int, start: int, following: str) -> bool:
    """Say whether a single dot ends the sentence: no abbreviation, initial or list number stands before it."""
    word = _word_before(text, start)
    begins = following in _STARTERS or following in _SUBJECTS
    if word.isdigit():
        return not _opens(text, begin, start - len(word))
    if len(word) == 1:
        return begins and not _opens(text, begin, start - 1) and _stands_alone(text, start)
    if word in _OPENING or (word in _NUMBERED and following[:1].isdigit()):
        return False
    return begins or not (word in _ENDING or _ACRONYM.fullmatch(word))


def _opens(text: str, begin: int, place: int) -> bool:
    """Say whether a number or a letter is the first of its sentence, as those of a list are."""
    return place - begin < NEAREST and not text[begin:place].strip(_BULLETS)


def _stands_alone(text: str, start: int) -> bool:
    """Say whether a single letter belongs to a word in small letters before it ("you and I", "plan B") and no name."""
    before = text[max(0, start - NEAREST) : start - 1].split()
    return bool(before) and before[-1][:1].islower()


def _word_before(text: str, start: int) -> str:
    near = text[max(0, start - NEAREST) : start]
    if not near or near[-1].isspace():
        return ""
    return near.split()[-1].lstrip("\"'“‘([«•⁃").lower()
