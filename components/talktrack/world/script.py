"""What happens in a call, before anybody finds words: moves with their labels, as the seller's skill decides.

A skilled seller asks about problems and consequences, mirrors and sums up, presents little and only what was asked
for, meets objections with a question first, and ends on a dated next step. A weak one stays on facts, pitches early,
lists features, argues or gives discounts, and leaves with "I'll be in touch". The expert label is that skill.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from random import Random

from talktrack.core.conversation import PROSPECT, SELLER
from talktrack.world.labels import OBJECTIONS


@dataclass(frozen=True, slots=True)
class Move:
    """One turn to be said: whose, by which rule of the phrase book, about which pain, and its labels."""

    role: str
    rule: str
    stage: str
    topic: str
    pain: str
    question: str = "none"
    objection: str = "none"
    technique: str = "none"
    repeat: int = 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the call we are: what moves made here have in common."""

    stage: str
    topic: str
    pain: str

    def seller(self, rule: str, *, technique: str = "none", question: str = "none", repeat: int = 1) -> Move:
        """Return a move of the seller."""
        return Move(SELLER, rule, self.stage, self.topic, self.pain, question, "none", technique, repeat)

    def prospect(self, rule: str, *, objection: str = "none") -> Move:
        """Return a move of the prospect."""
        return Move(PROSPECT, rule, self.stage, self.topic, self.pain, "none", objection)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a script needs to know: kind of call, skill, number of turns, pains, likely objections, and its end."""

    kind: str
    skill: int
    turns: int
    pains: tuple[str, ...]
    objections: tuple[str, ...]
    commits: bool


_DISCOVERY = ("situation", "problem_awareness", "solution_awareness", "consequence")
_QUESTION_WEIGHTS = {
    1: (80, 15, 5, 0),
    2: (62, 24, 9, 5),
    3: (42, 32, 14, 12),
    4: (28, 36, 16, 20),
    5: (18, 36, 18, 28),
}
_GOOD_HANDLING = {1: 0.05, 2: 0.25, 3: 0.55, 4: 0.8, 5: 0.95}
_POOR_HANDLING = ("argue", "discount", "ignore")

# Shares of discovery, presentation and objections between opening and closing, for a seller of level 3.
_SHARES = {"discovery": (0.64, 0.18, 0.18), "demo": (0.40, 0.38, 0.22), "negotiation": (0.34, 0.18, 0.48)}

# What the seller says or asks right before an objection, as a question class.
_BRIDGES = {
    "price": "presentation",
    "timing": "commitment",
    "authority": "commitment",
    "need": "transition",
    "competitor": "situation",
    "trust": "solution_awareness",
    "effort": "presentation",
}
_SMALL_TALK = ("weather", "weekend", "place")
_FACTS = ("flow", "people", "tools", "owner")
_DETAILS = ("email", "phone", "address", "card", "account_number")


def script(rng: Random, scenario: Scenario) -> Iterator[Move]:
    """Yield the moves of one call, seller and prospect in turn; the number of turns is close to the scenario's."""
    opening, closing = list(_opening(rng, scenario)), list(_closing(rng, scenario))
    budget = max(6, scenario.turns - len(opening) - len(closing))
    discovery, presentation, objections = _shares(scenario)
    yield from opening
    yield from _filled(_discovery(rng, scenario, round(budget * discovery)), round(budget * discovery))
    yield from _filled(_presentation(rng, scenario), round(budget * presentation))
    yield from _filled(_objections(rng, scenario), round(budget * objections))
    yield from closing


def _filled(exchanges: Iterator[list[Move]], turns: int) -> Iterator[Move]:
    """Take whole exchanges until the turns are used."""
    used = 0
    for exchange in exchanges:
        if used >= turns:
            return
        used += len(exchange)
        yield from exchange


def _shares(scenario: Scenario) -> tuple[float, float, float]:
    """Skilled sellers move turns from presentation to discovery."""
    discovery, presentation, objections = _SHARES[scenario.kind]
    shift = 0.05 * (scenario.skill - 3)
    return discovery + shift, presentation - shift, objections


def _opening(rng: Random, scenario: Scenario) -> Iterator[Move]:
    place = Place("opening", "opening", scenario.pains[0])
    yield place.seller("open.greet", technique="small_talk")
    yield place.prospect("open.greet_back")
    if rng.random() < 0.5:
        about = rng.choice(_SMALL_TALK)
        yield place.seller(f"open.small_talk.{about}", technique="small_talk", question="connection")
        yield place.prospect(f"open.small_talk_back.{about}")
    if scenario.skill > 1 or rng.random() < 0.4:
        yield place.seller("ask.connection", technique="question", question="connection")
        yield place.prospect("answer.connection")
    if rng.random() < 0.2 * scenario.skill:
        yield place.seller("open.agenda", technique="agenda")
        yield place.prospect("open.agenda_back")


