"""What the training page and the metrics say about a result."""

from __future__ import annotations

from collections.abc import Sequence

from talktrack.core.ports import TrainingCurve
from talktrack.training.train_lora.step import Order, Result

Points = tuple[Sequence[float], Sequence[float]]


def figures(result: Result) -> dict[str, float]:
    """Return the numbers of a result; a training that was skipped has no losses."""
    curve = result.curve
    if curve is None:
        return {"rows": result.rows, "trained": 0}
    found: dict[str, float] = {"rows": result.rows, "trained": 1, "tokens": curve.tokens, "steps": len(curve.steps)}
    found |= {"first_loss": curve.losses[0], "last_loss": curve.losses[-1]}
    return found | ({"validation_loss": min(curve.validation_losses)} if curve.validation_losses else {})


def headline(result: Result, order: Order) -> dict[str, str | float | int]:
    """Return the facts on top of the page."""
    origin = "the champion" if order.run.start_from else "the base"
    told: dict[str, str | float | int] = {"starts from": origin, "rank": order.settings.rank}
    if result.reason:
        told["skipped"] = result.reason
    return told | {name: round(value, 4) for name, value in figures(result).items()}


def series(curve: TrainingCurve) -> dict[str, Points]:
    """Return the lines of the loss plot: every step, and the validation rows wherever they were asked."""
    lines: dict[str, Points] = {"training": (curve.steps, curve.losses)}
    if curve.validation_losses:
        lines["validation"] = (curve.validation_steps, curve.validation_losses)
    return lines


def rates(curve: TrainingCurve) -> dict[str, Points]:
    """Return the line of the learning rate."""
    return {"learning rate": (curve.steps, curve.rates)}
