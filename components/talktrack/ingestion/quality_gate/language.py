"""Guesses a language by its script or its most frequent small words; enough for a gate; None when unsure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import msgspec

MIN_HITS = 5
MIN_DIFFERENT = 3  # "um" alone, however often, is no German
LEAD = 1.5
LOOK_CHARACTERS = 20_000
FOREIGN_SHARE = 0.5
FEWEST_LETTERS = 20

SCRIPTS: Mapping[str, tuple[str, str]] = {
    "und-Cyrl": ("\u0400-\u052f", "ru uk be bg sr mk kk ky mn"),
    "und-Grek": ("\u0370-\u03ff", "el"),
    "und-Hebr": ("\u0590-\u05ff", "he yi"),
    "und-Arab": ("\u0600-\u06ff\u0750-\u077f", "ar fa ur ps"),
    "und-Deva": ("\u0900-\u097f", "hi mr ne sa"),
    "und-Beng": ("\u0980-\u09ff", "bn as"),
    "und-Taml": ("\u0b80-\u0bff", "ta"),
    "und-Thai": ("\u0e00-\u0e7f", "th"),
    "und-Kore": ("\uac00-\ud7af\u1100-\u11ff", "ko"),
    "und-Jpan": ("\u3040-\u30ff", "ja"),
    "und-Hans": ("\u3400-\u9fff", "zh ja"),
}

# What people of many languages utter while they think: it belongs to none.
_UTTERED = "um umm uh uhm uhh er erm err ah ahh eh hm hmm mm mmm mhm oh ooh äh ähm öh euh"
SOUNDS = frozenset(_UTTERED.split())

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SCRIPTS = {code: re.compile(f"[{letters}]") for code, (letters, _) in SCRIPTS.items()}


def spoken(text: str, told: str | None) -> str | None:
    """Return the language of a text: as the source tells, unless that language is not written in the text's script.

    A text without a word, such as "Um, uh, 42.", is in no language, whatever the source tells.
    """
    if not _says(text):
        return None
    script = None if text.isascii() else _script(text[:LOOK_CHARACTERS])
    if script and told not in SCRIPTS[script][1].split():
        return script
    return told or guess(text)


def only_sounds(text: str) -> bool:
    """Tell whether people only think aloud in a text ("um uh um"), so that nothing is said."""
    return not _says(text) and _WORD.search(text) is not None


def guess(text: str) -> str | None:
    """Return the language, ``und-`` and the script of languages that share one, or None.

    A language is told by its small words where several of them occur and they clearly lead.
    """
    seen = text[:LOOK_CHARACTERS]
    if not seen.isascii() and (script := _script(seen)):
        return script
    words = Counter(_WORD.findall(seen.lower()))
    hits = sorted(((sum(words[word] for word in small), code) for code, small in _stop_words().items()), reverse=True)
    (best, code), (second, _) = hits[:2]
    different = len(words.keys() & _stop_words()[code])
    return code if best >= MIN_HITS and best >= LEAD * second and different >= MIN_DIFFERENT else None


def accepted(languages: Iterable[str]) -> list[str]:
    """Return the codes that `guess` may give to the accepted languages: themselves, and the scripts they use."""
    wanted = list(languages)
    return wanted + [code for code, (_, users) in SCRIPTS.items() if set(wanted) & set(users.split())]


def _says(text: str) -> bool:
    return any(found[0] not in SOUNDS for found in _WORD.finditer(text[:LOOK_CHARACTERS].lower()))


def _script(text: str) -> str | None:
    """Return the script of most letters, where it is not Latin; kana tell Japanese from Chinese."""
    letters = sum(map(str.isalpha, text))
    if letters < FEWEST_LETTERS:
        return None
    counted = {code: len(pattern.findall(text)) for code, pattern in _SCRIPTS.items()}
    if sum(counted.values()) < FOREIGN_SHARE * letters:
        return None
    return "und-Jpan" if counted["und-Jpan"] else max(counted, key=lambda code: counted[code])


@cache
def _stop_words() -> dict[str, frozenset[str]]:
    data = files(__package__).joinpath("stop_words.json").read_bytes()
    return {code: frozenset(words.split()) for code, words in msgspec.json.decode(data, type=dict[str, str]).items()}
