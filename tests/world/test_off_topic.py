"""Private and short business dialogues: reproducible, short, and in halves that share neither topics nor words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from talktrack.core.conversation import Conversation
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.world.off_topic import HALVES, off_topic, short_business
from talktrack.world.vocabulary import content_words, share_in

Maker = Callable[..., Iterator[Conversation]]
MAKERS = pytest.mark.parametrize("make", [off_topic, short_business])


def words(make: Maker, half: str) -> set[str]:
    """Return the content words of many dialogues."""
    return set().union(*(content_words(turn.text) for one in make(half, 300) for turn in one.turns))


@MAKERS
@pytest.mark.parametrize("half", HALVES)
def test_dialogues_are_short_and_differ(make: Maker, half: str) -> None:
    """Two people, six to fourteen turns, hardly any dialogue twice."""
    made = list(make(half, 200))

    assert {len(one.participants) for one in made} == {2}
    assert all(6 <= len(one.turns) <= 14 for one in made)
    assert len({tuple(turn.text for turn in one.turns) for one in made}) > 195


@MAKERS
def test_the_same_seed_makes_the_same(make: Maker) -> None:
    """And another seed another."""
    assert list(make("report", 5, 3)) == list(make("report", 5, 3)) != list(make("report", 5, 4))


@MAKERS
def test_the_halves_share_hardly_a_word(make: Maker) -> None:
    """What is fitted on one half cannot know the other's topics."""
    report, development = words(make, "report"), words(make, "development")

    assert share_in(report, development) < 0.12


def test_there_are_two_halves() -> None:
    """Another name is refused."""
    with pytest.raises(ConfigurationInvalidError, match="no half 'all': choose one of development, report"):
        list(off_topic("all", 1))
