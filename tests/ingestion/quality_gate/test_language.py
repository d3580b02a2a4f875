"""A language is told by script or small words, and the source is believed unless the script contradicts it."""

from __future__ import annotations

import pytest

from talktrack.ingestion.quality_gate.language import accepted, guess, spoken

RUSSIAN = "Мы получили новый договор на прошлой неделе"
JAPANESE = "先週の会議で新しい契約を確認しましたので、お送りします"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (RUSSIAN, "und-Cyrl"),
        (JAPANESE, "und-Jpan"),
        ("我们上周收到了新的合同但是还没有确认价格和交货时间", "und-Hans"),
        ("지난주에 새로운 계약서를 받았지만 아직 확인하지 못했습니다", "und-Kore"),
        ("Nie, to jest w porządku, ale na razie nie mam do tego czasu i co z tym zrobić, jak już jest za późno", "pl"),
        ("Det är inte så lätt, men jag tror att vi har det som ni vill ha och det är bra", "sv"),
        ("😀😀😀", None),
        ("Um, um, um, er, um, um, er, um.", None),
        ("", None),
    ],
)
def test_a_language_is_guessed(text: str, language: str | None) -> None:
    """Scripts that several languages share have a code of their own."""
    assert guess(text) == language


@pytest.mark.parametrize(
    ("text", "told", "language"),
    [
        (RUSSIAN, "en", "und-Cyrl"),
        (RUSSIAN, "bg", "bg"),
        (JAPANESE, "ja", "ja"),
        ("Wir haben das und es ist nicht die Welt", "en", "en"),
        ("hello", None, None),
        ("Um uh um. Uh, 42?", "de", None),
        ("", "de", None),
    ],
)
def test_the_source_is_believed_unless_the_script_contradicts(
    text: str, told: str | None, language: str | None
) -> None:
    """Platforms call every call English."""
    assert spoken(text, told) == language


def test_an_accepted_language_accepts_its_script() -> None:
    """Whoever takes Bulgarian takes a text of which only the script is known."""
    assert (accepted(["en"]), accepted(["en", "bg"])) == (["en"], ["en", "bg", "und-Cyrl"])
