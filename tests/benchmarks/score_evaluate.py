"""Scores of evaluate: each metric against its planted corruption, and how often the gate promotes what.

Run `python -m tests.benchmarks.score_evaluate second`. Every metric sees answers that are right and the same answers
spoilt; AUC is the chance that it prefers a right one, between different prompts too. Right answers are second tellings
of the same turn by the same move of the script, which may be about another side of the topic. What is learnt (the
order of sentences, the reward) is learnt from other calls of the same tenant. `--gate` adds the simulated gate.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from pipelines.models import build_all
from talktrack.core import prompts
from talktrack.core.conversation import SELLER
from talktrack.core.ports import Encoder
from talktrack.engines.encoder import open_encoder
from talktrack.training.evaluate.accuracy import accuracy
from talktrack.training.evaluate.coherence import OrderModel, sentences
from talktrack.training.evaluate.helpfulness import Judged, RewardHead
from talktrack.training.evaluate.relevance import Relevance, Said
from talktrack.world.conversations import scenario
from talktrack.world.grammar import Telling
from talktrack.world.organisation import Organisation
from talktrack.world.script import script
from talktrack.world.speaking import Speech
from talktrack.world.speech_noise import assembled
from tests.benchmarks import gate_simulation

TENANT = "acme"
LEARNT_CALLS, GOLDEN_CALLS, TURNS = 80, 60, 40
LEARNT_SEED = 501
CORRECTED_SHARE = 0.02
TARGET = 0.9
GENERIC = (
    "Thank you for asking, that is a good question.",
    "I see. Tell me more about what you have in mind.",
    "That sounds interesting, let us talk about it another time.",
    "Sure, we can look at that.",
    "I understand, and I appreciate your time today.",
    "Okay, I will think about it and come back to you.",
)
_DIGITS = re.compile(r"\d+")
Row = dict[str, object]


@dataclass(frozen=True)
class Told:
    """A turn of a prospect: what was asked, what was answered, and the same answer in other words."""

    conversation: str
    asked: str
    answered: str
    again: str


def score(book: str, seed: int = 11, *, gate: bool = False) -> list[Row]:
    """Return AUC by metric and promotions by simulated difference: step, what, value, target, command."""
    encoder = open_encoder(build_all(["encoder"])["encoder"])
    golden = list(told(book, seed, GOLDEN_CALLS))
    learnt = list(told(book, LEARNT_SEED, LEARNT_CALLS))
    values = {
        "relevance of what was said, against shuffled contexts": _relevance(
            golden, [row.answered for row in golden], encoder
        ),
        "relevance of another telling, against shuffled contexts": _relevance(
            golden, [row.again for row in golden], encoder
        ),
        "accuracy against swapped amounts": _accuracy(golden, Random(seed)),
        "coherence of another telling, against shuffled sentences": _coherence(golden, learnt, Random(seed)),
        **_helpfulness(golden, learnt, book, encoder),
    }
    command = f"python -m tests.benchmarks.score_evaluate {book}"
    rows: list[Row] = [
        {"what": f"AUC of {name}", "value": round(value, 4), "target": TARGET} for name, value in values.items()
    ]
    rows += gate_simulation.rows() if gate else []
    return [{"step": "evaluate"} | row | {"command": command} for row in rows]


def told(book: str, seed: int, conversations: int) -> Iterator[Told]:
    """Yield the prospects' turns of some calls, each told twice by the same moves of the script."""
    organisation = Organisation(seed=seed, tenant=TENANT, book=book, conversations=conversations, turns=TURNS)
    for engagement in organisation.engagements():
        for call in engagement.calls:
            moves = list(script(organisation.random("moves", call.index), scenario(engagement, call)))
            voices = [
                Speech(organisation.random("telling", call.index, n), organisation.phrases, engagement, call)
                for n in range(2)
            ]
            asked = ""
            for move in moves:
                first, again = (next(iter(voice.turns(iter([move])))).clean for voice in voices)
                if move.role == SELLER:
                    asked = first
                elif asked:
                    yield Told(f"{seed}-{call.index}", asked, first, again)


