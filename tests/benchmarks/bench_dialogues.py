"""Pairs of ``make bench`` for dialogue sets: a file of many dialogues to validated conversations."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from talktrack.core.conversation import Conversation
from talktrack.ingestion.ingest.readers.dialogues.reader import read
from talktrack.ingestion.ingest.readers.origin import Origin
from tests.benchmarks.pair import Pair, Row, measured

DIALOGUES, UTTERANCES = 2_000, 16
WORDS = ("one chai latte", "to go please", "is the order right", "and the name", "ready in ten minutes", "yes", "no")
ORIGIN = Origin(tenant="acme", uri="bench/set.json", sha256="0" * 64)

Seen = list[tuple[str, list[tuple[str | None, str]]]]


def json_loads() -> Pair:
    """Against the standard library's parser alone, which validates nothing and makes no records."""
    data = _file()

    def theirs() -> object:
        return json.loads(data)

    def check() -> None:
        found = [(one["conversation_id"], _told(one["utterances"])) for one in json.loads(data)]
        assert found == _seen(data)

    what = "2 000 Taskmaster dialogues to validated records"
    return Pair("ingest", what, "json.loads alone", 1.0, lambda: list(read(data, ORIGIN)), theirs, check)


def pydantic_models() -> Pair:
    """Against models of the same fields, which is how most people validate JSON."""
    from pydantic import BaseModel, TypeAdapter

    class Utterance(BaseModel):
        speaker: str | None = None
        text: str | None = None
        segments: list[Any] | None = None
        annotations: list[Any] | None = None

    class Dialogue(BaseModel):
        conversation_id: str | int
        vertical: str | None = None
        scenario: Any = None
        utterances: list[Utterance]

    Utterance.model_rebuild(_types_namespace={"Any": Any})
    dialogues = TypeAdapter(list[Dialogue])
    data = _file()

    def theirs() -> object:
        return dialogues.validate_json(data)

    def check() -> None:
        models = dialogues.validate_json(data)
        found = [(str(one.conversation_id), _told([u.model_dump() for u in one.utterances])) for one in models]
        assert found == _seen(data)

    what = "2 000 Taskmaster dialogues to validated records"
    return Pair("ingest", what, "pydantic 2 models", 0.5, lambda: list(read(data, ORIGIN)), theirs, check)


PAIRS: Sequence[Callable[[], Pair]] = (json_loads, pydantic_models)


def rows() -> list[Row]:
    """Return every pair's row."""
    return [measured(make()) for make in PAIRS]


def _file() -> bytes:
    rng = Random(7)
    return json.dumps([_dialogue(rng, index) for index in range(DIALOGUES)], indent=4).encode()


def _dialogue(rng: Random, index: int) -> dict[str, Any]:
    utterances = [_utterance(rng, position) for position in range(UTTERANCES)]
    return {"conversation_id": f"dlg-{index}", "vertical": "Coffee", "scenario": "Order", "utterances": utterances}


def _utterance(rng: Random, position: int) -> dict[str, Any]:
    call = {"name": "api_call", "value": "add_order_item", "context": f"api_call_{position}"}
    return {
        "index": position,
        "speaker": "assistant" if position % 2 else "user",
        "text": " ".join(rng.choices(WORDS, k=3)),
        "segments": [],
        "annotations": [call] if rng.random() < 0.5 else [],
    }


def _told(utterances: Sequence[dict[str, Any]]) -> list[tuple[str | None, str]]:
    return [(one["speaker"], one["text"]) for one in utterances]


def _seen(data: bytes) -> Seen:
    """Return what our reader found, by the ids that the dialogues should have."""
    ids = {ORIGIN.conversation_id("taskmaster", f"dlg-{index}"): f"dlg-{index}" for index in range(DIALOGUES)}
    found = [one for one in read(data, ORIGIN) if isinstance(one, Conversation)]
    labels = [{person.id: person.label for person in one.participants} for one in found]
    return [
        (ids[one.id], [(label[turn.speaker_id or ""], turn.text) for turn in one.turns])
        for one, label in zip(found, labels, strict=True)
    ]
