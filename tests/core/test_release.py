"""Releases: the id is what the release consists of."""

from __future__ import annotations

import pytest

from talktrack.core.release import release_id

ADAPTERS = {"roleplay": "aa", "coach": "bb"}


def test_equal_content_has_one_id() -> None:
    """The order of the paths does not matter."""
    swapped = dict(reversed(ADAPTERS.items()))

    assert release_id(ADAPTERS, "base@1", "p1") == release_id(swapped, "base@1", "p1")


@pytest.mark.parametrize(
    ("adapters", "base", "prompt"),
    [
        ({"roleplay": "aa", "coach": "bc"}, "base@1", "p1"),
        ({"roleplay": "bb", "coach": "aa"}, "base@1", "p1"),
        ({"roleplay": "aa"}, "base@1", "p1"),
        (ADAPTERS, "base@2", "p1"),
        (ADAPTERS, "base@1", "p2"),
    ],
)
def test_any_difference_is_another_release(adapters: dict[str, str], base: str, prompt: str) -> None:
    """Weights, base and prompt version all count."""
    assert release_id(ADAPTERS, "base@1", "p1") != release_id(adapters, base, prompt)
