"""A command line that cannot work: one sentence and 2, before anything is loaded."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from talktrack.core.ports import AnsweringModel
from talktrack.services.predictor.__main__ import main
from talktrack.services.predictor.kserve_options import left_by_kserve

NEEDED = ["--tenant", "acme", "--release", "/nowhere/release", "--base-model", "template"]


def opened(_: str) -> AnsweringModel:
    """Fail: nothing may be loaded."""
    raise AssertionError("the base model was opened")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--tenant", "AC ME"], "tenant 'AC ME' is not a valid name"),
        (["--timeout", "0"], "a timeout of 0 s cannot work"),
        (["--timeout", "nan"], "a timeout of nan s cannot work"),
        (["--release", "/nowhere/else"], "there is no manifest.json at /nowhere/else"),
        (["--release", "ftp://else"], "ftp://else"),
    ],
)
def test_a_value_that_cannot_work_is_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str], options: list[str], sentence: str
) -> None:
    """The sentence alone."""
    code = main([*NEEDED, *options], opened)
    told = capsys.readouterr().err.splitlines()

    assert (code, len(told), sentence in told[0]) == (2, 1, True)


def test_nothing_is_left_of_a_release_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No folder for a copy is made before there is something to copy."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    assert (main(NEEDED, opened), list(tmp_path.iterdir())) == (2, [])


@pytest.mark.parametrize("options", [["--time", "3"], ["--relase", "x"], ["x"], ["--base", "x"]])
def test_an_option_that_nobody_knows_is_wrong_use(capsys: pytest.CaptureFixture[str], options: list[str]) -> None:
    """It would be believed to count; ours have no short forms."""
    with pytest.raises(SystemExit) as ended:
        main([*NEEDED, *options], opened)

    assert (ended.value.code, "unrecognized arguments" in capsys.readouterr().err) == (2, True)


def test_kserve_has_options_of_its_own() -> None:
    """They are no strangers, and the program's own arguments stay as they were."""
    before = list(sys.argv)

    assert left_by_kserve(["--enable_docs_url", "false", "--encoder-x", "1"]) == ["--encoder-x", "1"]
    assert sys.argv == before


def test_the_help_tells_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    """Of each option that may be left out."""
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out

    assert told.count("default:") == 6
    assert "default: 30.0" in " ".join(told.split())