def _discovery(rng: Random, scenario: Scenario, turns: int) -> Iterator[list[Move]]:
    """One pain after the other: each begins with a question of fact."""
    per_pain = max(2, round(turns / 2.6 / len(scenario.pains)))
    for pain in cycle(scenario.pains):
        place = Place("discovery", pain, pain)
        for position in range(per_pain):
            weights = _QUESTION_WEIGHTS[scenario.skill]
            question = rng.choices(_DISCOVERY, weights)[0] if position else "situation"
            facet = f".{rng.choice(_FACTS)}" if question == "situation" else ""
            yield [*_asked(place, question, facet), *_reaction(rng, scenario.skill, place)]


def _asked(place: Place, question: str, facet: str = "") -> Iterator[Move]:
    yield place.seller(f"ask.{question}{facet}", technique="question", question=question)
    yield place.prospect(f"answer.{question}{facet}")


def _reaction(rng: Random, skill: int, place: Place) -> Iterator[Move]:
    """How the seller takes an answer: skilled ones deepen it, weak ones pitch."""
    point = rng.random()
    deepen = 0.1 + 0.1 * skill
    if point < deepen:
        technique = rng.choice(("mirroring", "labeling", "summary"))
        yield place.seller(f"react.{technique}", technique=technique)
        yield place.prospect("answer.more")
    elif point < deepen + 0.36 - 0.09 * skill:
        yield place.seller("react.early_pitch", technique="early_pitch", question="presentation", repeat=2)
        yield place.prospect("answer.meh")


def _presentation(rng: Random, scenario: Scenario) -> Iterator[list[Move]]:
    """Skilled sellers ask for permission, then tie each capability to what was said and check; weak ones list."""
    pains = cycle(scenario.pains)
    place = Place("presentation", "product", next(pains))
    if rng.random() < 0.22 * scenario.skill:
        yield list(_asked(place, "transition"))
    while True:
        place = Place("presentation", "product", next(pains))
        if rng.random() < 0.2 * scenario.skill - 0.1:
            yield list(_demonstration(rng, place))
        else:
            repeat = rng.choice((1, 2, 3)) if scenario.skill < 4 else 1
            feature = place.seller("present.feature", technique="feature_dump", question="presentation", repeat=repeat)
            yield [feature, place.prospect("listen")]


def _demonstration(rng: Random, place: Place) -> Iterator[Move]:
    yield place.seller("present.value", technique="demonstration", question="presentation")
    yield place.prospect("query")
    yield place.seller("reply", technique="demonstration", question="presentation")
    yield place.prospect("answer.reply")
    if rng.random() < 0.5:
        yield place.seller("present.check", technique="question", question="solution_awareness")
        yield place.prospect("answer.check")


def _objections(rng: Random, scenario: Scenario) -> Iterator[list[Move]]:
    others = [kind for kind in OBJECTIONS if kind not in {*scenario.objections, "none"}]
    rng.shuffle(others)
    for kind in cycle([*scenario.objections, *others]):
        place = Place("objections", kind, rng.choice(scenario.pains))
        yield list(_objection(rng, scenario.skill, kind, place))


def _objection(rng: Random, skill: int, kind: str, place: Place) -> Iterator[Move]:
    yield place.seller(f"bridge.{kind}", technique="none", question=_BRIDGES[kind])
    yield place.prospect(f"objection.{kind}", objection=kind)
    if rng.random() < _GOOD_HANDLING[skill]:
        if rng.random() < 0.2 * skill:
            yield place.seller("ask.clarify", technique="clarify", question="problem_awareness")
            yield place.prospect("answer.clarify", objection=kind)
        yield place.seller(f"handle.{kind}", technique="reframe")
        yield place.prospect("accept")
    else:
        technique = rng.choice(_POOR_HANDLING)
        yield place.seller(f"handle.{technique}", technique=technique)
        yield place.prospect("reject", objection=kind)


def _closing(rng: Random, scenario: Scenario) -> Iterator[Move]:
    place = Place("closing", "closing", scenario.pains[0])
    for _ in range(1 + (scenario.skill > 3)):
        yield place.seller("ask.commitment", technique="question", question="commitment")
        yield place.prospect("answer.commit" if scenario.commits else "answer.hedge")
    for detail in rng.sample(_DETAILS, 2 if scenario.commits else 1):
        yield place.seller(f"ask.{detail}", technique="question")
        yield place.prospect(f"tell.{detail}")
    dated = rng.random() < 0.1 + 0.18 * scenario.skill
    yield place.seller("close.next_step" if dated else "close.vague", technique="next_step" if dated else "vague_close")
    yield place.prospect("close.agree")
    yield place.seller("close.bye", technique="small_talk")
    yield place.prospect("close.bye_back")
