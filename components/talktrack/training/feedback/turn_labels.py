"""What an expert heard in one turn, as ``kind:label``, from one field or from a column for each kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from talktrack.core.sales_labels import LABELS
from talktrack.training.feedback.vocabulary import FIELDS, plain

TURN_LABEL = "turn_label"
COLUMNS = {
    "question_class": "question",
    "question_type": "question",
    "objection": "objection",
    "technique": "technique",
}
WHOLE = (TURN_LABEL, "label")


def label_of(fields: Mapping[str, Any], *, is_certain: bool = False) -> str:
    """Return the label that a row's fields give, by their plain names; empty where they give none.

    Where it `is_certain` that the row is a label, its text may hold it too.
    """
    named = next((f"{kind}:{plain(str(fields[name]))}" for name, kind in COLUMNS.items() if name in fields), "")
    places = (*WHOLE, "text") if is_certain else WHOLE
    told = (_parts(fields[name]) for name in places if name in fields)
    return next((label for label in told if label), named)


def rows_of(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield a row once for every kind of label that it gives; it stays as it is where it gives one or none."""
    names = {name: plain(str(name)) for name, value in row.items() if value is not None and value != ""}
    given = [name for name, called in names.items() if called in COLUMNS]
    kinds = {plain(str(row[name])) for name, called in names.items() if called in FIELDS["kind"]}
    if len(given) == 1 or not given or kinds - {TURN_LABEL}:
        yield row
        return
    own = next((name for name, called in names.items() if called in FIELDS["id"]), None)
    for name in given:
        others = {other: value for other, value in row.items() if other not in given or other == name}
        yield others | ({own: f"{row[own]}/{names[name]}"} if own is not None else {})


def _parts(given: object) -> str:
    """Return ``kind:label`` when that is what stands there, else nothing."""
    kind, colon, label = str(given).partition(":")
    return f"{plain(kind)}:{plain(label)}" if colon and plain(kind) in LABELS else ""
