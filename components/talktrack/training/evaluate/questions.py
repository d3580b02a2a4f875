"""What a prompt asks: the line that the answer follows; `core.prompts` writes those lines."""

from __future__ import annotations

import re

_MARKERS = re.compile(r"<\|[a-z]+\|>|^question: ")


def asked(prompt: str) -> str:
    """Return the last line of a prompt that says something: the turn, or the question, to be answered."""
    for line in reversed(prompt.splitlines()):
        text = _MARKERS.sub(" ", line).strip()
        if text:
            return text
    return ""
