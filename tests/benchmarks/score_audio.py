"""Scores of transcribe and diarize on synthetic calls whose words and speakers are known.

Run `python -m tests.benchmarks.score_audio third` for voices that no threshold was chosen with. The small Whisper was
trained on none of them, but on the same sentences.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from random import Random
from statistics import mean

import numpy as np
import numpy.typing as npt

from talktrack.core.conversation import Turn
from talktrack.core.ports import Transcriber, VoiceAnalyzer
from talktrack.engines.speaker import open_voice_analyzer
from talktrack.engines.speech import open_transcriber
from talktrack.ingestion.diarize.attribution import attribute
from talktrack.ingestion.diarize.clustering import ClusterRule
from talktrack.ingestion.diarize.step import time_line
from talktrack.ingestion.transcribe.transcript import conversation
from talktrack.world.models.build import build
from talktrack.world.voices import RATE_HZ, SENTENCES, Samples, Spoken, make_call, make_voice

STEP_S = 0.01
COLLAR_S = 0.25
SEEDS = {"first": 100, "second": 5_000, "third": 9_000}
FIRST_SEED = SEEDS["second"]
MODELS = Path("build/models")

Row = dict[str, object]

Interval = tuple[str, float, float]


def synthetic_call(seed: int, speakers: int, lines: int = 14) -> tuple[Samples, list[Spoken]]:
    """Return a call in which every speaker says something, with its truth."""
    numbers = Random(seed)
    names = [f"p{index}" for index in range(speakers)]
    order = names + [numbers.choice(names) for _ in range(lines - speakers)]
    voices = {name: make_voice(seed * 10 + index) for index, name in enumerate(names)}
    said = [(name, numbers.choice(SENTENCES)) for name in order]
    return make_call(said, voices, seed, noise_db=numbers.uniform(-60, -45))


def word_error_rate(truth: str, heard: str) -> float:
    """Return the edit distance between the words of two texts, divided by the number of true words."""
    true, found = truth.split(), heard.split()
    row = list(range(len(found) + 1))
    for index, word in enumerate(true, start=1):
        before, row[0] = row[0], index
        for column, other in enumerate(found, start=1):
            cost = min(row[column] + 1, row[column - 1] + 1, before + (word != other))
            before, row[column] = row[column], cost
    return row[-1] / max(len(true), 1)


def diarization_error_rate(truth: Sequence[Interval], found: Sequence[Interval], collar_s: float = COLLAR_S) -> float:
    """Return missed, false and confused speech as a share of the true speech, under the best matching of speakers.

    As in NIST's Rich Transcription evaluations, `collar_s` seconds around each true boundary do not count. Here one
    speaker speaks at a time.
    """
    end = max([0.0, *(interval[2] for interval in (*truth, *found))])
    true, true_names = _frames(truth, end)
    guessed, found_names = _frames(found, end)
    counted = np.ones(len(true), dtype=bool)
    for boundary in (edge for _, *edges in truth for edge in edges):
        counted[max(0, round((boundary - collar_s) / STEP_S)) : round((boundary + collar_s) / STEP_S)] = False
    true, guessed = true[counted], guessed[counted]
    together = np.zeros((len(true_names), max(len(found_names), len(true_names))), dtype=int)
    both = (true >= 0) & (guessed >= 0)
    np.add.at(together, (true[both], guessed[both]), 1)
    right: int = max(
        sum(int(together[row, column]) for row, column in enumerate(columns))
        for columns in permutations(range(together.shape[1]), len(true_names))
    )
    wrong = int(((true >= 0) | (guessed >= 0)).sum()) - right
    return wrong / max(int((true >= 0).sum()), 1)


def _frames(intervals: Sequence[Interval], end_s: float) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Return the speaker's number per 10 ms frame, -1 in silence, and the speakers' names."""
    names = sorted({name for name, _, _ in intervals})
    frames = np.full(round(end_s / STEP_S) + 1, -1)
    for name, start, end in intervals:
        frames[round(start / STEP_S) : round(end / STEP_S)] = names.index(name)
    return frames, names


