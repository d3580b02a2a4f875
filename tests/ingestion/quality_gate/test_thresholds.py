"""What the gate may be asked: anything else is refused before a row is measured, and importing the check is cheap."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from typing import Any

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.ingestion.quality_gate.thresholds import Thresholds, thresholds


@pytest.mark.parametrize(
    ("parameters", "complaint"),
    [
        ({"relevance_min": 7}, "relevance_min is 7: use a number from 0 to 1; 0 switches it off."),
        ({"relevance_min": math.nan}, "relevance_min is nan: use a number; 0 switches it off."),
        ({"min_turns": -5}, "min_turns is -5: use 0 or more; 0 switches it off."),
        ({"min_words": math.inf}, "min_words is inf: use a number"),
        ({"gate_limits": {"min_mos": 6}}, "min_mos is 6: use a number from 0 to 5"),
        ({"gate_limits": {"min_snr_db": "loud"}}, "min_snr_db is 'loud': use a number"),
        (
            {"gate_limits": {"hold_minors": 2}},
            "hold_minors is 2: use 1 to hold such conversations, 0 to let them pass.",
        ),
        ({"gate_limits": {"min_snr": 3}}, "the gate has no threshold min_snr: choose from hold_card_codes"),
        ({"languages": ["XX", "english", "de"]}, "languages has XX, english: use two small letters for each"),
        ({"languages": [["en"]]}, "languages has ['en']: use two small letters"),
        ({"required": ["start"]}, "a conversation has no start: require fields such as started_at"),
    ],
)
def test_what_cannot_be_asked_is_refused(parameters: dict[str, Any], complaint: str) -> None:
    """The sentence says what is allowed."""
    with pytest.raises(ConfigurationInvalidError, match="^" + re.escape(complaint)):
        thresholds(parameters)


def test_parameters_become_thresholds() -> None:
    """Those of other steps are passed over, what is not said keeps its default."""
    parameters = {"tenant": "acme", "languages": ["en", "de"], "relevance_min": 0, "gate_limits": {"max_turn_words": 9}}

    assert thresholds(parameters) == Thresholds(languages=("en", "de"), relevance_min=0, max_turn_words=9)


def test_checking_is_cheap() -> None:
    """The command line checks before it loads anything."""
    look = (
        "import sys\nfrom talktrack.ingestion.quality_gate.thresholds import thresholds\nthresholds({})\n"
        "print(sorted({'kfp', 'pyarrow', 'numpy', 'pandas', 'great_expectations'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
