"""Deterministic synthetic speech: each letter a formant pattern, each voice a pitch and a vocal tract length.

It sounds like a robot reading letters. It is real enough for a voice activity detector, for telling speakers apart and
for a small Whisper, and says nothing about accuracy on human voices.
"""

from __future__ import annotations

import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt

RATE_HZ = 16_000
HOP = 80
WINDOW = 320
FFT = 512

Samples = npt.NDArray[np.float32]
Grid = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sound:
    """One letter: three formants and a band of noise in Hz, loudness of voice and noise, and a length in seconds."""

    formants: tuple[float, float, float] = (500.0, 1500.0, 2500.0)
    voice: float = 0.0
    noise_hz: float = 3000.0
    noise_width_hz: float = 1000.0
    noise: float = 0.0
    seconds: float = 0.06


_VOWELS = {
    "a": (730.0, 1090.0, 2440.0),
    "e": (530.0, 1840.0, 2480.0),
    "i": (300.0, 2250.0, 3000.0),
    "o": (500.0, 900.0, 2400.0),
    "u": (320.0, 750.0, 2250.0),
    "y": (280.0, 1950.0, 2500.0),
}
_VOICED = {
    "m": (250.0, 1000.0, 2200.0),
    "n": (250.0, 1500.0, 2500.0),
    "l": (360.0, 1200.0, 2800.0),
    "r": (420.0, 1300.0, 1650.0),
    "w": (300.0, 650.0, 2000.0),
    "j": (270.0, 2100.0, 2900.0),
    "b": (220.0, 800.0, 2000.0),
    "d": (220.0, 1700.0, 2700.0),
    "g": (220.0, 1300.0, 1900.0),
}
_HISSED = {"v": (250.0, 1100.0, 2300.0, 3500.0), "z": (250.0, 1600.0, 2500.0, 5500.0)}
_UNVOICED = {
    "p": (800.0, 500.0),
    "q": (1300.0, 500.0),
    "k": (1900.0, 600.0),
    "c": (2600.0, 700.0),
    "t": (4200.0, 900.0),
    "x": (5000.0, 700.0),
    "s": (6000.0, 900.0),
    "f": (7000.0, 1500.0),
    "h": (1600.0, 2500.0),
}
SILENCES = {" ": 0.05, ",": 0.18}
SILENT = Sound(seconds=0.0)

SOUNDS: dict[str, Sound] = (
    {letter: Sound(formants, voice=1.0, seconds=0.085) for letter, formants in _VOWELS.items()}
    | {letter: Sound(formants, voice=0.5) for letter, formants in _VOICED.items()}
    | {letter: Sound((a, b, c), voice=0.3, noise_hz=hiss, noise=0.4) for letter, (a, b, c, hiss) in _HISSED.items()}
    | {letter: Sound(noise_hz=hz, noise_width_hz=width, noise=0.6) for letter, (hz, width) in _UNVOICED.items()}
    | {mark: Sound(seconds=seconds) for mark, seconds in SILENCES.items()}
)


@dataclass(frozen=True)
class Voice:
    """A speaker: pitch in Hz, vocal tract scale (below 1 is a longer tract), speed, breath noise, tilt in dB/octave."""

    pitch_hz: float
    tract: float
    speed: float = 1.0
    breath: float = 0.02
    tilt_db: float = -9.0


def make_voice(seed: int) -> Voice:
    """Return one voice of an endless supply; low and high voices are equally likely."""
    numbers = Random(f"voice-{seed}")
    low = numbers.random() < 0.5
    return Voice(
        pitch_hz=numbers.uniform(85, 140) if low else numbers.uniform(165, 260),
        tract=numbers.uniform(0.88, 1.02) if low else numbers.uniform(1.0, 1.16),
        speed=numbers.uniform(0.9, 1.15),
        breath=numbers.uniform(0.01, 0.04),
        tilt_db=numbers.uniform(-12, -6),
    )