def score_diarize(voices: VoiceAnalyzer, calls: int = 30, first_seed: int = FIRST_SEED) -> dict[str, float]:
    """Return mean diarization error rates over calls of two and three speakers, and how often the number was right."""
    errors: list[float] = []
    strict: list[float] = []
    right = 0
    for index in range(calls):
        samples, truth = synthetic_call(first_seed + index, speakers=2 + index % 2)
        line = time_line(samples, voices, ClusterRule())
        true = [(spoken.speaker, spoken.start_s, spoken.end_s) for spoken in truth]
        found = [(str(stretch.voice), stretch.start_s, stretch.end_s) for stretch in line]
        errors.append(diarization_error_rate(true, found))
        strict.append(diarization_error_rate(true, found, collar_s=0.0))
        right += len({name for name, _, _ in found}) == 2 + index % 2
    return {"der": mean(errors), "der_no_collar": mean(strict), "speakers_right": right / calls, "calls": calls}


def score_transcribe(
    transcriber: Transcriber, voices: VoiceAnalyzer, calls: int = 10, first_seed: int = FIRST_SEED
) -> dict[str, float]:
    """Return the word error rate over whole calls, and the share of words that get the right speaker."""
    errors: list[float] = []
    words = right = 0
    for index in range(calls):
        samples, truth = synthetic_call(first_seed + index, speakers=2)
        clips = voices.speech(samples)
        heard = conversation("t", "call.wav", "", len(samples) / RATE_HZ, transcriber.transcribe(samples, clips))
        turns = attribute(heard, time_line(samples, voices, ClusterRule())).turns
        errors.append(word_error_rate(" ".join(spoken.text for spoken in truth), " ".join(turn.text for turn in turns)))
        words += sum(len(spoken.text.split()) for spoken in truth)
        right += _words_of_the_right_speaker(truth, turns)
    return {"wer": mean(errors), "words_right_speaker": right / words, "words": words, "calls": calls}


def _words_of_the_right_speaker(truth: Sequence[Spoken], turns: Sequence[Turn]) -> int:
    """Count the true words of utterances whose middle lies in a turn of the speaker who is matched with theirs."""
    pairs = [(spoken, turn) for spoken in truth for turn in turns if _holds(turn, (spoken.start_s + spoken.end_s) / 2)]
    names = sorted({spoken.speaker for spoken in truth})
    found = sorted({str(turn.speaker_id) for _, turn in pairs})
    found += ["nobody"] * (len(names) - len(found))
    return max(
        sum(len(spoken.text.split()) for spoken, turn in pairs if (spoken.speaker, turn.speaker_id) in matching)
        for order in permutations(found, len(names))
        for matching in [set(zip(names, order, strict=True))]
    )


def _holds(turn: Turn, time_s: float) -> bool:
    return turn.start_s is not None and turn.end_s is not None and turn.start_s <= time_s < turn.end_s


def score(book: str, diarized: int = 30, transcribed: int = 8) -> list[Row]:
    """Return step, what, value, target, command. Speech has no phrase book: each means voices of its own."""
    seed = SEEDS[book]
    voices = open_voice_analyzer()
    heard = open_transcriber(str(build(MODELS, ["whisper"])["whisper"]))
    speakers = score_diarize(voices, diarized, seed)
    words = score_transcribe(heard, voices, transcribed, seed)
    rows = [
        ("diarize", "diarization error rate, 0.25 s collar", speakers["der"], 0.1),
        ("diarize", "diarization error rate, no collar", speakers["der_no_collar"], None),
        ("diarize", "calls with the right number of speakers", speakers["speakers_right"], None),
        ("transcribe", "word error rate on the sentences of training", words["wer"], 0.05),
        ("transcribe", "words with the right speaker", words["words_right_speaker"], 0.9),
    ]
    command = f"python -m tests.benchmarks.score_audio {book}"
    return [
        {"step": step, "what": what, "value": round(value, 4), "target": target, "command": command}
        for step, what, value, target in rows
    ]


if __name__ == "__main__":
    for scored in score(sys.argv[1]):
        print(scored)
