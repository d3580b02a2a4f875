"""The outline: one text of which every part knows where it comes from."""

from __future__ import annotations

from talktrack.ingestion.embed.outline import outline
from tests.samples import call, turn


def test_silent_turns_are_left_out() -> None:
    """What is spoken keeps its place in the conversation."""
    laid_out = outline(call([turn("s1", " "), turn("s2", "Yes. No."), turn("s1", ""), turn("s2", "Fine.")]))

    assert (laid_out.text, laid_out.turns) == ("Yes. No.\nFine.", [1, 3])
    assert [laid_out.text[start:end] for start, end in laid_out.sentences] == ["Yes.", "No.", "Fine."]
    assert laid_out.firsts == [0, 2, 3]


def test_silent_turns_belong_to_what_was_said_before() -> None:
    """Those at the beginning to what comes first, so that no turn is outside of all spans."""
    laid_out = outline(call([turn("s1", " "), turn("s2", "Yes."), turn("s1", ""), turn("s2", "Fine."), turn("s1", "")]))

    assert [laid_out.places(0, 1), laid_out.places(1, 2), laid_out.places(0, 2)] == [(0, 3), (3, 5), (0, 5)]


def test_a_turn_without_a_sentence_is_one() -> None:
    """Signs alone are something that was said."""
    laid_out = outline(call([turn("s1", "..."), turn("s2", "🙂🙂")]))

    assert len(laid_out.sentences) == 2


def test_gapless_spans_are_the_whole_text() -> None:
    """No token between two sentences gets lost."""
    laid_out = outline(call([turn("s1", "Yes.  No. "), turn("s2", "Fine.")]))

    assert "".join(laid_out.text[start:end] for start, end in laid_out.gapless) == laid_out.text