@dataclass(frozen=True)
class Speech:
    """16 kHz mono float32 samples, and when each character of the text sounds: (in lower case, start_s, end_s)."""

    samples: Samples
    letters: list[tuple[str, float, float]] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Return the length."""
        return len(self.samples) / RATE_HZ


def speak(text: str, voice: Voice, seed: int = 0) -> Speech:
    """Return the text read aloud; characters without a sound take no time. Equal arguments give equal samples."""
    numbers = np.random.default_rng([seed, len(text), int(voice.pitch_hz * 1000)])
    letters = _timed(text, voice, numbers)
    frames = max(1, round(letters[-1][2] * RATE_HZ / HOP)) if letters else 1
    tracks = _tracks(letters, frames)
    pitch = _pitch(frames, voice, numbers, asks=text.rstrip().endswith("?"))
    voiced = _spectra(_pulses(pitch, numbers), frames) * _voiced_envelope(tracks, voice)
    hiss = _spectra(numbers.standard_normal(frames * HOP), frames) * _noise_envelope(tracks, voice)
    samples = _overlap_add(voiced + hiss)
    peak = float(np.abs(samples).max()) or 1.0
    return Speech((0.4 * samples / peak).astype(np.float32), letters)


def _timed(text: str, voice: Voice, numbers: np.random.Generator) -> list[tuple[str, float, float]]:
    letters, now = [], 0.0
    for character in text:
        letter = character.lower()
        length = SOUNDS.get(letter, SILENT).seconds / voice.speed * numbers.uniform(0.9, 1.1)
        letters.append((letter, now, now + length))
        now += length
    return letters


def _tracks(letters: list[tuple[str, float, float]], frames: int) -> Grid:
    """Return one row per 5 ms frame: three formants, noise centre and width, loudness of voice and of noise."""
    rows = np.zeros((frames, 7))
    for letter, start, end in letters:
        sound = SOUNDS.get(letter, SILENT)
        first, last = round(start * RATE_HZ / HOP), round(end * RATE_HZ / HOP)
        rows[first:last] = (*sound.formants, sound.noise_hz, sound.noise_width_hz, sound.voice, sound.noise)
    kernel = np.hanning(7)[1:-1] / np.hanning(7).sum()
    padded = np.pad(rows, ((2, 2), (0, 0)), mode="edge")
    return np.stack([np.convolve(column, kernel, mode="valid") for column in padded.T], axis=1)


def _pitch(frames: int, voice: Voice, numbers: np.random.Generator, *, asks: bool) -> Grid:
    """Return the pitch per frame: it falls over a statement, rises at the end of a question, and wavers a little."""
    place = np.linspace(0, 1, frames)
    contour = 1.06 - 0.12 * place + (0.25 * np.clip(place - 0.8, 0, 1) / 0.2 if asks else 0.0)
    waver = 0.02 * np.sin(2 * np.pi * (4.5 * np.arange(frames) * HOP / RATE_HZ + numbers.random()))
    return np.asarray(voice.pitch_hz * (contour + waver) * numbers.uniform(0.97, 1.03))


def _pulses(pitch: Grid, numbers: np.random.Generator) -> Grid:
    """Return one pulse per pitch period, with one percent of jitter."""
    per_sample = np.repeat(pitch, HOP) * (1 + 0.01 * numbers.standard_normal(len(pitch) * HOP))
    turns = np.floor(np.cumsum(per_sample) / RATE_HZ)
    return np.asarray(np.diff(turns, prepend=0.0) > 0, dtype=np.float64) * np.sqrt(RATE_HZ / np.repeat(pitch, HOP))


def _voiced_envelope(tracks: Grid, voice: Voice) -> Grid:
    hz = np.fft.rfftfreq(FFT, 1 / RATE_HZ)[None, :]
    envelope = np.full((len(tracks), hz.shape[1]), 0.02)
    for column, (width, gain) in enumerate(((90.0, 1.0), (120.0, 0.6), (180.0, 0.35))):
        centre = tracks[:, column : column + 1] * voice.tract
        envelope += gain / (1 + ((hz - centre) / width) ** 2)
    tilt = 10 ** (voice.tilt_db / 20 * np.log2(np.maximum(hz, 200.0) / 200.0) * 0.5)
    return np.asarray(envelope * tilt * tracks[:, 5:6])


def _noise_envelope(tracks: Grid, voice: Voice) -> Grid:
    hz = np.fft.rfftfreq(FFT, 1 / RATE_HZ)[None, :]
    centre = np.minimum(tracks[:, 3:4] * voice.tract, 7800.0)
    band = np.exp(-0.5 * ((hz - centre) / np.maximum(tracks[:, 4:5], 1.0)) ** 2)
    return np.asarray(0.35 * band * tracks[:, 6:7] + voice.breath * tracks[:, 5:6] + 1e-4)


@cache
def _window() -> Grid:
    return np.asarray(np.hanning(WINDOW + 1)[:-1])


def _spectra(samples: Grid, frames: int) -> npt.NDArray[np.complex128]:
    padded = np.pad(samples, (0, WINDOW))
    framed = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[: frames * HOP : HOP]
    return np.fft.rfft(framed * _window(), FFT)


def _overlap_add(spectra: npt.NDArray[np.complex128]) -> Grid:
    frames = np.fft.irfft(spectra, FFT)[:, :400]
    parts = frames.reshape(len(frames), 5, HOP)
    out = np.zeros((len(frames) + 4, HOP))
    for part in range(5):
        out[part : part + len(frames)] += parts[:, part]
    return out.reshape(-1)


@dataclass(frozen=True)
class Spoken:
    """What was really said in a call: who, what and when, in seconds."""

    speaker: str
    text: str
    start_s: float
    end_s: float


def make_call(
    lines: Sequence[tuple[str, str]], voices: Mapping[str, Voice], seed: int, noise_db: float = -55.0
) -> tuple[Samples, list[Spoken]]:
    """Return a call of (speaker, text) lines with pauses of 0.5 to 1 s and faint noise, and the truth about it."""
    numbers = Random(f"call-{seed}")
    pieces: list[Samples] = []
    truth: list[Spoken] = []
    now = 0
    for index, (speaker, text) in enumerate(lines):
        pause = np.zeros(int(numbers.uniform(0.5, 1.0) * RATE_HZ), dtype=np.float32)
        speech = speak(text, voices[speaker], seed=seed * 1009 + index).samples
        start = now + len(pause)
        now = start + len(speech)
        pieces += [pause, speech]
        truth.append(Spoken(speaker=speaker, text=text, start_s=start / RATE_HZ, end_s=now / RATE_HZ))
    pieces.append(np.zeros(RATE_HZ // 2, dtype=np.float32))
    samples = np.concatenate(pieces)
    noise = np.random.default_rng(seed).standard_normal(len(samples)) * 10 ** (noise_db / 20)
    return (samples + noise).astype(np.float32), truth


def write_wav(path: Path, samples: Samples) -> None:
    """Write samples as a 16-bit mono WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes())


SENTENCES = (
    "Hi, thanks for taking the time today.",
    "Good morning, can you hear me well?",
    "What made you look at new tools this year?",
    "How do you handle reporting right now?",
    "What happens if nothing changes?",
    "How many people would use it?",
    "Who else should join the next call?",
    "What does a good result look like?",
    "Let me show you how that works.",
    "We can start with one small team.",
    "Most teams are live within a month.",
    "I will send you a summary tonight.",
    "Does next week work for you?",
    "That makes sense, tell me more.",
    "So the main problem is slow reporting.",
    "Our support team answers within an hour.",
    "We are ready to sign this month.",
    "It takes us two days every week.",
    "We use spreadsheets for everything.",
    "Honestly, the price is too high.",
    "Our budget is fixed until summer.",
    "I need to ask my manager first.",
    "We already work with another vendor.",
    "How secure is our data with you?",
    "Training the whole team sounds hard.",
    "That would save us a lot of time.",
    "Can you send me the contract?",
    "We lost a customer because of that.",
    "About forty people in three offices.",
    "I am not sure that we need this.",
    "Yes, that sounds good to me.",
    "No, we have never tried that.",
)
"""What the small Whisper has learned to hear; calls of other sentences come out wrong."""
