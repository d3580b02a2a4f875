"""What our programs can say, as templates: every string of the code, with … for what is filled in."""

from __future__ import annotations

import ast
import re
from functools import cache

from tests.docs.scratch import ROOT

VALUE = "…"
FOLDERS = ("components/talktrack", "pipelines")


@cache
def templates() -> str:
    """Return all templates, a line each."""
    files = [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py"))]
    found = {said for file in files if "world" not in file.parts for said in _of(ast.parse(file.read_text()))}
    return "\n".join(sorted(found))


def known(quote: str) -> bool:
    """Say whether a quote is, or is a part of, what a program says; ellipses that meet are one."""
    return _folded(quote) in _folded(templates())


def _of(tree: ast.Module) -> list[str]:
    constants = {
        target.id: _text(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return [_text(node, constants) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.Constant)]


def _text(node: ast.expr, constants: dict[str, str] | None = None) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, constants) for part in node.values)
    if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Name):
        return (constants or {}).get(node.value.id) or VALUE
    return VALUE


def _folded(text: str) -> str:
    return re.sub(rf"'?{VALUE}'?", VALUE, text)
