"""Where somebody speaks and what their voice is like, by signal processing alone: no weights, nothing to download.

A voice vector joins two distributions: how often each pitch occurs (autocorrelation) and how the energy is spread over
the spectrum (mel cepstrum). It tells apart voices of different pitch well and voices of equal pitch poorly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from talktrack.core.ports import Vectors, Waveform

RATE_HZ = 16_000
HOP = 160
WINDOW = 400
FFT = 512
BLOCK_S = 60

Clip = tuple[float, float]
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SpeechRule:
    """When a stretch of sound counts as speech; levels in decibels, times in seconds.

    Speech is louder than the noise floor by `above_floor_db` and at most `below_peak_db` under the loud parts, and at
    least `tonal_share` of it is not as flat as noise (spectral flatness under `flatness`).
    """

    above_floor_db: float = 9.0
    below_peak_db: float = 35.0
    least_range_db: float = 12.0
    flatness: float = 0.3
    tonal_share: float = 0.2
    join_s: float = 0.3
    shortest_s: float = 0.2
    margin_s: float = 0.1


@dataclass(frozen=True)
class VoiceRule:
    """How a voice is described: pitch between two bounds in Hz, and the weight of the spectrum beside the pitch."""

    lowest_hz: float = 60.0
    highest_hz: float = 400.0
    pitches: int = 40
    pitch_width_octaves: float = 0.08
    voiced: float = 0.55
    cepstrum: int = 16
    spectrum_weight: float = 0.5


def open_voice_analyzer() -> SpectralVoices:
    """Return the analyzer; there is nothing to load."""
    return SpectralVoices(SpeechRule(), VoiceRule())


class SpectralVoices:
    """The `VoiceAnalyzer` port by numpy."""

    def __init__(self, speech: SpeechRule, voice: VoiceRule) -> None:
        """Keep the two rules."""
        self._speech = speech
        self._voice = voice

    def speech(self, waveform: Waveform) -> list[Clip]:
        """Return the intervals that hold speech, ordered, with a small margin, never overlapping."""
        levels, flatness = _frames(waveform)
        return _intervals(levels, flatness, self._speech, len(waveform) / RATE_HZ)

    def embed(self, waveform: Waveform, clips: Sequence[Clip]) -> Vectors:
        """Return one unit vector per clip; a clip without a voice gets an even spread of pitches."""
        rows = [_voice(waveform[int(start * RATE_HZ) : int(end * RATE_HZ)], self._voice) for start, end in clips]
        width = self._voice.pitches + self._voice.cepstrum
        return np.asarray(rows, dtype=np.float32).reshape(len(rows), width)


def _frames(waveform: Waveform) -> tuple[Array, Array]:
    """Return level in dB and spectral flatness per 10 ms frame, computed a minute at a time."""
    blocks = list(_blocks(waveform))
    if not blocks:
        return np.zeros(0), np.zeros(0)
    return np.concatenate([level for level, _ in blocks]), np.concatenate([flat for _, flat in blocks])


def _blocks(waveform: Waveform) -> Iterator[tuple[Array, Array]]:
    step = BLOCK_S * RATE_HZ
    speech_band = slice(*(round(hz * FFT / RATE_HZ) for hz in (150, 5000)))
    for start in range(0, len(waveform), step):
        power = _power(waveform[start : start + step + WINDOW - HOP])[:, speech_band]
        level = 10 * np.log10(power.mean(axis=1) + 1e-12)
        flatness = np.exp(np.log(power + 1e-12).mean(axis=1)) / (power.mean(axis=1) + 1e-12)
        yield level[: step // HOP], flatness[: step // HOP]


def _power(samples: Waveform) -> Array:
    """Return the power spectrum of each 25 ms frame, one every 10 ms."""
    if len(samples) < WINDOW:
        return np.zeros((0, FFT // 2 + 1))
    framed = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    return np.asarray(np.abs(np.fft.rfft(framed * np.hanning(WINDOW), FFT)) ** 2)


def _intervals(levels: Array, flatness: Array, rule: SpeechRule, seconds: float) -> list[Clip]:
    if not len(levels):
        return []
    floor, peak = np.quantile(levels, (0.1, 0.98))
    if peak - floor < rule.least_range_db:
        return []
    loud = levels > max(floor + rule.above_floor_db, peak - rule.below_peak_db)
    runs = [
        run for run in _joined(_runs(loud), rule.join_s) if _is_speech(run, loud & (flatness < rule.flatness), rule)
    ]
    edges = [(first * HOP / RATE_HZ, (last * HOP + WINDOW - HOP) / RATE_HZ) for first, last in runs]
    return _with_margin(edges, rule.margin_s, seconds)


def _runs(mask: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return [first, last) of every run of true frames."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def _joined(runs: Sequence[tuple[int, int]], join_s: float) -> list[tuple[int, int]]:
    """Join runs that are separated by less than a breath."""
    joined: list[tuple[int, int]] = []
    for first, last in runs:
        if joined and (first - joined[-1][1]) * HOP < join_s * RATE_HZ:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _is_speech(run: tuple[int, int], tonal: npt.NDArray[np.bool_], rule: SpeechRule) -> bool:
    first, last = run
    return (last - first) * HOP >= rule.shortest_s * RATE_HZ and float(tonal[first:last].mean()) >= rule.tonal_share


def _with_margin(clips: Sequence[Clip], margin_s: float, seconds: float) -> list[Clip]:
    """Widen each clip, to at most half of the pause beside it."""
    ends = [0.0, *(end for _, end in clips)]
    starts = [*(start for start, _ in clips), seconds]
    return [
        (max(start - margin_s, (start + ends[index]) / 2), min(end + margin_s, (end + starts[index + 1]) / 2))
        for index, (start, end) in enumerate(clips)
    ]


def _voice(samples: Waveform, rule: VoiceRule) -> Array:
    vector = np.concatenate([_pitch_spread(samples, rule), rule.spectrum_weight * _spectrum(samples, rule)])
    return np.asarray(vector / np.linalg.norm(vector))


def _pitch_spread(samples: Waveform, rule: VoiceRule) -> Array:
    """Return the square root of the smoothed distribution of pitch over octaves: a unit vector."""
    centres = np.linspace(np.log2(rule.lowest_hz), np.log2(rule.highest_hz), rule.pitches)
    distance = (np.log2(_pitches(samples, rule))[:, None] - centres) / rule.pitch_width_octaves
    spread = np.exp(-0.5 * distance**2).sum(axis=0) + 1e-6
    return np.asarray(np.sqrt(spread / spread.sum()))


def _pitches(samples: Waveform, rule: VoiceRule) -> Array:
    """Return the pitch in Hz of the loud voiced 40 ms frames, from the highest peak of the autocorrelation.

    The autocorrelation is divided by that of the window (Boersma 1993), so that long periods are not at a disadvantage.
    """
    width = 640
    if len(samples) < width:
        return np.zeros(0)
    window = np.hanning(width)
    framed = np.lib.stride_tricks.sliding_window_view(samples, width)[:: 2 * HOP] * window
    energy = (framed**2).sum(axis=1)
    framed = framed[energy > 0.01 * np.quantile(energy, 0.95)]
    likeness = _autocorrelation(framed) / np.maximum(_autocorrelation(window[None, :]), 0.05)
    shortest, longest = int(RATE_HZ / rule.highest_hz), int(RATE_HZ / rule.lowest_hz)
    lags = likeness[:, shortest:longest]
    sure = lags.max(axis=1, initial=0.0) > rule.voiced
    return np.asarray(RATE_HZ / (lags[sure].argmax(axis=1) + shortest))


def _autocorrelation(framed: Array) -> Array:
    width = framed.shape[1]
    spectrum = np.abs(np.fft.rfft(framed, 2048)) ** 2
    products = np.fft.irfft(spectrum)[:, :width]
    return np.asarray(products / np.maximum(products[:, :1], 1e-12))


def _spectrum(samples: Waveform, rule: VoiceRule) -> Array:
    """Return the mean mel cepstrum of the loud frames without its level: a unit vector."""
    power = _power(np.append(samples[:1], samples[1:] - 0.97 * samples[:-1]).astype(np.float32))
    loud = power[power.sum(axis=1) > 0.01 * np.quantile(power.sum(axis=1), 0.95)] if len(power) else power
    if not len(loud):
        return np.zeros(rule.cepstrum)
    cepstrum = _cosines(rule.cepstrum) @ np.log(loud @ _mel_bank().T + 1e-8).mean(axis=0)
    return np.asarray(cepstrum / max(float(np.linalg.norm(cepstrum)), 1e-9))


BANDS = 32


@cache
def _mel_bank() -> Array:
    """Return triangular bands, equally spaced on the mel scale from 80 to 7 600 Hz."""
    hz = np.fft.rfftfreq(FFT, 1 / RATE_HZ)
    low, high = (2595 * np.log10(1 + edge / 700) for edge in (80, 7600))
    edges = 700 * (10 ** (np.linspace(low, high, BANDS + 2) / 2595) - 1)
    rising = (hz - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - hz) / (edges[2:] - edges[1:-1])[:, None]
    return np.asarray(np.maximum(0.0, np.minimum(rising, falling)))


@cache
def _cosines(count: int) -> Array:
    """Return the rows 1 … count of the discrete cosine transform; row 0 is the level."""
    return np.asarray(np.cos(np.pi / BANDS * np.outer(np.arange(1, count + 1), np.arange(BANDS) + 0.5)))
