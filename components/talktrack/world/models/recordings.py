"""What the small Whisper learns from: sentences read by many voices, with the truth about every 20 ms of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt

from talktrack.world.voices import RATE_HZ, SOUNDS, Voice, speak

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
POSITION_S = 0.02
SAID_PER_SILENCE = 8
SHORTEST_PLACE = 5
LETTERS = ("", *(letter for letter in SOUNDS if letter != " "))


@dataclass(frozen=True)
class Recording:
    """One clip as the model sees it: features (80, frames), a letter per position, the tokens to say and their places.

    `places` has one (first, last) pair of positions per token; the end lies in the silence after the last sound.
    """

    features: npt.NDArray[np.float32]
    letters: npt.NDArray[np.int64]
    tokens: list[int]
    places: list[tuple[int, int]]


def record(texts: Sequence[str], voices: Sequence[Voice], tokenizer: Any, positions: int, seed: int) -> list[Recording]:
    """Return every text read by every voice, and for every voice some clips in which nothing is said."""
    numbers = Random(seed)
    readings = [(voice, text) for voice in voices for text in texts]
    nothing = [(voice, "") for voice in voices for _ in range(1 + len(texts) // SAID_PER_SILENCE)]
    return [recording_of(text, voice, tokenizer, positions, numbers) for voice, text in readings + nothing]


def recording_of(text: str, voice: Voice, tokenizer: Any, positions: int, numbers: Random) -> Recording:
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
    after = times[-1][2] if times else 0
    places = [(0, 0), (0, 0)]
    for first, last in spelled["offset_mapping"]:  # offsets count the space before the text
        sounding = times[max(first - 1, 0) : max(last - 1, 1)]
        places.append((sounding[0][1], max(sounding[-1][2], sounding[0][1] + SHORTEST_PLACE)))
    places.append((after, after + 2 * SHORTEST_PLACE) if times else (0, 0))
    return [start, silent, *spelled["input_ids"], end], places


def tokenizer_for(texts: Sequence[str], vocabulary: int) -> Any:
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
