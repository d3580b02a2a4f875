"""Feedback and usage: what users of the platform judged, corrected and did, and what experts said about calls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import msgspec

from talktrack.core.conversation import PROSPECT
from talktrack.core.ids import stable_id
from talktrack.core.prompts import Line, Scene, roleplay
from talktrack.core.records import FeedbackEvent
from talktrack.core.sales_labels import LABELS
from talktrack.world.grammar import Telling
from talktrack.world.organisation import Organisation
from talktrack.world.truth import Truth

EXPERT_SHARE = 0.5
EXPERT_ERROR = 0.1
TURNS_SHARE = 0.35
TURN_ERROR = 0.02
EPISODE_SHARE = 0.5
DRAFT_SHARE = 0.3


def events(organisation: Organisation, truth: Truth) -> Iterator[FeedbackEvent]:
    """Yield the events that follow from one conversation; their subject is its id, or an episode played from it."""
    rng = organisation.random("feedback", truth.conversation_id)
    yield from _outcome(truth)
    if rng.random() < EXPERT_SHARE:
        yield _expert_label(rng, truth)
    if rng.random() < EPISODE_SHARE:
        yield from _episode(rng, organisation, truth)
    if rng.random() < DRAFT_SHARE:
        yield from _draft(rng, truth)
    labelling = organisation.random("turn labels", truth.conversation_id)
    if labelling.random() < TURNS_SHARE:
        yield from _turn_labels(labelling, truth)


def _event(truth: Truth, subject: str, kind: str, days: float, **fields: object) -> FeedbackEvent:
    return FeedbackEvent(
        id=stable_id("f", truth.tenant, subject, kind),
        tenant=truth.tenant,
        subject=subject,
        kind=kind,
        at=truth.started_at + timedelta(days=days),
        **fields,  # type: ignore[arg-type]
    )


def _outcome(truth: Truth) -> Iterator[FeedbackEvent]:
    """A closed deal says of each of its calls whether it was won."""
    if truth.won is not None:
        yield _event(truth, truth.conversation_id, "outcome", 30, value=float(truth.won))


def _expert_label(rng: Random, truth: Truth) -> FeedbackEvent:
    """One label in ten is a level off, as with real raters."""
    level = truth.skill
    if rng.random() < EXPERT_ERROR:
        level = min(5, max(1, level + rng.choice((-1, 1))))
    return _event(
        truth,
        truth.conversation_id,
        "expert_label",
        2,
        value=float(level),
        user_id=f"expert-{rng.randrange(3)}",
        path="coach",
        turn_start=0,
        turn_end=len(truth.turns) - 1,
    )


def _turn_labels(rng: Random, truth: Truth) -> Iterator[FeedbackEvent]:
    """An expert went through the call and said of each turn what it is; one word in fifty is wrong."""
    user = f"expert-{rng.randrange(3)}"
    for place, turn in enumerate(truth.turns):
        heard = {"question": turn.question, "technique": turn.technique}
        if turn.role == PROSPECT:
            heard = {"objection": turn.objection}
        for kind, label in heard.items():
            said = rng.choice(LABELS[kind]) if rng.random() < TURN_ERROR else label
            event = _event(truth, truth.conversation_id, "turn_label", 2, user_id=user, path="coach")
            yield msgspec.structs.replace(
                event,
                id=stable_id("f", truth.tenant, truth.conversation_id, kind, place),
                text=f"{kind}:{said}",
                turn_start=place,
                turn_end=place + 1,
            )


def _episode(rng: Random, organisation: Organisation, truth: Truth) -> Iterator[FeedbackEvent]:
    """Somebody played against the roleplay partner: a rating, thumbs, and sometimes a correction or a demonstration."""
    at = next((i for i, turn in enumerate(truth.turns) if turn.objection != "none"), len(truth.turns) - 1)
    person = next(person for person in truth.people if person.id == truth.turns[at].person_id)
    scene = Scene(
        industry=truth.industry,
        stage=truth.turns[at].stage,
        role=person.persona_role or "unknown",
        traits=person.traits,
        objections=person.objections,
    )
    prompt = roleplay(scene, [Line(turn.role, turn.clean) for turn in truth.turns[:at]])
    subject = stable_id("e", truth.conversation_id, at)
    level = rng.randint(1, 5)
    user = f"user-{rng.randrange(20)}"
    yield _event(truth, subject, "rating", 3, value=float(level), user_id=user, path="roleplay", prompt=prompt)
    yield _event(truth, subject, "thumbs", 3, value=1.0 if level > 3 else -1.0, user_id=user, path="roleplay")
    yield _event(truth, subject, "dwell_s", 3, value=round(rng.uniform(4, 240), 1), user_id=user, path="roleplay")
    telling = Telling(rng, {"pain": _pain(truth)})
    comment = "".join(text for text, _ in organisation.phrases.grammar.tell("comment", telling))
    yield _event(truth, subject, "comment", 3, text=comment, user_id=user, path="roleplay")
    right = truth.turns[at].clean
    if level <= 2:
        wrong = "".join(text for text, _ in organisation.phrases.grammar.tell("comment.bland", telling))
        yield _event(truth, subject, "correction", 3, prompt=prompt, answer=wrong, text=right, path="roleplay")
    elif level == 5:
        yield _event(truth, subject, "demonstration", 3, prompt=prompt, text=right, path="roleplay")


def _draft(rng: Random, truth: Truth) -> Iterator[FeedbackEvent]:
    """The coach drafted a mail: somebody copied it, and perhaps the customer answered."""
    subject = stable_id("i", truth.conversation_id, "draft")
    user = truth.people[0].id
    yield _event(truth, subject, "click", 0.1, value=1.0, user_id=user, path="coach", text="copy")
    if rng.random() < 0.1 + 0.12 * truth.skill:
        yield _event(truth, subject, "reply", 1.5, value=1.0, user_id=user, path="coach")


def _pain(truth: Truth) -> str:
    return next(turn.topic for turn in truth.turns if turn.stage == "discovery")
