"""Synthetic speech is deterministic, and voices differ."""

from __future__ import annotations

import numpy as np

from talktrack.world.voices import RATE_HZ, make_call, make_voice, speak


def test_the_same_words_by_the_same_voice_are_the_same_samples() -> None:
    """Equal arguments give equal bytes."""
    first, again = (speak("How are you?", make_voice(3), seed=1).samples for _ in range(2))

    assert first.tobytes() == again.tobytes()


def test_every_character_has_its_time() -> None:
    """The times of the letters cover the samples, in order and without gaps."""
    speech = speak("Yes, we do.", make_voice(1))
    edges = [speech.letters[0][1], *(end for _, _, end in speech.letters)]

    assert ("".join(letter for letter, _, _ in speech.letters), edges == sorted(edges)) == ("yes, we do.", True)


def test_samples_are_sound() -> None:
    """Samples are finite, within full scale, and as long as the letters say."""
    speech = speak("Our budget is fixed.", make_voice(2))
    length_s = speech.letters[-1][2]

    assert (bool(np.abs(speech.samples).max() < 1), abs(speech.seconds - length_s) < 0.05) == (True, True)


def test_a_text_without_letters_is_short_silence() -> None:
    """Nothing to read is no error."""
    assert speak("…", make_voice(1)).seconds < 0.1


def test_the_truth_of_a_call_says_where_each_line_is() -> None:
    """Samples inside the lines are loud, samples between them are not."""
    samples, truth = make_call(
        [("a", "Hello there."), ("b", "Good morning.")], {n: make_voice(ord(n)) for n in "ab"}, 1
    )
    inside = samples[round(truth[1].start_s * RATE_HZ) : round(truth[1].end_s * RATE_HZ)]
    between = samples[round(truth[0].end_s * RATE_HZ) + 400 : round(truth[1].start_s * RATE_HZ)]

    assert float(inside.std()) > 10 * float(between.std())
