"""The small causal model loads and speaks like a published one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from talktrack.core import prompts
from talktrack.world.models.causal import MARKERS, CausalSettings, make_causal
from talktrack.world.models.training import Plan

LINES = ("<|prospect|> how much is it\n<|seller|> nine per seat", "<|prospect|> who are you\n<|seller|> we are acme")
SETTINGS = CausalSettings(
    vocabulary=400,
    hidden=48,
    layers=2,
    heads=4,
    block=64,
    plan=Plan(most_steps=80, learning_rate=5e-3, check_every=40, cooldown_steps=20),
)


def _make(into: Path) -> Path:
    make_causal(LINES * 20, into, seed=1, settings=SETTINGS)
    return into


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a very small causal model once."""
    return _make(tmp_path_factory.mktemp("causal"))


def test_the_markers_are_single_tokens(made: Path) -> None:
    """Every marker of the prompts is one token of its own."""
    tokenizer = AutoTokenizer.from_pretrained(made)

    assert [1] * len(MARKERS) == [len(tokenizer(marker)["input_ids"]) for marker in MARKERS]


def test_a_prompt_survives_the_tokenizer(made: Path) -> None:
    """Decoding gives back the same prompt, byte for byte."""
    tokenizer = AutoTokenizer.from_pretrained(made)
    prompt = prompts.roleplay(prompts.Scene(industry="café"), [prompts.Line("seller", "Hi,  it's 9 €.")])

    assert prompt == tokenizer.decode(tokenizer(prompt)["input_ids"])


def test_the_model_learned_its_dialogues(made: Path) -> None:
    """Greedy continuation gives the answer it read and stops at the end marker."""
    tokenizer, model = AutoTokenizer.from_pretrained(made), AutoModelForCausalLM.from_pretrained(made)
    inputs = tokenizer("<|prospect|> how much is it\n<|seller|>", return_tensors="pt")
    with torch.inference_mode():
        tokens = model.generate(**inputs, max_new_tokens=20, do_sample=False)[0, inputs["input_ids"].shape[1] :]

    assert tokenizer.decode(tokens) == " nine per seat<|end|>"


def test_the_same_seed_makes_the_same_weights(made: Path, tmp_path: Path) -> None:
    """Two runs on one machine give equal bytes."""
    again = _make(tmp_path)
    digests = {hashlib.sha256((d / "model.safetensors").read_bytes()).hexdigest() for d in (made, again)}

    assert len(digests) == 1
