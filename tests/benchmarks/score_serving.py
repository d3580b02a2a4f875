"""``python -m tests.benchmarks.score_serving tiny|big|overhead``: the true predictor under load, on this machine.

`tiny` and `big` (0.5 billion weights, random, in the shape of Qwen2.5-0.5B) answer 200 tokens with 64, one caller at a
time and 16 at once. `overhead` compares a request with the bare call of the same model, retrieval off and on: over
20 000 chunks by an encoder in the shape of all-MiniLM-L6.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import numpy as np

from talktrack.core import prompts
from talktrack.core.chunk_rows import chunk_rows
from talktrack.core.ports import LiveIndex, LoraSettings, Weighted
from talktrack.core.records import PATHS, Chunk
from talktrack.core.release import ReleaseManifest
from talktrack.core.search import collection_name
from talktrack.engines.encoder import open_encoder
from talktrack.engines.language_model import open_language_model
from talktrack.systems.repository import open_repository
from talktrack.systems.vectors.lancedb import open_lance
from talktrack.world.loopback_process import LoopbackProcess
from talktrack.world.models.causal import CausalSettings, make_causal
from talktrack.world.models.training import Plan
from tests.tiny_encoder import Shape, make_encoder

TENANT = "acme"
PROMPT_TOKENS, NEW_TOKENS = 200, 64
CALLERS = 16
DOCKERFILE = Path(__file__).parents[2] / "images" / "Dockerfile"
WORDS = tuple("so we look at the price of the plan and how the team would use it next quarter".split())  # noqa: SIM905 - prose
BARELY = Plan(most_steps=2, learning_rate=1e-3, check_every=1, cooldown_steps=1)
QWEN = {
    "hidden_size": 896,
    "intermediate_size": 4864,
    "num_hidden_layers": 24,
    "num_attention_heads": 14,
    "num_key_value_heads": 2,
    "vocab_size": 151_936,
    "max_position_embeddings": 2048,
    "tie_word_embeddings": True,
}
MINILM = Shape(dimension=384, layers=6, heads=12, inner=1536)
CHUNKS, CHUNK_WORDS = 20_000, 24
SKEW, RARE = 1.3, 20_000
"""Words are as unevenly frequent as those of a language (Zipf)."""
ROUNDS = 60
SHORT = 8
ASKED = "what of the price"
QUESTION: dict[str, object] = {
    "model": "coach",
    "messages": [{"role": "user", "content": ASKED}],
    "max_tokens": SHORT,
}

Row = dict[str, object]


@dataclass(frozen=True)
class Load:
    """How many requests come, and how many threads the model has: a small one is slower with more than one."""

    requests: int
    threads: int


def main(names: Sequence[str]) -> int:
    """Measure what is named and print a line each."""
    parts: dict[str, Callable[[Path], list[Row]]] = {"tiny": tiny, "big": big, "overhead": overhead}
    for name in names or parts:
        with TemporaryDirectory() as folder:
            for row in parts[name](Path(folder)):
                print(json.dumps(row))
    return 0


def tiny(folder: Path) -> list[Row]:
    """Measure the demo's size of model, barely trained so that it never stops early."""
    base = _tiny_base(folder)
    return _throughput("tiny", base, _release(base, folder), folder, Load(requests=160, threads=1))


def big(folder: Path) -> list[Row]:
    """Measure half a billion random weights."""
    base = _big_base(folder)
    return _throughput("0.5 B", base, _release(base, folder), folder, Load(requests=32, threads=2))


def overhead(folder: Path) -> list[Row]:
    """Measure what a request costs beyond the model's own call, in milliseconds at the median."""
    base = _tiny_base(folder)
    release, home = _release(base, folder), folder / "home"
    encoder = _index(folder, home)
    model = open_language_model(str(base))
    model.load_adapter("coach", release / "coach")
    rows: list[Row] = []
    searching = ["--home", str(home), "--encoder", str(encoder)]
    for what, options in (("off", []), ("on", searching)):
        with _serving(base, release, folder, threads=1, options=options) as server:
            passages = _ask(server, QUESTION)["passages"]
            bare = partial(model.generate, [prompts.answer(ASKED, _quoted(passages))], "coach", SHORT)
            pairs = [(_seconds(partial(_ask, server, QUESTION)), _seconds(bare)) for _ in range(ROUNDS)]
        ours, alone = (statistics.median(seconds) for seconds in zip(*pairs, strict=True))
        told = {"passages": len(passages), "bare_ms": round(1000 * alone, 2), "ms": round(1000 * (ours - alone), 2)}
        rows.append({"what": f"overhead, retrieval {what}", **told})
    return rows


