"""Report pages: whole in themselves, harmless whatever the data says, the same bytes for the same input."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from talktrack.engines.reports import (
    Band,
    BarPlot,
    Block,
    Facts,
    Heading,
    Histograms,
    Intervals,
    LinePlot,
    TableBlock,
    Text,
    page,
)

LOADING = {"src", "href", "xlink:href", "data", "action", "poster", "srcset", "rdf:resource"}
EVIL = "<script>alert('x')</script>"
ALL: list[Block] = [
    Heading("What happened"),
    Text("Ten calls were read."),
    Facts({"read": 10, "share": 0.25, "state": "good"}),
    TableBlock(("step", "rows"), [("clean", 1234), ("redact", 0.5)]),
    LinePlot("Loss", {"train": ([1, 2, 3], [3.0, 2.0, 1.5]), "held out": ([1, 3], [3.1, 1.7])}, "step", "loss"),
    LinePlot("Weight", {"candidate": ([0, 1, 2], [5, 10, 10])}, "minutes", "percent", steps=True),
    Band("Errors", [0, 1, 2], [0.3, 0.2, 0.1], [-1, -0.5, -0.2], [2, 0.9, 0.4], "minutes", "points"),
    BarPlot("Reasons", ["too short", "no consent"], [4, 2], "rows", limit=3),
    Intervals("Better?", ["roleplay", "coach"], [0.1, 0.0], [0.0, -0.2], [0.2, 0.2], "difference"),
    Histograms("Length", [0, 1, 2], {"then": [3, 4], "now": [1, 9]}, "minutes"),
]


class Elements(HTMLParser):
    """Collects tags, attributes and text as a browser would see them."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag and what it says."""
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        """Remember text."""
        self.text.append(data)


def _evil() -> list[Block]:
    return [
        Heading(EVIL),
        Text(EVIL),
        Facts({EVIL: EVIL}),
        TableBlock((EVIL,), [(EVIL,)]),
        LinePlot(EVIL, {EVIL: ([1], [1]), "other": ([1], [2])}, EVIL, EVIL),
        Band(EVIL, [1], [1], [0], [2], EVIL, EVIL),
        BarPlot(EVIL, [EVIL], [1], EVIL),
        Intervals(EVIL, [EVIL], [0], [0], [1], EVIL),
        Histograms(EVIL, [0, 1], {EVIL: [1]}, EVIL),
    ]


def test_every_kind_of_block_is_drawn() -> None:
    """Six plots, one table, three cards."""
    tags = Elements(page("Run", ALL)).tags

    assert (tags.count("svg"), tags.count("table"), tags.count("b")) == (6, 1, 3)


def test_numbers_are_shown_for_people() -> None:
    """Thousands are separated, floats are short."""
    text = Elements(page("Run", [Facts({"a": 1234567, "b": 0.123456, "c": 2500.0, "d": True})])).text

    assert [part for part in text if part.strip()][-8::2] == ["1,234,567", "0.123", "2,500", "True"]


@pytest.mark.parametrize(("value", "shown"), [(float("nan"), "nan"), (float("inf"), "inf"), (0.0, "0"), (-1.0, "-1")])
def test_numbers_that_are_none_are_shown_too(value: float, shown: str) -> None:
    """A page about a broken run must not break."""
    assert f"<b>{shown}</b>" in page("Run", [Facts({"loss": value})])


def test_nothing_of_the_data_becomes_markup() -> None:
    """Not in text, not in tables, not in plots."""
    elements = Elements(page(EVIL, _evil()))

    assert "script" not in elements.tags
    assert not [name for name, _ in elements.attributes if name.startswith("on")]


def test_nothing_of_the_data_is_lost() -> None:
    """What was escaped is readable again."""
    assert sum(EVIL in part for part in Elements(page(EVIL, _evil())).text) >= 8


@pytest.mark.parametrize("label", ["$5 or $6", "$\\frac$", "a_b^c", "100 %", "ünï 😀", "", "x\ny"])
def test_labels_are_text_not_formulas(label: str) -> None:
    """Plots do not take prices for mathematics."""
    assert "<svg" in page("Run", [BarPlot(label, [label], [1.0], label)])


def test_the_page_opens_without_a_network() -> None:
    """It points nowhere but at itself; addresses in it are names of namespaces."""
    document = page("Run", ALL)
    pointing = [value for name, value in Elements(document).attributes if name in LOADING]
    named = [value for name, value in Elements(document).attributes if "://" in value and not name.startswith("xmlns")]

    assert [value for value in pointing if not value.startswith("#")] == []
    assert named == []
    assert "@import" not in document
    assert [target for target in re.findall(r"url\(([^)]*)\)", document) if not target.startswith("#")] == []


def test_the_same_input_gives_the_same_bytes() -> None:
    """Pages can be compared and stored by content."""
    assert page("Run", ALL) == page("Run", ALL)


@pytest.mark.parametrize(
    "block",
    [
        TableBlock(("a",), []),
        Facts({}),
        LinePlot("Loss", {}),
        LinePlot("Loss", {"train": ([], [])}),
        Band("Errors", [], [], [], []),
        BarPlot("Reasons", [], []),
        Intervals("Better?", [], [], [], []),
        Histograms("Length", [0, 1]),
        Histograms("Length", [0, 1], {"now": [0]}),
    ],
)
def test_blocks_without_data_are_drawn(block: Block) -> None:
    """An empty run has a page too."""
    assert page("Run", [block]).endswith("</body></html>")


def test_many_series_are_drawn() -> None:
    """More than there are colours."""
    series = {f"s{n}": [1.0] for n in range(9)}

    assert "s8" in page("Run", [Histograms("Length", [0, 1], series)])
