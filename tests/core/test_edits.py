"""Edits: whatever a step rewrites can be undone to the letter."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.conversation import Edit
from talktrack.core.edits import Replacement, rewrite, undo, with_rewrites
from tests.samples import call, turn

TEXTS = st.text(max_size=40)


@st.composite
def changes(draw: st.DrawFn, text: str) -> list[Replacement]:
    """Draw replacements of one text that do not overlap."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    spans = zip(cuts[::2], cuts[1::2], strict=False)
    return [Replacement(start, end, draw(TEXTS), "drawn") for start, end in spans]


def test_replacements_refer_to_the_text_as_it_was() -> None:
    """Their order does not matter and lengths may change."""
    text, edits = rewrite(0, "um so we start", [Replacement(6, 8, "they", "who"), Replacement(0, 3, "", "filler")])

    assert text == "so they start"
    assert edits == [
        Edit(turn=0, start=6, end=10, before="we", reason="who"),
        Edit(turn=0, start=0, end=0, before="um ", reason="filler"),
    ]


def test_an_insertion_and_a_replacement_may_share_a_place() -> None:
    """What is inserted comes before what is replaced."""
    change = [Replacement(0, 0, "Dear ", "greeting"), Replacement(0, 3, "Robert", "name")]

    assert rewrite(0, "Bob!", change)[0] == "Dear Robert!"
    assert rewrite(0, "Bob!", change[::-1])[0] == "Dear Robert!"


@given(st.data())
def test_undo_restores_the_text_as_read(data: st.DataObject) -> None:
    """Two steps rewrite two turns each; undoing all edits gives the first text back."""
    before = call([turn("s1", data.draw(TEXTS)), turn("s2", data.draw(TEXTS))])
    after = before
    for _ in range(2):
        after = with_rewrites(after, {n: data.draw(changes(after.turns[n].text)) for n in range(2)})

    assert before.turns == undo(after)


def test_nothing_to_rewrite_changes_nothing() -> None:
    """No replacements leave the record as it is."""
    assert call() == with_rewrites(call(), {0: []})


def test_other_fields_of_a_turn_stay() -> None:
    """Only the text is rewritten."""
    changed = with_rewrites(call(), {0: [Replacement(0, 5, "Hi", "shorter")]})

    assert changed.turns[0] == msgspec.structs.replace(call().turns[0], text="Hi" + call().turns[0].text[5:])
