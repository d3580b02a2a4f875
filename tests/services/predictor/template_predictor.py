"""The real predictor program with a model that needs no weights: everything around the model is the real thing.

Its first argument is the share of calls that fail, and behind a colon the seconds that each call takes.
"""

from __future__ import annotations

import sys

from talktrack.core.ports import AnsweringModel
from talktrack.services.predictor.__main__ import main
from talktrack.services.predictor.release import PREVIOUS
from talktrack.world.faulty_model import FaultyModel
from talktrack.world.slow_model import SlowModel
from talktrack.world.template_model import TemplateModel


def opened(_: str) -> AnsweringModel:
    """Return the model that the first argument asks for."""
    share, _, seconds = BEHAVIOUR.partition(":")
    model: AnsweringModel = TemplateModel()
    if float(share):
        model = FaultyModel(model, float(share), sound=PREVIOUS)
    return SlowModel(model, float(seconds)) if seconds else model


if __name__ == "__main__":
    BEHAVIOUR = sys.argv.pop(1)
    sys.exit(main(sys.argv[1:], opened))
