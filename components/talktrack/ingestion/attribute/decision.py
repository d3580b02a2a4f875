"""From evidence to one identity per speaker, with a calibrated confidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from talktrack.ingestion.attribute.evidence import Evidence

MOST_PIECES = 8
TWICE = 0.9


@dataclass(frozen=True)
class Identity:
    """Who a speaker is: a candidate's key (None: nobody known), confidence in [0, 1], the kinds of evidence."""

    person: str | None = None
    confidence: float = 0.0
    evidence: list[str] = field(default_factory=list)


def confidences(evidence: Iterable[Evidence]) -> dict[str, dict[str, float]]:
    """Return P(speaker is person) for each speaker and person.

    Supporting pieces combine by noisy-or, p = 1 - prod(1 - w), repeated pieces of one kind at most `MOST_PIECES`
    times (Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, section 4.3.2). People exclude each other:
    with odds o = p / (1 - p), the confidence in one is o / (1 + sum of all o), so that a single piece keeps its weight.
    """
    pieces: dict[str, dict[str, dict[str, list[float]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for item in evidence:
        pieces[item.speaker][item.person][item.kind].append(item.weight)
    return {speaker: _exclusive(people) for speaker, people in pieces.items()}


def _exclusive(people: Mapping[str, Mapping[str, list[float]]]) -> dict[str, float]:
    odds = {}
    for person, kinds in people.items():
        doubt = 1.0
        for weights in kinds.values():
            for weight in sorted(weights, reverse=True)[:MOST_PIECES]:
                doubt *= 1.0 - weight
        odds[person] = (1.0 - doubt) / max(doubt, 1e-6)
    total = 1.0 + sum(odds.values())
    return {person: value / total for person, value in odds.items()}


def decide(speakers: Sequence[str], evidence: Sequence[Evidence]) -> dict[str, Identity]:
    """Give each speaker at most one person, most certain pair first; a person speaks under two labels only if sure."""
    table = confidences(evidence)
    pairs = sorted(
        ((value, speaker, person) for speaker in speakers for person, value in table.get(speaker, {}).items()),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    chosen: dict[str, Identity] = {}
    taken: set[str] = set()
    for value, speaker, person in pairs:
        if speaker in chosen or (person in taken and value < TWICE):
            continue
        kinds = sorted({e.kind for e in evidence if e.speaker == speaker and e.person == person})
        chosen[speaker] = Identity(person, round(value, 4), kinds)
        taken.add(person)
    return {speaker: chosen.get(speaker, Identity()) for speaker in speakers}
