"""Schedules as a file: complete, typed arguments, or a sentence about what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.schedule_file import ScheduleFile, read
from pipelines.schedules import _declared
from talktrack.core.errors import ConfigurationInvalidError

HEAD = "tenant: acme\nparams: {home: gs://b/h}\nschedules:\n"
WEEKLY = '  - {name: weekly, pipeline: training, cron: "0 0 3 * * 1", params: {mode: full}}\n'


def of(folder: Path, text: str) -> ScheduleFile:
    """Read a file of this text."""
    (folder / "schedules.yaml").write_text(text)
    return read(folder / "schedules.yaml", _declared)


def test_common_arguments_reach_those_who_have_them(tmp_path: Path) -> None:
    """The tenant and the file's own, and the schedule's above them."""
    [weekly] = of(tmp_path, HEAD + WEEKLY).schedules

    assert weekly.params == {"tenant": "acme", "home": "gs://b/h", "mode": "full"}


def test_the_file_that_comes_along_can_be_read() -> None:
    """It holds the four schedules that a tenant begins with."""
    found = read(Path("pipelines/schedules.yaml"), _declared)

    assert [(one.pipeline, one.cron) for one in found.schedules] == [
        ("ingestion", "0 10 * * * *"),
        ("training", "0 0 3 * * 1"),
        ("training", "0 0 3 1 * *"),
        ("monitoring", "0 30 4 * * *"),
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("- 3", "no file of schedules"),
        ("tenant: [", "no file of schedules"),
        (HEAD + WEEKLY.replace("cron", "corn"), "corn"),
        (HEAD + WEEKLY.replace("0 0 3 * * 1", "0 3 * * 1"), "5 fields"),
        (HEAD + WEEKLY + WEEKLY, "more than once"),
        (HEAD + WEEKLY.replace("weekly", "Weekly run"), "lower-case"),
        (HEAD + WEEKLY.replace("training", "trainings"), "no pipeline trainings"),
        (HEAD + WEEKLY.replace("mode: full", "modus: full"), "did you mean mode"),
        (HEAD + WEEKLY.replace("mode: full", "epochs: many"), "whole number"),
        (HEAD + WEEKLY.replace("mode: full", "epochs: true"), "whole number"),
        (HEAD.replace("acme", "Ac me") + WEEKLY, "tenant"),
        (HEAD.replace("home", "house") + WEEKLY, "no scheduled pipeline has a parameter house"),
    ],
)
def test_what_cannot_work_is_refused(tmp_path: Path, text: str, word: str) -> None:
    """Before any server is asked."""
    with pytest.raises(ConfigurationInvalidError, match=word):
        of(tmp_path, text)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """With an example to begin with."""
    with pytest.raises(ConfigurationInvalidError, match=r"pipelines/schedules\.yaml"):
        read(tmp_path / "none.yaml", _declared)
