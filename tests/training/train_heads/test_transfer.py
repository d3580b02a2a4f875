"""A tenant without a label learns from what another tenant's starter hears in its calls."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from msgspec.structs import replace

from talktrack.core.conversation import Conversation, Turn
from talktrack.core.heads import Heads
from talktrack.core.hearing import Hearing
from talktrack.core.records import FeedbackEvent
from talktrack.core.sales_labels import NONE
from talktrack.core.starter import Starter
from talktrack.core.tables import CONVERSATIONS, FEEDBACK
from talktrack.engines.linear_heads import LogisticFitter
from talktrack.engines.word_heads import LogisticWordReader
from talktrack.systems.repository import LanceRepository, open_repository
from talktrack.training.train_heads.figures import macro_f1
from talktrack.training.train_heads.lessons import Lesson
from talktrack.training.train_heads.material import EXAM, TRAIN, Labelled, Shares, side_of
from talktrack.training.train_heads.starting import starter_of
from talktrack.training.train_heads.step import Fitters, Order, Result, run
from talktrack.training.train_heads.transfer import Start, Turns, lesson_of, lessons_by, of_all_turns
from tests.samples import WordEncoder
from tests.training.train_heads.toy import TENANT, label_event, toy_call

ORDER = Order(Shares(exam=0.4), min_labels=50, min_levels=10)
ENCODER = WordEncoder(dimension=64)
KNOWN = {
    "price": ("no budget, it is too expensive", "that costs a lot of money", "we can't afford the price"),
    "timing": ("not now, call back next quarter", "we are too busy until january", "no time before the holidays"),
    NONE: ("it is in the north", "they like the garden", "a train went by"),
}
JARGON = {"price": "gorp snee", "timing": "frap blick", NONE: "lum dax"}


def _calls(count: int, *, jargon: bool) -> list[tuple[Conversation, list[FeedbackEvent]]]:
    return [_call(number, jargon=jargon) for number in range(count)]


def _call(number: int, *, jargon: bool) -> tuple[Conversation, list[FeedbackEvent]]:
    """Return a call whose prospect objects in known words, or in the tenant's own, which sometimes are all."""
    rng = Random(f"transfer {number} {jargon}")
    call, _ = toy_call(number)
    turns, events = list[Turn](), list[FeedbackEvent]()
    for place, turn in enumerate(call.turns):
        label = rng.choice(sorted(KNOWN))
        known = rng.choice(KNOWN[label])
        own = JARGON[label] if rng.random() < 0.3 else f"{JARGON[label]} {known}"
        if turn.speaker_id == "p":
            events.append(label_event(number, place, f"objection:{label}"))
        turns.append(replace(turn, text=own if jargon else known) if turn.speaker_id == "p" else turn)
    return replace(call, turns=turns), events


def _labelled(calls: Sequence[tuple[Conversation, list[FeedbackEvent]]]) -> list[Labelled]:
    return [
        Labelled(
            call,
            side_of(call.account_id or "", ORDER.shares),
            {(event.turn_start or 0, "objection"): (event.text or "").split(":")[1] for event in events},
        )
        for call, events in calls
    ]


@pytest.fixture(scope="module")
def start() -> Start:
    """Return the starter of a tenant whose prospects say what everybody says."""
    starter = starter_of(_labelled(_calls(40, jargon=False)), LogisticFitter(0.1), 50, 10_000)
    assert starter is not None
    return Start(starter, LogisticWordReader())


def _tenant(home: str, *, labels_of: range = range(0)) -> LanceRepository:
    """Return a tenant with jargon whose experts labelled some calls."""
    opened = open_repository(home, TENANT)
    calls = _calls(60, jargon=True)
    opened.publish(CONVERSATIONS, [call for call, _ in calls])
    opened.publish(FEEDBACK, [event for number in labels_of for event in calls[number][1]])
    return opened


