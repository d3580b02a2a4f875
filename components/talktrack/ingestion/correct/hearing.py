"""Was a term meant where these words stand? The noisy channel: the words as English against the term, misheard.

All is in bits. The words: how unlikely English is to say them between their neighbours. The term: how seldom it is said
at any one place, and how improbable it is to hear these sounds for it. The difference is the evidence that the term was
meant: odds of two to the power of it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from talktrack.ingestion.correct.confusion import confusion
from talktrack.ingestion.correct.dictionary import Term
from talktrack.ingestion.correct.english import english
from talktrack.ingestion.correct.numbers import NUMBERS
from talktrack.ingestion.correct.tokens import is_letter

LONG_WINDOW = 3


@dataclass(frozen=True)
class Limits:
    """What is assumed of speech, and how much evidence is asked: in bits, unless it says otherwise.

    Terms: `own` and `foreign` say how seldom one is misheard at any one place, `said` what it gains where the
    conversation has it in its right form; with more than `many` own terms, each is the more seldom.
    Words: `name` bounds how unlikely a capitalised one counts (it may be anybody's name), `shared` one that the term
    has too, `noun` what a pair of words may owe to a noun's being there. `frequent` parts frequent from rare ones;
    `beside` is what a frequent one loses when it could have been said beside the term, `alone` what a single English
    one does; one below `rare_alone` is left alone.
    Evidence: `evidence` is what is asked, for sayings shorter than `short` sounds more for each sound missing, in
    unknown words less so; `lead` is what the best guess must be ahead of another; `same_letters` what they are worth.
    Confusion: a sound of a saying of n sounds may cost `sounds` + `sound` * n, at most `most_per_sound`; `strictness`
    is the share of that where three or more words are all frequent.
    """

    own: float = 12.0
    foreign: float = 21.0
    said: float = 3.0
    many: int = 128
    name: float = 16.0
    shared: float = 8.0
    noun: float = 2.0
    frequent: float = 12.0
    beside: float = 4.0
    alone: float = 2.0
    rare_alone: float = 13.0
    evidence: float = 2.5
    short: int = 6
    per_missing_sound: float = 2.0
    per_missing_sound_unknown: float = 0.8
    lead: float = 2.0
    same_letters: float = 6.0
    sound: float = 0.12
    sounds: float = 0.4
    most_per_sound: float = 1.5
    strictness: float = 0.6

    def among(self, own_terms: int) -> Limits:
        """Return the limits for a tenant with so many terms of its own."""
        return replace(self, own=self.own + math.log2(max(1.0, own_terms / self.many)))

    def least_evidence(self, said: str, *, english: bool) -> float:
        """Return the evidence that is asked for a saying: short ones are met by chance, in English words above all."""
        missing = max(0, self.short - len(said))
        return self.evidence + missing * (self.per_missing_sound if english else self.per_missing_sound_unknown)

    def most_confusion(self, said: str) -> float:
        """Return what a saying may be confused at most: short ones must be heard nearly right."""
        return len(said) * min(self.sounds + self.sound * len(said), self.most_per_sound)


class Window(NamedTuple):
    """Words in a row as they were heard, in small letters, with those around them ("" at the edge of a clause)."""

    words: tuple[str, ...]
    sounds: tuple[str, ...]
    before: str
    after: str
    named: bool


@dataclass(frozen=True)
class Guess:
    """A term that may have been meant, with the evidence for it in bits.

    `rank` compares guesses that share words: a frequent word at the side was rather said beside the term.
    """

    term: Term
    bits: float
    rank: float

    @property
    def confidence(self) -> float:
        """Return the probability that the term was meant."""
        return 1.0 / (1.0 + math.exp2(-self.bits))


def unlikely(window: Window, limits: Limits) -> float:
    """Return the bits of words between their neighbours."""
    words = window.words
    inside = sum(english().association(*joint) for joint in pairwise(words))
    borders = _border(window.before, words[0], limits) + _border(words[-1], window.after, limits)
    return sum(_rare(window, word, limits) for word in words) - inside - borders


def _rare(window: Window, word: str, limits: Limits) -> float:
    bits = english().bits(word)
    return min(bits, limits.name) if window.named else bits


def shared(window: Window, term: Term, limits: Limits) -> float:
    """Return the bits of words that the term has too: they say little for it."""
    pieces = pieces_of(term)
    return sum(max(0.0, _rare(window, word, limits) - limits.shared) for word in window.words if word in pieces)


def _border(left: str, right: str, limits: Limits) -> float:
    """Return how well words go together beyond what is due to a term, a noun, in their place."""
    if not left or not right:
        return 0.0
    association = english().association(left, right)
    return max(association - limits.noun, min(association, 0.0))


@cache
def pieces_of(term: Term) -> frozenset[str]:
    """Return the small-letter words of a term that is written as several."""
    words = term.written.lower().split()
    return frozenset(words if len(words) > 1 else ())


def seldom(term: Term, said: Collection[str], limits: Limits) -> float:
    """Return the bits of a term being misheard at any one place, in a conversation that has said some terms."""
    return (limits.own if term.own else limits.foreign) - (limits.said if term.written in said else 0.0)


def guesses(window: Window, near: Iterable[tuple[Term, str]], said: Collection[str], limits: Limits) -> Iterator[Guess]:
    """Yield those of the near terms, each with the saying it is near by, for which there is evidence enough.

    Letters said one by one are no guess: they are the term's letters, or they are others.
    """
    words = window.words
    if all(len(word) == 1 for word in words):
        return
    plain = all(map(english().knows, words))
    if plain and len(words) == 1 and english().bits(words[0]) < limits.rare_alone:
        return
    base = unlikely(window, limits) - (limits.alone if plain and len(words) == 1 else 0.0)
    strictness = limits.strictness if _is_plain_talk(words, limits) else 1.0
    numbers = sum(word in NUMBERS for word in words)
    for term, meant in near:
        evidence = base - shared(window, term, limits) - seldom(term, said, limits)
        most = min(evidence - limits.least_evidence(meant, english=plain), strictness * limits.most_confusion(meant))
        if most <= 0 or (numbers and _counts(window, numbers, term)):
            continue
        wrong = confusion(window.sounds, meant, most)
        if wrong < most:
            rank = _explained(words, limits) - seldom(term, said, limits) - wrong
            yield Guess(term, evidence - wrong, rank)


def _is_plain_talk(words: Sequence[str], limits: Limits) -> bool:
    """Say whether several words in a row are all frequent: such strings are met everywhere, and sound like anything."""
    return len(words) >= LONG_WINDOW and all(
        english().bits(word) < limits.frequent and not is_letter(word) for word in words
    )


def _explained(words: Sequence[str], limits: Limits) -> float:
    """Return what a term gains by explaining these words and not fewer: rare words ask for it, frequent ones do not.

    Among letters that are said one by one, "a" and "i" are letters too.
    """
    bits = (english().bits(word) - limits.frequent for word in words if len(word) > 1)
    letters = sum(len(word) == 1 for word in words) if any(map(is_letter, words)) else 0
    return sum(rare if rare > 0 else -limits.beside for rare in bits) + limits.beside * letters


def _counts(window: Window, numbers: int, term: Term) -> bool:
    """Say whether number words are numbers: among other numbers, before a unit, or where no product is likely."""
    if any(letter.isdigit() for letter in term.written):
        return False
    around = {window.before, window.after}
    return numbers > 1 or not term.own or len(window.words) == 1 or not NUMBERS.isdisjoint(around)
