"""What is refused before a run begins."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.checks import check_values
from talktrack.core.errors import ConfigurationInvalidError


@pytest.mark.parametrize(
    "given",
    [
        {"mode": "weekly"},
        {"start_rollout": "Yes"},
        {"epochs": 0},
        {"learning_rate": -1.0},
        {"max_golden": 0},
        {"golden_share": 1.5},
        {"golden_share": -0.1},
        {"held_out_share": 1.0},
        {"starter": "nowhere/starter.json"},
        {"judge": "nonsense"},
    ],
)
def test_values_that_a_step_would_refuse_are_found_first(given: dict[str, Any]) -> None:
    """The sentence names the parameter."""
    with pytest.raises(ConfigurationInvalidError, match=next(iter(given))):
        check_values(given)


def test_values_that_can_be_are_let_through() -> None:
    """Also a starter in a bucket, which the step reads."""
    check_values({"mode": "full", "epochs": 1, "golden_share": 0.2, "starter": "gs://bucket/starter.json"})
