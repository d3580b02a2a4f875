"""The world on disk."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from talktrack.core.records import FeedbackEvent
from talktrack.world.__main__ import main
from talktrack.world.delivery import write
from talktrack.world.truth import Truth


def small(out: Path, **options: object) -> dict[str, int]:
    """Write a tiny world."""
    return write(out, seed=7, tenant="acme", conversations=12, turns=14, **options)  # type: ignore[arg-type]


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("every_format", [False, True])
def test_writing_twice_gives_the_same_bytes(tmp_path: Path, *, every_format: bool) -> None:
    """Seeded means repeatable to the byte."""
    small(tmp_path / "one", every_format=every_format)
    small(tmp_path / "two", every_format=every_format)

    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_truth_can_live_elsewhere(tmp_path: Path) -> None:
    """Nothing of the truth is left among the sources."""
    small(tmp_path / "sources", truth=tmp_path / "truth")

    assert not (tmp_path / "sources" / "truth").exists()
    assert len((tmp_path / "truth" / "conversations.jsonl").read_bytes().splitlines()) == 12


def test_truth_names_the_files_that_were_written(tmp_path: Path) -> None:
    """A broken row can be found by its files."""
    small(tmp_path, broken_share=0.5)
    lines = (tmp_path / "truth" / "conversations.jsonl").read_bytes().splitlines()
    truths = [msgspec.json.decode(line, type=Truth) for line in lines]

    assert all((tmp_path / "calls" / truth.source / name).exists() for truth in truths for name in truth.files)


def test_feedback_is_made_of_feedback_events(tmp_path: Path) -> None:
    """Every line decodes into the record, and conversations are the subject of outcomes and labels."""
    small(tmp_path)
    lines = (tmp_path / "events" / "feedback.jsonl").read_bytes().splitlines()
    events = [msgspec.json.decode(line, type=FeedbackEvent) for line in lines]

    assert {event.kind for event in events} >= {"outcome", "expert_label", "rating", "thumbs", "comment", "click"}
    assert all(event.subject.startswith("c-") for event in events if event.kind in {"outcome", "expert_label"})


def test_the_counts_say_what_was_written(tmp_path: Path) -> None:
    """One broken row more or less is not lost in them."""
    counts = small(tmp_path)

    assert counts["conversations"] == 12
    assert counts["crm/User.csv"] == 10
    assert counts["mails"] == len(list((tmp_path / "mail").iterdir()))


def test_the_command_line_refuses_a_bad_tenant(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a sentence, not a traceback."""
    code = main(["--out", str(tmp_path), "--tenant", "No Good", "--conversations", "2"])

    assert code == 2
    assert "not a valid name" in capsys.readouterr().err


def test_every_format_is_written_on_request(tmp_path: Path) -> None:
    """What other programs write lies beside the usual sources, which stay as they were."""
    plain, rich = small(tmp_path / "plain"), small(tmp_path / "rich", every_format=True)
    before, after = contents(tmp_path / "plain"), contents(tmp_path / "rich")
    added = {name.split("/")[0] for name in after.keys() - before.keys()}

    assert before.items() <= after.items()
    assert added == {"calendar", "calls", "crm", "events", "mail", "practice"}
    assert plain.items() <= rich.items()
