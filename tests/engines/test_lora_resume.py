"""A training that is killed and started again ends with the bytes of one that was not."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from talktrack.core.errors import StoreUnavailableError
from talktrack.core.ports import LanguageModel, TrainingRun, Weighted
from talktrack.engines.adapter_files import read_digest
from talktrack.engines.language_model import open_language_model
from talktrack.systems.storage import LocalStore
from tests.engines.lora_rows import ROWS, SETTINGS, STEPS, VALIDATION, made

FEW = (1, 7, 8, 24)
SLOWER = replace(SETTINGS, learning_rate=1e-3)


class PowerCutError(BaseException):
    """The machine is gone; nothing catches this."""


class Cut(LocalStore):
    """A folder whose machine loses power at the nth write: before it, or with half an object under its name."""

    def __init__(self, root: Path, at: int, *, torn: bool = False) -> None:
        super().__init__(str(root))
        self._left, self._torn = at, torn

    def write(self, path: str, data: bytes) -> str:
        """Write, or lose power."""
        self._left -= 1
        if self._left > 0:
            return super().write(path, data)
        if self._torn:
            super().write(path, data[: len(data) // 2])
        raise PowerCutError


class Full(LocalStore):
    """A folder on a disk without room."""

    def write(self, path: str, data: bytes) -> str:
        """Refuse as the operating system does."""
        if data:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        return super().write(path, data)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the directory of a tiny model."""
    return made(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def model(base: Path) -> LanguageModel:
    """Return the tiny model, opened."""
    return open_language_model(str(base))


@pytest.fixture(scope="module")
def whole(model: LanguageModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an adapter whose training was never interrupted."""
    into = tmp_path_factory.mktemp("adapters") / "whole"
    curve = model.train_adapter(ROWS, VALIDATION, into, SETTINGS)
    assert len(curve.steps) == STEPS
    return into


def _contents(directory: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(directory.iterdir()):
        yield file.name, file.read_bytes()


def _killed_then_resumed(model: LanguageModel, store: Cut, directory: Path, rows: list[Weighted]) -> list[str]:
    """Train until the power goes, then again; return what the second training said."""
    with pytest.raises(PowerCutError):
        model.train_adapter(rows, VALIDATION, directory / "a", SETTINGS, TrainingRun(checkpoints=store))
    assert not (directory / "a").exists()
    said: list[str] = []
    again = TrainingRun(checkpoints=LocalStore(store.uri), say=said.append)
    model.train_adapter(rows, VALIDATION, directory / "a", SETTINGS, again)
    return said


@pytest.mark.parametrize("boundary", FEW)
def test_a_killed_training_goes_on_to_equal_bytes(
    model: LanguageModel, whole: Path, tmp_path: Path, boundary: int
) -> None:
    """With validation, plateau, preferences and weights on the way; nothing stays behind."""
    said = _killed_then_resumed(model, Cut(tmp_path / "kept", at=boundary + 1), tmp_path, ROWS)

    assert said[0] == f"resumed after step {boundary} of {STEPS}"
    assert list(_contents(tmp_path / "a")) == list(_contents(whole))
    assert list(LocalStore(str(tmp_path / "kept")).list()) == []


@pytest.mark.slow
@pytest.mark.parametrize("boundary", [step for step in range(1, STEPS) if step not in FEW])
def test_every_other_boundary_too(model: LanguageModel, whole: Path, tmp_path: Path, boundary: int) -> None:
    """25 steps have 24 boundaries, and the end."""
    _killed_then_resumed(model, Cut(tmp_path / "kept", at=boundary + 1), tmp_path, ROWS)

    assert list(_contents(tmp_path / "a")) == list(_contents(whole))


def test_half_a_checkpoint_counts_as_missing(model: LanguageModel, whole: Path, tmp_path: Path) -> None:
    """A kill during a save that tears the object: the one before it is taken."""
    said = _killed_then_resumed(model, Cut(tmp_path / "kept", at=9, torn=True), tmp_path, ROWS)

    assert said[0] == f"resumed after step 8 of {STEPS}"
    assert list(_contents(tmp_path / "a")) == list(_contents(whole))


def test_a_killed_save_of_the_adapter_is_repeated(model: LanguageModel, whole: Path, tmp_path: Path) -> None:
    """All steps were done; the adapter is written from the last checkpoint."""
    said = _killed_then_resumed(model, Cut(tmp_path / "kept", at=STEPS), tmp_path, ROWS)

    assert said[0] == f"resumed after step {STEPS - 1} of {STEPS}"
    assert list(_contents(tmp_path / "a")) == list(_contents(whole))


def test_a_checkpoint_of_another_training_is_not_read(model: LanguageModel, tmp_path: Path) -> None:
    """Other rows, or another rate, begin from the start."""
    kept = TrainingRun(checkpoints=Cut(tmp_path / "kept", at=4))
    with pytest.raises(PowerCutError):
        model.train_adapter(ROWS, VALIDATION, tmp_path / "a", SETTINGS, kept)
    said: list[str] = []
    again = TrainingRun(checkpoints=LocalStore(str(tmp_path / "kept")), say=said.append)
    model.train_adapter(ROWS[1:], VALIDATION, tmp_path / "b", SETTINGS, again)
    model.train_adapter(ROWS, VALIDATION, tmp_path / "c", SLOWER, again)

    assert [line for line in said if line.startswith("resumed")] == []


@pytest.mark.slow
@pytest.mark.parametrize("boundary", [2, 13])
def test_a_process_that_is_killed_goes_on_in_another(base: Path, whole: Path, tmp_path: Path, boundary: int) -> None:
    """SIGKILL, a new process, equal bytes."""
    program = (
        "import os, signal, sys; from pathlib import Path; from talktrack.core.ports import *;"
        "from talktrack.engines.language_model import open_language_model;"
        "from talktrack.systems.storage import LocalStore; from tests.engines.lora_rows import *\n"
        "class Killed(LocalStore):\n"
        "    def write(self, path, data):\n"
        "        super().write(path, data)\n"
        "        if f'{int(sys.argv[3]):08d}' in path: os.kill(os.getpid(), signal.SIGKILL)\n"
        "run = TrainingRun(checkpoints=Killed(sys.argv[2] + '/kept'))\n"
        "model = open_language_model(sys.argv[1])\n"
        "model.train_adapter(ROWS, VALIDATION, Path(sys.argv[2]) / 'a', SETTINGS, run)"
    )
    command = [sys.executable, "-c", program, str(base), str(tmp_path)]
    killed = subprocess.run([*command, str(boundary)], check=False)
    subprocess.run([*command, "99"], check=True)

    assert killed.returncode == -9
    assert list(_contents(tmp_path / "a")) == list(_contents(whole))


def test_a_full_disk_stops_with_what_to_do(model: LanguageModel, tmp_path: Path) -> None:
    """A checkpoint without room: a clear error, no adapter."""
    kept = TrainingRun(checkpoints=Full(str(tmp_path / "kept")))
    with pytest.raises(StoreUnavailableError, match=r"No space left on device.*make room"):
        model.train_adapter(ROWS, VALIDATION, tmp_path / "a", SETTINGS, kept)

    assert list(tmp_path.iterdir()) == []


def test_an_adapter_that_does_not_fit_leaves_nothing(model: LanguageModel, whole: Path, tmp_path: Path) -> None:
    """The limit on a file's size stands for the full disk; what was there before stays."""
    settings = replace(SETTINGS, epochs=1)
    before = (tmp_path / "a", read_digest(whole))
    before[0].mkdir()
    (before[0] / "talktrack.json").write_bytes((whole / "talktrack.json").read_bytes())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
    try:
        with pytest.raises(StoreUnavailableError, match=r"File too large.*make room"):
            model.train_adapter(ROWS, [], tmp_path / "a", settings)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert [file.name for file in tmp_path.iterdir()] == ["a"]
    assert read_digest(before[0]) == before[1]
