"""What one unit of work costs, as measured: what ``pipelines.capacity`` reckons with, each figure with its source."""

from __future__ import annotations

from dataclasses import dataclass

GROWTH = "`python -m tests.benchmarks.bench_growth 200 1000`: the last 800 calls of 60 turns"
THROUGHPUT = "`python -m tests.docs.throughput`"
ASSUMED = "assumed, not measured here"


@dataclass(frozen=True)
class Rate:
    """Core seconds of one step for one `per`: a turn, an hour of talk, a chunk, or an hour of recorded audio."""

    step: str
    core_s: float
    per: str
    source: str


STEPS = (
    Rate("plan", 1.7e-5, "turn", GROWTH),
    Rate("ingest", 5.2e-5, "turn", GROWTH),
    Rate("quality-gate", 1.5e-4, "turn", GROWTH),
    Rate("prepare", 1.54e-3, "turn", GROWTH),
    Rate("analyze", 2.1e-5, "turn", f"{GROWTH}, statistics"),
    Rate("index", 6.7e-5, "turn", f"{GROWTH}, repository"),
    Rate("index", 6.6e-5, "chunk", f"{THROUGHPUT}: 20 000 chunks into LanceDB"),
    Rate(
        "transcribe",
        5_800.0,
        "audio",
        "faster-whisper's README: 13 minutes by small in 157 s on 8 threads; not measured here",
    ),
    Rate("diarize", 36.0, "audio", f"{ASSUMED}: a hundredth of real time"),
)

# By encoder: "mpnet" has the default's shape, "minilm" half its depth and width, "tuned" reads in one pass as well.
EMBED = {
    "mpnet": Rate("embed", 139.3, "hour", f"{THROUGHPUT}: 12 layers, 768 wide, text by text"),
    "minilm": Rate("embed", 22.2, "hour", f"{THROUGHPUT}: 6 layers, 384 wide, text by text"),
    "tuned": Rate("embed", 4.4, "hour", f"{THROUGHPUT}: 6 layers, 384 wide, tuned, in one pass"),
}
ANALYZE = {
    "mpnet": Rate("analyze", 29.5, "hour", f"{THROUGHPUT}: turns once, 12 layers, 768 wide"),
    "minilm": Rate("analyze", 4.7, "hour", f"{THROUGHPUT}: turns once, 6 layers, 384 wide"),
    "tuned": Rate("analyze", 4.7, "hour", f"{THROUGHPUT}: turns once, 6 layers, 384 wide"),
}
DIMENSIONS = {"mpnet": 768, "minilm": 384, "tuned": 384}

CHUNKS_AN_HOUR = 1_268  # THROUGHPUT, 150 words a minute
CHUNK_BYTES, MEASURED_DIMENSION, FLOAT_BYTES = 3_120, 768, 4  # THROUGHPUT
TURN_BYTES = 525  # THROUGHPUT, both zones, statistics and cases
ANSWERS_PER_POD_S = 1.0  # ASSUMED: measure yours by `python -m tests.benchmarks.score_serving big`
WEIGHTS, ROW_TOKENS = 5e8, 216  # the default base model; README of train_lora, mean of the demo's rows
TRAINING_FLOPS_A_CORE = 3e10  # ASSUMED: less than half of what embed reaches here (some 70 GFLOP/s, bfloat16)
