"""Tables in our pages that the code itself writes: ``python -m tests.architecture.docs [--check] [FILE …]``."""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from talktrack.core.tables import TABLES
from tests.architecture.coverage import FIELDS, coverage
from tests.architecture.steps import (
    HOUSE,
    INPUT,
    OUTPUT,
    ROOT,
    Component,
    Form,
    components,
    components_of,
    folders,
    forms,
)

Rows = Sequence[Sequence[str]]

STREET = (
    ("images/", "One Dockerfile, one named stage per image."),
    ("manifests/", "What a cluster needs, as kustomize bases and overlays."),
    ("tests/", "Mirrors the tree; plus architecture, pipelines, benchmarks, containers."),
)
DOORS = ("systems", "engines")
DEEPEST = 2
COLUMNS = ("name", "type", "default", "description")


def main(argv: Sequence[str] | None = None) -> int:
    """Refresh the pages, or with ``--check`` name the stale ones and return 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.architecture.docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 when a page is stale")
    parser.add_argument("files", nargs="*", type=Path, help="only these pages")
    asked = parser.parse_args(argv)
    chosen = [file.resolve() for file in asked.files]
    stale = [page for page in refreshed() if not chosen or page[0] in chosen]
    for file, text in stale:
        print(f"stale: {file.relative_to(ROOT)}" if asked.check else f"wrote {file.relative_to(ROOT)}")
        if not asked.check:
            file.write_text(text, encoding="utf-8")
    return 1 if asked.check and stale else 0


def refreshed() -> Iterator[tuple[Path, str]]:
    """Yield each page that differs from what it should be, with the text it should have."""
    for file, sections in _pages():
        before = text = file.read_text(encoding="utf-8") if file.is_file() else ""
        for name, write in sections.items():
            if f"<!-- {name} -->" in text:
                text = fill(text, name, write())
        if text != before:
            yield file, text


def _pages() -> Iterator[tuple[Path, dict[str, Callable[[], str]]]]:
    yield ROOT / "README.md", {"components": components_table, "coverage": coverage_table}
    yield ROOT / "docs" / "architecture.md", {"layout": layout, "tables": tables}
    yield ROOT / "pipelines" / "README.md", {"run form": run_forms}
    for folder in folders():
        yield folder / "README.md", {"parameters": partial(parameters, folder)}


def fill(text: str, name: str, content: str) -> str:
    """Return the text with what stands between the markers of `name` replaced; without markers it stays."""
    opening, closing = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, opened, rest = text.partition(opening)
    _, closed, after = rest.partition(closing)
    return f"{before}{opening}\n\n{content}\n\n{closing}{after}" if opened and closed else text


def table(headers: Sequence[str], rows: Rows) -> str:
    """Return a Markdown table; bars inside a cell are escaped."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def coverage_table() -> str:
    """Return what each source tells about a conversation."""
    return table(["source", *FIELDS], coverage())


def parameters(folder: Path) -> str:
    """Return a step's parameters, one table per component."""
    made = components_of(folder) if (folder / "component.py").is_file() else []
    parts = [f"**{one.name}**: {one.summary}\n\n{_parameters(one)}" for one in made]
    return "\n\n".join(parts) if len(made) > 1 else "".join(_parameters(one) for one in made)


def _parameters(component: Component) -> str:
    return table(COLUMNS, _told_parameters(component))


def _told_parameters(described: Component | Form) -> Rows:
    return [
        (
            f"`{one.name}`",
            f"{one.type} ({one.role})" if one.role in {INPUT, OUTPUT} else one.type,
            "" if one.default is None else f"`{one.default}`",
            one.description,
        )
        for one in described.parameters
    ]


def run_forms() -> str:
    """Return the parameters of every pipeline, as the run form shows them."""
    parts = [f"## {name}\n\n{one.summary}\n\n{table(COLUMNS, _told_parameters(one))}" for name, one in forms().items()]
    return "\n\n".join(parts)


def components_table() -> str:
    """Return all components with what goes in and what comes out; every step has metrics too."""
    rows = [(_link(one), one.image, one.summary, _flow(one)) for one in components()]
    return table(("component", "image", "what it does", "inputs → outputs"), rows)


def _link(component: Component) -> str:
    return f"[{component.name}]({component.folder.relative_to(ROOT).as_posix()})"


def _flow(component: Component) -> str:
    taken = ", ".join(one.name for one in component.parameters if one.role == INPUT)
    given = [one.name for one in component.parameters if one.role == OUTPUT and one.type != "Metrics"]
    given += [component.returns] if component.returns else []
    return f"{taken} → {', '.join(given)}".strip()


def tables() -> str:
    """Return the declared tables with key, zone and writer."""
    rows = [
        (f"`{one.name}`", f"`{one.key}`", one.zone, one.writer, _sentence(one.record.__doc__ or "")) for one in TABLES
    ]
    return table(("table", "key", "zone", "written by", "one row is"), rows)


def layout() -> str:
    """Return the house as a tree: every package, and the doors one by one."""
    told = [("components/talktrack/", _told(HOUSE / "__init__.py"))]
    told += [(f"  {line}", text) for line, text in _rooms(HOUSE, 1)]
    told += [("pipelines/", _told(ROOT / "pipelines" / "__init__.py"))]
    told += [(name, text) for name, text in STREET if (ROOT / name).is_dir()]
    width = max(len(name) for name, _ in told) + 2
    return "\n".join(["```", *(f"{name:<{width}}{text}" for name, text in told), "```"])


def _rooms(package: Path, depth: int) -> Iterator[tuple[str, str]]:
    if package.name in DOORS:
        for module in sorted(package.glob("[a-z]*.py")):
            yield module.name, _told(module)
    for room in sorted(path.parent for path in package.glob("*/__init__.py")):
        yield f"{room.name}/", _told(room / "__init__.py")
        if depth < DEEPEST:
            yield from ((f"  {line}", text) for line, text in _rooms(room, depth + 1))


def _told(module: Path) -> str:
    return _sentence(ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or "")


def _sentence(text: str) -> str:
    """Return the first sentence or line of a docstring."""
    return text.strip().split("\n", 1)[0].split(". ", 1)[0].rstrip(".") + "."


if __name__ == "__main__":
    sys.exit(main())
