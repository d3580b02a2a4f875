"""The real predictor program with a model that needs no weights: everything around the model is the real thing."""

from __future__ import annotations

import sys

from talktrack.services.predictor.__main__ import main
from talktrack.world.faulty_model import FaultyModel
from talktrack.world.template_model import TemplateModel

if __name__ == "__main__":
    base = TemplateModel()
    share = float(sys.argv.pop(1))
    sys.exit(main(sys.argv[1:], lambda _: FaultyModel(base, share) if share else base))
