"""Fits the weights of attribution on the first phrase book, and prints them.

Run `python tests/benchmarks/fit_attribute.py` and copy what it prints into attribute/weights.py. Conditional logit with
a normal prior around `PRIOR`; each speaker chooses among those whom no other speaker of the call is (a composite
likelihood, Varin, Reid and Firth 2011). The other books are never read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from talktrack.core.knowledge import Knowledge
from talktrack.ingestion.attribute.attribution import gather
from talktrack.ingestion.attribute.candidates import Cast
from talktrack.ingestion.attribute.decision import Features, features, odds
from talktrack.ingestion.attribute.directory import Directory
from talktrack.ingestion.attribute.names import name_words
from talktrack.ingestion.attribute.weights import PRIOR
from talktrack.ingestion.clean.cleaning import clean
from talktrack.world.organisation import Organisation
from talktrack.world.truth import TruePerson
from tests.benchmarks.strained import Heard, as_generated, strained

SEEDS = range(20, 28)
CONVERSATIONS = 60
SPREAD = 1.0
ROUNDS = 300

Choice = tuple[dict[str, Features], dict[str, float], str | None]


def main() -> None:
    """Fit and print."""
    choices = [choice for calls, known in _worlds() for heard in calls for choice in _choices(heard, Directory(known))]
    weights = fitted(choices)
    print(f"# {len(choices)} speakers")
    for kind, value in weights.items():
        seen = sum(any(kind in found for found in table.values()) for table, _, _ in choices)
        print(f'    "{kind}": {value:.2f},  # {seen}')


def _worlds() -> Iterator[tuple[list[Heard], Knowledge]]:
    for seed in SEEDS:
        organisation = Organisation(seed=seed, tenant="acme", book="first", conversations=CONVERSATIONS)
        yield as_generated(organisation) if seed % 2 else strained(organisation)


def _choices(heard: Heard, directory: Directory) -> Iterator[Choice]:
    evidence, cast = gather(clean(heard.conversation), directory)
    table = features(evidence, cast)
    offsets = {pair: math.log(value) for pair, value in odds({pair: {} for pair in table}, cast).items()}
    truth = {speaker: key_of(person, cast) for speaker, person in heard.truth.items()}
    for speaker, target in truth.items():
        taken = {key for other, key in truth.items() if other != speaker}
        mine = {p: found for (s, p), found in table.items() if s == speaker and p not in taken}
        if mine:
            yield mine, {p: offsets[speaker, p] for p in mine}, target if target in mine else None


def key_of(person: TruePerson, cast: Cast) -> str | None:
    """Return the candidate whom a true person is: by CRM id, else by mail, else by name."""
    by_id = [p.key for p in cast.people if p.contact_id == person.id]
    by_mail = [p.key for p in cast.people if p.email and p.email == person.email]
    by_name = [p.key for p in cast.people if not p.is_known and p.words == name_words(person.name)]
    return next(iter([*by_id, *by_mail, *by_name]), None)


def fitted(choices: Sequence[Choice]) -> dict[str, float]:
    """Return the weights of the highest posterior, by gradient steps that adapt to each weight (RMSprop-free Rprop)."""
    weights, steps, last = dict(PRIOR), dict.fromkeys(PRIOR, 0.05), dict.fromkeys(PRIOR, 0.0)
    for _ in range(ROUNDS):
        slope = _slope(choices, weights)
        for kind, value in slope.items():
            steps[kind] *= 1.2 if value * last[kind] > 0 else 0.5
            weights[kind] += math.copysign(min(steps[kind], 0.5), value)
            last[kind] = value
    return weights


def _slope(choices: Sequence[Choice], weights: Mapping[str, float]) -> dict[str, float]:
    slope = {kind: (PRIOR[kind] - value) / SPREAD**2 for kind, value in weights.items()}
    for table, offsets, target in choices:
        score = {
            p: math.exp(offsets[p] + sum(weights[kind] * value for kind, value in found.items() if kind in weights))
            for p, found in table.items()
        }
        total = 1.0 + sum(score.values())
        for p, found in table.items():
            error = (p == target) - score[p] / total
            for kind, value in found.items():
                if kind in slope:
                    slope[kind] += error * value
    return slope


if __name__ == "__main__":
    main()
