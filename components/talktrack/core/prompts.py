"""The prompts: one versioned builder per task. Examples, evaluation and serving call these, byte-equal.

They are short by construction, whatever they are given: few lines, each of few words, few figures of few digits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from talktrack.core.conversation import PROSPECT, SELLER
from talktrack.core.reference import Persona, Scenario

VERSION = "p3"
END = "<|end|>"
HISTORY_TURNS = 6
LINE_WORDS = 60
MOST_LISTED = 5
MOST_HEARD = 3
UNKNOWN = "unknown"
LEVEL = "level"
TELLING = ("deep_questions", "good_techniques", LEVEL)
NOT_KNOWN = "That was not said in these passages."

_MARKERS = ("<|", "|>")
_SMALL = 10.0
_TASK = "<|coach|>\ntask: "
_OPENINGS = {"<|roleplay|>\nindustry: ": "roleplay", _TASK: "coach"}
_CLOSINGS = {"roleplay": f"\n<|{PROSPECT}|>", "coach": "\n<|answer|>"}
_KNOWN = re.compile(r"<\|(?:roleplay|coach|answer|seller|prospect|other)\|>")

Heard = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Scene:
    """What the roleplay partner is told about the prospect it plays; `cares` are their pains and goals."""

    industry: str = UNKNOWN
    stage: str = UNKNOWN
    role: str = UNKNOWN
    traits: Sequence[str] = field(default_factory=tuple)
    objections: Sequence[str] = field(default_factory=tuple)
    cares: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class Line:
    """One line of a dialogue; role is seller or prospect."""

    role: str
    text: str


def scene_of(persona: Persona | None, scenario: Scenario | None = None) -> Scene:
    """Return the scene of a practice session; what the persona does not say, the scenario may."""
    industry = (persona and persona.industry) or (scenario and scenario.industry)
    if persona is None:
        return Scene(industry=industry or UNKNOWN, stage=(scenario and scenario.stage) or UNKNOWN)
    return Scene(
        industry=industry or UNKNOWN,
        stage=(scenario and scenario.stage) or UNKNOWN,
        role=persona.title or persona.role or UNKNOWN,
        traits=[*persona.traits, *([persona.style] if persona.style else [])],
        objections=persona.objections,
        cares=[*persona.pains, *persona.goals],
    )


def roleplay(scene: Scene, history: Sequence[Line]) -> str:
    """Return the prompt after which the model speaks as the prospect."""
    persona = (
        f"industry: {_safe(scene.industry)}\nstage: {_safe(scene.stage)}\nrole: {_safe(scene.role)}\n"
        f"traits: {_listed(scene.traits)}\nobjections: {_listed(scene.objections)}"
    )
    if scene.cares:
        persona += f"\ncares about: {_listed(scene.cares)}"
    return f"<|roleplay|>\n{persona}\n{_dialogue(history)}<|{PROSPECT}|>"


def assess(statistics: Mapping[str, float | None], segment: Sequence[Line], heard: Heard | None = None) -> str:
    """Return the coach prompt that asks for a JSON assessment of a call segment.

    `heard` maps ``questions`` and ``techniques`` to the shares of their classes; the greatest are told, greatest first.
    What says most stands nearest to the answer, since small models look back only so far: `TELLING` figures come last.
    """
    known = [f"{kind}: {_greatest(shares)}" for kind, shares in sorted((heard or {}).items()) if shares]
    places = {name: place for place, name in enumerate(TELLING)}
    order = sorted((places.get(name, -1), name) for name, value in statistics.items() if value is not None)
    known += [f"{name}: {_figure(statistics[name] or 0.0)}" for _, name in order]
    told = "".join(f"{_safe(line)}\n" for line in known)
    return f"<|coach|>\ntask: assess\n{_dialogue(segment)}{told}<|answer|>"


def answer(question: str, passages: Sequence[tuple[str, str]]) -> str:
    """Return the coach prompt that asks for an answer grounded in passages (id, text)."""
    listed = "".join(f"[{index}] {_line(text)}\n" for index, (_, text) in enumerate(passages, start=1))
    return f"<|coach|>\ntask: answer\n{listed}question: {_line(question)}\n<|answer|>"


def draft(stage: str, history: Sequence[Line]) -> str:
    """Return the coach prompt that asks for a follow-up mail after a call."""
    return f"<|coach|>\ntask: draft\nstage: {_safe(stage)}\n{_dialogue(history)}<|answer|>"


def completion(text: str) -> str:
    """Return what the model is trained to say after a prompt: plain text on one line, then the end of the turn.

    The space stands here and not at the prompt's end, since tokenizers join a space with the word behind it.
    """
    return f"{opening(text)}{END}"


def opening(text: str) -> str:
    """Return how a completion begins that begins with this text."""
    return f" {_safe(text)}"


def said(completion: str) -> str:
    """Return the text of a completion."""
    return completion.removesuffix(END).strip()


def task_of(prompt: str) -> str:
    """Return the task of the last coach prompt in a text that may show whole examples before it, else nothing."""
    _, found, last = prompt.rpartition(_TASK)
    return last.partition("\n")[0] if found else ""


def path_of(prompt: str) -> str:
    """Return the path of a text that has the form of today's prompts, else nothing; no marker but theirs may occur."""
    path = next((path for opening, path in _OPENINGS.items() if prompt.startswith(opening)), "")
    whole = bool(path) and prompt.endswith(_CLOSINGS[path])
    return path if whole and not any(mark in _KNOWN.sub("", prompt) for mark in _MARKERS) else ""


def _dialogue(lines: Sequence[Line]) -> str:
    recent = lines[-HISTORY_TURNS:]
    return "".join(f"<|{_speaker(line.role)}|> {_line(line.text)}\n" for line in recent)


def _speaker(role: str) -> str:
    return role if role in {SELLER, PROSPECT} else "other"


def _listed(values: Sequence[str]) -> str:
    return ", ".join(_safe(value) for value in values[:MOST_LISTED]) or "none"


def _figure(value: float) -> str:
    """Return a number with the digits that say something: one behind the point unless it is 0, none from ten on."""
    return f"{value:.0f}" if abs(value) >= _SMALL else f"{value:.1f}".removesuffix(".0")


def _greatest(shares: Mapping[str, float]) -> str:
    """Return the greatest shares with their names, greatest first, equal ones by name."""
    order = sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:MOST_HEARD]
    return ", ".join(f"{name} {_figure(share)}" for name, share in order)


def _line(text: str) -> str:
    """Return the last words of a text, for long speeches end on what they are about."""
    return " ".join(_safe(text).split(" ")[-LINE_WORDS:])


def _safe(text: str) -> str:
    """Keep text that imitates the template from becoming part of it."""
    for marker in _MARKERS:
        text = text.replace(marker, " ")
    return " ".join(text.split())
