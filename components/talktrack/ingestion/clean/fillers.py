"""Fillers: sounds always, words such as "like" or "you know" only where they cannot carry meaning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from talktrack.core.edits import Replacement
from talktrack.ingestion.clean.lexicon import Lexicon
from talktrack.ingestion.clean.speech import FARTHEST, folded, place_of, removal

_BESIDE = '\n\t"“”„(—–…'


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
    for start, end in _candidates(speech):
        if start < done:
            continue
        if start != done and small[start - 2 : start - 1].isalnum():
            if small[end : end + 2] == ", ":
                if _at_a_glance(speech, start, end):
                    first, stop, done = start, end, end + 2
                    found.append(Replacement(start, done, "", "filler"))
                    continue
            elif _is_meant(speech, start, end):
                continue
        chained = 0 <= start - stop < FARTHEST and stop >= 0 and not text[stop:start].strip(" ,")
        begin = first if chained else start
        if _goes(speech, begin, start, end):
            if chained:
                found.pop()
            found.append(_taken(speech, begin, end))
            first, stop, done = begin, end, found[-1].end
    return found


def _candidates(speech: _Speech) -> Iterator[tuple[int, int]]:
    """Yield where something may be a filler, in order."""
    text, small, spaced, lexicon = speech
    asides: list[tuple[int, int]] = []
    if lexicon.backward_scanner:
        size = len(text)
        backward = lexicon.backward_scanner.finditer((small if text.isupper() else text)[::-1])
        asides = [(size - match.end(), size - match.start() - 1) for match in backward]
    for match in lexicon.scanner.finditer(spaced):
        start = match.start()
        while asides and asides[-1][0] < start:
            yield asides.pop()
        yield start, match.end() - 1
    yield from reversed(asides)


def _spaced(text: str) -> str:
    for mark in _BESIDE:
        text = text.replace(mark, " ")
    return text


def _at_a_glance(speech: _Speech, start: int, end: int) -> bool:
    """Say whether a phrase between a word and a comma is a filler by that word alone."""
    text, small, spaced, lexicon = speech
    unless = lexicon.decided.get(small[start:end])
    if (
        unless is None
        or not small[end + 2 : end + 3].isalnum()
        or not (text[start].islower() or text[start + 1] == " ")
    ):
        return False
    return not unless or spaced[spaced.rfind(" ", 0, start) + 1 : start] not in unless


def _is_meant(speech: _Speech, start: int, end: int) -> bool:
    """Say whether a phrase behind a word, without a comma, has its meaning by that word alone."""
    meant = speech.lexicon.meant_behind.get(speech.small[start:end])
    if meant is None or speech.small[end : end + 1] != " ":
        return False
    return speech.spaced[speech.spaced.rfind(" ", 0, start) + 1 : start] in meant


def _taken(speech: _Speech, start: int, end: int) -> Replacement:
    """Take a filler out of a sentence, with brackets that hold nothing else."""
    text = speech.text
    if text[start - 1 : start] == " " and text[start - 2 : start - 1].isalnum():
        after = end + 2 if text[end : end + 2] == ", " else end + 1 if text[end : end + 1] == " " else end
        if after > end and text[after : after + 1].isalnum():
            return Replacement(start, after, "", "filler")
    if text[start - 1 : start] == "(" and text[end : end + 1] == ")":
        return removal(text, start - 1, end + 1, "filler")
    closed = text[end : end + 1] == "," and text[max(0, start - 2) : start] == ", "
    return removal(text, start, end, "filler", keeps_comma=closed and _parts_clauses(speech, start, end))


def _parts_clauses(speech: _Speech, start: int, end: int) -> bool:
    """Say whether the comma before a filler has work to do without it, too: "sure, um, we", not "a big, um, deal"."""
    lexicon, place = speech.lexicon, place_of(speech.text, speech.small, start, start, end)
    anew = speech.text[end + 2 : end + 3].isupper() and place.right in lexicon.function_words | lexicon.clause_words
    if anew and not _shouted(speech.text, start, end):
        return True
    clause = not lexicon.clause_words or lexicon.clause_words & {place.left, place.right} > set()
    return clause and place.left not in lexicon.function_words


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
    before, behind = (
        part.replace(",", " ").split() for part in (text[max(0, start - 20) : start], text[end : end + 20])
    )
    beside = before[-1:] + behind[:1]
    return any(len(word.strip(".?!")) > 1 for word in beside) and "".join(beside).isupper()
