"""ROUGE-L and WER of 5 000 golden pairs against rouge-score and jiwer: equal to 1e-9, then timed.

Run `python -m tests.benchmarks.bench_text_metrics`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise
from random import Random

from talktrack.training.evaluate.rouge import rouge_l
from talktrack.training.evaluate.word_errors import word_error_rate
from talktrack.world.corpus import dialogues
from tests.benchmarks.pair import Pair, Row, measured

PAIRS = 5_000
TOLERANCE = 1e-9


def rows() -> Iterator[Row]:
    """Yield the measured pairs of this file."""
    yield measured(_rouge())
    yield measured(_word_errors())


def golden_pairs(count: int = PAIRS, seed: int = 3) -> list[tuple[str, str]]:
    """Return turns with an answer to them: another turn, or the same with words dropped, doubled and swapped."""
    rng = Random(seed)
    turns = (text for dialogue in dialogues("second", seed) for _, text in dialogue)
    return [
        (turn, other if rng.random() < 0.5 else " ".join(_disturbed(turn.split(), rng)))
        for turn, other in islice(pairwise(turns), count)
    ]


def _disturbed(words: list[str], rng: Random) -> Iterator[str]:
    for word in words:
        yield from rng.choices(([word], [], [word, word], [rng.choice(words)]), (8, 1, 1, 1))[0]


def _rouge() -> Pair:
    from rouge_score.rouge_scorer import RougeScorer  # type: ignore[import-untyped]

    pairs = golden_pairs()
    scorer = RougeScorer(["rougeL"], use_stemmer=False)

    def theirs() -> list[float]:
        return [scorer.score(reference, answer)["rougeL"].fmeasure for reference, answer in pairs]

    def check() -> None:
        assert all(abs(a - b) <= TOLERANCE for a, b in zip(rouge_l(pairs), theirs(), strict=True))

    return Pair("evaluate", "ROUGE-L of 5 000 pairs", "rouge-score", 0.05, lambda: rouge_l(pairs), theirs, check)


def _word_errors() -> Pair:
    import jiwer

    pairs = golden_pairs()
    references, answers = [reference for reference, _ in pairs], [answer for _, answer in pairs]

    def theirs() -> float:
        return float(jiwer.wer(references, answers))

    def check() -> None:
        assert abs(word_error_rate(pairs) - theirs()) <= TOLERANCE

    return Pair("evaluate", "WER of 5 000 pairs", "jiwer", 0.2, lambda: word_error_rate(pairs), theirs, check)


if __name__ == "__main__":
    for row in rows():
        print(row)
