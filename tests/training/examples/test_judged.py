"""Examples out of feedback on single answers, through the step: pairs, weights, sides and caps."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from talktrack.core import prompts
from talktrack.core.artifacts import read_table, write_table
from talktrack.core.prompts import Line, Scene
from talktrack.core.records import Example, FeedbackEvent, SubjectScore
from talktrack.core.tables import EXAMPLES, FEEDBACK, SCORES
from talktrack.systems.repository import LanceRepository
from talktrack.training.examples.assembly import Choices
from talktrack.training.examples.privacy import Privacy
from talktrack.training.examples.splits import Shares
from talktrack.training.examples.step import Made, run
from tests.training.samples import TENANT

AT = datetime(2026, 2, 1, tzinfo=UTC)
GOOD, BAD = "We lose four hours every single day over this.", "Sure, whatever you say is fine with me."
CHOICES = Choices(Shares(golden=0.2, validation=0.0))


def _asked(number: int) -> str:
    return prompts.roleplay(Scene(industry="retail"), [Line("seller", f"What does problem {number} cost you then?")])


def _event(kind: str, subject: str = "i1", number: int = 1, **fields: object) -> FeedbackEvent:
    given = {"prompt": _asked(number), "user_id": "u1"} | fields
    return FeedbackEvent(id=f"{kind}-{subject}", tenant=TENANT, subject=subject, kind=kind, at=AT, **given)  # type: ignore[arg-type]


def _judged(
    repository: LanceRepository,
    directory: Path,
    events: list[FeedbackEvent],
    *,
    score: float = 0.5,
    choices: Choices = CHOICES,
) -> tuple[Made, list[Example]]:
    repository.publish(FEEDBACK, events)
    scores = [SubjectScore(id=event.subject, tenant=TENANT, score=score, confidence=0.8, events=1) for event in events]
    write_table(directory / "scores", SCORES, {row.id: row for row in scores}.values())
    made = run(repository, directory / "scores", directory / "examples", choices)
    rows = read_table(directory / "examples", EXAMPLES)
    return made, [row for row in rows if ":" in row.provenance]


def test_a_correction_is_an_example_and_a_preference_pair(repository: LanceRepository, tmp_path: Path) -> None:
    """The corrected answer is the rejected one; the surer it was bad, the more its correction weighs."""
    events = [_event("correction", text=GOOD, answer=BAD), _event("rating", value=1.0, answer=BAD)]
    made, rows = _judged(repository, tmp_path, events, score=0.1)

    assert [(row.prompt, row.completion, row.rejected, row.weight) for row in rows] == [
        (_asked(1), f" {GOOD}<|end|>", f" {BAD}<|end|>", 0.8)
    ]
    assert made.counts["preference_pairs"] == 1
    assert rows[0].provenance == "i1#correction:correction-i1"


def test_what_a_correction_does_not_say_its_rating_may(repository: LanceRepository, tmp_path: Path) -> None:
    """Prompt and answer of the same subject."""
    events = [_event("correction", text=GOOD, prompt=None), _event("rating", value=1.0, answer=BAD)]
    _, rows = _judged(repository, tmp_path, events, score=0.1)

    assert [(row.prompt, row.rejected) for row in rows] == [(_asked(1), f" {BAD}<|end|>")]


def test_demonstrations_come_before_corrections_and_ratings(repository: LanceRepository, tmp_path: Path) -> None:
    """They are taken first where a user may not give more."""
    events = [
        _event("rating", "i3", 3, value=5.0, answer="It costs us a good part of every week."),
        _event("correction", "i2", 2, text="It is twenty hours that nobody pays us for.", answer=BAD),
        _event("demonstration", "i1", 1, text=GOOD),
    ]
    made, rows = _judged(repository, tmp_path, events)

    assert [row.conversation_id for row in rows] == ["i1"]
    assert made.counts["dropped_one_user"] == 2


@pytest.mark.parametrize(
    ("event", "score", "weight"),
    [
        (_event("rating", value=5.0, answer=GOOD), 0.9, 0.8),
        (_event("rating", value=4.0, answer=GOOD), 0.9, 0.8),
        (_event("rating", value=2.0, answer=GOOD), 0.1, 0.2),
        (_event("thumbs", value=-1.0, answer=GOOD), 0.1, 0.2),
    ],
)
def test_liked_answers_weigh_by_confidence_and_disliked_ones_by_the_rest(
    repository: LanceRepository, tmp_path: Path, event: FeedbackEvent, score: float, weight: float
) -> None:
    """Confidence for positives, 1 - confidence for negatives."""
    _, rows = _judged(repository, tmp_path, [event], score=score)

    assert [round(row.weight, 6) for row in rows] == [weight]


@pytest.mark.parametrize(
    "event",
    [
        _event("rating", value=3.0, answer=GOOD),
        _event("rating", value=5.0),
        _event("comment", text=GOOD),
        _event("correction", text=GOOD, prompt="Say something."),
        _event("demonstration", text=GOOD, prompt=None),
    ],
)
def test_what_teaches_nothing_makes_no_example(
    repository: LanceRepository, tmp_path: Path, event: FeedbackEvent
) -> None:
    """Neither good nor bad, nothing answered, or asked in another form than ours."""
    assert _judged(repository, tmp_path, [event])[1] == []


def test_a_user_with_many_corrections_gives_one_row_in_a_hundred(repository: LanceRepository, tmp_path: Path) -> None:
    """40 turns of 10 calls are about 20 rows, so nobody gives more than one, however often they try."""
    said = ("hours", "orders", "people", "months", "claims", "trucks", "nurses", "stores")
    events = [
        _event("correction", f"i{number}", number, text=f"It is the {word} that we never get back.", answer=BAD)
        for number, word in enumerate(said)
    ]
    made, rows = _judged(repository, tmp_path, events)

    assert len(rows) == 1
    assert made.counts["dropped_one_user"] == len(said) - 1


def test_a_judgement_on_a_golden_conversation_is_not_learnt_from(repository: LanceRepository, tmp_path: Path) -> None:
    """Its conversation is frozen; whatever is said about it stays out of training."""
    write_table(tmp_path / "none", SCORES, [])
    run(repository, tmp_path / "none", tmp_path / "first", CHOICES)
    golden = next(row for row in read_table(tmp_path / "first", EXAMPLES) if row.split == "golden")
    made, rows = _judged(repository, tmp_path, [_event("demonstration", golden.conversation_id, text=GOOD)])

    assert rows == []
    assert made.counts["dropped_held_out"] == 1


def test_a_correction_that_is_nearly_a_golden_row_stays_out(repository: LanceRepository, tmp_path: Path) -> None:
    """Somebody who plays a golden call again, and corrects it to what was said, must not teach the test."""
    write_table(tmp_path / "none", SCORES, [])
    run(repository, tmp_path / "none", tmp_path / "first", CHOICES)
    held_out = next(row for row in read_table(tmp_path / "first", EXAMPLES) if row.split == "golden")
    said = held_out.completion.removesuffix(prompts.END).strip()
    event = _event("demonstration", text=said, prompt=held_out.prompt.replace("stage: discovery", "stage: demo"))
    made, rows = _judged(repository, tmp_path, [event])

    assert rows == []
    assert made.counts["dropped_near_other_side"] == 1


def test_feedback_is_redacted_before_it_is_learnt_from(repository: LanceRepository, tmp_path: Path) -> None:
    """People type names; the step gets a function that replaces them in prompt, text and answer."""
    hide = Privacy(redact=lambda text: text.replace("Dana", "[PERSON:aaaa]"))
    event = _event("correction", text=f"{GOOD} Ask Dana.", answer="Dana knows that better than I do.")
    choices = Choices(CHOICES.shares, privacy=hide)
    _, rows = _judged(repository, tmp_path, [event], choices=choices)

    assert "Ask [PERSON]." in rows[0].completion
    assert "Dana" not in rows[0].completion + rows[0].rejected
