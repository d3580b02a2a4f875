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
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from talktrack.world.models.training import Curve, Plan, Say, Stopwatch, TrainingCard, fit, write_card
from talktrack.world.voices import RATE_HZ, SOUNDS, Voice, make_voice, speak

if TYPE_CHECKING:
    import torch

END_OF_TEXT = "<|endoftext|>"
START_OF_TEXT = "<|startoftranscript|>"
NO_TIMES = "<|notimestamps|>"
CONTROLS = (
    END_OF_TEXT,
    START_OF_TEXT,
    "<|en|>",
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    NO_TIMES,
)
TIMESTAMPS = 1501
FULL_POSITIONS = 1500
POSITION_S = 0.02
IGNORED = -100
SAID_PER_SILENCE = 8
ATTENTION_WEIGHT = 0.2
MISHEARD_SHARE = 0.1
LETTERS = ("", *(letter for letter in SOUNDS if letter != " "))


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
        default_factory=lambda: Plan(
            most_steps=325, learning_rate=2e-3, check_every=25, cooldown_steps=75, least_gain=0.003
        )
    )
    full_batch: int = 4
    full_plan: Plan = field(
        default_factory=lambda: Plan(
            most_steps=20, learning_rate=5e-4, warmup_steps=4, check_every=20, cooldown_steps=10
        )
    )


@dataclass(frozen=True)
class Recording:
    """One clip as the model sees it: features (80, frames), a letter per position, the tokens to say and their places.

    `places` has one (first, last) pair of positions per token; empty where a token has no sound.
    """

    features: npt.NDArray[np.float32]
    letters: npt.NDArray[np.int64]
    tokens: list[int]
    places: list[tuple[int, int]]


def make_whisper(
    sentences: Iterable[str], into: Path, seed: int, settings: WhisperSettings | None = None, say: Say = lambda _: None
) -> TrainingCard:
    """Train on the sentences read by many voices; save a directory that faster-whisper's WhisperModel loads."""
    import torch

    settings = settings or WhisperSettings()
    watch = Stopwatch()
    texts = list(sentences)
    tokenizer = _tokenizer(texts, settings.vocabulary)
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


