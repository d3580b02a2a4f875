"""Analyze runs as a component."""

from __future__ import annotations

from pathlib import Path

from kfp import dsl

from talktrack.core.artifacts import read_table, write_table
from talktrack.core.statistics import analyse
from talktrack.core.tables import ANALYSES, CONVERSATIONS
from talktrack.ingestion.analyze.component import analyze
from tests.samples import call


def test_each_conversation_gets_its_statistics(tmp_path: Path) -> None:
    """One row of statistics per conversation, as the ground floor computes them."""
    write_table(tmp_path / "in", CONVERSATIONS, [call()])

    analyze.python_func(
        conversations=dsl.Dataset(uri=str(tmp_path / "in")),
        analyses=dsl.Dataset(uri=str(tmp_path / "out")),
        metrics=dsl.Metrics(uri=str(tmp_path / "metrics")),
    )

    assert list(read_table(tmp_path / "out", ANALYSES)) == [analyse(call())]
