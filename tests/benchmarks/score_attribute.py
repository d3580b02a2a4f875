"""Scores of attribution: who speaks, how well confidence tells right from wrong, and what people are asked.

The `strained` rows are the same calls under poorer labels, with gaps in CRM and calendar (`strained.py`). Run
`python -m tests.benchmarks.score_attribute third` for the book that is held out from every rule.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from talktrack.core.conversation import Participant
from talktrack.core.knowledge import Knowledge
from talktrack.ingestion.attribute.attribution import Attributed, attribute
from talktrack.ingestion.attribute.directory import Directory
from talktrack.ingestion.attribute.names import name_words
from talktrack.ingestion.clean.cleaning import clean
from talktrack.world.organisation import Organisation
from talktrack.world.truth import TruePerson
from tests.benchmarks.strained import Heard, as_generated, strained

BINS = 10
SHOWN = 4  # below that nobody is named
Row = dict[str, object]


@dataclass
class Tally:
    """What was found in turns and in calls; a pair is (confidence, right)."""

    pairs: list[tuple[float, bool]] = field(default_factory=list)
    by_case: dict[str, list[bool]] = field(default_factory=dict)
    roles: list[bool] = field(default_factory=list)
    queued: list[bool] = field(default_factory=list)
    queued_with_reason: list[bool] = field(default_factory=list)
    queued_below: list[bool] = field(default_factory=list)
    wrong_unqueued: list[bool] = field(default_factory=list)


def score(book: str, conversations: int = 240, seed: int = 7) -> list[Row]:
    """Return one row per measure: step, what, value, target, command."""
    organisation = Organisation(seed=seed, tenant="acme", book=book, conversations=conversations)
    rows = [
        *_rows(_tally(*as_generated(organisation)), "", 0.97, 0.05),
        *_rows(_tally(*strained(organisation)), "_strained"),
    ]
    command = f"python -m tests.benchmarks.score_attribute {book} {conversations} {seed}"
    return [row | {"command": command} for row in rows]


def _tally(calls: Sequence[Heard], known: Knowledge) -> Tally:
    directory, tally = Directory(known), Tally()
    for heard in calls:
        found = attribute(clean(heard.conversation), directory)
        right = {p.id: is_right(p, heard.truth[p.id], known) for p in found.conversation.participants}
        _count_turns(tally, heard, found, right)
        _count_questions(tally, found, right)
    return tally


def is_right(found: Participant, true: TruePerson, known: Knowledge) -> bool:
    """Tell whether a participant is who he truly is: by CRM id, for people outside of the CRM by mail or name."""
    if true.id in known.contacts:
        return found.crm_contact_id == true.id
    return found.email == true.email or (
        found.crm_contact_id is None and name_words(found.name or "") == name_words(true.name)
    )


def _count_turns(tally: Tally, heard: Heard, found: Attributed, right: dict[str, bool]) -> None:
    """Count each recorded turn under the label it has, whose voice it may be or not."""
    roles = {p.id: p.role for p in found.conversation.participants}
    for turn in found.conversation.turns:
        if turn.speaker_id is None:
            continue
        true, hit = heard.truth[turn.speaker_id], right[turn.speaker_id]
        tally.pairs.append((found.confidence[turn.speaker_id], hit))
        tally.roles.append(roles[turn.speaker_id] == true.role)
        case = "wrong_label" if true.label_is_wrong else "phone_only" if true.phone_only else "other"
        tally.by_case.setdefault(case, []).append(hit)


def _count_questions(tally: Tally, found: Attributed, right: dict[str, bool]) -> None:
    queued = bool(found.reasons)
    tally.queued.append(queued)
    spoken = {turn.speaker_id for turn in found.conversation.turns}
    named = [p for p in found.conversation.participants if p.id in spoken]
    if queued:
        tally.queued_below.append(bool(found.doubtful))
        tally.queued_with_reason.append(not all(right[p.id] for p in named))
    tally.wrong_unqueued += [not queued for p in named if not right[p.id]]


def _rows(tally: Tally, suffix: str, accuracy: float | None = None, error: float | None = None) -> Iterator[Row]:
    yield _row(f"identity_accuracy{suffix}", _mean([hit for _, hit in tally.pairs]), accuracy)
    yield _row(f"role_accuracy{suffix}", _mean(tally.roles), 0.98 if accuracy else None)
    for case in ("wrong_label", "phone_only"):
        yield _row(f"identity_accuracy_{case}{suffix}", _mean(tally.by_case.get(case, [])))
    yield _row(f"calibration_error{suffix}", calibration_error(tally.pairs), error)
    yield _row(f"queued_per_call{suffix}", _mean(tally.queued), error)
    yield _row(
        f"queued_below_threshold{suffix}", _mean(tally.queued_below) if tally.queued_below else 1.0, accuracy and 1.0
    )
    yield _row(f"queued_with_a_wrong_speaker{suffix}", _mean(tally.queued_with_reason))
    yield _row(f"wrong_speakers_not_queued{suffix}", _mean(tally.wrong_unqueued))
    for number, inside in enumerate(_binned(tally.pairs)):
        if inside and number >= SHOWN:
            yield _row(f"accuracy_at_confidence_{number / BINS:.1f}{suffix}", _mean([hit for _, hit in inside]))


def _row(what: str, value: float, target: float | None = None) -> Row:
    return {"step": "attribute", "what": what, "value": round(value, 4), "target": target}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _binned(pairs: Sequence[tuple[float, bool]]) -> list[list[tuple[float, bool]]]:
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for sure, hit in pairs:
        bins[min(int(sure * BINS), BINS - 1)].append((sure, hit))
    return bins


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Return the expected calibration error: |accuracy - confidence| per tenth of confidence, weighted by size."""
    gaps = (abs(sum(hit - sure for sure, hit in inside)) for inside in _binned(pairs))
    return sum(gaps) / max(len(pairs), 1)


def reliability(book: str, conversations: int = 240, seed: int = 7) -> Iterator[str]:
    """Yield a table for the README: share of turns, mean confidence and accuracy per tenth of confidence."""
    organisation = Organisation(seed=seed, tenant="acme", book=book, conversations=conversations)
    for name, make in (("as generated", as_generated), ("strained", strained)):
        pairs = _tally(*make(organisation)).pairs
        for number, inside in enumerate(_binned(pairs)):
            sure, right = _mean([sure for sure, _ in inside]), _mean([hit for _, hit in inside])
            share = len(inside) / max(len(pairs), 1)
            yield f"| {name} | {number / BINS:.1f} | {share:.3f} | {sure:.3f} | {right:.3f} |"


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else "first"
    if sys.argv[2:] == ["reliability"]:
        print("\n".join(reliability(chosen)))
        sys.exit()
    for line in score(chosen, *(int(value) for value in sys.argv[2:])):
        print(f"{line['what']:50} {line['value']:<10} {line['target'] or ''}")
