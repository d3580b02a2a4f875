"""A row of each task as the step makes them, of which tests replace what matters."""

from __future__ import annotations

from talktrack.core import prompts
from talktrack.core.assessment import Assessment, written
from talktrack.core.prompts import Line, Scene
from talktrack.core.records import Example
from talktrack.training.examples.source import identity

TALK = [
    Line("seller", "Hi [PERSON:k3f9], what slows the 40 people of your team down?"),
    Line("prospect", "Moving orders by hand, it is 25 hours a week, and we do not like it."),
    Line("seller", "What happens if nothing changes for the team?"),
]
SCENE = Scene(industry="retail", stage="discovery", role="CFO", traits=["terse", "friendly"], objections=["price"])
PROMPTS = {
    "turn": prompts.roleplay(SCENE, TALK),
    "assess": prompts.assess({"talk_ratio": 0.5, "longest_monologue_s": 45.0}, TALK, {"questions": {"situation": 1.0}}),
    "answer": prompts.answer("What slows them down?", [("1", "Moving orders by hand."), ("2", "It rains a lot here.")]),
    "draft": prompts.draft("discovery", TALK),
}
SAID = {
    "turn": "Then [PERSON:k3f9] leaves, and it is another 25 hours that we do not have.",
    "assess": written(Assessment(skill_level=3, question_class="consequence", suggestions=["End on a date."])),
    "answer": "Moving orders by hand. [1]",
    "draft": "Thank you for your time today. I will send the plan for the 25 hours on Friday.",
}


def row(task: str = "turn", said: str | None = None, *, prompt: str | None = None, split: str = "train") -> Example:
    """Return a good row of a task."""
    path = "roleplay" if task == "turn" else "coach"
    asked = PROMPTS[task] if prompt is None else prompt
    completion = prompts.completion(SAID[task] if said is None else said)
    return Example(
        id=identity("acme", path, asked, completion),
        tenant="acme",
        path=path,
        task=task,
        prompt=asked,
        completion=completion,
        weight=0.5,
        split=split,
        conversation_id="c1",
        account_id="a1",
        prompt_version=prompts.VERSION,
        provenance="c1#3",
    )
