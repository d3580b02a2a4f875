"""Judgements become events of the repository, redacted, once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from talktrack.core.ports import PersonalData
from talktrack.core.tables import FEEDBACK
from talktrack.core.tokens import token
from talktrack.services.predictor.feedback import Answered, FeedbackDesk, inference_id, release_of
from talktrack.services.predictor.redaction import redactor
from talktrack.services.predictor.requests import Rejected
from talktrack.services.predictor.server import opinion
from talktrack.systems.keys import tenant_key
from talktrack.systems.repository import LanceRepository, open_repository

IDENTITY = inference_id("r-1", "abc")


@pytest.fixture
def repository(tmp_path: Path) -> LanceRepository:
    """An empty repository."""
    return open_repository(str(tmp_path), "acme", create=True)


def judgement(**fields: object) -> bytes:
    """Return the body of a judgement."""
    return msgspec.json.encode({"inference_id": IDENTITY, "kind": "thumbs", "value": -1, **fields})


def test_an_event_names_answer_and_arm(repository: LanceRepository) -> None:
    """Prompt, answer and path come from what was answered; the arm from the inference id."""
    desk = FeedbackDesk("acme", repository, str.upper)
    desk.remember(IDENTITY, Answered("coach", "why?", "because"))
    desk.take(judgement(user_id="u1"))
    desk.close()
    [event] = repository.scan(FEEDBACK)

    assert (event.arm, event.path, event.prompt, event.answer, event.value) == ("r-1", "coach", "WHY?", "BECAUSE", -1)


def test_the_same_judgement_twice_is_one_event(repository: LanceRepository) -> None:
    """A retried request adds nothing."""
    desk = FeedbackDesk("acme", repository, str)
    desk.take(judgement())
    desk.take(judgement())
    desk.close()

    assert repository.count(FEEDBACK) == 1


def test_feedback_on_an_answer_of_another_process_is_kept(repository: LanceRepository) -> None:
    """The arm is still known; prompt and answer are not."""
    desk = FeedbackDesk("acme", repository, str)
    event = desk.take(judgement(inference_id="r-2.zzz"))
    desk.close()

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
        judgement(text="x" * 4001),
        judgement(tenant="globex"),
    ],
)
def test_wrong_judgements_are_refused(repository: LanceRepository, body: bytes) -> None:
    """Each with a 400 and a sentence."""
    desk = FeedbackDesk("acme", repository, str)
    with pytest.raises(Rejected) as refused:
        desk.take(body)
    desk.close()

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
    desk = FeedbackDesk("acme", repository, str)
    event = desk.take(judgement(kind=kind, value=value))
    desk.close()

    assert opinion(event) == expected


def test_an_inference_id_names_its_release() -> None:
    """Whatever the token, the release comes before its last dot."""
    assert release_of(inference_id("r-0.1", "x")) == "r-0.1"
