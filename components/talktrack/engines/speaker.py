"""Where somebody speaks and what their voice is like, by signal processing alone: no weights, nothing to download."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talktrack.core.ports import Vectors, Waveform
from talktrack.engines.voice_vector import FFT, HOP, RATE_HZ, WINDOW, VoiceRule, power_spectra, voice_vector

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
        rows = [voice_vector(waveform[int(start * RATE_HZ) : int(end * RATE_HZ)], self._voice) for start, end in clips]
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
        power = power_spectra(waveform[start : start + step + WINDOW - HOP])[:, speech_band]
        level = 10 * np.log10(power.mean(axis=1) + 1e-12)
        flatness = np.exp(np.log(power + 1e-12).mean(axis=1)) / (power.mean(axis=1) + 1e-12)
        yield level[: step // HOP], flatness[: step // HOP]


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
