"""What a finished local run prints: a short table and where the pages are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from pipelines.local_runs import Outcome
from pipelines.run_folder import Metrics
from talktrack.core.errors import TenantUnknownError
from talktrack.core.findings import DRIFTED, INCONCLUSIVE, STABLE, Findings
from talktrack.core.home import TenantHome
from talktrack.core.ids import checked_tenant
from talktrack.core.ports import BlobStore, LiveIndex, Registry, Repository
from talktrack.core.tables import CONVERSATIONS, CONVERSATIONS_RAW, EXAMPLES, FEEDBACK, QUARANTINE, RUN_COUNTS
from talktrack.ingestion.report.layout import replaced
from talktrack.ingestion.report.summary import merged_away
from talktrack.systems.registry import open_registry
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import GCS, open_store
from talktrack.systems.vectors.chosen import open_vectors

PAGE = ".html"
NOT_KEPT = "refused: not proven to find better, or too little to learn from; the page says which"
FINDINGS = "drift/findings-latest.json"
PATHS = ("roleplay", "coach")
REJECTED = "rejected_"
GOES_ON = "attribute"  # the only step that asks for review and lets the conversation go on


def read_so_far(tenant: str, home: str) -> int:
    """Return how many records a home holds as read; none for a tenant that is not there yet."""
    try:
        return _read(open_repository(home, checked_tenant(tenant)))
    except TenantUnknownError:
        return 0


def _read(repository: Repository) -> int:
    """Count the records as read; of some that name a forgotten person only the clean one is kept."""
    return len({*repository.keys(CONVERSATIONS_RAW), *repository.keys(CONVERSATIONS)})


def show(pipeline: str, tenant: str, home: str, known: int, outcome: Outcome) -> None:
    """Print what stands in the home now; `known` is what `read_so_far` told before the run with this outcome."""
    console = Console()
    repository = open_repository(home, tenant)
    if pipeline in {"ingestion", "backfill"}:
        console.print(table(pipeline.capitalize(), ingested(repository, known) | private(repository)))
    elif pipeline == "training":
        console.print(table("Training", trained(repository, open_registry(home, tenant), outcome.metrics)))
    elif pipeline == "encoder":
        console.print(table("Encoder", tuned(open_vectors(home, tenant).live(), outcome.metrics)))
    elif pipeline == "monitoring":
        console.print(table("Monitoring", watched(open_store(TenantHome(home, tenant).monitoring))))
    for page in pages(TenantHome(home, tenant), pipeline, outcome.pages):
        console.print(f"Report: {page}", soft_wrap=True, highlight=False)


def ingested(repository: Repository, known: int = 0) -> dict[str, str]:
    """Return what ingestion has brought so far, and how much of it is newer than the `known` records.

    A call that several programs recorded is one conversation, and its other records are no losses.
    """
    read, ready, merged = _read(repository), repository.count(CONVERSATIONS), merged_away(repository)
    cases = [msgspec.structs.replace(row, conversation=None) for row in repository.scan(QUARANTINE)]
    open_cases = [row for row in cases if row.status == "open"]
    held = sum(1 for row in open_cases if row.stage != GOES_ON)
    return {
        "records read": f"{read} ({read - known} new)",
        "other records of the same call": str(merged),
        "conversations ready": f"{ready} ({ready / (read - merged):.1%})" if read > merged else "0",
        "held in quarantine": str(held),
        "ready, with a question for review": str(len(open_cases) - held),
        "re-entered after review": str(sum(row.status == "reentered" for row in cases)),
    }


def personal_data(repository: Repository) -> dict[str, int]:
    """Return how often each kind of personal data was replaced by a token, in all runs so far."""
    counts: Counter[str] = Counter()
    for row in repository.scan(RUN_COUNTS):
        counts[row.name] += int(row.value)
    return replaced(counts)


def private(repository: Repository) -> dict[str, str]:
    """Return personal data by kind as one line of a table."""
    kinds = personal_data(repository)
    return {"personal data replaced": ", ".join(f"{kind} {count}" for kind, count in kinds.items()) or "none"}


def trained(repository: Repository, registry: Registry, metrics: Metrics | None = None) -> dict[str, str]:
    """Return what training has brought so far, and with the metrics of a run why it ended as it did."""
    pointer, releases = registry.pointer(), registry.releases()
    facts = {
        "feedback events": str(repository.count(FEEDBACK)),
        "examples published": str(repository.count(EXAMPLES)),
        "releases": ", ".join(releases) or "none",
        "champion": pointer.champion or "none",
        "candidate": pointer.candidate or "none",
    }
    if shown := pointer.champion or pointer.candidate or (releases[-1] if releases else None):
        facts |= _measured(shown, registry.manifest(shown).metrics)
    return facts | (_ended(metrics) if metrics else {})


def tuned(live: LiveIndex | None, metrics: Metrics) -> dict[str, str]:
    """Return what the tuned encoder finds, beside the one it was tuned from, and which one searches use now."""
    names = {
        "pairs": "pairs learnt from",
        "questions": "held-out questions",
        "start": "nDCG@10 before",
        "tuned": "nDCG@10 after",
        "full_text": "nDCG@10 of words alone",
    }
    found = {name: value for task in metrics.values() for name, value in task.items() if name in names}
    facts = {names[name]: f"{found[name]:.3g}" for name in names if name in found}
    kept = any(name.startswith("words_weight_") for task in metrics.values() for name in task)
    facts |= {"tuned encoder": "kept, since it is proven to find better" if kept else NOT_KEPT}
    return facts | {"searches use": live.encoder_model if live else "no index"}


def _measured(release: str, metrics: Mapping[str, float]) -> dict[str, str]:
    """Return one line per path: the release's figures on the golden set, and in brackets those of the one before it."""
    facts = {}
    for path in PATHS:
        if f"{path}_golden" in metrics:
            loss, before = metrics[f"{path}_loss"], metrics.get(f"{path}_champion_loss", float("nan"))
            near, far = metrics[f"{path}_relevance"], metrics.get(f"{path}_champion_relevance", float("nan"))
            figures = f"loss {loss:.2f} ({before:.2f}), relevance {near:.2f} ({far:.2f})"
            facts[f"{release}, {path}"] = f"{figures} on {metrics[f'{path}_golden']:.0f} golden rows"
    return facts


