"""Ten small conversations of five accounts, and artifacts as KFP hands them to a component."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kfp import dsl

from talktrack.core import prompts
from talktrack.core.conversation import Conversation, DealContext, Participant, Turn
from talktrack.core.prompts import Line, Scene
from talktrack.core.records import Example

TENANT = "acme"
SAID = (
    ("s", "What slows your team down, number {n}?"),
    ("p", "Moving orders by hand costs us {n} hours."),
    ("s", "Would a shorter rollout help?"),
    ("p", "Only if the price stays below {n} thousand."),
)


def make_conversation(number: int, *, account: str | None = None, privacy_level: str | None = None) -> Conversation:
    """Return the conversation of this number: four turns, seller and prospect by turns."""
    return Conversation(
        id=f"c{number}",
        tenant=TENANT,
        event_id=f"e{number}",
        source="zoom",
        channel="call",
        started_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number),
        participants=[
            Participant(id="s", label="Seller", role="seller"),
            Participant(id="p", label="Prospect", role="prospect"),
        ],
        turns=[Turn(speaker_id=speaker, text=text.format(n=number)) for speaker, text in SAID],
        account_id=account,
        deal=DealContext(stage="discovery", industry="retail"),
        privacy_level=privacy_level,
    )


def artifact(kind: type[Any], path: Path) -> Any:
    """Return an artifact of a kfp class that lies at a local path."""
    return kind(name=path.name, uri=str(path))


def metrics(directory: Path) -> dsl.Metrics:
    """Return metrics that remember what a component logged."""
    return dsl.Metrics(name="metrics", uri=str(directory / "metrics"))


def make_example(number: int, *, path: str = "roleplay", split: str = "train", weight: float = 0.5) -> Example:
    """Return the example of this number, one day after the one before; four share a conversation."""
    question = SAID[0][1].format(n=number)
    return Example(
        id=f"x{number}",
        tenant=TENANT,
        path=path,
        task="turn",
        prompt=prompts.roleplay(Scene(industry="retail"), [Line("seller", question)]),
        completion=prompts.completion(SAID[1][1].format(n=number)),
        weight=weight,
        split=split,
        conversation_id=f"c{number // 4}",
        account_id=None,
        prompt_version=prompts.VERSION,
        provenance=f"c{number // 4}#1",
        at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number),
    )
