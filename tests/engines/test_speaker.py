"""Finding speech and telling voices apart, on synthetic calls."""

from __future__ import annotations

import numpy as np
import pytest

from talktrack.core.ports import Waveform
from talktrack.engines.speaker import open_voice_analyzer
from talktrack.world.voices import make_call, make_voice

LINES = [("a", "What does a good result look like?"), ("b", "Our budget is fixed."), ("a", "That makes sense.")]
VOICES = {"a": make_voice(10), "b": make_voice(13)}


@pytest.mark.parametrize("noise_db", [-200.0, -60.0, -45.0])
def test_every_utterance_is_found_to_a_fifth_of_a_second(noise_db: float) -> None:
    """In digital silence and in noise alike there is one interval per utterance."""
    samples, truth = make_call(LINES, VOICES, seed=4, noise_db=noise_db)

    found = open_voice_analyzer().speech(samples)

    edges = [(spoken.start_s, spoken.end_s) for spoken in truth]
    assert np.asarray(found) == pytest.approx(np.asarray(edges), abs=0.2)


def _noise(seconds: float, level: float) -> Waveform:
    numbers = np.random.default_rng(1)
    return (level * numbers.standard_normal(round(seconds * 16_000))).astype(np.float32)


def _burst() -> Waveform:
    samples = _noise(5, 1e-4)
    samples[20_000:30_000] += _noise(10_000 / 16_000, 0.1)
    return samples


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0, dtype=np.float32),
        np.zeros(10, dtype=np.float32),
        np.zeros(80_000, dtype=np.float32),
        _noise(5, 0.01),
    ],
    ids=["nothing", "ten samples", "silence", "noise"],
)
def test_what_is_not_speech_gives_no_interval(samples: Waveform) -> None:
    """Neither silence nor steady noise is speech."""
    assert open_voice_analyzer().speech(samples) == []


def test_a_burst_of_noise_is_no_speech() -> None:
    """Loud alone is not enough: speech is tonal."""
    assert open_voice_analyzer().speech(_burst()) == []


def test_a_voice_is_more_like_itself_than_like_another() -> None:
    """Vectors have unit length, and the two utterances of one speaker are the nearest pair."""
    samples, truth = make_call(LINES, VOICES, seed=4)

    vectors = open_voice_analyzer().embed(samples, [(spoken.start_s, spoken.end_s) for spoken in truth])

    likeness = vectors @ vectors.T
    assert (
        bool(np.allclose(np.diag(likeness), 1.0, atol=1e-5)),
        bool(likeness[0, 2] > max(likeness[0, 1], likeness[1, 2]) + 0.1),
    ) == (True, True)


def test_a_clip_without_a_voice_still_has_a_vector() -> None:
    """Clips too short to have a pitch give finite unit vectors; no clips give no rows."""
    analyzer = open_voice_analyzer()

    vectors = analyzer.embed(_noise(1, 0.01), [(0.0, 0.001), (0.2, 0.21), (0.0, 1.0)])

    assert (
        np.linalg.norm(vectors, axis=1).round(4).tolist(),
        len(analyzer.embed(_noise(1, 0.01), [])),
    ) == ([1.0, 1.0, 1.0], 0)
