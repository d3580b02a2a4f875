"""Preference loss: its formula, and what training on pairs does."""

from __future__ import annotations

import math

import pytest
import torch

from talktrack.engines.preference_loss import preference_losses


def test_a_policy_that_is_its_reference_has_a_loss_of_ln_2() -> None:
    """Whatever the likelihoods are, as long as policy and reference agree."""
    losses = preference_losses(torch.tensor([-3.0, -9.0]), torch.tensor([-5.0, -2.0]), torch.tensor([2.0, -7.0]), 0.1)

    assert losses.tolist() == pytest.approx([math.log(2)] * 2)


def test_the_loss_is_that_of_equation_7() -> None:
    """-log sigmoid(beta ((better - its reference) - (worse - its reference)))."""
    better, worse, reference_better, reference_worse, beta = -4.0, -6.0, -5.0, -5.5, 0.3
    margin = reference_better - reference_worse
    inside = beta * ((better - reference_better) - (worse - reference_worse))
    [found] = preference_losses(torch.tensor([better]), torch.tensor([worse]), torch.tensor([margin]), beta).tolist()

    assert found == pytest.approx(-math.log(1 / (1 + math.exp(-inside))))
