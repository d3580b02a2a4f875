"""What a roleplay partner learns to say: what prospects said, never what it said itself."""

from __future__ import annotations

import msgspec
import pytest

from talktrack.core.conversation import PRACTICE
from talktrack.training.examples.dialogue import drafts
from talktrack.training.examples.source import Source
from tests.samples import call


@pytest.mark.parametrize(("channel", "learnt"), [("call", 1), (PRACTICE, 0)])
def test_practice_teaches_no_prospect(channel: str, learnt: int) -> None:
    """A model that learns its own answers drifts away from people."""
    conversation = msgspec.structs.replace(call(), channel=channel)

    assert len(list(drafts(Source(conversation, "train")))) == learnt
