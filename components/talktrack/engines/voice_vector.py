"""A voice as a vector: how often each pitch occurs, and how the energy is spread over the spectrum.

It tells apart voices of different pitch well and voices of equal pitch poorly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from talktrack.core.ports import Waveform

RATE_HZ = 16_000
HOP = 160
WINDOW = 400
FFT = 512
BANDS = 32
PITCH_WINDOW = 640

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class VoiceRule:
    """How a voice is described: pitch between two bounds in Hz, and the weight of the spectrum beside the pitch."""

    lowest_hz: float = 60.0
    highest_hz: float = 400.0
    pitches: int = 40
    pitch_width_octaves: float = 0.08
    voiced: float = 0.55
    cepstrum: int = 16
    spectrum_weight: float = 0.8


def power_spectra(samples: Waveform) -> Array:
    """Return the power spectrum of each 25 ms frame, one every 10 ms."""
    if len(samples) < WINDOW:
        return np.zeros((0, FFT // 2 + 1))
    framed = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    return np.asarray(np.abs(np.fft.rfft(framed * np.hanning(WINDOW), FFT)) ** 2)


def voice_vector(samples: Waveform, rule: VoiceRule) -> Array:
    """Return the unit vector of 16 kHz samples: `pitches` numbers for the pitch, `cepstrum` for the spectrum."""
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
    if len(samples) < PITCH_WINDOW:
        return np.zeros(0)
    window = np.hanning(PITCH_WINDOW)
    framed = np.lib.stride_tricks.sliding_window_view(samples, PITCH_WINDOW)[:: 2 * HOP] * window
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
    power = power_spectra(np.append(samples[:1], samples[1:] - 0.97 * samples[:-1]).astype(np.float32))
    loud = power[power.sum(axis=1) > 0.01 * np.quantile(power.sum(axis=1), 0.95)] if len(power) else power
    if not len(loud):
        return np.zeros(rule.cepstrum)
    cepstrum = _cosines(rule.cepstrum) @ np.log(loud @ _mel_bank().T + 1e-8).mean(axis=0)
    return np.asarray(cepstrum / max(float(np.linalg.norm(cepstrum)), 1e-9))


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
