"""The steps of a shard called one after the other in this process: the same components, without a pod for each."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from talktrack.ingestion.analyze.component import analyze
from talktrack.ingestion.embed.component import embed
from talktrack.ingestion.index.component import index
from talktrack.ingestion.ingest.component import ingest
from talktrack.ingestion.plan.component import plan, shards
from talktrack.ingestion.prepare.component import prepare
from talktrack.ingestion.quality_gate.component import quality_gate
from talktrack.ingestion.reference.component import reference

VERSION = "1"


class ShardDiedError(Exception):
    """A pod was lost."""


def call(component: Any, folder: Path, **given: Any) -> dict[str, Any]:
    """Call a component; its outputs lie in the folder, and what it returns is called Output."""
    outputs: dict[str, Any] = {}
    arguments: dict[str, Any] = {}
    for name, entry in inspect.signature(component.python_func).parameters.items():
        kind, *marks = typing.get_args(entry.annotation) or (entry.annotation,)
        role = next((mark.__name__ for mark in marks if inspect.isclass(mark)), "")
        if role == "OutputAnnotation":
            outputs[name] = folder / component.name / name
            outputs[name].parent.mkdir(parents=True, exist_ok=True)
            arguments[name] = kind(name=name, uri=str(outputs[name]))
        elif role == "InputAnnotation":
            arguments[name] = kind(name=name, uri=str(given[name]))
        elif name in given:
            arguments[name] = given[name]
    outputs["Output"] = component.python_func(**arguments)
    return outputs


@dataclass(frozen=True)
class Ingestion:
    """One run over a folder of sources: a plan with its shards, which are processed one by one."""

    tenant: str
    home: Path
    encoder: Path
    artifacts: Path
    manifest: Path
    knowledge: Path
    shards: Sequence[int]

    def process(self, shard: int, *, dies: bool = False) -> None:
        """Take one shard from its files to published rows; one that dies has done everything but publish.

        Raises:
            ShardDiedError: it was to die.
        """
        folder, where = self.artifacts / f"shard-{shard}", {"tenant": self.tenant, "home": str(self.home)}
        read = call(ingest, folder, manifest=self.manifest, shard=shard, **where)
        gated = call(quality_gate, folder, conversations=read["conversations"])
        ready = call(prepare, folder, conversations=gated["passed"], knowledge=self.knowledge, **where)
        heard = call(analyze, folder, conversations=ready["prepared"], encoder_model=str(self.encoder), **where)
        embedded = call(embed, folder, conversations=ready["prepared"], encoder_model=str(self.encoder))
        if dies:
            raise ShardDiedError
        call(
            index,
            folder,
            manifest=self.manifest,
            ingested=read["conversations"],
            unreadable=read["quarantined"],
            gated=gated["quarantined"],
            prepared=ready["prepared"],
            unresolved=ready["unresolved"],
            analyses=heard["analyses"],
            chunks=embedded["chunks"],
            shard=shard,
            run_id=self.artifacts.name,
            processing_version=VERSION,
            **where,
        )


def planned(tenant: str, home: Path, sources: Path, encoder: Path, artifacts: Path) -> Ingestion:
    """Plan a run with a shard for each file, and read what is known."""
    where = {"tenant": tenant, "home": str(home)}
    made = call(plan, artifacts, sources=[str(sources)], shard_size=1, processing_version=VERSION, **where)
    known = call(reference, artifacts, manifest=made["manifest"], **where)
    numbers = call(shards, artifacts, manifest=made["manifest"], kind="any")["Output"]
    return Ingestion(tenant, home, encoder, artifacts, made["manifest"], known["knowledge"], numbers)
