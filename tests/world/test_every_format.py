"""With every format asked for, the sources hold each one that the sniffer can name."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktrack.core import sniff
from talktrack.training.feedback import step as feedback
from talktrack.world.delivery import write

# What no writer of the usual sources makes, and why.
LEFT_OUT = {
    sniff.SOUND: "speech takes a voice and minutes to synthesise: `world.voices` makes it where a test listens",
    sniff.EMPTY: "nobody exports nothing on purpose: `world.broken` makes empty files of calls",
    sniff.JSON: "JSON that no reader knows is none of our formats: `world.broken` makes it of calls",
    sniff.BINARY: "neither text nor sound is none of our formats: `world.broken` makes it of calls",
    sniff.TABLE: "tables of objects that nothing here is made of are none of our formats",
}


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a small world in every format."""
    root = tmp_path_factory.mktemp("world")
    write(
        root / "sources",
        seed=7,
        tenant="acme",
        conversations=40,
        turns=14,
        broken_share=0.0,
        truth=root / "truth",
        every_format=True,
    )
    return root / "sources"


def told(folder: Path) -> set[str]:
    """Return the formats of all files in a folder, told as `plan` tells them."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {sniff.sniff(path.read_bytes()[: sniff.HEAD_BYTES]) for path in files}


def test_the_sources_hold_every_format(sources: Path) -> None:
    """And none that is not among the formats."""
    assert told(sources) == set(sniff.KINDS) - set(LEFT_OUT)


def test_all_files_of_events_are_for_the_readers_of_feedback(sources: Path) -> None:
    """Whatever program exported them, and nothing else lies there."""
    assert told(sources / "events") == set(feedback.READERS)
