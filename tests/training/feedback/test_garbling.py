"""Text in the wrong encoding."""

from __future__ import annotations

import pytest

from talktrack.training.feedback.garbling import is_garbled


@pytest.mark.parametrize(
    "text", ["Schön, für 5 €.", "naïve café", "“Quoted” — so.", "Ça va?", "全部", "cut \ufffd", ""]
)
def test_text_that_somebody_wrote(text: str) -> None:
    """Accents, typographic marks, other scripts, and an emoji that was cut in two at the end."""
    assert not is_garbled(text)


@pytest.mark.parametrize(
    "text", ["Schön".encode().decode("cp1252"), "Sch\ufffdn", "a\x00b", "\x93Quoted\x94", "a\x1bb"]
)
def test_text_that_was_misread(text: str) -> None:
    """UTF-8 taken for Windows-1252, lost characters, and control characters."""
    assert is_garbled(text)
