"""Fillers: sounds always, words such as "like" or "you know" only where they cannot carry meaning."""

from __future__ import annotations

from typing import NamedTuple

from talktrack.core.edits import Replacement
from talktrack.ingestion.clean.lexicon import Lexicon
from talktrack.ingestion.clean.speech import FARTHEST, folded, place_of, removal, word_before

_BESIDE = '\n\t"“”„(—–…'
_ENDS = frozenset(".?!")


class _Speech(NamedTuple):
    """A text, the same in small letters, and with a space before it and for whatever may stand right before a word."""

    text: str
    small: str
    spaced: str
    lexicon: Lexicon


def fillers(text: str, lexicon: Lexicon) -> list[Replacement]:
    """Return removals of the fillers of a text, left to right, never overlapping; a line break ends a sentence.

    Two scans find what may be a filler at all; only there the words beside are read.
    """
    small = folded(text)
    speech = _Speech(text, small, " " + _spaced(small), lexicon)
    found: list[Replacement] = []
    first = stop = done = -1
    for start, behind in _candidates(speech):
        end = behind - 1
        if start < done:
            continue
        goes = None if start == done else _at_a_glance(speech, start, end)
        if goes:
            first, stop, done = start, end, end + 2
            found.append(Replacement(start, done, "", "filler"))
        elif goes is None:
            chained = 0 <= start - stop < FARTHEST and stop >= 0 and not text[stop:start].strip(" ,")
            begin = first if chained else start
            if _goes(speech, begin, start, end):
                if chained:
                    found.pop()
                found.append(_taken(speech, begin, end))
                first, stop, done = begin, end, found[-1].end
    return found


def _candidates(speech: _Speech) -> list[tuple[int, int]]:
    """Return where something may be a filler, in order: its start and the place behind its end."""
    text, small, spaced, lexicon = speech
    found = [match.span() for match in lexicon.scanner.finditer(spaced)]
    if lexicon.backward_scanner:
        size = len(text)
        backward = lexicon.backward_scanner.finditer((small if text.isupper() else text)[::-1])
        found += [(size - match.end(), size - match.start()) for match in backward]
        found.sort()
    return found


def _spaced(text: str) -> str:
    for mark in _BESIDE:
        text = text.replace(mark, " ")
    return text


def _at_a_glance(speech: _Speech, start: int, end: int) -> bool | None:
    """Judge a phrase by the word before it alone: None where that decides nothing."""
    text, small, spaced, lexicon = speech
    phrase = small[start:end]
    if not small[start - 2 : start - 1].isalnum() or small[start - 1] != " ":
        opens = small[start - 1 : start] == "\n" or small[start - 2 : start - 1] in _ENDS
        return False if opens and small[end : end + 1] == " " and phrase in lexicon.meant_behind else None
    if small[end : end + 2] == ", ":
        behind, decides = lexicon.goes_behind.get(phrase), True
        if not small[end + 2 : end + 3].isalnum() or not (text[start].islower() or text[start + 1] == " "):
            return None
    else:
        behind, decides = lexicon.meant_behind.get(phrase), False
    if behind is None:
        return None
    if decides and not behind:
        return True
    left = spaced[spaced.rfind(" ", 0, start) + 1 : start]
    return decides if (left in behind) != decides else None


def _taken(speech: _Speech, start: int, end: int) -> Replacement:
    """Take a filler out of a sentence; a comma stays behind what is no function word, and before a new beginning."""
    text = speech.text
    if text[start - 1 : start] == " " and text[start - 2 : start - 1].isalnum():
        after = end + 2 if text[end : end + 2] == ", " else end + 1 if text[end : end + 1] == " " else end
        if after > end and text[after : after + 1].isalnum():
            return Replacement(start, after, "", "filler")
    anew = text[end : end + 2] == ", " and text[end + 2 : end + 3].isupper()
    keeps_comma = anew or word_before(speech.small, start)[0] not in speech.lexicon.function_words
    return removal(text, start, end, "filler", keeps_comma=keeps_comma)


def _goes(speech: _Speech, begin: int, start: int, end: int) -> bool:
    """Judge a phrase; what begins with a capital amid a sentence begins anew and is no filler ("I was, Well, we …")."""
    judge = speech.lexicon.judges.get(speech.small[start:end])
    if judge is None:
        return _is_sound(speech, start, end)
    place = place_of(speech.text, speech.small, begin, start, end)
    if place.opens and place.comma_after and place.interrupts_capital:
        return True
    anew = speech.text[start].isupper() and not place.opens and speech.text[start + 1 : start + 2].isalpha()
    return judge(place) and (not anew or _shouted(speech.text, start, end))


def _is_sound(speech: _Speech, start: int, end: int) -> bool:
    """Spare abbreviations ("ER") and reactions that open a sentence ("Hm, …")."""
    written, sound = speech.text[start:end], speech.small[start:end]
    if len(written) > 1 and written.isupper() and not _shouted(speech.text, start, end):
        return False
    if sound not in speech.lexicon.reactions:
        return True
    place = place_of(speech.text, speech.small, start, start, end)
    if place.opens or written[0].isupper():
        return place.opens and place.interrupts_capital
    return place.comma_after or place.comma_before


def _shouted(text: str, start: int, end: int) -> bool:
    """Say whether the words beside are in capitals, too."""
    beside = text[max(0, start - 20) : start].split()[-1:] + text[end : end + 20].split()[:1]
    return any(len(word.strip(".,?!")) > 1 for word in beside) and "".join(beside).isupper()
