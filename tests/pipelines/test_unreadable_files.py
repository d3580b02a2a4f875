"""Folders where files should be, and files where folders should be: one sentence, before anything is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.__main__ import main
from talktrack.world.pipelines_api import PipelinesApi


@pytest.mark.parametrize(
    ("words", "option"),
    [
        ("schedule apply --file FOLDER --host HOST", "--file"),
        ("submit training --params FOLDER --host HOST", "--params"),
        ("compile --cluster FOLDER --out FOLDER/out", "--cluster"),
        ("compile --out FILE/x", "--out"),
    ],
)
def test_what_cannot_be_read_or_written_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str, option: str
) -> None:
    """It names the option, and the server hears nothing."""
    (tmp_path / "file").write_text("")
    with PipelinesApi() as api:
        found = {"FOLDER": str(tmp_path), "FILE": str(tmp_path / "file"), "HOST": api.url}
        for name, value in found.items():
            words = words.replace(name, value)
        code = main(words.split())
    told = capsys.readouterr()

    assert (code, told.out, told.err.count("\n"), option in told.err, api.calls) == (2, "", 1, True, [])


@pytest.mark.parametrize("every", ["-1", "nan", "inf", "soon"])
def test_a_wait_that_is_none_is_refused_before_the_run_begins(every: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As wrong use of the command line."""
    with PipelinesApi() as api, pytest.raises(SystemExit) as ended:
        main(["submit", "training", "--wait", "--every", every, "--host", api.url])

    assert (ended.value.code, "--every" in capsys.readouterr().err, api.calls) == (2, True, [])
