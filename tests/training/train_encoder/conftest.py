"""An encoder that knows nothing yet, and a repository of calls that it can learn from."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktrack.core.tables import CONVERSATIONS
from talktrack.systems.repository import LanceRepository, open_repository
from tests.training.train_encoder.toy import TENANT, toy_call, toy_encoder


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the directory of an untrained encoder."""
    import torch

    with torch.random.fork_rng():
        torch.manual_seed(3)
        return toy_encoder(tmp_path_factory.mktemp("models") / "start")


@pytest.fixture
def repository(home: str) -> LanceRepository:
    """Return the tenant's repository with sixty calls."""
    opened = open_repository(home, TENANT)
    opened.publish(CONVERSATIONS, [toy_call(n) for n in range(60)])
    return opened
