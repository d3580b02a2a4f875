"""Self-contained HTML pages: text, facts, tables and plots (matplotlib, inline SVG). They open without a network."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from textwrap import fill
from typing import Any

Value = str | float | int
Points = tuple[Sequence[float], Sequence[float]]

INK = "#22313f"
PALETTE = ("#2a6f97", "#e07a5f", "#3d8b6d", "#8d5a97", "#c9a227", "#6c757d")
WIDTH_IN = 7.6
HEIGHT_IN = 3.0
LABEL_CHARACTERS = 34
FEW_POINTS = 12


@dataclass(frozen=True)
class Heading:
    """A section's title."""

    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph of plain text."""

    text: str


@dataclass(frozen=True)
class Facts:
    """Names with their values, shown as cards."""

    values: Mapping[str, Value]


@dataclass(frozen=True)
class Links:
    """Names of other pages on the same machine with their paths."""

    targets: Mapping[str, str]


@dataclass(frozen=True)
class TableBlock:
    """A table; numbers are aligned right."""

    headers: Sequence[str]
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True)
class LinePlot:
    """One line per series of (xs, ys); with `steps` each value holds until the next one, from zero up."""

    title: str
    series: Mapping[str, Points]
    x_label: str = ""
    y_label: str = ""
    steps: bool = False


@dataclass(frozen=True)
class Band:
    """A line within its bounds over xs; a horizontal line at `reference`."""

    title: str
    xs: Sequence[float]
    centers: Sequence[float]
    lows: Sequence[float]
    highs: Sequence[float]
    x_label: str = ""
    y_label: str = ""
    reference: float = 0.0


@dataclass(frozen=True)
class BarPlot:
    """Horizontal bars, one per label; `limit` draws a vertical line."""

    title: str
    labels: Sequence[str]
    values: Sequence[float]
    x_label: str = ""
    limit: float | None = None


@dataclass(frozen=True)
class Intervals:
    """A centre with its interval per label; a line at `reference`."""

    title: str
    labels: Sequence[str]
    centers: Sequence[float]
    lows: Sequence[float]
    highs: Sequence[float]
    x_label: str = ""
    reference: float = 0.0


@dataclass(frozen=True)
class Histograms:
    """Overlaid step histograms that share their edges (length n + 1 for n counts)."""

    title: str
    edges: Sequence[float]
    counts: Mapping[str, Sequence[float]] = field(default_factory=dict)
    x_label: str = ""


Block = Heading | Text | Facts | Links | TableBlock | LinePlot | Band | BarPlot | Intervals | Histograms


def page(title: str, blocks: Sequence[Block]) -> str:
    """Return one HTML document; every value is escaped, nothing is loaded from elsewhere."""
    body = "\n".join(_render(block) for block in blocks)
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>\n{body}\n</main></body></html>"
    )


def _render(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h2>{escape(block.text)}</h2>"
    if isinstance(block, Text):
        return f"<p>{escape(block.text)}</p>"
    if isinstance(block, Facts):
        cards = "".join(
            f"<div class='card'><b>{escape(_shown(value))}</b><span>{escape(name)}</span></div>"
            for name, value in block.values.items()
        )
        return f"<div class='cards'>{cards}</div>"
    if isinstance(block, Links):
        items = "".join(f"<li><a href='{escape(path)}'>{escape(name)}</a></li>" for name, path in block.targets.items())
        return f"<ul>{items}</ul>"
    if isinstance(block, TableBlock):
        return _table(block)
    return f"<figure>{_svg(block)}</figure>"


def _table(block: TableBlock) -> str:
    first = block.rows[0] if block.rows else [""] * len(block.headers)
    head = "".join(f"<th{_kind(value)}>{escape(name)}</th>" for name, value in zip(block.headers, first, strict=True))
    rows = "".join(f"<tr>{''.join(_cell(value) for value in row)}</tr>" for row in block.rows)
    return f"<div class='scroll'><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"


def _cell(value: Value) -> str:
    return f"<td{_kind(value)}>{escape(_shown(value))}</td>"


def _kind(value: Value) -> str:
    """Align a number's column right."""
    return "" if isinstance(value, str) else " class='number'"


