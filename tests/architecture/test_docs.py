"""The generator: what stands between markers is the code's, everything else is ours."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.docs import fill, layout, main, parameters, refreshed, table, tables
from tests.architecture.steps import HOUSE, ROOT

PAGE = "# Title\n\n<!-- numbers -->\nold\n<!-- /numbers -->\n\nBy hand.\n"


def test_only_what_stands_between_the_markers_is_replaced() -> None:
    """Hand-written text before and after stays."""
    assert fill(PAGE, "numbers", "new") == "# Title\n\n<!-- numbers -->\n\nnew\n\n<!-- /numbers -->\n\nBy hand.\n"


def test_filling_twice_is_once() -> None:
    """A fresh page is not stale."""
    once = fill(PAGE, "numbers", "new")

    assert fill(once, "numbers", "new") == once


def test_a_page_without_markers_stays() -> None:
    """Also one whose closing marker is missing."""
    assert fill("By hand.", "numbers", "new") == "By hand."
    assert fill("<!-- numbers -->\nBy hand.", "numbers", "new") == "<!-- numbers -->\nBy hand."


def test_a_bar_in_a_cell_is_no_border() -> None:
    """Descriptions may say a|b."""
    assert table(("a", "b"), [("1|2", "3")]) == "| a | b |\n| --- | --- |\n| 1\\|2 | 3 |"


def test_parameters_come_from_signature_and_docstring() -> None:
    """Artifacts say their direction, parameters their default."""
    text = parameters(HOUSE / "ingestion" / "embed")

    assert "| `conversations` | Dataset (input) |  | Redacted conversations. |" in text
    assert "| `topic_words` | int | `120` | Usual length of a topic, in words; its own length is found. |" in text


def test_tables_and_layout_name_what_is_there() -> None:
    """One line per table, one per package."""
    assert "| `quarantine` | `id` | raw | index |" in tables()
    assert "core/" in layout()


def test_every_page_is_fresh() -> None:
    """`make docs` writes them; this is what `make lint` asks."""
    assert [str(file.relative_to(ROOT)) for file, _ in refreshed()] == []


def test_checking_one_page_says_nothing_about_others(tmp_path: Path) -> None:
    """A page that is none of ours is never stale."""
    assert main(["--check", str(tmp_path / "none.md")]) == 0
