"""The predictor with a small real base model and two trained adapters."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import msgspec
import pytest

from talktrack.core import prompts
from talktrack.core.ports import LoraSettings, Weighted
from talktrack.core.release import ReleaseManifest
from talktrack.engines.language_model import open_language_model
from talktrack.services.predictor.requests import Bounds
from talktrack.world.loopback_process import LoopbackProcess
from talktrack.world.models.causal import CausalSettings, make_causal
from talktrack.world.models.training import Plan

pytestmark = pytest.mark.slow

HISTORY = [prompts.Line("seller", "How is business?")]
PROMPTS = {"roleplay": prompts.roleplay(prompts.Scene(), HISTORY), "coach": prompts.answer("What now?", [])}
SAID = {"roleplay": "too expensive", "coach": "ask a question"}


def make_release(folder: Path) -> tuple[Path, Path]:
    """Make a base model from configuration and one trained adapter per path; return both places."""
    base, release = folder / "base", folder / "release"
    plan = Plan(most_steps=2, learning_rate=2e-3, check_every=1, cooldown_steps=1)
    settings = CausalSettings(vocabulary=400, hidden=64, layers=2, heads=2, context=256, block=64, plan=plan)
    texts = [f"<|seller|> {prompt} <|prospect|> {said}" for prompt in PROMPTS.values() for said in SAID.values()] * 40
    make_causal(texts, base, seed=3, settings=settings)
    model = open_language_model(str(base))
    for path, prompt in PROMPTS.items():
        rows = [Weighted(prompt, prompts.completion(SAID[path]))] * 8
        learning = LoraSettings(rank=8, learning_rate=3e-2, epochs=30, max_tokens=200)
        model.train_adapter(rows, rows[:1], release / path, learning)
    manifest = ReleaseManifest(
        id="r-weights",
        tenant="acme",
        base_id=model.base_id,
        tokenizer_sha256=model.tokenizer_sha256,
        prompt_version=prompts.VERSION,
        encoder_version="",
        adapters={"roleplay": "", "coach": ""},
    )
    (release / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    return base, release


def ask(url: str, path: str, instance: object) -> str:
    """Return the text of one answer."""
    body = json.dumps({"instances": [instance]}).encode()
    request = Request(f"{url}/v1/models/{path}:predict", body, {"Content-Type": "application/json"})
    with urlopen(request) as answer:
        return str(json.load(answer)["predictions"][0]["text"])


def test_each_path_answers_through_its_own_adapter(tmp_path: Path) -> None:
    """Over HTTP the answers are those of the model in hand, with the adapter of the path."""
    base, release = make_release(tmp_path)

    def command(port: int) -> list[str]:
        program = [sys.executable, "-m", "talktrack.services.predictor", "--tenant", "acme", "--port", str(port)]
        return [*program, "--release", str(release), "--base-model", str(base)]

    history = [{"role": line.role, "text": line.text} for line in HISTORY]
    with LoopbackProcess(command, tmp_path / "log.txt", "/v2/health/ready") as predictor:
        found = {
            "roleplay": ask(predictor.url, "roleplay", {"history": history}),
            "coach": ask(predictor.url, "coach", {"task": "answer", "question": "What now?"}),
        }

    model = open_language_model(str(base))
    for path in PROMPTS:
        model.load_adapter(path, release / path)
    expected = {
        path: model.generate([prompt], path, Bounds().new_tokens)[0].strip() for path, prompt in PROMPTS.items()
    }

    assert found == expected
    assert found["roleplay"] != found["coach"]