def _throughput(name: str, base: Path, release: Path, folder: Path, load: Load) -> list[Row]:
    body = {"model": "roleplay", "messages": _messages(base), "max_tokens": NEW_TOKENS}
    with _serving(base, release, folder, threads=load.threads) as server:
        _ask(server, body)
        few = max(4, load.requests // CALLERS)
        alone = _load(server, body, callers=1, requests=few)
        together = _load(server, body, callers=CALLERS, requests=load.requests)
        first = [_first_token(server, body) for _ in range(5)]
        with ThreadPoolExecutor(CALLERS) as pool:
            crowd = list(pool.map(lambda _: _first_token(server, body), range(CALLERS)))
    return [
        {"what": f"{name}, one at a time", **alone},
        {"what": f"{name}, {CALLERS} callers", **together},
        {"what": f"{name}, throughput ratio", "value": round(float(together["per_s"]) / float(alone["per_s"]), 2)},
        {
            "what": f"{name}, time to first token",
            "alone_p50_s": round(statistics.median(first), 3),
            "crowd_p50_s": round(statistics.median(crowd), 3),
            "crowd_max_s": round(max(crowd), 3),
        },
    ]


def _load(server: LoopbackProcess, body: Row, callers: int, requests: int) -> dict[str, Any]:
    """Let callers ask without a pause. As many requests as there are callers are not counted: they begin unevenly."""

    def ask(_: int) -> tuple[float, float]:
        seconds = _seconds(lambda: _ask(server, body))
        return time.perf_counter(), seconds

    with ThreadPoolExecutor(callers) as pool:
        ended = sorted(pool.map(ask, range(callers + requests)))
    took = ended[-1][0] - ended[callers - 1][0]
    seconds = sorted(one for _, one in ended[callers:])
    p95 = seconds[min(len(seconds) - 1, int(0.95 * len(seconds)))]
    return {"per_s": round(requests / took, 2), "p50_s": round(statistics.median(seconds), 3), "p95_s": round(p95, 3)}


def _ask(server: LoopbackProcess, body: Row) -> dict[str, Any]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=300)
    connection.request("POST", "/openai/v1/chat/completions", json.dumps(body), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    found: dict[str, Any] = json.loads(answer.read())
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status}: {found}")
    return found


def _first_token(server: LoopbackProcess, body: Row) -> float:
    """Return seconds until the first event that holds text, or the end where the text is empty."""
    connection, began = HTTPConnection("127.0.0.1", server.port, timeout=300), time.perf_counter()
    asked = json.dumps({**body, "stream": True})
    connection.request("POST", "/openai/v1/chat/completions", asked, {"Content-Type": "application/json"})
    with connection.getresponse() as answer:
        first = 0.0
        for line in answer:
            if not first and b'"content":' in line and b'"content":""' not in line:
                first = time.perf_counter() - began
    return first or time.perf_counter() - began


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@contextmanager
def _serving(
    base: Path, release: Path, folder: Path, threads: int, options: Sequence[str] = ()
) -> Iterator[LoopbackProcess]:
    """Serve as the image does, with its settings of memory."""

    def command(port: int) -> list[str]:
        program = [sys.executable, "-m", "talktrack.services.predictor", "--tenant", TENANT, "--port", str(port)]
        return [*program, "--release", str(release), "--base-model", str(base), "--timeout", "300", *options]

    kept = re.findall(r"^ENV GLIBC_TUNABLES=(\S+)", DOCKERFILE.read_text("utf-8"), re.MULTILINE)
    environment = {"OMP_NUM_THREADS": str(threads), "GLIBC_TUNABLES": kept[0]}
    with LoopbackProcess(command, folder / "log.txt", "/v2/health/ready", environment) as server:
        yield server


