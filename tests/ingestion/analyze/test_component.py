"""Analyze runs as a component."""

from __future__ import annotations

from pathlib import Path

import pytest
from kfp import dsl

from talktrack.core.artifacts import read_counts, read_table, write_table
from talktrack.core.heads import Head, Heads
from talktrack.core.records import Analysis
from talktrack.core.sales_cues import counted
from talktrack.core.tables import ANALYSES, CONVERSATIONS
from talktrack.core.turn_features import turn_features
from talktrack.engines.encoder import open_encoder
from talktrack.ingestion.analyze.component import analyze
from talktrack.systems.heads import keep
from tests.samples import TENANT, call
from tests.tiny_encoder import make_encoder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Make one tiny encoder."""
    return str(make_encoder(tmp_path_factory.mktemp("encoder") / "tiny", seed=1))


def _analysed(directory: Path, model: str) -> list[Analysis]:
    analyze.python_func(
        conversations=dsl.Dataset(uri=str(directory / "in")),
        analyses=dsl.Dataset(uri=str(directory / "out")),
        metrics=dsl.Metrics(uri=str(directory / "metrics")),
        tenant=TENANT,
        home=str(directory / "home"),
        encoder_model=model,
    )
    return list(read_table(directory / "out", ANALYSES))


def _question_head(model: str, label: str) -> Heads:
    """Return heads that hear this question class in every turn of the seller."""
    encoder = open_encoder(model)
    width = turn_features(encoder.encode(["a"]), call().turns[:1], ["seller"], counted(["a"])).shape[1]
    head = Head(kind="question", classes=[label, "none"], weights=[[0.0] * width] * 2, bias=[2.0, 0.0])
    return Heads(encoder_version=encoder.version, heads=[head])


def test_without_heads_the_rules_are_named(tmp_path: Path, model: str) -> None:
    """Nothing was trained yet: cue words judge, and the row says so."""
    write_table(tmp_path / "in", CONVERSATIONS, [call()])
    (made,) = _analysed(tmp_path, model)

    assert (made.conversation_id, made.turns, made.classified_by) == ("c1", 2, "rules")
    assert read_counts(tmp_path / "out")["analyze.conversations"] == 1


def test_heads_of_this_encoder_judge(tmp_path: Path, model: str) -> None:
    """Their version stands in the row, with what rules still judge."""
    heads = _question_head(model, "consequence")
    keep(str(tmp_path / "home"), TENANT, heads)
    write_table(tmp_path / "in", CONVERSATIONS, [call()])
    (made,) = _analysed(tmp_path, model)

    assert [(one.turn, one.label) for one in made.labels if one.kind == "question"] == [(0, "consequence")]
    assert made.classified_by == f"{heads.version}, rules for technique and objection"


def test_heads_of_another_encoder_do_not(tmp_path: Path, model: str) -> None:
    """Vectors of another encoder mean something else."""
    write_table(tmp_path / "in", CONVERSATIONS, [call()])
    other = make_encoder(tmp_path / "other", seed=2)
    keep(str(tmp_path / "home"), TENANT, _question_head(model, "consequence"))

    assert [one.classified_by for one in _analysed(tmp_path, str(other))] == ["rules"]


def test_an_empty_shard_loads_no_model(tmp_path: Path) -> None:
    """Nothing to hear is done in no time, whatever model is named."""
    write_table(tmp_path / "in", CONVERSATIONS, [])

    assert _analysed(tmp_path, "no/such@model") == []