def _ended(metrics: Metrics) -> dict[str, str]:
    """Return what a run left out and why it made no release, if it made none."""
    refused = {
        name.removeprefix(REJECTED): count for name, count in metrics["feedback"].items() if name.startswith(REJECTED)
    }
    facts = {"feedback events that are new": f"{metrics['feedback'].get('new', 0):.0f}"}
    if refused:
        reasons = ", ".join(f"{reason} {count:.0f}" for reason, count in sorted(refused.items()))
        facts["feedback lines refused"] = f"{sum(refused.values()):.0f} ({reasons})"
    if not metrics["examples"].get("enough"):
        good = metrics["examples"].get("good", 0)
        facts["no release"] = f"{good:.0f} good examples are fewer than min_examples: bring more calls and feedback"
    elif "register" not in metrics:
        facts["no release"] = "it is not proven better: the evaluation and training pages say why"
    return facts


def watched(monitoring: BlobStore) -> dict[str, str]:
    """Return the verdict of the newest look at the data."""
    findings = msgspec.json.decode(monitoring.read(FINDINGS), type=Findings)
    facts = {"severity": findings.severity, "window ends": findings.as_of}
    for verdict in (DRIFTED, STABLE, INCONCLUSIVE):
        facts[verdict] = ", ".join(item.name for item in findings.items if item.verdict == verdict) or "none"
    return facts | ({"note": findings.note} if findings.note else {})


def table(title: str, facts: Mapping[str, str]) -> Table:
    """Return names and values as a table."""
    made = Table(title=title, title_justify="left", show_header=False)
    for name, value in facts.items():
        made.add_row(name, value)
    return made


def pages(place: TenantHome, pipeline: str, made: Sequence[str] | None = None) -> list[str]:
    """Return where the pages of a pipeline lie, all or those that a run `made`.

    For ingestion that is its report alone, with the gate's pages beside it.
    """
    found = [blob.path for blob in open_store(place.reports).list() if blob.path.endswith(PAGE)]
    mine = [path for path in found if path.startswith(f"{pipeline}/") and (made is None or path in made)]
    best = [path for path in mine if path.startswith(f"{pipeline}/report-")] or mine
    root = place.reports if place.reports.startswith(GCS) else str(Path(place.reports).absolute())
    return [f"{root}/{path}" for path in best]
