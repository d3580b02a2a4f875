"""Text that was read in another encoding than it was written in: nobody should learn from it."""

from __future__ import annotations

import re

REPLACED = "\N{REPLACEMENT CHARACTER}"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def is_garbled(text: str) -> bool:
    """Tell whether a text holds control characters, lost ones, or UTF-8 that was taken for Windows-1252.

    A lost character at the very end is forgiven: programs that cut texts to a length cut emojis in two.
    """
    if text.isascii():
        return bool(_CONTROL.search(text))
    return bool(_CONTROL.search(text)) or REPLACED in text.rstrip(REPLACED) or _is_utf8_misread(text)


def _is_utf8_misread(text: str) -> bool:
    """Tell whether the bytes of a text in Windows-1252 are UTF-8, as those of ``cafÃ©`` are and of no real word."""
    try:
        text.encode("cp1252").decode()
    except (UnicodeEncodeError, UnicodeDecodeError):
        return False
    return True
