"""Files named by URI, local or in a bucket."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktrack.core.locations import Files, join, pair_name, split, stem
from talktrack.core.ports import BlobStore
from talktrack.systems.storage import open_store


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("gs://bucket/in/a.txt", ("gs://bucket/in", "a.txt")),
        ("/data/a.txt", ("/data", "a.txt")),
        ("/a.txt", ("/", "a.txt")),
        ("a.txt", (".", "a.txt")),
    ],
)
def test_folders_and_names(uri: str, expected: tuple[str, str]) -> None:
    """A URI is a folder and a name."""
    assert split(uri) == expected


def test_joining_needs_no_care_about_slashes() -> None:
    """A prefix may end in a slash."""
    assert {join("gs://b/in/", "a/b.txt"), join("gs://b/in", "a/b.txt")} == {"gs://b/in/a/b.txt"}


@pytest.mark.parametrize(
    ("uri", "expected"),
    [("in/v1.2 notes.txt", "v1.2 notes"), ("in/GMT1_Recording.transcript.vtt", "GMT1_Recording"), ("in/call", "call")],
)
def test_what_a_file_calls_its_conversation(uri: str, expected: str) -> None:
    """Dots inside a name belong to it."""
    assert stem(uri) == expected


def test_halves_of_a_pair_share_a_name() -> None:
    """The folder is part of it, the ending is not."""
    names = {pair_name(uri) for uri in ("in/7.transcript.json", "in/7.extensive.json", "in/7.transcript.v2.json")}

    assert (names, pair_name("in/8.json")) == ({"in/7"}, "in/8.json")


def test_a_folder_is_opened_once_for_its_files(tmp_path: Path) -> None:
    """Neighbours are read through one store."""
    opened: list[str] = []

    def opener(uri: str) -> BlobStore:
        opened.append(uri)
        return open_store(uri)

    for name in "ab":
        (tmp_path / name).write_bytes(name.encode())
    files = Files(opener)

    assert [files.read(str(tmp_path / name)) for name in "aba"] == [b"a", b"b", b"a"]
    assert opened == [str(tmp_path)]
