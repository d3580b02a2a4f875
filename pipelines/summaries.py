"""What a finished local run prints: a short table and where the pages are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from talktrack.core.errors import TenantUnknownError
from talktrack.core.findings import DRIFTED, INCONCLUSIVE, STABLE, Findings
from talktrack.core.home import TenantHome
from talktrack.core.ids import checked_tenant
from talktrack.core.ports import BlobStore, Registry, Repository
from talktrack.core.tables import CONVERSATIONS, CONVERSATIONS_RAW, EXAMPLES, FEEDBACK, QUARANTINE
from talktrack.systems.registry import open_registry
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import GCS, open_store

PAGE = ".html"
FINDINGS = "drift/findings-latest.json"
NO_RELEASE = "too few good examples (min_examples), or no better than the base: see the pages"
GOES_ON = "attribute"  # the only step that asks for review and lets the conversation go on


def read_so_far(tenant: str, home: str) -> int:
    """Return how many conversations a home holds as read; none for a tenant that is not there yet."""
    try:
        return open_repository(home, checked_tenant(tenant)).count(CONVERSATIONS_RAW)
    except TenantUnknownError:
        return 0


def show(pipeline: str, tenant: str, home: str, known: int) -> None:
    """Print what stands in the home now; `known` is what `read_so_far` told before the run."""
    console = Console()
    repository = open_repository(home, tenant)
    if pipeline == "ingestion":
        console.print(table("Ingestion", ingested(repository, known)))
    elif pipeline == "training":
        console.print(table("Training", trained(repository, open_registry(home, tenant))))
    else:
        console.print(table("Monitoring", watched(open_store(TenantHome(home, tenant).monitoring))))
    for page in pages(TenantHome(home, tenant), pipeline):
        console.print(f"Report: {page}", soft_wrap=True, highlight=False)


def ingested(repository: Repository, known: int = 0) -> dict[str, str]:
    """Return what ingestion has brought so far, and how much of it is newer than the `known` conversations."""
    read, ready = repository.count(CONVERSATIONS_RAW), repository.count(CONVERSATIONS)
    open_cases = [row for row in repository.scan(QUARANTINE) if row.status == "open"]
    held = sum(1 for row in open_cases if row.stage != GOES_ON)
    return {
        "conversations read": f"{read} ({read - known} new)",
        "conversations ready": f"{ready} ({ready / read:.1%})" if read else "0",
        "held in quarantine": str(held),
        "ready, with a question for review": str(len(open_cases) - held),
    }


def trained(repository: Repository, registry: Registry) -> dict[str, str]:
    """Return what training has brought so far."""
    pointer = registry.pointer()
    facts = {
        "feedback events": str(repository.count(FEEDBACK)),
        "examples": str(repository.count(EXAMPLES)),
        "releases": ", ".join(registry.releases()) or "none",
        "champion": pointer.champion or "none",
        "candidate": pointer.candidate or "none",
    }
    if not registry.releases():
        facts["why no release"] = NO_RELEASE
    if newest := registry.releases()[-1:]:
        metrics = registry.manifest(newest[0]).metrics
        facts |= {f"newest release, {name}": f"{value:.4g}" for name, value in sorted(metrics.items())}
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


def pages(place: TenantHome, pipeline: str) -> list[str]:
    """Return where the pages of a pipeline lie: for ingestion its report alone, the gate's pages beside it."""
    found = [blob.path for blob in open_store(place.reports).list() if blob.path.endswith(PAGE)]
    mine = [path for path in found if path.startswith(f"{pipeline}/")]
    best = [path for path in mine if path.startswith(f"{pipeline}/report-")] or mine
    root = place.reports if place.reports.startswith(GCS) else str(Path(place.reports).absolute())
    return [f"{root}/{path}" for path in best]
