"""Many phrases are found in one pass: whole words, any case, the leftmost and longest."""

from __future__ import annotations

import pytest

from talktrack.ingestion.correct.phrases import Phrases

PHRASES = Phrases([("Power BI", 1), ("power", 2), ("BI tool", 3), ("s s o", 4), ("Ünit", 5)])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("POWER BI tool", [("POWER BI", 1)]),
        ("power-bi, and Power.", [("power-bi", 1), ("Power", 2)]),
        ("powerful bi tools", []),
        ("bi tool", [("bi tool", 3)]),
        ("S S O or SSO", [("S S O", 4)]),
        ("İstanbul: ünit power", [("ünit", 5), ("power", 2)]),
        ("", []),
    ],
)
def test_phrases_are_whole_words_of_any_case(text: str, found: list[tuple[str, int]]) -> None:
    """Places are those of the text as it is, also where small letters are longer than capitals."""
    assert [(text[hit.start : hit.end], hit.value) for hit in PHRASES.find(text)] == found


def test_no_phrases_find_nothing() -> None:
    """An empty dictionary is one."""
    assert Phrases[int]([]).find("power") == []
