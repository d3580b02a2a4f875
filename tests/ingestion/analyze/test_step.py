"""The story of analyze over a table: every conversation once, and its own vectors."""

from __future__ import annotations

from pathlib import Path

from talktrack.core.artifacts import read_table, write_table
from talktrack.core.hearing import Hearing
from talktrack.core.tables import ANALYSES, CONVERSATIONS
from talktrack.ingestion.analyze.step import heard, run
from tests.samples import WordEncoder, call, turn

CALLS = [call([turn("s1", f"Zebra {n}"), turn("s2", f"Zebra {n}.")], identity=f"c{n}") for n in range(1500)]


def test_every_conversation_is_heard_once_in_order(tmp_path: Path) -> None:
    """More turns than one batch holds."""
    write_table(tmp_path / "in", CONVERSATIONS, CALLS)
    counts = run(str(tmp_path / "in"), str(tmp_path / "out"), WordEncoder(), Hearing())
    made = [row.conversation_id for row in read_table(tmp_path / "out", ANALYSES)]

    assert (counts["conversations"], made) == (1500, [one.id for one in CALLS])


def test_a_conversation_is_heard_the_same_alone_and_among_others() -> None:
    """Vectors are not mixed up in a batch."""
    together = list(heard(CALLS[:5], WordEncoder(), Hearing()))

    assert together[3:4] == list(heard(CALLS[3:4], WordEncoder(), Hearing()))
