"""Examples through its component."""

from __future__ import annotations

from pathlib import Path

from kfp import dsl

from talktrack.core.artifacts import count_rows, write_table
from talktrack.core.tables import SCORES
from talktrack.systems.repository import LanceRepository
from talktrack.training.examples.component import examples
from tests.training.samples import TENANT, artifact, metrics

KINDS = {"scores": dsl.Dataset, "examples": dsl.Dataset, "card": dsl.HTML}


def test_the_component_writes_examples_and_their_card(repository: LanceRepository, home: str, tmp_path: Path) -> None:
    """Ten conversations make 40 examples; the returned number counts the training side."""
    write_table(tmp_path / "scores", SCORES, [])
    parts = {name: artifact(kind, tmp_path / name) for name, kind in KINDS.items()}
    logged = metrics(tmp_path)
    good = examples.python_func(**parts, metrics=logged, tenant=TENANT, home=home, min_examples=10)

    assert good == 24
    assert count_rows(tmp_path / "examples") == 40
    assert logged.metadata["enough"] == 1
    assert "Examples of acme" in (tmp_path / "card").read_text(encoding="utf-8")
