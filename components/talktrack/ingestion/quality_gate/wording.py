"""What a text is made of: words in any script, letters, damage, and turns that repeat each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import category

from talktrack.core.conversation import Turn

REPEATABLE_WORDS = 4
CHARACTERS_PER_WORD = 2
LONG_WORD = 20  # characters
LINK = "://"
LONGEST_LINK = 8000  # what every server should take in a request line (RFC 9112, section 3)
LAST_PLAIN = "\u02ff"
DAMAGED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]")
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"\w+")


def count_words(text: str) -> int:
    """Count words; scripts that put no space between words count one for every two characters."""
    spaced = len(text.split())
    return spaced if text.isascii() else spaced + len(UNSPACED.findall(text)) // CHARACTERS_PER_WORD


def spoken_length(text: str) -> int:
    """Return how many words a turn takes to say; what holds hardly a space is no single word."""
    return max(count_words(text), len(text) // LONG_WORD)


def longest_run(text: str) -> int:
    """Return the most characters that follow each other without a space, in scripts that put spaces between words.

    Links do not count: those that a mail filter rewrote often have more than a thousand.
    """
    spaced = text if text.isascii() else UNSPACED.sub(" ", text)
    return max((len(run) for run in spaced.split() if not _is_link(run)), default=0)


def _is_link(run: str) -> bool:
    return LINK in run and len(run) <= LONGEST_LINK


def letter_share(text: str) -> float:
    """Return the share of letters, and of the marks that complete them in some scripts, among what is no space."""
    visible = "".join(text.split())
    letters = sum(map(str.isalpha, visible))
    if not visible.isascii():
        letters += sum(category(character)[0] == "M" for character in visible if character > LAST_PLAIN)
    return share(letters, len(visible))


def damaged_share(text: str) -> float:
    """Return the share of characters that only a wrong encoding leaves."""
    return share(len(DAMAGED.findall(text)), len(text))


def repeated_share(turns: Iterable[Turn]) -> float:
    """Return the share of longer turns that say word for word what an earlier turn said; "yes" may recur."""
    normal = (" ".join(_WORD.findall(turn.text.lower())) for turn in turns)
    longer = [text for text in normal if text.count(" ") + 1 >= REPEATABLE_WORDS]
    return share(len(longer) - len(set(longer)), len(longer))


def share(part: float, whole: float) -> float:
    """Return part over whole, 0 of nothing."""
    return part / whole if whole else 0.0
