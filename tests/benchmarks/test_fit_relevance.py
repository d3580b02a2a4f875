"""The weights of relevance are those that the script makes."""

from __future__ import annotations

import pytest

from talktrack.ingestion.quality_gate.relevance import weights
from tests.benchmarks.fit_relevance import fit


def test_the_weights_in_the_file_are_the_fitted_ones() -> None:
    """Whoever changes the signs or the texts runs ``python -m tests.benchmarks.fit_relevance`` again."""
    assert fit() == pytest.approx(weights(), abs=0.05)
