"""Keys of worlds."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktrack.systems.keys import tenant_key
from talktrack.world.fixed_key import write_key


def test_the_same_seed_makes_the_same_tokens(tmp_path: Path) -> None:
    """Another seed makes others."""
    for folder, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_key(tmp_path / folder, "acme", seed)
    first, same, other = (tenant_key(str(tmp_path / folder), "acme").pseudonym("PERSON", "Anna") for folder in "abc")

    assert first == same != other


def test_a_key_that_is_there_stays(tmp_path: Path) -> None:
    """What it sealed could not be opened any more."""
    write_key(tmp_path, "acme", 1)

    with pytest.raises(FileExistsError):
        write_key(tmp_path, "acme", 2)
