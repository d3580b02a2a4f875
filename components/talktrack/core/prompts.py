"""The prompts: one versioned builder per path. Examples, evaluation and serving call these, byte-equal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from talktrack.core.conversation import PROSPECT, SELLER

VERSION = "p1"
END = "<|end|>"
HISTORY_TURNS = 6

_MARKERS = ("<|", "|>")


@dataclass(frozen=True)
class Scene:
    """What the roleplay partner is told about the prospect it plays."""

    industry: str = "unknown"
    stage: str = "unknown"
    role: str = "unknown"
    traits: Sequence[str] = field(default_factory=tuple)
    objections: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class Line:
    """One line of a dialogue; role is seller or prospect."""

    role: str
    text: str


def roleplay(scene: Scene, history: Sequence[Line]) -> str:
    """Return the prompt after which the model speaks as the prospect."""
    persona = (
        f"industry: {_safe(scene.industry)}\nstage: {_safe(scene.stage)}\nrole: {_safe(scene.role)}\n"
        f"traits: {_listed(scene.traits)}\nobjections: {_listed(scene.objections)}"
    )
    return f"<|roleplay|>\n{persona}\n{_dialogue(history)}<|{PROSPECT}|>"


def assess(statistics: dict[str, float | None], segment: Sequence[Line]) -> str:
    """Return the coach prompt that asks for a JSON assessment of a call segment."""
    known = "\n".join(f"{name}: {value:.2f}" for name, value in sorted(statistics.items()) if value is not None)
    return f"<|coach|>\ntask: assess\n{known}\n{_dialogue(segment)}<|answer|>"


def answer(question: str, passages: Sequence[tuple[str, str]]) -> str:
    """Return the coach prompt that asks for an answer grounded in passages (id, text)."""
    listed = "\n".join(f"[{index}] {_safe(text)}" for index, (_, text) in enumerate(passages, start=1))
    return f"<|coach|>\ntask: answer\n{listed}\nquestion: {_safe(question)}\n<|answer|>"


def draft(stage: str, history: Sequence[Line]) -> str:
    """Return the coach prompt that asks for a follow-up mail after a call."""
    return f"<|coach|>\ntask: draft\nstage: {_safe(stage)}\n{_dialogue(history)}<|answer|>"


def completion(text: str) -> str:
    """Return what the model is trained to say after a prompt: plain text on one line, then the end of the turn.

    The space stands here and not at the prompt's end, since tokenizers join a space with the word behind it.
    """
    return f" {_safe(text)}{END}"


def _dialogue(lines: Sequence[Line]) -> str:
    recent = lines[-HISTORY_TURNS:]
    return "".join(f"<|{_speaker(line.role)}|> {_safe(line.text)}\n" for line in recent)


def _speaker(role: str) -> str:
    return role if role in {SELLER, PROSPECT} else "other"


def _listed(values: Sequence[str]) -> str:
    return ", ".join(_safe(value) for value in values) or "none"


def _safe(text: str) -> str:
    """Keep text that imitates the template from becoming part of it."""
    for marker in _MARKERS:
        text = text.replace(marker, " ")
    return " ".join(text.split())
