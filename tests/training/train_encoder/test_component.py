"""Train encoder through its component."""

from __future__ import annotations

from pathlib import Path

from kfp import dsl

from talktrack.engines.encoder import open_encoder
from talktrack.engines.encoder_card import CARD, read_card
from talktrack.systems.repository import LanceRepository
from talktrack.training.train_encoder.component import train_encoder
from tests.training.samples import artifact, metrics
from tests.training.train_encoder.toy import TENANT


def _train(directory: Path, home: str, start: Path, *, min_pairs: int) -> tuple[str, dict[str, float]]:
    logged = metrics(directory)
    verdict = train_encoder.python_func(
        encoder=artifact(dsl.Model, directory / "encoder"),
        page=artifact(dsl.HTML, directory / "page"),
        metrics=logged,
        tenant=TENANT,
        home=home,
        encoder_model=str(start),
        epochs=32,
        learning_rate=5e-3,
        min_pairs=min_pairs,
        held_out_share=0.3,
    )
    return verdict, {str(name): float(value) for name, value in logged.metadata.items()}


def test_a_kept_encoder_has_a_card(repository: LanceRepository, home: str, start: Path, tmp_path: Path) -> None:
    """It says what was measured; the page shows the loss."""
    verdict, logged = _train(tmp_path, home, start, min_pairs=50)
    card = read_card(tmp_path / "encoder")

    assert verdict == "kept"
    assert (card.window_tokens, card.figures) == (64, logged)
    assert open_encoder(str(tmp_path / "encoder")).card == card
    assert "<svg" in (tmp_path / "page").read_text(encoding="utf-8")


def test_too_few_pairs_are_a_green_refusal(repository: LanceRepository, home: str, start: Path, tmp_path: Path) -> None:
    """The encoder that was there goes on, without a card of ours."""
    verdict, logged = _train(tmp_path, home, start, min_pairs=5000)

    assert verdict == "refused"
    assert set(logged) == {"pairs", "questions"}
    assert not (tmp_path / "encoder" / CARD).exists()
    assert "are needed" in (tmp_path / "page").read_text(encoding="utf-8")
