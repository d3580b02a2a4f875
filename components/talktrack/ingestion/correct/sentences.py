"""Where sentences end when nobody says so: rules over the words, and how well two of them go together in English.

A weight-free default: it finds the ends of turns, clauses that begin anew with their own subject, questions by their
word order, and the commas after an opening word and before "but". A trained model finds more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from talktrack.ingestion.correct.english import english
from talktrack.ingestion.correct.numbers import NUMBERS

SHORTEST_SENTENCE = 3
LOOSE = 0.5
"""Bits of association above which two words belong to one sentence."""
_SUBJECT_WORDS = "i we you they he she it that's it's we're you're they're i'm i'd i'll i've we'd we'll we've there's"
_QUESTION_WORDS = "what how where when why who which what's how's where's who's"
_AUXILIARY_WORDS = (
    "do does did is are was were can could would will should have has don't doesn't didn't isn't aren't can't couldn't "
    "wouldn't won't haven't hasn't shall may"
)
_OPENING_WORDS = (
    "yes yeah yep no nope okay ok oh well thanks sure right great perfect hi hello hey morning honestly mm-hm uh- "
    "huh mhm hm hmm alright interesting wow agreed exactly absolutely correct fine cool understood definitely"
)
_BRIDGE_WORDS = "so and but because then anyway now look listen"
_OBJECT_SUBJECTS = (
    "i we you they he she it that this there anyone anybody somebody everyone your our the my those these"
)
_CLINGING_WORDS = (
    "a an the my your our their his its this these those of to in on at by for with from into about as than like "
    "and or but if that when while because so where what how who which why before after until since though "
    "although unless i we you he she they who's is are was were be been am do does did has have had will would "
    "can could should may might must not very really just only also even every each any some no more most such "
    "per don't doesn't didn't i'm we're you're they're it's that's i'd i'll i've we'd we'll we've let's think "
    "know say said guess hope sure mean see make let means thought says told tell hear believe feel wish makes "
    "what's how's where's whether"
)
SUBJECTS, QUESTIONS = frozenset(_SUBJECT_WORDS.split()), frozenset(_QUESTION_WORDS.split())
AUXILIARIES, OPENINGS = frozenset(_AUXILIARY_WORDS.split()), frozenset(_OPENING_WORDS.split())
BRIDGES, CLINGING = frozenset(_BRIDGE_WORDS.split()), frozenset(_CLINGING_WORDS.split())
MEASURES = frozenset({"about", "many", "much", "long", "often"})
PAUSED = frozenset({"but", "plus", "because", "which", "although", "though", "unless"})
ASKED = frozenset(_OBJECT_SUBJECTS.split())


def marks(words: Sequence[str]) -> list[str]:
    """Return the mark behind each small-letter word of a turn: "", a comma, a full stop or a question mark."""
    found = [""] * len(words)
    began = 0
    for place in range(len(words) - 1):
        if _ends(words, began, place):
            found[place] = _final(words[began : place + 1])
            began = place + 1
        elif _pauses(words, began, place):
            found[place] = ","
    if words:
        found[-1] = _final(words[began:])
    return found


def _ends(words: Sequence[str], began: int, place: int) -> bool:
    """Say whether a sentence that began at a word ends after another."""
    left, right = words[place], words[place + 1]
    if left in OPENINGS and place == began and _begins(words, place + 1):
        return True
    if place + 1 - began < SHORTEST_SENTENCE or left in CLINGING or _number(left) or _number(right):
        return False
    anew = _begins(words, place + 1) or (right == "so" and _begins(words, place + 2))
    return anew and english().association(left, right) < LOOSE


def _begins(words: Sequence[str], place: int) -> bool:
    """Say whether a sentence may begin at a word: with a subject, an opening word or a question."""
    if place >= len(words):
        return False
    return words[place] in SUBJECTS or words[place] in OPENINGS or _asks(words[place : place + 3])


def _pauses(words: Sequence[str], began: int, place: int) -> bool:
    """Say whether a comma follows: after an opening word, before "but" and before "and" with a subject of its own."""
    left, right = words[place], words[place + 1]
    if left in OPENINGS and place == began:
        return left != "thanks" and right not in {"for", "to", "of"}
    if _number(left) or place + 1 - began < SHORTEST_SENTENCE - 1 or left in CLINGING:
        return False
    return right in PAUSED or (right in BRIDGES and place + 2 < len(words) and words[place + 2] in SUBJECTS)


def _final(sentence: Sequence[str]) -> str:
    for start in _beginnings(sentence):
        if _asks(sentence[start:]):
            return "?"
    return "."


def _beginnings(sentence: Sequence[str]) -> Iterator[int]:
    """Yield where the sentence proper may begin: at once, or after opening words and bridges."""
    yield 0
    for place, word in enumerate(sentence[:4]):
        if word not in OPENINGS and word not in BRIDGES:
            return
        yield place + 1


def _asks(words: Sequence[str]) -> bool:
    """Say whether words have the order of a question."""
    if len(words) == 1 or not words:
        return False
    if words[0] in QUESTIONS:
        return words[1] in AUXILIARIES or words[0].endswith("'s") or words[1] in MEASURES
    return words[0] in AUXILIARIES and words[1] in ASKED


def _number(word: str) -> bool:
    return word in NUMBERS or any(letter.isdigit() for letter in word)
