"""The gate as a component: conversations in, a page out that names rows and quotes nothing."""

from __future__ import annotations

from pathlib import Path

from kfp import dsl

from talktrack.core.artifacts import count_rows, write_table
from talktrack.core.conversation import Conversation, Turn
from talktrack.core.tables import CONVERSATIONS
from talktrack.ingestion.quality_gate.component import quality_gate


def test_the_page_names_rows_and_reasons(tmp_path: Path) -> None:
    """A call that is too short is held back and listed by its id."""
    call = Conversation(
        id="c-77", tenant="acme", event_id="e", source="text", channel="call",
        turns=[Turn(speaker_id="s1", text="A swordfish")],
    )  # fmt: skip
    tables = {name: dsl.Dataset(uri=str(tmp_path / name)) for name in ("conversations", "passed", "quarantined")}
    page, metrics = dsl.HTML(uri=str(tmp_path / "page.html")), dsl.Metrics(uri=str(tmp_path / "metrics"))
    write_table(tables["conversations"].path, CONVERSATIONS, [call])
    quality_gate.python_func(**tables, page=page, metrics=metrics)
    html = Path(page.path).read_text(encoding="utf-8")

    assert ("c-77" in html, "too_few_speakers" in html, "swordfish" in html) == (True, True, False)
    assert (count_rows(tables["quarantined"].path), metrics.metadata["quarantined"]) == (1, 1)
