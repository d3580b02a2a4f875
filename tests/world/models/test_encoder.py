"""The small encoder loads and encodes like a published one."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from talktrack.world.models.encoder import EncoderSettings, make_encoder, split_pairs
from talktrack.world.models.training import Plan, TrainingCard, read_card

TOPICS = {
    "pricing": ("what does a seat cost", "the list price is per seat"),
    "security": ("is our data encrypted", "everything is encrypted at rest"),
    "training": ("who will teach our people", "a coach will teach each team"),
    "timing": ("we have no time before march", "we can start after march"),
}
SETTINGS = EncoderSettings(
    vocabulary=300, hidden=64, layers=1, batch_pairs=8, plan=Plan(most_steps=60, check_every=20, cooldown_steps=10)
)


def _pairs() -> list[tuple[str, str]]:
    numbers = random.Random(5)
    chosen = [numbers.choice(sorted(TOPICS)) for _ in range(200)]
    return [
        (f"{TOPICS[t][0]} at site {numbers.randint(1, 99)}", f"{TOPICS[t][1]} in week {n}")
        for n, t in enumerate(chosen)
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TrainingCard]:
    """Make a very small encoder once."""
    into = tmp_path_factory.mktemp("encoder")
    return into, make_encoder(_pairs(), into, seed=1, settings=SETTINGS)


def test_vectors_have_unit_length(made: tuple[Path, TrainingCard]) -> None:
    """Pooling and normalization are part of the saved model."""
    vectors = SentenceTransformer(str(made[0])).encode(["what does a seat cost", "hello"])

    assert (vectors.shape, bool(np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5))) == ((2, 64), True)


def test_related_texts_are_nearer_than_others(made: tuple[Path, TrainingCard]) -> None:
    """The question about data finds the answer about data."""
    model = SentenceTransformer(str(made[0]))
    question = model.encode(["is our data encrypted"])
    answers = model.encode([answer for _, answer in TOPICS.values()])

    assert int(np.argmax(answers @ question[0])) == 1


def test_the_curve_lies_beside_the_weights(made: tuple[Path, TrainingCard]) -> None:
    """The published card says that the held-out loss fell."""
    card = read_card(made[0])

    assert card.held_out_losses[-1] < card.held_out_losses[0]


def test_the_same_seed_makes_the_same_encoder(tmp_path: Path) -> None:
    """Vocabulary and losses are equal, so what is learned from it later does not change from run to run."""
    short = EncoderSettings(
        vocabulary=150, hidden=32, layers=1, batch_pairs=8, plan=Plan(most_steps=5, cooldown_steps=1)
    )
    one, other = (make_encoder(_pairs(), tmp_path / name, seed=1, settings=short) for name in ("one", "other"))

    assert one.losses == other.losses
    assert (tmp_path / "one" / "tokenizer.json").read_bytes() == (tmp_path / "other" / "tokenizer.json").read_bytes()


def test_long_texts_are_cut_at_the_trained_length(made: tuple[Path, TrainingCard]) -> None:
    """Positions beyond the trained ones are never used."""
    assert SentenceTransformer(str(made[0])).max_seq_length == 256


def test_held_out_pairs_are_not_trained_on() -> None:
    """Equal pairs are counted once, and the two parts share none."""
    train, held_out = split_pairs([("a", str(n % 20)) for n in range(100)], held_out=50, seed=1)

    assert (18, 2, set()) == (len(train), len(held_out), set(train) & set(held_out))
