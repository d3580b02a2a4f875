"""What a redactor finds, as text and kind."""

from __future__ import annotations

from talktrack.core.ports import Redactor


def found(redactor: Redactor, text: str, *names: str) -> list[tuple[str, str]]:
    """Return what is found in a text, with its kind."""
    [spans] = redactor.find([text], names)
    return [(text[span.start : span.end], span.kind) for span in spans]
