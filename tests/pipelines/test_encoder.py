"""The encoder's pipeline on this machine: tuned, kept, and all chunks made anew before searches go over to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.local_runs import LocalRun, execute
from talktrack.core.ports import LiveIndex
from talktrack.core.search import Question, search
from talktrack.core.tables import CONVERSATIONS
from talktrack.engines.encoder import open_encoder
from talktrack.systems.repository import open_repository
from talktrack.systems.vectors.chosen import open_vectors
from tests.training.train_encoder.toy import TENANT, toy_call, toy_encoder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

CALLS = 60


@dataclass(frozen=True)
class Ran:
    """A home, the encoder that all runs name, and what was live after each of them."""

    home: str
    base: str
    live: tuple[LiveIndex | None, ...]
    counts: tuple[int, ...]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Index with an untrained encoder, tune it, and index once more as if nothing had happened."""
    import torch

    root = tmp_path_factory.mktemp("encoder")
    home = str(root / "home")
    with torch.random.fork_rng():
        torch.manual_seed(3)
        base = str(toy_encoder(root / "base"))
    open_repository(home, TENANT, create=True).publish(CONVERSATIONS, [toy_call(n) for n in range(CALLS)])
    live, counts = list[LiveIndex | None](), list[int]()
    tuning = ["epochs=20", "learning_rate=0.005", "min_pairs=50", "held_out_share=0.3"]
    for pipeline, params in (
        ("backfill", ["first_step=embed"]),
        ("encoder", tuning),
        ("backfill", ["first_step=embed"]),
    ):
        assert execute(LocalRun(pipeline, TENANT, home, [], [*params, f"encoder_model={base}"])).good
        vectors = open_vectors(home, TENANT)
        live.append(vectors.live())
        counts.append(vectors.count(live[-1].collection) if live[-1] else 0)
    return Ran(home, base, tuple(live), tuple(counts))


def test_searches_go_over_to_the_tuned_encoder(ran: Ran) -> None:
    """With all chunks, in a collection of its own, while the old one is gone."""
    first, second, _ = ran.live
    assert first is not None
    assert second is not None

    assert (first.encoder_model, second.encoder_model.startswith(f"{ran.home}/{TENANT}/encoders/")) == (ran.base, True)
    assert min(ran.counts) > CALLS  # topics begin elsewhere with another encoder, so numbers differ a little
    assert open_vectors(ran.home, TENANT).count(first.collection) == 0


def test_later_runs_use_what_was_tuned_from_their_encoder(ran: Ran) -> None:
    """They name the base as before, and the index does not fall back to it."""
    _, second, third = ran.live
    assert second is not None
    assert third is not None

    assert third.encoder_model == second.encoder_model


def test_the_tuned_encoder_finds_answers(ran: Ran) -> None:
    """Which share no word with the question."""
    live = ran.live[-1]
    assert live is not None
    question = Question(
        "How is fleet handled here?", limit=5, where={"level": ["sentence", "turn"]}, weights={"words": 0.0}
    )
    hits = search(question, open_encoder(live.encoder_model), open_vectors(ran.home, TENANT))

    assert any("lorries" in hit.chunk.text for hit in hits)


def test_what_was_learnt_is_in_the_report(ran: Ran) -> None:
    """One page, kept with the others of the home."""
    assert list(Path(ran.home, TENANT, "reports", "encoder").glob("*.html"))
