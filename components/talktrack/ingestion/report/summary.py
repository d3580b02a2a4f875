"""What a run did, as plain numbers that a page or a terminal can show."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from talktrack.core.ports import Repository
from talktrack.core.records import MERGED
from talktrack.core.tables import CONVERSATIONS, CONVERSATIONS_RAW, QUARANTINE, RUN_COUNTS, SOURCES


@dataclass(frozen=True)
class Summary:
    """Totals of the repository, and the counts of one run by ``step.what``."""

    state: str
    bundles_done: int
    totals: dict[str, int] = field(default_factory=dict)
    run_counts: dict[str, float] = field(default_factory=dict)
    quarantine: dict[str, int] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)


def summarise(repository: Repository, run: str, state: str) -> Summary:
    """Read the repository once and add up; only counts are kept."""
    counts: defaultdict[str, float] = defaultdict(float)
    for row in repository.scan(RUN_COUNTS, where={"run": [run]}):
        counts[row.name] += row.value
    reasons: Counter[str] = Counter()
    waiting = 0
    for case in repository.scan(QUARANTINE):
        reasons.update(case.reasons)
        waiting += case.status == "open"
    totals = {
        "conversations as read": repository.count(CONVERSATIONS_RAW),
        "other records of the same call": merged_away(repository),
        "conversations ready": repository.count(CONVERSATIONS),
        "sources done": repository.count(SOURCES),
        "waiting for review": waiting,
    }
    return Summary(
        state=state,
        bundles_done=sum(1 for row in repository.scan(SOURCES) if row.run == run),
        totals=totals,
        run_counts=dict(counts),
        quarantine=dict(reasons.most_common()),
        sources=dict(Counter(row.source for row in repository.scan(CONVERSATIONS))),
    )


def merged_away(repository: Repository) -> int:
    """Return how many records of calls stand aside because a better record of the same call is ready; no losses."""
    aside = set(repository.keys(CONVERSATIONS_RAW)) - set(repository.keys(CONVERSATIONS))
    cases = repository.scan(QUARANTINE)
    held = {row.conversation.id for row in cases if row.conversation and row.decided_by != MERGED}
    return len(aside - held)
