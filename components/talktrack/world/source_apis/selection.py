"""The part of GraphQL that queries for transcripts need: one query, one field with arguments, nested selections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Selection = dict[str, Any]
Schema = Mapping[str, "Schema | None"]

_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[{}():$!,\[\]=@]|\.\.\.|\"[^\"]*\"|-?[0-9.]+|\s+|.")


class UnsupportedError(Exception):
    """The query uses what this stand-in does not know; it may well be GraphQL."""


@dataclass(frozen=True)
class Query:
    """One query: the field, its arguments (name to variable) and what is selected of it."""

    field: str
    arguments: Mapping[str, str]
    selection: Selection


def parse(text: str) -> Query:
    """Return the one query of a document.

    Raises:
        UnsupportedError: mutations, fragments, aliases, directives, literals and several fields.
    """
    tokens = iter([token for token in _TOKEN.findall(text) if not token.isspace()])
    _expect(tokens, "query")
    while (token := next(tokens, "")) != "{":
        if token in {"", "@", "..."}:
            raise UnsupportedError("a query begins with its name and variables")
    field = next(tokens, "")
    arguments = _arguments(tokens)
    found = Query(field, arguments, _selection(tokens))
    _expect(tokens, "}")
    if next(tokens, None) is not None:
        raise UnsupportedError("one field and one query at a time")
    return found


def unknown_field(selection: Selection, schema: Schema, kind: str) -> str | None:
    """Return the first selected field that the schema does not have, or that has fields of which none is selected."""
    for name, inner in selection.items():
        if name not in schema:
            return f"Cannot query field {name} on type {kind}."
        known = schema[name]
        if (known is None) != (not inner):
            return f"Field {name} must{'' if known else ' not'} have a selection of subfields."
        if known is not None and (problem := unknown_field(inner, known, name)):
            return problem
    return None


def selected(value: Any, selection: Selection) -> Any:
    """Return what is selected of a value; what it does not have is null."""
    if isinstance(value, list):
        return [selected(item, selection) for item in value]
    if not selection or value is None:
        return value
    return {name: selected(value.get(name), inner) for name, inner in selection.items()}


def _arguments(tokens: Iterator[str]) -> dict[str, str]:
    """Read ``(name: $variable, …) {``."""
    token = next(tokens, "")
    found: dict[str, str] = {}
    if token == "(":
        while (name := next(tokens, "")) != ")":
            if name == ",":
                continue
            _expect(tokens, ":")
            _expect(tokens, "$")
            found[name] = next(tokens, "")
        token = next(tokens, "")
    if token != "{":
        raise UnsupportedError("a field without a selection")
    return found


def _selection(tokens: Iterator[str]) -> Selection:
    """Read a selection up to its closing brace."""
    found: Selection = {}
    open_ones, last = [found], ""
    while open_ones:
        token = next(tokens, "")
        if token == "{":
            inner: Selection = {}
            open_ones[-1][last] = inner
            open_ones.append(inner)
        elif token == "}":
            open_ones.pop()
        elif token.isidentifier():
            open_ones[-1][token] = {}
            last = token
        else:
            raise UnsupportedError(f"{token or 'the end'} inside a selection")
    return found


def _expect(tokens: Iterator[str], wanted: str) -> None:
    if (found := next(tokens, "")) != wanted:
        raise UnsupportedError(f"{found or 'the end'} where {wanted} is expected")
