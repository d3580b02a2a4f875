"""Judgements become events of the repository, redacted, once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from talktrack.core.ports import PersonalData
from talktrack.core.records import Inference
from talktrack.core.tables import FEEDBACK, INFERENCES
from talktrack.core.tokens import token
from talktrack.services.predictor.feedback import FeedbackDesk, inference_id, release_of
from talktrack.services.predictor.journal import Journal
from talktrack.services.predictor.redaction import redactor
from talktrack.services.predictor.requests import Rejected
from talktrack.services.predictor.server import opinion
from talktrack.systems.keys import tenant_key
from talktrack.systems.repository import LanceRepository, open_repository

IDENTITY = inference_id("r-1", "abc")
ANSWER = Inference(
    id=IDENTITY,
    tenant="acme",
    release="r-1",
    path="coach",
    task="answer",
    at=datetime(2026, 3, 1, tzinfo=UTC),
    prompt="why?",
    answer="because",
    seconds=0.25,
    user_id="u1",
    passages=["k1"],
    retrieved=["The price fell."],
    table_version=2,
)


@pytest.fixture
def repository(tmp_path: Path) -> LanceRepository:
    """An empty repository."""
    return open_repository(str(tmp_path), "acme", create=True)


def judgement(**fields: object) -> bytes:
    """Return the body of a judgement."""
    return msgspec.json.encode({"inference_id": IDENTITY, "kind": "thumbs", "value": -1, **fields})


def test_an_event_names_answer_and_arm(repository: LanceRepository) -> None:
    """Prompt, answer and path come from what was answered; the arm from the inference id."""
    journal = Journal(repository, str.upper)
    desk = FeedbackDesk("acme", journal)
    desk.remember(ANSWER)
    desk.take(judgement())
    journal.close()
    [event] = repository.scan(FEEDBACK)

    assert (event.arm, event.path, event.prompt, event.answer, event.value) == ("r-1", "coach", "WHY?", "BECAUSE", -1)
    assert (event.user_id, event.retrieved, event.table_version) == ("u1", ["The price fell."], 2)


def test_answers_are_published_too(repository: LanceRepository) -> None:
    """Redacted, under the id that feedback names."""
    journal = Journal(repository, str.upper)
    FeedbackDesk("acme", journal).remember(ANSWER)
    journal.close()
    [found] = repository.scan(INFERENCES)

    assert found == msgspec.structs.replace(ANSWER, prompt="WHY?", answer="BECAUSE")


@pytest.mark.parametrize("kind", ["click", "reply"])
def test_what_happened_needs_no_value(repository: LanceRepository, kind: str) -> None:
    """That it is told says that it happened."""
    journal = Journal(repository, str)
    event = FeedbackDesk("acme", journal).take(judgement(kind=kind, value=None))
    journal.close()

    assert event.value == 1.0


def test_the_same_judgement_twice_is_one_event(repository: LanceRepository) -> None:
    """A retried request adds nothing."""
    journal = Journal(repository, str)
    desk = FeedbackDesk("acme", journal)
    desk.take(judgement())
    desk.take(judgement())
    journal.close()

    assert repository.count(FEEDBACK) == 1


def test_an_answer_counts_once_in_what_guards_a_rollout(repository: LanceRepository) -> None:
    """However often one presses the button; another kind of judgement is another opinion."""
    journal = Journal(repository, str)
    desk = FeedbackDesk("acme", journal)
    bodies = [judgement(), judgement(), judgement(value=-0.5), judgement(kind="rating", value=1)]
    first = [desk.is_first(desk.take(body)) for body in bodies]
    journal.close()

    assert first == [True, False, False, True]


def test_feedback_on_an_answer_of_another_process_is_kept(repository: LanceRepository) -> None:
    """The arm is still known; prompt and answer are not."""
    journal = Journal(repository, str)
    desk = FeedbackDesk("acme", journal)
    event = desk.take(judgement(inference_id="r-2.zzz"))
    journal.close()

    assert (event.arm, event.prompt) == ("r-2", None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        judgement(kind="shout"),
        judgement(value=3),
        judgement(value=None),
        judgement(inference_id="nothing"),
        judgement(inference_id="r-1." + "x" * 900),
        judgement(inference_id='r-1.a"\nb'),
        judgement(user_id="u" * 201),
        judgement(text="x" * 4001),
        judgement(tenant="globex"),
        judgement(kind="click", value=7),
        judgement(kind="reply", value=-1),
        judgement(kind="correction", value=None),
        judgement(kind="comment", text="  "),
        b"[" * 100_000,
    ],
)
def test_wrong_judgements_are_refused(repository: LanceRepository, body: bytes) -> None:
    """Each with a 400 and a sentence."""
    journal = Journal(repository, str)
    desk = FeedbackDesk("acme", journal)
    with pytest.raises(Rejected) as refused:
        desk.take(body)
    journal.close()

    assert refused.value.status == 400


class MailFinder:
    """Finds mail addresses in plain words."""

    def find(self, texts: Sequence[str], names: Sequence[str] = ()) -> list[list[PersonalData]]:
        """Return the spans of words with an at sign; nobody's name is known here."""
        assert not names
        return [
            [PersonalData(*m.span(), "EMAIL_ADDRESS", 1.0) for m in re.finditer(r"\S+@\S+", text)] for text in texts
        ]


def test_personal_data_becomes_tokens(tmp_path: Path) -> None:
    """Every span is replaced by its kind and the tenant's token for the value."""
    key = tenant_key(str(tmp_path), "acme")
    redact = redactor(MailFinder(), key)
    tokens = [token(key, "EMAIL_ADDRESS", value) for value in ("ann@x.com", "bo@y.org")]

    assert redact("From ann@x.com to bo@y.org today") == f"From {tokens[0]} to {tokens[1]} today"


@pytest.mark.parametrize(("kind", "value", "expected"), [("thumbs", -1, -1), ("rating", 2, -1), ("outcome", 0, None)])
def test_only_opinions_count_as_judgement(
    repository: LanceRepository, kind: str, value: float, expected: float | None
) -> None:
    """An outcome is about the deal, not about the answer."""
    journal = Journal(repository, str)
    desk = FeedbackDesk("acme", journal)
    event = desk.take(judgement(kind=kind, value=value))
    journal.close()

    assert opinion(event) == expected


def test_an_inference_id_names_its_release() -> None:
    """Whatever the token, the release comes before its last dot."""
    assert release_of(inference_id("r-0.1", "x")) == "r-0.1"
