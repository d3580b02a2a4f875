"""Train heads through its component."""

from __future__ import annotations

from pathlib import Path

from kfp import dsl

from talktrack.core.heads import read
from talktrack.engines.encoder import open_encoder
from talktrack.systems.heads import in_service
from talktrack.systems.repository import LanceRepository
from talktrack.training.train_heads.component import train_heads
from tests.tiny_encoder import make_encoder
from tests.training.samples import artifact, metrics
from tests.training.train_heads.toy import TENANT


def _train(directory: Path, home: str, *, min_labels: int) -> tuple[str, str, dict[str, object]]:
    logged = metrics(directory)
    encoder = str(make_encoder(directory / "encoder", seed=1))
    verdict = train_heads.python_func(
        heads=artifact(dsl.Model, directory / "heads"),
        page=artifact(dsl.HTML, directory / "page"),
        metrics=logged,
        tenant=TENANT,
        home=home,
        encoder_model=encoder,
        min_labels=min_labels,
    )
    return verdict, encoder, logged.metadata


def test_kept_heads_are_in_service(repository: LanceRepository, home: str, tmp_path: Path) -> None:
    """For the encoder that they were trained with; artifact and home hold the same."""
    verdict, encoder, logged = _train(tmp_path, home, min_labels=50)
    serving = in_service(home, TENANT, open_encoder(encoder).version)

    assert verdict == "kept"
    assert serving == read((tmp_path / "heads" / "heads.json").read_bytes())
    assert logged["question.labels"] == logged["objection.labels"] != 0
    assert "better than rules" in (tmp_path / "page").read_text(encoding="utf-8")


def test_too_few_labels_are_a_green_refusal(repository: LanceRepository, home: str, tmp_path: Path) -> None:
    """Nothing goes into service, and the page says why."""
    verdict, encoder, _ = _train(tmp_path, home, min_labels=50_000)

    assert (verdict, in_service(home, TENANT, open_encoder(encoder).version)) == ("refused", None)
    assert "are needed" in (tmp_path / "page").read_text(encoding="utf-8")
