"""False starts: beginnings that break off, at a dash or at a comma behind which the sentence begins anew."""

from __future__ import annotations

import re

from talktrack.core.edits import Replacement
from talktrack.core.vocabulary import common_words
from talktrack.ingestion.clean.lexicon import Beginnings, Lexicon
from talktrack.ingestion.clean.speech import apart, folded, opens_sentence, word_before

RESTART_REACH = 4
LONGEST_PHRASE = 3
_CUT = re.compile(r"--?|–|—|\.\.\.|…")
_ANEW = re.compile(r", (?=[A-Z])")
_SPACES = re.compile(r"[^\S\n]*")
_CLAUSE = re.compile(r" \w")
_WRITTEN_LARGE = re.compile(r"[A-Z]{2}")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

Said = tuple[str, int]
"""A word in small letters and where it starts."""


def false_starts(text: str, lexicon: Lexicon) -> list[Replacement]:
    """Return removals of beginnings that were broken off ("I was- I think", "What I, That's")."""
    if lexicon.beginnings is None:
        return []
    small = folded(text)
    cuts = [_at_cut(text, small, cut, lexicon) for cut in _CUT.finditer(text)]
    commas = [_at_comma(text, small, comma.start(), comma.end(), lexicon) for comma in _ANEW.finditer(text)]
    return apart(change for change in (*cuts, *commas) if change is not None)


def _at_cut(text: str, small: str, cut: re.Match[str], lexicon: Lexicon) -> Replacement | None:
    """Return what breaks off at a dash: a word that is said in full behind it, or words that are begun again."""
    gap = _SPACES.match(text, cut.end())
    after = gap.end() if gap else cut.end()
    following = _WORD.match(small, after)
    if following is None or (after == cut.end() and cut.group() in {"-", "–"}):
        return None
    new, said = following.group(), _words_before(small, cut.start())
    if not said or lexicon.beginnings is None:
        return None
    last, start = said[0]
    if len(new) > len(last) and new.startswith(last) and not last.isdigit():
        return _dropped(text, start, after) if text[cut.start() - 1].isalnum() else None
    place = next((place for place, (word, _) in enumerate(said) if word == new), None)
    if place is None or not new.replace("'", "").isalpha():
        return None
    attached = text[cut.start() - 1].isalnum() and cut.group() == "-"
    if not attached and not _unfinished(said, place, lexicon):
        return None
    return _dropped(text, said[place][1], after)


def _unfinished(said: list[Said], place: int, lexicon: Lexicon) -> bool:
    """Say whether words that are begun again lead nowhere: "we could - we" does, "we need it - we do" does not."""
    rules, beginnings = lexicon.repetitions, lexicon.beginnings
    if rules is None or beginnings is None:
        return False
    if place == 0:
        word = said[0][0]
        alone = len(said) == 1 or word not in rules.objects
        return alone and word in lexicon.function_words and word not in rules.emphatics
    return said[0][0] in beginnings.unfinished or said[1][0] in beginnings.subjects - {said[0][0]}


def _words_before(small: str, place: int) -> list[Said]:
    """Return the words of a sentence before a place, the nearest first, as far as a speaker goes back."""
    said: list[Said] = []
    while len(said) < RESTART_REACH:
        word, start, _ = word_before(small, place)
        if not word:
            break
        said.append((word, start))
        place = start
    return said


def _at_comma(text: str, small: str, comma: int, after: int, lexicon: Lexicon) -> Replacement | None:
    """Return the short beginning that a comma and a capital break off, if it cannot be a clause."""
    said, rules = _words_before(small, comma), lexicon.beginnings
    following = _WORD.match(small, after)
    if (
        not said
        or rules is None
        or following is None
        or _WRITTEN_LARGE.search(text, said[-1][1], comma)
        or not opens_sentence(text, said[-1][1])
    ):
        return None
    fragment = [word for word, _ in reversed(said)]
    if not leads_nowhere(fragment, rules) or not _begins_anew(small, following, fragment, lexicon, rules):
        return None
    return Replacement(said[-1][1], after, "", "false_start")


def leads_nowhere(fragment: list[str], rules: Beginnings) -> bool:
    """Say whether the first words of a sentence cannot stand before a comma."""
    first, last = fragment[0], fragment[-1]
    if len(fragment) == 1:
        return last in rules.unfinished - rules.connectives
    if first in rules.answered or last in rules.times or (first in rules.conditions and last not in rules.demanding):
        return False
    if last in rules.unfinished or fragment[-2:] == ["let", "me"]:
        return True
    if last in rules.weak:
        return fragment[-2] in rules.openers
    if first in rules.determiners:
        return len(fragment) <= LONGEST_PHRASE and last not in rules.complete
    return first in rules.subjects and len(fragment) == len((first, last)) and last not in rules.complete


def _begins_anew(
    small: str, following: re.Match[str], fragment: list[str], lexicon: Lexicon, rules: Beginnings
) -> bool:
    """Say whether a capital begins a sentence: its word is no name, and "I" no parenthesis ("It was, I think, late").

    A name begins one behind what is surely unfinished, if more words follow ("What I, Acme sent …").
    """
    word, last = following.group().split("'")[0], fragment[-1]
    if word == "i":
        second = _WORD.match(small, following.end() + 1)
        broken = last in rules.demanding or last == "me" or fragment[0] in rules.determiners
        return broken and second is not None and second.group() not in rules.musing
    if last in rules.demanding or word in lexicon.function_words | rules.answers or _is_common(word):
        return True
    return last in rules.unfinished and bool(_CLAUSE.match(small, following.end()))


def _is_common(word: str) -> bool:
    """Say whether a word, or what it is derived from, is ordinary English."""
    known = common_words()
    return word in known or any(
        word.endswith(end) and word[: -len(end)] in known for end in ("d", "ed", "ing", "ly", "s")
    )


def _dropped(text: str, start: int, stop: int) -> Replacement:
    if text[start].isupper() and text[stop].islower() and opens_sentence(text, start):
        return Replacement(start, stop + 1, text[stop].upper(), "false_start")
    return Replacement(start, stop, "", "false_start")
