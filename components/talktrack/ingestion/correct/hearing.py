"""Which term a few words were meant to be: nothing unless that is nearly certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from talktrack.core.vocabulary import common_words
from talktrack.ingestion.correct.dictionary import Dictionary, Term, errors_allowed, frequent_words, skeleton
from talktrack.ingestion.correct.distance import distance, joined_sound, similarity, sound
from talktrack.ingestion.correct.letters import letters_said


@dataclass(frozen=True)
class Limits:
    """Thresholds of acceptance; similarities in [0, 1] are of letters, lengths are in letters."""

    short_word: int = 3
    long_term: int = 7
    long_name: int = 6
    long_guess: int = 8
    same_sound: float = 0.42
    near_sound: float = 0.6
    most_words: int = 3


def written_out(words: Sequence[str], dictionary: Dictionary, limits: Limits) -> Term | None:
    """Return the term whose letters these words have exactly, be they split, joined or spelled."""
    spelled = letters_said(words)
    if spelled:
        term = dictionary.exact(spelled)
        if term is not None and term.written.isupper():
            return term
    term = dictionary.exact(skeleton("".join(words)))
    return term if term is not None and _sure(words, term, limits) else None


def misheard(words: Sequence[str], dictionary: Dictionary, limits: Limits) -> Term | None:
    """Return the only term that these words, none of them the term itself, resemble enough."""
    form = skeleton("".join(words))
    if any(ch.isdigit() for ch in form) or len(form) > dictionary.longest + 2:
        return None
    if len(words) == 1:
        return None if ordinary(words[0]) else _nearest(form, dictionary, limits)
    return _sounding(words, form, dictionary, limits) if len(words) <= limits.most_words else None


def ordinary(word: str) -> bool:
    """Say whether a word, or what it is inflected from, is plain English."""
    stem = word.lower().replace("’", "'").removesuffix("'s")
    forms = (stem, stem.removesuffix("s"), stem.removesuffix("ed"), stem.removesuffix("ing"), stem.removesuffix("ly"))
    return len(word) == 1 or any(form in common_words() for form in forms)


def _sure(words: Sequence[str], term: Term, limits: Limits) -> bool:
    """Judge exact letters: ordinary words keep their meaning unless run together they spell a long term.

    "data bricks" and "sales force" are terms misheard, "s o w" is one spelled out, "may be" is none. People's names in
    small letters stay as they are: nothing is gained by a capital.
    """
    if len(words) == 1:
        return not term.person and not ordinary(words[0])
    written_so = len(term.written.split()) == len(words)
    spelled = bool(letters_said(words))
    return not term.person and (
        written_so or spelled or len(term.skeleton) >= limits.long_term or not all(ordinary(word) for word in words)
    )


def _nearest(form: str, dictionary: Dictionary, limits: Limits) -> Term | None:
    """Return the only term within the allowed distance of one odd word; with a runner-up, nothing is certain."""
    limit = errors_allowed(len(form))
    if not limit:
        return None
    near = ((distance(form, term.skeleton, limit), term.written, term) for term in dictionary.near(form))
    scored = sorted((n for n in near if n[0] <= min(limit, errors_allowed(len(n[1])))), key=lambda n: n[:2])
    if not scored or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return None
    edits, _, term = scored[0]
    if not edits:
        return None
    if term.person:
        return term if _same_person(form, term.skeleton, edits, limits) else None
    same_sound = sound(form) == sound(term.skeleton)
    return term if same_sound or (len(term.skeleton) >= limits.long_guess and form[0] == term.skeleton[0]) else None


def _same_person(form: str, name: str, edits: int, limits: Limits) -> bool:
    """Maria is not Marta: a name must sound the same, or be long and differ inside."""
    inside = form[0] == name[0] and form[-1] == name[-1]
    return sound(form) == sound(name) or (edits == 1 and len(form) >= limits.long_name and inside)


def _sounding(words: Sequence[str], form: str, dictionary: Dictionary, limits: Limits) -> Term | None:
    """Return the only term that sounds like several words, of which at least one is not among the most frequent."""
    if not any(word.lower() not in frequent_words() and len(word) >= limits.short_word for word in words):
        return None
    if any(len(word) > 1 and dictionary.exact(skeleton(word)) and not ordinary(word) for word in words):
        return None
    heard = joined_sound(words)
    scored = []
    for term in dictionary.alike(heard):
        wrong = distance(heard, sound(term.skeleton), 1)
        like = similarity(form, term.skeleton)
        alike = wrong <= 1 and like >= (limits.near_sound if wrong else limits.same_sound)
        if alike and _shaped(words, term, wrong):
            scored.append((wrong, -like, term.written, term))
    best = sorted(scored, key=lambda s: s[:3])[:2]
    if not best or (len(best) > 1 and best[0][:2] == best[1][:2]):
        return None
    return best[0][3]


def _shaped(words: Sequence[str], term: Term, wrong: int) -> bool:
    """Ask that a term of several words is heard as many, and that a frequent word at an edge is a piece of the term.

    With such a word the sounds must all agree: "fair point" is not SharePoint.
    """
    first, last = words[0].lower(), words[-1].lower()
    begins, ends = first in frequent_words(), last in frequent_words()
    if (begins or ends) and wrong:
        return False
    pieces = (not begins or term.skeleton.startswith(first)) and (not ends or term.skeleton.endswith(last))
    return pieces and len(term.written.split()) in {1, len(words)}
