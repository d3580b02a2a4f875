"""Clean runs as a component."""

from __future__ import annotations

from pathlib import Path

from kfp import dsl

from talktrack.core.artifacts import read_table, write_table
from talktrack.core.tables import CONVERSATIONS
from talktrack.ingestion.clean.component import clean
from tests.samples import call, turn


def test_conversations_come_out_clean(tmp_path: Path) -> None:
    """Each conversation is read, cleaned and written, and the edits are counted."""
    write_table(tmp_path / "in", CONVERSATIONS, [call([turn("s1", "Um, yes.")])])
    metrics = dsl.Metrics(uri=str(tmp_path / "metrics"))

    clean.python_func(
        conversations=dsl.Dataset(uri=str(tmp_path / "in")),
        cleaned=dsl.Dataset(uri=str(tmp_path / "out")),
        metrics=metrics,
    )

    assert [c.turns[0].text for c in read_table(tmp_path / "out", CONVERSATIONS)] == ["Yes."]
    assert metrics.metadata == {"conversations": 1, "edits": 1}
