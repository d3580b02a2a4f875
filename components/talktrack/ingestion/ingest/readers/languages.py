"""Languages as sources write them."""

from __future__ import annotations

# What Whisper's service calls the languages that our gate may be asked to accept.
_NAMED = {
    "english": "en",
    "german": "de",
    "french": "fr",
    "spanish": "es",
    "italian": "it",
    "dutch": "nl",
    "portuguese": "pt",
    "japanese": "ja",
}
_CODE_CHARACTERS = 2


def two_letters(language: str | None) -> str | None:
    """Return the two-letter code of ``en``, ``en-US``, ``en_US`` or ``english``; None for anything else."""
    first = (language or "").strip().lower().replace("_", "-").split("-")[0]
    return first if len(first) == _CODE_CHARACTERS and first.isalpha() else _NAMED.get(first)
