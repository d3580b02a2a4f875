"""The demo's broken candidate: the true predictor around a model of which three answers in ten fail.

The release before it answers in its place, so nobody notices but the roll-out: each such answer counts as an error.
"""

from __future__ import annotations

import sys

from talktrack.services.predictor.__main__ import main
from talktrack.services.predictor.release import PREVIOUS
from talktrack.world.faulty_model import FaultyModel

SHARE = 0.3


def _faulty(model: str) -> FaultyModel:
    from talktrack.engines.language_model import open_language_model

    return FaultyModel(open_language_model(model), SHARE, sound=PREVIOUS)


if __name__ == "__main__":
    sys.exit(main(open_model=_faulty))
