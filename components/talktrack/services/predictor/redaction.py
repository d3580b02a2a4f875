"""Personal data in feedback is replaced by the same typed, keyed tokens as in conversations."""

from __future__ import annotations

from collections.abc import Callable

from talktrack.core.ports import Redactor
from talktrack.core.tokens import Pseudonyms, token


def redactor(finder: Redactor, pseudonyms: Pseudonyms) -> Callable[[str], str]:
    """Return a function that replaces each span found by the tenant's token for it."""

    def redact(text: str) -> str:
        for span in reversed(finder.find([text])[0]):
            text = text[: span.start] + token(pseudonyms, span.kind, text[span.start : span.end]) + text[span.end :]
        return text

    return redact
