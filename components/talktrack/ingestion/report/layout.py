"""The page of a run: what to look at first on top, details below."""

from __future__ import annotations

from collections.abc import Mapping

from talktrack.ingestion.report.summary import Summary

Section = tuple[str, dict[str, float]]

REPLACED = "prepare.replaced_"

STORY = (
    ("ingest", "Read"),
    ("quality_gate", "Quality gate"),
    ("prepare", "Prepare"),
    ("analyze", "Analyze"),
    ("embed", "Embed"),
)


def headline(summary: Summary) -> dict[str, str | float | int]:
    """Return the few numbers that say whether the run was good."""
    calls = summary.totals["conversations as read"] - summary.totals["other records of the same call"]
    ready = summary.totals["conversations ready"]
    share = ready / calls if calls else 0.0
    return {
        "run": summary.state.lower(),
        "bundles handled now": summary.bundles_done,
        "conversations ready": ready,
        "of those read": f"{share:.1%}",
        "waiting for review": summary.totals["waiting for review"],
    }


def replaced(counts: Mapping[str, float]) -> dict[str, int]:
    """Return how often each kind of personal data was replaced by a token, the most frequent kind first."""
    found = {name.removeprefix(REPLACED).upper(): int(n) for name, n in counts.items() if name.startswith(REPLACED)}
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def sections(summary: Summary) -> list[Section]:
    """Return each step's counts in the order of the pipeline."""
    found: list[Section] = []
    for step, title in STORY:
        mine = {name.split(".", 1)[1]: v for name, v in summary.run_counts.items() if name.startswith(f"{step}.")}
        if mine:
            found.append((title, mine))
    return found
