"""Abbreviations said letter by letter: "kay why see" is KYC."""

from __future__ import annotations

from collections.abc import Sequence

from talktrack.core.vocabulary import common_words

_NAMES = {
    "a": "a ay eh hey",
    "b": "b be bee",
    "c": "c see sea",
    "d": "d dee",
    "e": "e",
    "f": "f eff ef",
    "g": "g gee jee",
    "h": "h aitch haitch",
    "i": "i eye aye",
    "j": "j jay",
    "k": "k kay",
    "l": "l el ell",
    "m": "m em",
    "n": "n en",
    "o": "o oh owe",
    "p": "p pea pee",
    "q": "q queue cue",
    "r": "r are ar our",
    "s": "s ess es",
    "t": "t tea tee",
    "u": "u you",
    "v": "v vee",
    "w": "w",
    "x": "x ex",
    "y": "y why",
    "z": "z zee zed",
}
_LETTER = {name: letter for letter, names in _NAMES.items() for name in names.split()}
SHORTEST = 2


def letters_said(words: Sequence[str]) -> str:
    """Return the letters that words name; empty when they are not all names of letters.

    Mixed capitals are a pronoun in a sentence ("a I"), not a spelling; words that are all plain ones are none either.
    """
    lowered = [word.lower() for word in words]
    letters = [_LETTER.get(word, "") for word in lowered]
    one_case = all(word.islower() for word in words) or all(word.isupper() for word in words)
    if len(words) < SHORTEST or not all(letters) or not one_case:
        return ""
    odd = all(len(word) == 1 for word in lowered) or not common_words().issuperset(lowered)
    return "".join(letters) if odd else ""