def _trained(repository: LanceRepository, start: Start | None, before: Heads | None = None) -> Result:
    return run(repository, ENCODER, Fitters(LogisticFitter(0.1), LogisticFitter(0.1), start), before, ORDER)


def test_jargon_is_learnt_beside_known_words(home: str, start: Start) -> None:
    """Three objections in ten are jargon only; no expert says what it means, and the head that serves hears it."""
    heads = _trained(_tenant(home), start).heads
    assert heads is not None
    turns = of_all_turns(_labelled(_calls(60, jargon=True)), ENCODER, _deaf(), 10_000)["objection"]
    exam = turns.lesson.on(EXAM)
    heard = [label for label, _ in heads.by_kind()["objection"].labels(exam.matrix)]

    assert macro_f1(exam.right, heard) > max(0.75, macro_f1(exam.right, exam.today) + 0.1)


def _deaf() -> Hearing:
    return Hearing()


def test_without_held_out_labels_the_page_says_that_nothing_is_proven(home: str, start: Start) -> None:
    """It serves in the place of rules all the same; kinds that the starter never learnt stay with rules."""
    result = _trained(_tenant(home), start)
    verdicts = {one.kind: one.verdict for one in result.trials}

    assert (result.verdict, verdicts["objection"].name, verdicts["question"].name) == ("kept", "kept", "refused")
    assert "no held-out labels prove it" in verdicts["objection"].reason


def test_labels_of_held_out_accounts_are_the_gate(home: str, start: Start) -> None:
    """Where experts labelled some calls, too few to learn from, those of held-out accounts judge."""
    exam = [number for number in range(60) if side_of(f"a{number % 20}", ORDER.shares) == EXAM]
    repository = _tenant(home)
    repository.publish(FEEDBACK, [event for number in exam for event in _call(number, jargon=True)[1]])
    trial = next(one for one in _trained(repository, start).trials if one.kind == "objection")

    assert trial.verdict.name == "kept"
    assert "better than rules" in trial.verdict.reason
    assert trial.figures["macro_f1"] > trial.figures["macro_f1_before"]


def test_a_head_in_service_stays_without_proof(home: str, start: Start) -> None:
    """What was taken over once is not replaced by what nobody judged."""
    repository = _tenant(home)
    result = _trained(repository, start, _trained(repository, start).heads)

    assert result.verdict == "refused"


def test_what_experts_say_is_never_overruled(start: Start) -> None:
    """A label of an expert stands in the lesson; held-out rows without one are no part of it."""
    labelled = _labelled(_calls(60, jargon=True))
    told = [Labelled(one.conversation, one.side, {(1, "objection"): "trust"}) for one in labelled]
    lesson = lesson_of(of_all_turns(told, ENCODER, _deaf(), 10_000)["objection"], "objection", start)
    assert lesson is not None
    each = sum(one.side == TRAIN for one in labelled)

    assert lesson.on(TRAIN).right.count("trust") == each
    assert set(lesson.on(EXAM).right) == {"trust"}


def test_a_starter_helps_only_with_what_it_learnt(start: Start) -> None:
    """Nothing is heard of another kind, and nothing where all calls are held out."""
    held_out = Turns(Lesson(sides=[EXAM], right=[""], today=[NONE], accounts=["a"], features=[]))

    assert lessons_by(start, ["question"], {"question": held_out}) == {}
    assert lessons_by(start, ["objection"], {"objection": held_out}) == {}


def test_a_tenant_with_few_labels_gives_no_starter() -> None:
    """Fewer than wanted teach nobody."""
    assert starter_of(_labelled(_calls(3, jargon=False)), LogisticFitter(), 50, 10_000) is None


def test_a_starter_says_how_often_each_class_is_said(start: Start) -> None:
    """Shares of the labels, however often a call was shown."""
    shares = start.starter.shares["objection"]
    found: Starter = start.starter

    assert sum(shares.values()) == pytest.approx(1.0)
    assert sorted(shares) == list(found.heads[0].classes) == ["none", "price", "timing"]