def _tiny_base(folder: Path) -> Path:
    texts = [" ".join(WORDS[n % 7 :]) + f" {n}" for n in range(400)]
    make_causal(texts, folder / "base", seed=3, settings=CausalSettings(plan=BARELY))
    return folder / "base"


def _big_base(folder: Path) -> Path:
    """Write random weights in the shape of a published model, with the tiny model's tokenizer and only its tokens."""
    import torch
    from transformers import AutoTokenizer, Qwen2Config, Qwen2ForCausalLM

    tokenizer = AutoTokenizer.from_pretrained(_tiny_base(folder / "small"))
    torch.manual_seed(3)
    model = Qwen2ForCausalLM(Qwen2Config(**QWEN, eos_token_id=tokenizer.eos_token_id)).to(torch.bfloat16)
    model.get_input_embeddings().weight.data[len(tokenizer) :] = 0  # else nearly all tokens would be no text
    model.save_pretrained(folder / "base")
    tokenizer.save_pretrained(folder / "base")
    return folder / "base"


def _release(base: Path, folder: Path) -> Path:
    """Write a release with an adapter per path, each trained for one step."""
    release, model = folder / "release", open_language_model(str(base))
    rows = [Weighted("<|seller|> Hello\n<|prospect|>", prompts.completion("Too expensive."))] * 2
    for path in PATHS:
        model.train_adapter(rows, rows[:1], release / path, LoraSettings(epochs=1, batch_size=2, max_tokens=64))
    manifest = ReleaseManifest(
        id="r-measured",
        tenant=TENANT,
        base_id=model.base_id,
        tokenizer_sha256=model.tokenizer_sha256,
        prompt_version=prompts.VERSION,
        encoder_version="",
        adapters=dict.fromkeys(PATHS, ""),
    )
    (release / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    return release


def _messages(base: Path) -> list[dict[str, str]]:
    """Return a dialogue whose prompt has about as many tokens as asked."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(base)
    for words in range(1, 400):
        spoken = [" ".join(WORDS[at % len(WORDS)] for at in range(turn, turn + words)) for turn in range(4)]
        lines = [prompts.Line("seller" if turn % 2 == 0 else "prospect", text) for turn, text in enumerate(spoken)]
        if len(tokenizer(prompts.roleplay(prompts.Scene(), lines))["input_ids"]) >= PROMPT_TOKENS:
            break
    roles = {"seller": "user", "prospect": "assistant"}
    return [{"role": roles[line.role], "content": line.text} for line in lines]


def _index(folder: Path, home: Path) -> Path:
    """Index chunks of random vectors and words, and return the encoder that questions are embedded with."""
    directory = make_encoder(folder / "encoder", seed=3, shape=MINILM)
    encoder = open_encoder(str(directory))
    open_repository(str(home), TENANT, create=True)
    vectors = np.random.default_rng(3).normal(size=(CHUNKS, encoder.dimension)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    store, collection = open_lance(str(home), TENANT), collection_name(encoder)
    for start in range(0, CHUNKS, 2000):
        chunks = [_chunk(n, vectors[n].tolist()) for n in range(start, start + 2000)]
        store.replace(collection, chunk_rows(chunks, encoder.dimension))
    store.index(collection)
    store.switch(LiveIndex(collection, str(directory)))
    return directory


def _chunk(n: int, vector: list[float]) -> Chunk:
    ranks = np.random.default_rng(n).zipf(SKEW, CHUNK_WORDS)
    text = " ".join(WORDS[rank - 1] if rank <= len(WORDS) else f"w{rank % RARE}" for rank in ranks.tolist())
    return Chunk(
        id=f"k{n}",
        tenant=TENANT,
        conversation_id=f"c{n // 20}",
        level="turn",
        position=n % 20,
        turn_start=n % 20,
        turn_end=n % 20,
        text=text,
        speaker_role="prospect",
        channel="call",
        embedding=vector,
    )


def _quoted(ids: Sequence[str]) -> list[tuple[str, str]]:
    """Return what the server quoted, so that the bare call reads the same prompt."""
    return [(name, _chunk(int(name[1:]), []).text) for name in ids]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
