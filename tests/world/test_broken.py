"""Broken rows: many kinds, the promised share, and a truth that says what is wrong."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest

from talktrack.world.broken import KINDS, Kind, broken, delivered
from talktrack.world.conversations import TrueConversation, generate
from talktrack.world.delivery import WRITERS
from talktrack.world.organisation import Organisation

ORGANISATION = Organisation(seed=3, tenant="acme", conversations=300, turns=12)


@cache
def world() -> list[TrueConversation]:
    """Return short conversations of every source."""
    return list(generate(ORGANISATION))


def whole(source: str) -> TrueConversation:
    """Return a conversation of one source."""
    return next(c for c in world() if c.recording.source == source and c.recording.lines[0].start_s is not None)


def test_there_are_at_least_two_dozen_kinds() -> None:
    """Names are unique."""
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 24


def test_three_percent_are_broken() -> None:
    """The share is what was asked for, give or take chance."""
    rows = [delivered(ORGANISATION, c, WRITERS, 0.03).truth.broken is not None for c in world()]

    assert 1 <= sum(rows) <= 20


def test_no_share_breaks_nothing() -> None:
    """Zero means zero."""
    assert not any(delivered(ORGANISATION, c, WRITERS, 0.0).truth.broken for c in world()[:50])


def test_every_kind_occurs() -> None:
    """With enough rows no kind is missing."""
    found = {delivered(ORGANISATION, c, WRITERS, 1.0).truth.broken for c in world()}

    assert len(found) >= 24


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_changes_the_files_it_promises(kind: Kind) -> None:
    """In every source it names, and it says so in the truth."""
    for source in kind.sources:
        conversation = whole(source)
        made = broken(kind, conversation, WRITERS, Random(1))

        assert made.files != WRITERS[source](conversation.recording)
        assert made.truth.broken == kind.name


def test_a_kind_with_a_stage_has_reasons_and_the_others_none() -> None:
    """Survivable kinds are expected to come through."""
    assert [bool(kind.stage) for kind in KINDS] == [bool(kind.reasons) for kind in KINDS]
