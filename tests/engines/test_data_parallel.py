"""Several processes learn what one learns."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from talktrack.core.ports import TrainingCurve
from talktrack.engines.data_parallel import Group
from talktrack.engines.language_model import open_language_model
from talktrack.systems.storage import LocalStore
from talktrack.systems.trainer import ADAPTER, CURVE, ORDER, WORKER, TrainingOrder
from tests.engines.lora_rows import ROWS, SETTINGS, STEPS, VALIDATION, made


def test_shares_are_a_partition() -> None:
    """Seven rows for three processes."""
    shares = [Group(rank, 3).part(range(7)) for rank in range(3)]

    assert sorted(item for share in shares for item in share) == list(range(7))
    assert [Group(rank, 3).leads for rank in range(3)] == [True, False, False]


@pytest.mark.slow
def test_two_processes_have_the_losses_of_one(tmp_path: Path) -> None:
    """The same global batch under torchrun with gloo, with preferences and an early cut of the rate."""
    base = made(tmp_path / "tiny")
    settings = replace(SETTINGS, epochs=3)
    alone = open_language_model(str(base)).train_adapter(ROWS, VALIDATION, tmp_path / "alone", settings)
    order = TrainingOrder(
        base_model=str(base),
        precision="",
        settings=settings,
        train=ROWS,
        validation=VALIDATION,
        about={},
        continues=False,
    )
    store = LocalStore(str(tmp_path / "store"))
    store.write(ORDER, msgspec.msgpack.encode(order))
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    subprocess.run([*torchrun, "-m", WORKER, store.uri], check=True, timeout=200)
    together = msgspec.json.decode(store.read(CURVE), type=TrainingCurve)

    assert len(together.losses) == STEPS * 3 // 5
    assert together.losses == pytest.approx(alone.losses, abs=1e-4)
    assert together.validation_losses == pytest.approx(alone.validation_losses, abs=1e-4)
    assert [blob.path for blob in store.list(ADAPTER)] == [
        f"{ADAPTER}{name}" for name in ("adapter_config.json", "adapter_model.safetensors", "talktrack.json")
    ]
