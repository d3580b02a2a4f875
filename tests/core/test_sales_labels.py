"""Tests of the names of what can be heard."""

from __future__ import annotations

from talktrack.core.sales_labels import LABELS, NONE, TECHNIQUES


def test_every_kind_can_be_none_of_its_labels() -> None:
    """And no label stands twice among the techniques, which are told in three lists."""
    assert all(labels.count(NONE) == 1 for labels in LABELS.values())
    assert len(LABELS["technique"]) == len(set(TECHNIQUES)) == 18
