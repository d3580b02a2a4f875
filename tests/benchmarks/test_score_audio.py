"""The error rates themselves, on cases worked out by hand."""

from __future__ import annotations

import pytest

from talktrack.engines.speaker import open_voice_analyzer
from tests.benchmarks.score_audio import diarization_error_rate, score_diarize, word_error_rate

TRUTH = [("a", 0.0, 2.0), ("b", 3.0, 5.0)]


@pytest.mark.parametrize(
    ("truth", "heard", "expected"),
    [("a b c d", "a b c d", 0.0), ("a b c d", "a x c", 0.5), ("a b", "", 1.0), ("", "", 0.0), ("a", "b a c", 2.0)],
)
def test_word_errors_are_edits_per_true_word(truth: str, heard: str, expected: float) -> None:
    """Substitutions, deletions and insertions count one each."""
    assert word_error_rate(truth, heard) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([("x", 0.0, 2.0), ("y", 3.0, 5.0)], 0.0),
        ([("y", 0.0, 2.0), ("x", 3.0, 5.0)], 0.0),
        ([("x", 0.0, 2.0), ("x", 3.0, 5.0)], 0.5),
        ([("x", 0.0, 2.0)], 0.5),
        ([], 1.0),
        ([("x", 0.0, 2.0), ("y", 3.0, 5.0), ("z", 6.0, 8.0)], 0.5),
        ([("x", 0.0, 1.0), ("z", 1.0, 2.0), ("y", 3.0, 5.0)], 0.25),
    ],
    ids=["exact", "other names", "one for two", "missed", "nothing", "false alarm", "split"],
)
def test_diarization_errors_are_missed_false_and_confused_time(
    found: list[tuple[str, float, float]], expected: float
) -> None:
    """Names do not matter, times do."""
    assert diarization_error_rate(TRUTH, found, collar_s=0.0) == pytest.approx(expected, abs=0.01)


def test_the_collar_forgives_edges() -> None:
    """A fifth of a second at each boundary does not count."""
    assert diarization_error_rate(TRUTH, [("x", 0.0, 2.2), ("y", 2.8, 5.0)]) == 0.0


def test_synthetic_calls_are_diarized() -> None:
    """Voices that no threshold was chosen with: under a tenth of the speech goes wrong."""
    scores = score_diarize(open_voice_analyzer(), calls=6)

    assert scores["der"] < 0.1
