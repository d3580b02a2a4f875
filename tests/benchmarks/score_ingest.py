"""Scores of plan and ingest on files of a synthetic organisation, against what is broken in truth.

Run `python -m tests.benchmarks.score_ingest third` for the book that is held out from every rule.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from talktrack import world
from talktrack.core.artifacts import read_table
from talktrack.core.conversation import Conversation
from talktrack.core.locations import Files
from talktrack.core.records import Quarantined
from talktrack.core.tables import CONVERSATIONS, QUARANTINE
from talktrack.ingestion.ingest.step import Sources
from talktrack.ingestion.ingest.step import run as ingest
from talktrack.ingestion.plan.step import Settings
from talktrack.ingestion.plan.step import run as plan
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import open_store
from talktrack.world.truth import Truth

TENANT = "acme"
BROKEN_SHARE = 0.2
JUDGED_HERE = "ingest"  # the gate's kinds are scored by score_gate, harmless ones by nobody
Row = dict[str, object]


def score(book: str, conversations: int = 300, seed: int = 11) -> list[Row]:
    """Return one row per measure: step, what, value, target, command. A fifth of the rows is broken, for the counts."""
    with TemporaryDirectory() as folder:
        truths = _write(Path(folder), book, conversations, seed)
        read, held = _run(Path(folder))
    command = f"python -m tests.benchmarks.score_ingest {book} {conversations} {seed}"
    return [row | {"command": command} for row in _rows(truths, read, held)]


def _write(folder: Path, book: str, conversations: int, seed: int) -> list[Truth]:
    options = {"tenant": TENANT, "book": book, "conversations": conversations, "seed": seed, "turns": 30}
    world.write(folder / "sources", truth=folder / "truth", broken_share=BROKEN_SHARE, **options)
    lines = (folder / "truth" / "conversations.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Truth) for line in lines]


def _run(folder: Path) -> tuple[list[Conversation], list[Quarantined]]:
    """Return what was read and what was quarantined."""
    repository = open_repository(str(folder / "home"), TENANT, create=True)
    settings = Settings(TENANT, [str(folder / "sources")], "1", 100_000)
    plan(settings, open_store, repository, folder / "manifest")
    sources = Sources(tenant=TENANT, files=Files(open_store), repository=repository)
    ingest(folder / "manifest", folder / "read", folder / "unreadable", sources, 0)
    return list(read_table(folder / "read", CONVERSATIONS)), list(read_table(folder / "unreadable", QUARANTINE))


def _rows(truths: Sequence[Truth], read: Sequence[Conversation], held: Sequence[Quarantined]) -> list[Row]:
    found = {conversation.id: conversation for conversation in read}
    reasons: dict[str, set[str]] = {}
    for row in held:
        for key in (row.id, Path(row.uri).name):
            reasons.setdefault(key, set()).update(row.reasons)
    good = [truth for truth in truths if truth.broken is None]
    bad = [truth for truth in truths if truth.stage_expected == JUDGED_HERE]
    whole = [truth for truth in good if _is_whole(truth, found.get(truth.conversation_id))]
    diagonal = [truth for truth in bad if set(truth.reasons_expected) & _given(truth, reasons)]
    caught = [truth for truth in bad if truth.conversation_id not in found]
    return [
        _row("ingest", "good_calls_read_whole", len(whole) / len(good), 1.0),
        _row("ingest", "broken_files_caught", len(caught) / len(bad), 1.0),
        _row("ingest", "broken_files_with_the_declared_reason", len(diagonal) / len(bad), 0.98),
    ]


def _is_whole(truth: Truth, conversation: Conversation | None) -> bool:
    """Every turn is there with its words, in order."""
    if conversation is None:
        return False
    return [turn.text for turn in conversation.turns] == [turn.text for turn in truth.turns]


def _given(truth: Truth, reasons: dict[str, set[str]]) -> set[str]:
    keys = [truth.conversation_id, *(Path(name).name for name in truth.files)]
    return set().union(*(reasons.get(key, set()) for key in keys))


def _row(step: str, what: str, value: float, target: float) -> Row:
    return {"step": step, "what": what, "value": round(value, 4), "target": target}


if __name__ == "__main__":
    for line in score(sys.argv[1], *map(int, sys.argv[2:])):
        print(line)
