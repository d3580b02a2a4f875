"""What the page and the metrics say about a training of the encoder."""

from __future__ import annotations

from talktrack.training.train_encoder.step import Result

Points = tuple[list[int], list[float]]
WAYS = {"start": "before", "tuned": "after", "full_text": "full text (BM25)"}
ONE_PASS, WORDS_WEIGHT = "one_pass_", "words_weight_"


def headline(result: Result) -> dict[str, str | float | int]:
    """Return the facts on top of the page."""
    told: dict[str, str | float | int] = {
        "verdict": result.verdict,
        "pairs": int(result.figures["pairs"]),
        "held-out questions": int(result.figures["questions"]),
    }
    if result.form:
        told |= {"window, tokens": result.form.window_tokens, "weight of words": result.form.words_weight}
    return told


def ways(result: Result) -> list[tuple[str, float]]:
    """Return each measured way of searching with its nDCG@10."""
    return [(_way(name), value) for name, value in result.figures.items() if name not in {"pairs", "questions"}]


def series(result: Result) -> dict[str, Points]:
    """Return the loss of every step."""
    return {"training": (result.curve.steps, result.curve.losses)} if result.curve else {}


def _way(name: str) -> str:
    if name.startswith(ONE_PASS):
        return f"after, read in one pass of {name.removeprefix(ONE_PASS)} tokens"
    if name.startswith(WORDS_WEIGHT):
        return f"after, with full text of weight {name.removeprefix(WORDS_WEIGHT)}"
    return WAYS[name]
