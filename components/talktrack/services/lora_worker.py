"""One process of a training on several: ``torchrun --nproc-per-node 2 -m talktrack.services.lora_worker URI``.

The URI is where `systems.trainer` left the order; the first process puts the adapter there.
"""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from talktrack.core import logs
from talktrack.engines.language_model import open_language_model
from talktrack.systems.trainer import deliver, fetch_order


def work(uri: str) -> None:
    """Take part in the training of the order below a URI."""
    with TemporaryDirectory() as scratch:
        order, run = fetch_order(uri, Path(scratch) / "start")
        run = replace(run, say=logging.getLogger("talktrack.train_lora").info)
        adapter = Path(scratch) / "adapter"
        model = open_language_model(order.base_model, order.precision)
        curve = model.train_adapter(order.train, order.validation, adapter, order.settings, run)
        deliver(uri, adapter, curve)


if __name__ == "__main__":
    logs.configure()
    work(sys.argv[1])
