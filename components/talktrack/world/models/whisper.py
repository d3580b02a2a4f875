"""A very small Whisper that hears the sentences of the synthetic voices, converted for faster-whisper (CTranslate2).

Three things make a minute of training enough. A side loss tells the encoder which letter sounds at each 20 ms position;
that head is thrown away. Another pulls the last layer's cross-attention to where a token is spoken, which also makes
word times right. And most training runs on four seconds instead of Whisper's thirty, with a short rest at full length:
the sinusoidal positions are the same, only the padding is longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from talktrack.world.models.hearing_loss import FULL_POSITIONS, loss_of
from talktrack.world.models.recordings import LETTERS, START_OF_TEXT, Recording, record, tokenizer_for
from talktrack.world.models.training import Curve, Plan, Say, Stopwatch, TrainingCard, fit, write_card
from talktrack.world.voices import make_voice

TIMESTAMPS = 1501


@dataclass(frozen=True)
class WhisperSettings:
    """Size of the model, how many voices read each sentence, and the two plans; `positions` are 20 ms long."""

    width: int = 96
    layers: int = 2
    heads: int = 3
    vocabulary: int = 768
    voices: int = 20
    held_out_voices: int = 2
    positions: int = 200
    batch: int = 16
    plan: Plan = field(
        default_factory=lambda: Plan(most_steps=700, learning_rate=2e-3, check_every=25, cooldown_steps=75)
    )
    full_batch: int = 4
    full_plan: Plan = field(
        default_factory=lambda: Plan(
            most_steps=20, learning_rate=5e-4, warmup_steps=4, check_every=20, cooldown_steps=10
        )
    )


def make_whisper(
    sentences: Iterable[str], into: Path, seed: int, settings: WhisperSettings | None = None, say: Say = lambda _: None
) -> TrainingCard:
    """Train on the sentences read by many voices; save a directory that faster-whisper's WhisperModel loads."""
    import torch

    settings = settings or WhisperSettings()
    watch = Stopwatch()
    texts = list(sentences)
    tokenizer = tokenizer_for(texts, settings.vocabulary)
    voices = [make_voice(seed * 1000 + index) for index in range(settings.voices + settings.held_out_voices)]
    train = record(texts, voices[settings.held_out_voices :], tokenizer, settings.positions, seed)
    held_out = record(texts, voices[: settings.held_out_voices], tokenizer, settings.positions, seed)
    say(f"{len(train)} recordings made")
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = _untrained(tokenizer, settings)
        curve = _train(model, train, held_out, settings, say)
    with TemporaryDirectory() as plain:
        model["whisper"].save_pretrained(plain)
        tokenizer.save_pretrained(plain)
        _convert(Path(plain), into)
    return write_card(into, curve.card(model["whisper"], "whisper", seed, watch.seconds))


def _untrained(tokenizer: Any, settings: WhisperSettings) -> Any:
    """Return a module with the Whisper and the side head as `whisper` and `letters`."""
    import torch
    from transformers import WhisperConfig, WhisperForConditionalGeneration
    from transformers.models.whisper.modeling_whisper import WhisperEncoder

    config = WhisperConfig(
        vocab_size=len(tokenizer) + TIMESTAMPS,
        d_model=settings.width,
        encoder_layers=settings.layers,
        decoder_layers=settings.layers,
        encoder_attention_heads=settings.heads,
        decoder_attention_heads=settings.heads,
        encoder_ffn_dim=4 * settings.width,
        decoder_ffn_dim=4 * settings.width,
        max_source_positions=FULL_POSITIONS,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.pad_token_id,
        decoder_start_token_id=tokenizer.convert_tokens_to_ids(START_OF_TEXT),
        suppress_tokens=[],
        begin_suppress_tokens=[],
        attn_implementation="eager",  # the only one that shows its attention; the encoder takes the fast one
    )
    whisper = WhisperForConditionalGeneration(config)
    whisper.model.encoder = WhisperEncoder(WhisperConfig(**config.to_dict() | {"attn_implementation": "sdpa"}))
    return torch.nn.ModuleDict({"whisper": whisper, "letters": torch.nn.Linear(settings.width, len(LETTERS))})


def _train(
    model: Any, train: Sequence[Recording], held_out: Sequence[Recording], settings: WhisperSettings, say: Say
) -> Curve:
    """Train on short windows to the plateau, then at full length."""
    numbers = Random(1)
    some = held_out[:: max(1, len(held_out) // 16)]
    short = fit(
        model,
        settings.plan,
        loss_of=lambda _: loss_of(model, numbers.sample(train, settings.batch), settings.positions),
        held_out=lambda: float(loss_of(model, held_out, settings.positions)),
        say=say,
    )
    full = fit(
        model,
        settings.full_plan,
        loss_of=lambda _: loss_of(model, numbers.sample(train, settings.full_batch), FULL_POSITIONS),
        held_out=lambda: float(loss_of(model, some, FULL_POSITIONS)),
        say=say,
    )
    return short.followed_by(full)


def _convert(plain: Path, into: Path) -> None:
    """Convert a transformers directory for CTranslate2 and put tokenizer and feature settings beside it."""
    import json

    from ctranslate2.converters import TransformersConverter

    (plain / "preprocessor_config.json").write_text(json.dumps({"feature_size": 80}), encoding="utf-8")
    converter = TransformersConverter(str(plain), copy_files=["tokenizer.json", "preprocessor_config.json"])
    converter.convert(str(into), force=True)
