"""Mails after calls: whose they are, how soon, and whether the customer answered."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from talktrack.core.conversation import Conversation, Turn
from talktrack.training.examples.coaching import drafts
from talktrack.training.examples.follow_ups import Correspondence, Mail
from talktrack.training.examples.source import Source
from tests.training.samples import make_conversation

CALL = make_conversation(1, account="a1")
TEXT = "Thank you for the call, the offer follows on Friday."


def _mail(
    days: float, *, account: str = "a1", deal: str | None = None, turns: tuple[str, ...] = ("s",)
) -> Conversation:
    assert CALL.started_at
    return msgspec.structs.replace(
        CALL,
        id=f"m{days}",
        channel="email",
        account_id=account,
        deal_id=deal,
        started_at=CALL.started_at + timedelta(days=days),
        turns=[Turn(speaker_id=speaker, text=TEXT) for speaker in turns],
    )


def _after(*conversations: Conversation) -> dict[str, list[str]]:
    gathered = Correspondence()
    for conversation in conversations:
        gathered.add(conversation)
    return {call: [mail.conversation_id for mail in mails] for call, mails in gathered.by_call().items()}


@pytest.mark.parametrize(
    ("mail", "follows"),
    [
        (_mail(1), True),
        (_mail(7), True),
        (_mail(7.1), False),
        (_mail(-1), False),
        (_mail(1, account="a2"), False),
        (_mail(1, turns=("p",)), False),
        (_mail(1, turns=("s", "p")), True),
    ],
)
def test_a_mail_follows_a_call_within_days(mail: Conversation, follows: bool) -> None:
    """Only what the seller began, to the same customer, after the call and soon."""
    assert _after(CALL, mail) == ({"c1": [mail.id]} if follows else {})


def test_a_mail_follows_the_newest_call_of_its_deal() -> None:
    """Which record is read first does not matter; the account decides where no call was about the deal."""
    assert CALL.started_at
    later = msgspec.structs.replace(CALL, id="c2", started_at=CALL.started_at + timedelta(days=2), deal_id="d1")
    other = msgspec.structs.replace(CALL, id="c3", started_at=CALL.started_at + timedelta(days=3), deal_id="d2")
    mails = [_mail(4, deal="d1"), _mail(5)]

    assert _after(*mails, other, later, CALL) == {"c2": ["m4"], "c3": ["m5"]}


@pytest.mark.parametrize(("replied", "weight"), [(True, 2 / 3), (False, 0.4)])
def test_answered_mails_weigh_more(replied: bool, weight: float) -> None:
    """A reply is a vote of the only judge who counts."""
    assert CALL.started_at
    source = Source(CALL, "train", weight=0.4, mails=[Mail(CALL.started_at, "m1", TEXT, replied)])
    found = [draft for draft in drafts(source) if draft.task == "draft"]

    assert [(draft.completion, draft.weight, draft.place) for draft in found] == [
        (f" {TEXT}<|end|>", weight, "mail:m1"),
    ]
