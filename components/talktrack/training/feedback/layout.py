"""What the page shows, as plain data: counts and places, never what anybody wrote."""

from __future__ import annotations

from talktrack.training.feedback.rejections import ADVICE, REJECTED, Intake

REASON_HEADERS = ("reason", "rows", "what to do")
PLACE_HEADERS = ("reason", "file", "entry", "kind")

Value = str | float | int


def headline(intake: Intake) -> dict[str, Value]:
    """Return what to look at first."""
    counts = intake.counts
    return {
        "events accepted": counts["accepted"],
        "new": counts["new"],
        "rejected": sum(count for name, count in counts.items() if name.startswith(REJECTED)),
        "stored by others, not to be believed": counts["stored_but_not_counted"],
        "subjects scored": counts["scored_subjects"],
        "votes that a newer one replaced": counts["repeated_votes"],
        "contradictions (the newest counts)": counts["contradictions"],
        "near-duplicates (damped)": counts["near_duplicates"],
        "users at their cap": intake.scaled.capped_users,
        "weight that users move, %": round(100 * intake.scaled.moved_share, 2),
    }


def reasons(intake: Intake) -> list[tuple[Value, ...]]:
    """Return one row per reason, the most frequent first."""
    found = [(name.removeprefix(REJECTED), n) for name, n in intake.counts.items() if name.startswith(REJECTED)]
    return [(name, n, ADVICE.get(name, "the file cannot be read")) for name, n in sorted(found, key=_most)]


def places(intake: Intake) -> list[tuple[Value, ...]]:
    """Return where refused rows stand."""
    return [(row.reason, row.file, row.entry, row.kind) for row in intake.refused]


def _most(found: tuple[str, int]) -> tuple[int, str]:
    return -found[1], found[0]
