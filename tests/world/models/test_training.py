"""The loop that trains every small model."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from talktrack.world.models.training import Curve, Plan, fit, flat, read_card, write_card


def _silent(_: str) -> None:
    return


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ([5.0, 4.0], False),
        ([5.0, 3.0, 2.0, 1.0], False),
        ([5.0, 3.0, 2.995, 2.992], True),
        ([5.0, 3.0, 3.4, 3.3], True),
    ],
)
def test_flat_means_that_the_last_checks_gained_too_little(losses: list[float], expected: bool) -> None:
    """Two checks that gain less than half a percent of the descent so far are a plateau."""
    assert expected == flat(losses, Plan(most_steps=1))


def test_training_stops_at_the_plateau() -> None:
    """A model that has nothing left to learn is not trained to the last step."""
    model = torch.nn.Linear(1, 1)
    plan = Plan(most_steps=400, learning_rate=0.1, check_every=10, cooldown_steps=5)

    curve = fit(model, plan, lambda _: model(torch.ones(1)).square().mean() + 1.0, lambda: 1.0, _silent)

    assert (len(curve.losses), curve.plateau) == (25, True)


def test_cooling_down_ends_near_the_target() -> None:
    """The loop really trains: the weight that was asked for is found."""
    model = torch.nn.Linear(1, 1, bias=False)
    plan = Plan(most_steps=200, learning_rate=0.05, check_every=200, cooldown_steps=100)

    fit(model, plan, lambda _: (model(torch.ones(1)) - 3.0).square().mean(), lambda: 1.0, _silent)

    assert pytest.approx(3.0, abs=0.05) == float(model.weight.detach())


def test_the_card_is_read_as_written(tmp_path: Path) -> None:
    """The published curve keeps steps, losses and checks."""
    curve = Curve(losses=[2.0, 1.0], held_out_steps=[0, 2], held_out_losses=[2.5, 1.5], plateau=True)
    card = curve.card(torch.nn.Linear(2, 1), "line", seed=3, seconds=0.1)

    write_card(tmp_path, card)

    assert card == read_card(tmp_path)
