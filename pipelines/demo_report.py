"""The demo's page: the loop at a glance, with links to the pages that the pipelines made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from os.path import relpath
from pathlib import Path

from pipelines import summaries
from pipelines.demo_rollouts import Course
from talktrack.core.home import TenantHome
from talktrack.core.ports import Repository
from talktrack.core.tables import QUARANTINE
from talktrack.engines import reports
from talktrack.systems.registry import open_registry
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import open_store

ANSWERED_FOR = (
    "Where the candidate fails, the release before it answers in the same process: users notice nothing, "
    "and the answer counts as the candidate's error. "
    "Until its process is ready a candidate is sent nothing, whatever its weight."
)


def write(home: str, tenant: str, seconds: Mapping[str, float], courses: Sequence[Course], target: Path) -> Path:
    """Write the page and return where it lies."""
    repository, registry = open_repository(home, tenant), open_registry(home, tenant)
    watched = summaries.watched(open_store(TenantHome(home, tenant).monitoring))
    blocks: list[reports.Block] = [
        reports.Text("One synthetic sales organisation, from raw calls to a promoted release and a rolled-back one."),
        reports.Facts(summaries.ingested(repository)),
        *_rollouts(courses, target.parent),
        *_held(repository),
        *_private(repository),
        reports.Heading("Training"),
        reports.TableBlock(("what", "value"), list(summaries.trained(repository, registry).items())),
        reports.Heading("Monitoring"),
        reports.TableBlock(("what", "value"), list(watched.items())),
        reports.Heading("Time"),
        reports.BarPlot("Seconds per part", list(seconds), list(seconds.values()), "seconds"),
        reports.Heading("Pages of the pipelines"),
        reports.Links({_name(page): relpath(page, target.parent) for page in _pages(home, tenant)}),
    ]
    target.write_text(reports.page(f"Talktrack: the loop for {tenant}", blocks), encoding="utf-8")
    return target


def _held(repository: Repository) -> list[reports.Block]:
    """Show why rows wait for a person, and which one came back."""
    waiting = Counter(
        (row.stage, reason) for row in repository.scan(QUARANTINE) if row.status == "open" for reason in row.reasons
    )
    rows = [(stage, reason, count) for (stage, reason), count in sorted(waiting.items())]
    back = [
        (row.id, ", ".join(row.reasons), row.decided_by or "", row.decided_why or "")
        for row in repository.scan(QUARANTINE)
        if row.status == "reentered"
    ]
    return [
        reports.Heading("Waiting for review"),
        reports.TableBlock(("found by", "reason", "rows"), rows),
        reports.Heading("Released by a person, and back at clean once"),
        reports.TableBlock(("row", "was held because", "let in by", "why"), back),
    ]


def _private(repository: Repository) -> list[reports.Block]:
    kinds = summaries.personal_data(repository)
    return [reports.BarPlot("Personal data replaced by tokens, by kind", list(kinds), list(kinds.values()), "times")]


def _rollouts(courses: Sequence[Course], folder: Path) -> list[reports.Block]:
    headers = ("release", "ended", "compared of the candidate", "answered by either", "failed by either", "why")
    rows = [
        (
            course.release,
            course.phase.replace("_", " "),
            int(course.requests),
            course.answered_for_users,
            course.failed_for_users,
            course.reason,
        )
        for course in courses
    ]
    blocks: list[reports.Block] = [
        reports.Heading("Roll-outs"),
        reports.TableBlock(headers, rows),
        reports.Text(ANSWERED_FOR),
    ]
    pages = {course.release: relpath(course.page, folder) for course in courses if course.page}
    blocks.append(reports.Links(pages))
    for course in courses[1:]:
        series = {
            "traffic, %": (course.seconds, course.weights),
            "errors of the candidate, %": (course.seconds, course.error_rates),
        }
        title = f"{course.release}: {course.phase.replace('_', ' ')}"
        blocks.append(reports.LinePlot(title, series, "seconds since the start", "percent"))
    return blocks


def _pages(home: str, tenant: str) -> list[str]:
    place = TenantHome(home, tenant)
    names = ("ingestion", "training", "monitoring")
    return [page for name in names for page in summaries.pages(place, name)]


def _name(page: str) -> str:
    return "/".join(Path(page).parts[-2:]).removesuffix(".html")
