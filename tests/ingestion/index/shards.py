"""The table directories of one small shard, as the steps before index leave them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from talktrack.core.artifacts import write_counts, write_table
from talktrack.core.conversation import Conversation
from talktrack.core.records import Bundle, Quarantined
from talktrack.core.statistics import analyse
from talktrack.core.tables import ANALYSES, BUNDLES, CONVERSATIONS, QUARANTINE
from talktrack.ingestion.embed.levels import LevelSettings
from talktrack.ingestion.embed.step import run as embed
from talktrack.ingestion.index.step import Occasion, ShardOutputs
from tests.samples import TENANT, WordEncoder, call

OCCASION = Occasion(run="run-1", shard=0, processing_version="1", now=datetime(2026, 4, 1, tzinfo=UTC))
BUNDLE = Bundle(id="b1", shard=0, kind="transcript", uris=["calls/1.json"], digest="d1")
OTHER_SHARD = Bundle(id="b2", shard=1, kind="transcript", uris=["calls/2.json"], digest="d2")
CRM = Bundle(id="b3", shard=0, kind="reference", uris=["crm/accounts.csv"], digest="d3")


def case(identity: str = "q1", conversation: Conversation | None = None) -> Quarantined:
    """Return an open case."""
    return Quarantined(
        id=identity,
        tenant=TENANT,
        stage="quality_gate",
        uri="calls/9.json",
        sha256="00",
        reasons=["too_few_turns"],
        severity="low",
        suggestion="Listen to it.",
        conversation=conversation,
    )


def write_shard(
    root: Path,
    talks: Sequence[Conversation] = (call(),),
    cases: Sequence[Quarantined] = (),
    bundles: Sequence[Bundle] = (BUNDLE, OTHER_SHARD, CRM),
) -> ShardOutputs:
    """Write a shard's artifacts below `root`: conversations that all passed, and cases of the gate."""
    outputs = ShardOutputs(
        *(str(root / name) for name in ("bundles", "in", "bad", "gated", "ready", "open", "numbers", "chunks"))
    )
    write_table(outputs.manifest, BUNDLES, bundles)
    write_table(outputs.ingested, CONVERSATIONS, talks)
    write_table(outputs.unreadable, QUARANTINE, [])
    write_table(outputs.gated, QUARANTINE, cases)
    write_table(outputs.prepared, CONVERSATIONS, talks)
    write_table(outputs.unresolved, QUARANTINE, [])
    write_table(outputs.analyses, ANALYSES, [analyse(talk) for talk in talks])
    embed(outputs.prepared, outputs.chunks, WordEncoder(), LevelSettings())
    write_counts(outputs.ingested, "ingest", {"conversations": len(talks)})
    return outputs
