"""Pipeline runs on this machine, told as events: real compiled pipelines in a process of their own."""

from pathlib import Path
from typing import Any

import pytest
from kfp import compiler, dsl

from talktrack.systems.pipeline_runs import ENDED, FAILED, STARTED, SUCCEEDED, RunEvent, follow_local


@dsl.component(install_kfp_package=False)
def double(number: int) -> int:
    """Return twice the number."""
    print("\x1b[1mdoubling\x1b[0m")
    return 2 * number


@dsl.component(install_kfp_package=False)
def refuse(number: int) -> None:
    """Fail in a way that a person can read."""
    raise ValueError(f"will not take {number}")


@dsl.pipeline(name="good")
def good(number: int = 1) -> None:
    """Double twice."""
    first = double(number=number)
    double(number=first.output)


@dsl.pipeline(name="bad")
def bad(number: int = 1) -> None:
    """Double, then fail."""
    first = double(number=number)
    refuse(number=first.output)


def _run(pipeline: Any, root: Path, number: int) -> list[RunEvent]:
    root.mkdir()
    spec = root / "spec.yaml"
    compiler.Compiler().compile(pipeline, str(spec))
    return list(follow_local(spec, {"number": number}, root / "run"))


@pytest.fixture(scope="module")
def good_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[RunEvent], Path]:
    """Run the good pipeline once."""
    root = tmp_path_factory.mktemp("good") / "here"
    return _run(good, root, 4), root / "run"


@pytest.fixture(scope="module")
def bad_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[RunEvent], Path]:
    """Run the bad pipeline once."""
    root = tmp_path_factory.mktemp("bad") / "here"
    return _run(bad, root, 4), root / "run"


def test_a_good_run_is_told_in_order(good_run: tuple[list[RunEvent], Path]) -> None:
    """Each task starts and succeeds, then the run ends."""
    told = [(event.kind, event.task) for event in good_run[0]]

    assert told == [
        (STARTED, "double"),
        (SUCCEEDED, "double"),
        (STARTED, "double-2"),
        (SUCCEEDED, "double-2"),
        (ENDED, ""),
    ]


def test_the_whole_output_is_kept_without_colours(good_run: tuple[list[RunEvent], Path]) -> None:
    """What tasks print is in the log."""
    log = (good_run[1] / "log.txt").read_text()

    assert ("doubling" in log, "\x1b" in log) == (True, False)


def test_a_failed_task_is_told_with_its_exception(bad_run: tuple[list[RunEvent], Path]) -> None:
    """The last lines end with what the task raised."""
    failed = next(event for event in bad_run[0] if event.kind == FAILED)

    assert failed.task == "refuse"
    assert any("ValueError: will not take 8" in line for line in failed.lines)


def test_a_bad_run_ends_as_failed(bad_run: tuple[list[RunEvent], Path]) -> None:
    """The good task stays good, and the last event is about the run."""
    told = [(event.kind, event.task) for event in bad_run[0]]

    assert told == [(STARTED, "double"), (SUCCEEDED, "double"), (STARTED, "refuse"), (FAILED, "refuse"), (FAILED, "")]


def test_the_folder_of_a_run_is_private(good_run: tuple[list[RunEvent], Path]) -> None:
    """Artifacts hold text before redaction."""
    assert good_run[1].stat().st_mode & 0o077 == 0


def test_a_run_that_cannot_start_is_failed(tmp_path: Path) -> None:
    """A specification that is none ends with its reason instead of an exception here."""
    spec = tmp_path / "spec.yaml"
    spec.write_text("not a pipeline")
    events = list(follow_local(spec, {}, tmp_path / "run"))

    assert [event.kind for event in events] == [FAILED]
    assert events[0].lines
