"""Prompts of instances, with passages where something is indexed; metrics of answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from prometheus_client import CollectorRegistry

from talktrack.core import prompts
from talktrack.core.chunk_rows import chunk_rows
from talktrack.core.ports import LiveIndex, Vectors
from talktrack.core.records import PATHS, Chunk
from talktrack.core.search import collection_name
from talktrack.services.predictor.answering import Retrieved, Retriever, asked, prediction
from talktrack.services.predictor.metrics import PredictorMetrics
from talktrack.services.predictor.requests import Answer, Assess, Draft, RoleplayInstance
from talktrack.systems.vectors.lancedb import open_lance

HISTORY = [prompts.Line("seller", "Hello")]


class LetterEncoder:
    """Counts letters: a real encoder of text, only a poor one."""

    version = "letters-1"
    dimension = 26

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of letter counts."""
        counts = np.array([[text.lower().count(chr(97 + at)) + 1e-3 for at in range(26)] for text in texts])
        return np.asarray(counts / np.linalg.norm(counts, axis=1, keepdims=True), dtype=np.float32)


def chunk(name: str, text: str) -> Chunk:
    """Return an indexed chunk."""
    return Chunk(
        id=name,
        tenant="acme",
        conversation_id="c1",
        level="turn",
        position=0,
        turn_start=0,
        turn_end=0,
        text=text,
        speaker_role="prospect",
        channel="call",
        embedding=LetterEncoder().encode([text])[0].tolist(),
    )


def test_passages_of_the_tenants_calls_ground_the_answer(tmp_path: Path) -> None:
    """The prompt quotes what was found, and the prediction carries the ids."""
    encoder, store = LetterEncoder(), open_lance(str(tmp_path), "acme")
    collection = collection_name(encoder)
    store.replace(
        collection, chunk_rows([chunk("k1", "the price is too high"), chunk("k2", "we need more training")], 26)
    )
    store.switch(LiveIndex(collection, "letters"))
    question = asked(Answer(question="what about the price"), Retriever(encoder, store))

    assert "the price is too high" in question.prompt
    assert prediction(" So. ", question) == {"text": "So.", "passages": [name for name, _ in question.quoted.passages]}
    assert question.quoted.table_version == 1


def test_without_an_index_the_coach_answers_all_the_same(tmp_path: Path) -> None:
    """Nothing is indexed, so nothing is quoted."""
    question = asked(Answer(question="why"), Retriever(LetterEncoder(), open_lance(str(tmp_path), "acme")))

    assert question.prompt == prompts.answer("why", [])


def test_an_index_of_another_encoder_is_told(tmp_path: Path) -> None:
    """Each question without passages is counted; before anything is indexed that is no failure."""
    store, failed = open_lance(str(tmp_path), "acme"), list[str]()
    retriever = Retriever(LetterEncoder(), store, lambda: failed.append("failed"))
    retriever.passages("too early")
    store.switch(LiveIndex("chunks-another-7", "another"))

    assert (retriever.passages("why"), failed) == (Retrieved(), ["failed"])


def test_every_prompt_is_that_of_training() -> None:
    """Serving calls the builders that examples were made with."""
    found = [
        asked(RoleplayInstance(history=HISTORY), None).prompt,
        asked(Assess(segment=HISTORY, statistics={"talk_ratio": 0.5}), None).prompt,
        asked(Draft(history=HISTORY, stage="demo"), None).prompt,
    ]

    assert found == [
        prompts.roleplay(prompts.Scene(), HISTORY),
        prompts.assess({"talk_ratio": 0.5}, HISTORY),
        prompts.draft("demo", HISTORY),
    ]


def value(registry: CollectorRegistry, name: str, **labels: str) -> float | None:
    """Return one sample."""
    return registry.get_sample_value(name, labels)


def test_every_counter_starts_at_zero() -> None:
    """The first error is an increase, not the birth of a series."""
    registry = CollectorRegistry()
    PredictorMetrics(PATHS, "r-1", registry)

    assert value(registry, "talktrack_requests_total", model="coach", model_version="r-1", outcome="error") == 0


def test_only_good_answers_have_a_latency() -> None:
    """A fast failure must not make the arm look fast."""
    registry = CollectorRegistry()
    metrics = PredictorMetrics(PATHS, "r-1", registry)
    metrics.count("coach", "ok", np.e / 1e6)
    metrics.count("coach", "error", 5.0)
    labels = {"model": "coach", "model_version": "r-1"}

    assert [
        value(registry, "talktrack_latency_seconds_count", **labels),
        value(registry, "talktrack_log_latency_sum_total", **labels),
        value(registry, "talktrack_log_latency_sumsq_total", **labels),
    ] == [1, 1, 1]


def test_invented_releases_make_no_series() -> None:
    """Names that callers write cannot fill the registry."""
    registry = CollectorRegistry()
    metrics = PredictorMetrics(PATHS, "r-1", registry)
    for number in range(100):
        metrics.judge(f"r-{number}", -1)
        metrics.judge(f"no release {number}", -1)
    family = next(found for found in registry.collect() if found.name == "talktrack_feedback")
    versions = {sample.labels["model_version"] for sample in family.samples}

    assert len(versions) == 8
