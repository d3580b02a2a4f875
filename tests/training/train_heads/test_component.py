"""Train heads through its component."""

from __future__ import annotations

from pathlib import Path

from kfp import dsl

from talktrack.core.heads import read
from talktrack.core.tables import FEEDBACK
from talktrack.engines.encoder import open_encoder
from talktrack.systems.heads import in_service
from talktrack.systems.repository import LanceRepository
from talktrack.training.train_heads.component import train_heads
from tests.tiny_encoder import make_encoder
from tests.training.samples import artifact, metrics
from tests.training.train_heads.toy import TENANT


def _train(
    directory: Path, home: str, *, min_labels: int, starter: str = "", seed: int = 1
) -> tuple[str, str, dict[str, object]]:
    directory.mkdir(exist_ok=True)
    logged = metrics(directory)
    encoder = str(make_encoder(directory / "encoder", seed=seed))
    verdict = train_heads.python_func(
        heads=artifact(dsl.Model, directory / "heads"),
        page=artifact(dsl.HTML, directory / "page"),
        metrics=logged,
        tenant=TENANT,
        home=home,
        encoder_model=encoder,
        min_labels=min_labels,
        held_out_share=0.4,
        starter=starter,
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


def test_a_starter_is_written_and_read(repository: LanceRepository, home: str, tmp_path: Path) -> None:
    """Where nobody labelled, and no head serves this encoder, heads learn from what the starter hears."""
    _train(tmp_path / "one", home, min_labels=50)
    repository.delete(FEEDBACK, list(repository.keys(FEEDBACK)))
    starter = str(tmp_path / "one" / "heads" / "starter.json")
    verdict, _, logged = _train(tmp_path / "other", home, min_labels=50, starter=starter, seed=2)

    assert verdict == "kept"
    assert logged["objection.heard_by_starter"] == 144
    assert "no held-out labels prove it" in (tmp_path / "other" / "page").read_text(encoding="utf-8")
    assert not (tmp_path / "other" / "heads" / "starter.json").exists()
