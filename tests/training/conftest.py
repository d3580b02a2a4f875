"""A tenant with a few conversations of several accounts, and a tiny model to train on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktrack.core.prompts import END
from talktrack.core.tables import CONVERSATIONS
from talktrack.systems.repository import LanceRepository, open_repository
from talktrack.world.models.encoder import EncoderSettings, make_encoder
from talktrack.world.models.training import Plan
from tests.tiny_causal import make_tiny
from tests.training.samples import SAID, TENANT, make_conversation


@pytest.fixture
def home(tmp_path: Path) -> str:
    """Return a home in which the tenant has no conversations yet."""
    path = str(tmp_path / "home")
    open_repository(path, TENANT, create=True)
    return path


@pytest.fixture
def repository(home: str) -> LanceRepository:
    """Return the tenant's repository with ten conversations of five accounts."""
    opened = open_repository(home, TENANT)
    opened.publish(CONVERSATIONS, [make_conversation(n, account=f"a{n % 5}") for n in range(10)])
    return opened


@pytest.fixture(scope="session")
def base_model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the directory of a causal model of 30 thousand parameters that has read a few dialogues."""
    texts = [f"<|seller|> {SAID[0][1]}\n<|prospect|> {SAID[1][1]}{END}".replace("{n}", str(n)) for n in range(20)]
    return str(make_tiny(tmp_path_factory.mktemp("models") / "tiny", texts, steps=6))


@pytest.fixture(scope="session")
def encoder_model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the directory of a sentence encoder that has seen a few question and answer pairs."""
    directory = tmp_path_factory.mktemp("models") / "encoder"
    settings = EncoderSettings(
        vocabulary=320,
        hidden=32,
        layers=1,
        batch_pairs=8,
        held_out_pairs=8,
        plan=Plan(most_steps=2, warmup_steps=1, cooldown_steps=1, check_every=1),
    )
    pairs = [(SAID[0][1].format(n=n), SAID[1][1].format(n=n)) for n in range(40)]
    make_encoder(pairs, directory, seed=1, settings=settings)
    return str(directory)