def _shown(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() and abs(value) >= 1 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _svg(block: LinePlot | Band | BarPlot | Intervals | Histograms) -> str:
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib.figure import Figure

    rows = len(block.labels) if isinstance(block, BarPlot | Intervals) else 0
    with mpl.rc_context(_RC):
        figure = Figure(figsize=(WIDTH_IN, max(HEIGHT_IN, 0.34 * rows + 1.2)), layout="constrained")
        axes = figure.add_subplot()
        _DRAW[type(block)](axes, block)
        figure.suptitle(block.title, x=0.01, ha="left", fontweight="bold")
        axes.set_xlabel(block.x_label)
        target = io.StringIO()
        figure.savefig(target, format="svg", metadata=_NO_METADATA)
    drawn = target.getvalue()
    return drawn[drawn.index("<svg") :]


def _draw_lines(axes: Any, block: LinePlot) -> None:
    for index, (name, (xs, ys)) in enumerate(block.series.items()):
        marker = "o" if len(xs) <= FEW_POINTS else None
        style = {"drawstyle": "steps-post"} if block.steps else {}
        axes.plot(xs, ys, label=name, color=PALETTE[index % len(PALETTE)], marker=marker, markersize=4, **style)
    axes.set_ylabel(block.y_label)
    if block.steps:
        axes.set_ylim(bottom=0)
    if len(block.series) > 1:
        axes.legend(frameon=False)


def _draw_band(axes: Any, block: Band) -> None:
    axes.fill_between(block.xs, block.lows, block.highs, color=PALETTE[0], alpha=0.18, linewidth=0)
    axes.plot(
        block.xs, block.centers, color=PALETTE[0], marker="o" if len(block.xs) <= FEW_POINTS else None, markersize=4
    )
    axes.axhline(block.reference, color=PALETTE[5], linewidth=1)
    axes.set_ylabel(block.y_label)


def _draw_bars(axes: Any, block: BarPlot) -> None:
    labels = [fill(label, LABEL_CHARACTERS) for label in block.labels]
    axes.barh(labels[::-1], list(block.values)[::-1], color=PALETTE[0], height=0.62)
    if block.limit is not None:
        axes.axvline(block.limit, color=PALETTE[1], linestyle="--", linewidth=1.2)
    axes.grid(visible=False, axis="y")


def _draw_intervals(axes: Any, block: Intervals) -> None:
    places = list(range(len(block.labels)))[::-1]
    below = [center - low for center, low in zip(block.centers, block.lows, strict=True)]
    above = [high - center for center, high in zip(block.centers, block.highs, strict=True)]
    axes.errorbar(block.centers, places, xerr=[below, above], fmt="o", color=PALETTE[0], capsize=4)
    axes.axvline(block.reference, color=PALETTE[5], linewidth=1)
    axes.set_yticks(places, list(block.labels))
    axes.set_ylim(-0.6, len(places) - 0.4)


def _draw_histograms(axes: Any, block: Histograms) -> None:
    for index, (name, counts) in enumerate(block.counts.items()):
        total = sum(counts) or 1.0
        shares = [count / total for count in counts]
        color = PALETTE[index % len(PALETTE)]
        axes.stairs(shares, block.edges, label=name, color=color, fill=True, alpha=0.35)
        axes.stairs(shares, block.edges, color=color)
    axes.set_ylabel("share")
    axes.legend(frameon=False)


_DRAW: dict[type, Any] = {
    LinePlot: _draw_lines,
    Band: _draw_band,
    BarPlot: _draw_bars,
    Intervals: _draw_intervals,
    Histograms: _draw_histograms,
}

# Without them the SVG holds no RDF block, which would name addresses and the time of drawing.
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))

_RC = {
    "text.parse_math": False,
    "svg.hashsalt": "talktrack",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#9aa5b1",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e4e9ee",
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}

_STYLE = """
:root{color-scheme:light}body{margin:0;background:#f4f6f8;color:#22313f;
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:60rem;margin:2rem auto;padding:2rem 2.5rem;background:#fff;border-radius:12px}
h1{margin:0 0 1rem;font-size:1.7rem}h2{margin:2.2rem 0 .6rem;font-size:1.2rem;border-bottom:1px solid #e4e9ee}
.cards{display:flex;flex-wrap:wrap;gap:.8rem}
.card{flex:1 1 8rem;background:#f4f6f8;border-radius:8px;padding:.7rem 1rem}
.card b{display:block;font-size:1.35rem;overflow-wrap:anywhere}.card span{color:#5c6b7a;font-size:.85rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem;margin:.6rem 0}
th{text-align:left;color:#5c6b7a;font-weight:600}th,td{padding:.35rem .6rem;border-bottom:1px solid #e4e9ee}
.number{text-align:right;font-variant-numeric:tabular-nums}figure{margin:1.2rem 0}svg{width:100%;height:auto}
"""