def record(texts: Sequence[str], voices: Sequence[Voice], tokenizer: Any, positions: int, seed: int) -> list[Recording]:
    """Return every text read by every voice, and for every voice some clips in which nothing is said."""
    numbers = Random(seed)
    readings = [(voice, text) for voice in voices for text in texts]
    nothing = [(voice, "") for voice in voices for _ in range(len(texts) // SAID_PER_SILENCE)]
    return [_recording(text, voice, tokenizer, positions, numbers) for voice, text in readings + nothing]


def _recording(text: str, voice: Voice, tokenizer: Any, positions: int, numbers: Random) -> Recording:
    """Read a text with some silence around it, at some loudness, over some noise."""
    from faster_whisper.feature_extractor import FeatureExtractor

    speech = speak(text, voice, seed=numbers.randrange(1 << 30))
    before, after = (round(numbers.uniform(0.1 if not text else 0.0, 0.4) * RATE_HZ) for _ in range(2))
    quiet = np.pad(speech.samples * numbers.uniform(0.3, 1.2), (before, after))
    noise = np.random.default_rng(numbers.randrange(1 << 30)).standard_normal(len(quiet))
    samples = quiet + noise * 10 ** numbers.uniform(-3.2, -2.2)
    times = [(letter, _position(start, before), _position(end, before)) for letter, start, end in speech.letters]
    letters = np.zeros(positions, dtype=np.int64)
    for letter, first, last in times:
        letters[first:last] = LETTERS.index(letter) if letter in LETTERS else 0
    features = FeatureExtractor()(samples.astype(np.float32))[:, : 2 * positions]
    return Recording(features.astype(np.float32), letters, *_spelled(text, times, tokenizer))


def _position(time_s: float, before: int) -> int:
    return round((before / RATE_HZ + time_s) / POSITION_S)


def _spelled(
    text: str, times: Sequence[tuple[str, int, int]], tokenizer: Any
) -> tuple[list[int], list[tuple[int, int]]]:
    """Return the tokens a decoder should say for a text, and the positions at which each is spoken."""
    start, silent, end = (tokenizer.convert_tokens_to_ids(name) for name in (START_OF_TEXT, NO_TIMES, END_OF_TEXT))
    spelled = tokenizer(f" {text}" if text else "", add_special_tokens=False, return_offsets_mapping=True)
    places = []
    for first, last in spelled["offset_mapping"]:  # offsets count the space before the text
        sounding = times[max(first - 1, 0) : last - 1]
        places.append((sounding[0][1], sounding[-1][2]))
    return [start, silent, *spelled["input_ids"], end], [(0, 0), (0, 0), *places, (0, 0)]


def _tokenizer(texts: Sequence[str], vocabulary: int) -> Any:
    """Return a byte-level tokenizer; " -" and " '" are tokens because decoders suppress the first token of both."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    plain = Tokenizer(models.BPE())
    plain.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    plain.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    plain.train_from_iterator([*(f" {text}" for text in texts), *([" - '"] * 100)], trainer)
    plain.add_special_tokens(list(CONTROLS))
    return PreTrainedTokenizerFast(tokenizer_object=plain, eos_token=END_OF_TEXT, pad_token=END_OF_TEXT)


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


def loss_of(model: Any, recordings: Sequence[Recording], positions: int) -> torch.Tensor:
    """Return the mean cross-entropy per token, plus that of the letter head, plus how far attention looks astray."""
    import torch

    whisper, cross_entropy = model["whisper"], torch.nn.functional.cross_entropy
    features, letters, inputs, targets = _stacked(recordings, positions)
    if model.training:
        inputs = _misheard(inputs, targets)
    heard = _encode(whisper.model.encoder, features)
    spoken = whisper.model.decoder(
        input_ids=inputs, encoder_hidden_states=heard, use_cache=False, output_attentions=True
    )
    said = cross_entropy(whisper.proj_out(spoken.last_hidden_state).transpose(1, 2), targets, ignore_index=IGNORED)
    spelled = cross_entropy(model["letters"](heard[:, : letters.shape[1]]).transpose(1, 2), letters)
    astray = _astray(spoken.cross_attentions[-1].mean(dim=1), recordings)
    return said + spelled + ATTENTION_WEIGHT * astray


def _misheard(inputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Replace some of the words said so far by others of the batch, so that the decoder listens and does not recite."""
    import torch

    words = targets[targets != IGNORED]
    others = words[torch.randint(len(words), inputs.shape)]
    wrong = torch.rand(inputs.shape) < MISHEARD_SHARE
    wrong[:, :2] = False
    return torch.where(wrong, others, inputs)


def _astray(attention: torch.Tensor, recordings: Sequence[Recording]) -> torch.Tensor:
    """Return the mean negative log of the attention that falls where the token to be said next is spoken.

    `attention` has the shape (recordings, tokens, positions).
    """
    import torch

    place = torch.zeros_like(attention)
    for row, recording in enumerate(recordings):
        for column, (first, last) in enumerate(recording.places[1:]):
            place[row, column, first:last] = 1.0
    spoken = place.any(dim=-1)
    return -(attention * place).sum(dim=-1)[spoken].add(1e-6).log().mean()


def _encode(encoder: Any, features: torch.Tensor) -> torch.Tensor:
    """Run the encoder on any length: its own forward insists on thirty seconds."""
    from torch.nn.functional import gelu

    hidden = gelu(encoder.conv2(gelu(encoder.conv1(features)))).permute(0, 2, 1)
    hidden = hidden + encoder.embed_positions.weight[: hidden.shape[1]]
    for layer in encoder.layers:
        hidden = layer(hidden, None)
    result: torch.Tensor = encoder.layer_norm(hidden)
    return result


def _stacked(
    recordings: Sequence[Recording], positions: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return features padded with zeros as faster-whisper pads them, letters, input tokens and shifted targets."""
    import torch

    features = torch.zeros(len(recordings), 80, 2 * positions)
    longest = max(len(recording.tokens) for recording in recordings)
    tokens = torch.full((len(recordings), longest), IGNORED)
    for row, recording in enumerate(recordings):
        features[row, :, : recording.features.shape[1]] = torch.from_numpy(recording.features)
        tokens[row, : len(recording.tokens)] = torch.tensor(recording.tokens)
    letters = torch.from_numpy(np.stack([recording.letters for recording in recordings]))
    targets = tokens[:, 1:].clone()
    targets[:, 0] = IGNORED
    return features, letters, tokens[:, :-1].clamp(min=0), targets


def _convert(plain: Path, into: Path) -> None:
    """Convert a transformers directory for CTranslate2 and put tokenizer and feature settings beside it."""
    import json

    from ctranslate2.converters import TransformersConverter

    (plain / "preprocessor_config.json").write_text(json.dumps({"feature_size": 80}), encoding="utf-8")
    converter = TransformersConverter(str(plain), copy_files=["tokenizer.json", "preprocessor_config.json"])
    converter.convert(str(into), force=True)