def auc(right: Sequence[float | None], spoilt: Sequence[float | None]) -> float:
    """Return the chance that a right answer scores above a spoilt one, ties half."""
    good = np.array([value for value in right if value is not None])
    bad = np.array([value for value in spoilt if value is not None])
    return float((good[:, None] > bad).mean() + (good[:, None] == bad).mean() / 2)


def _relevance(golden: Sequence[Told], answers: Sequence[str], encoder: Encoder) -> float:
    measure = Relevance([Said(row.asked, row.answered, row.conversation) for row in golden], encoder)
    half = len(answers) // 2
    return auc(measure.of(answers), measure.of([*answers[half:], *answers[:half]]))


def _accuracy(golden: Sequence[Told], random: Random) -> float:
    """Let the coach cite one of three passages, with its amounts or with those of another passage."""
    right, spoilt = list[float | None](), list[float | None]()
    for before, row, after in zip(golden, golden[1:], golden[2:], strict=False):
        if _DIGITS.search(row.answered):
            passages = [(str(n), one.answered) for n, one in enumerate((before, row, after))]
            prompt = prompts.answer(row.asked, passages)
            right.append(accuracy(prompt, row.answered))
            spoilt.append(accuracy(prompt, _swapped(row.answered, [before.answered, after.answered], random)))
    return auc(right, spoilt)


def _swapped(text: str, others: Sequence[str], random: Random) -> str:
    """Put an amount of another passage in the place of each, or a new one where the others have none."""
    elsewhere = [amount for other in others for amount in _DIGITS.findall(other)]

    def another(found: re.Match[str]) -> str:
        given = [amount for amount in elsewhere if amount != found.group()]
        return random.choice(given) if given else str(int(found.group()) + random.randint(1, 9))

    return _DIGITS.sub(another, text)


def _coherence(golden: Sequence[Told], learnt: Sequence[Told], random: Random) -> float:
    model = OrderModel.learnt([(row.asked, row.answered) for row in learnt])
    assert model is not None
    rows = [row for row in golden if len(set(sentences(row.again))) > 1]
    shuffled = [(row.asked, _shuffled(sentences(row.again), random)) for row in rows]
    return auc([model.coherence(row.asked, row.again) for row in rows], [model.coherence(*pair) for pair in shuffled])


def _shuffled(told: Sequence[str], random: Random) -> str:
    order = list(told)
    while order == list(told):
        random.shuffle(order)
    return " ".join(order)


def _helpfulness(golden: Sequence[Told], learnt: Sequence[Told], book: str, encoder: Encoder) -> dict[str, float]:
    """Learn from corrections of bland answers; then meet bland answers again, and generic ones of other words."""
    random = Random(7)
    organisation = Organisation(seed=LEARNT_SEED, tenant=TENANT, book=book, conversations=1)
    telling = Telling(random, {"pain": organisation.phrases.pains("retail")[0]})

    def bland() -> str:
        return assembled(organisation.phrases.grammar.tell("comment.bland", telling))[0]

    corrected = [row for row in learnt if random.random() < CORRECTED_SHARE]
    judged = [Judged(row.asked, row.answered, 1.0) for row in corrected]
    head = RewardHead.learnt(judged + [Judged(row.asked, bland(), 0.0) for row in corrected], encoder)
    assert head is not None
    asked = [row.asked for row in golden]
    right = head.helpfulness(asked, [row.again for row in golden])
    return {
        f"helpfulness against bland answers, after {len(corrected)} corrections": auc(
            right, head.helpfulness(asked, [bland() for _ in golden])
        ),
        "helpfulness against generic answers in words that no correction had": auc(
            right, head.helpfulness(asked, [random.choice(GENERIC) for _ in golden])
        ),
    }


if __name__ == "__main__":
    for line in score(sys.argv[1], gate="--gate" in sys.argv):
        print(line)
