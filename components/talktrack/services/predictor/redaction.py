"""Personal data in feedback is replaced by the same typed, keyed tokens as in conversations."""

from __future__ import annotations

from collections.abc import Callable

from talktrack.core.ports import Redactor


def redactor(finder: Redactor, pseudonym: Callable[[str, str], str]) -> Callable[[str], str]:
    """Return a function that replaces each span found by ``[KIND:token]``."""

    def redact(text: str) -> str:
        for span in reversed(finder.find([text])[0]):
            token = pseudonym(span.kind, text[span.start : span.end])
            text = f"{text[: span.start]}[{span.kind}:{token}]{text[span.end :]}"
        return text

    return redact
