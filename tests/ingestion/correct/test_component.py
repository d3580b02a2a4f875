"""Correct runs as a component."""

from __future__ import annotations

from pathlib import Path

from kfp import dsl

from talktrack.core.artifacts import count_rows, write_table
from talktrack.core.tables import CONVERSATIONS
from talktrack.ingestion.correct.component import correct
from tests.samples import call


def test_every_conversation_comes_out(tmp_path: Path) -> None:
    """With nothing known about the tenant, all conversations pass and are counted."""
    write_table(tmp_path / "in", CONVERSATIONS, [call(), call(identity="c2")])
    metrics = dsl.Metrics(uri=str(tmp_path / "metrics"))

    correct.python_func(
        conversations=dsl.Dataset(uri=str(tmp_path / "in")),
        knowledge=dsl.Dataset(uri=str(tmp_path / "nothing")),
        corrected=dsl.Dataset(uri=str(tmp_path / "out")),
        metrics=metrics,
    )

    assert count_rows(tmp_path / "out") == 2
    assert metrics.metadata["conversations"] == 2
