"""Make the small models: ``python -m talktrack.world.models --out DIR [encoder causal whisper]``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from talktrack.world.models.build import RECIPES, build
from talktrack.world.models.training import read_card


def main(arguments: list[str] | None = None) -> None:
    """Make the named models (all of them by default), with progress lines and a table of losses at the end."""
    parser = argparse.ArgumentParser(prog="python -m talktrack.world.models", description="Make the small models.")
    parser.add_argument("--out", type=Path, required=True, help="directory that gets one sub-directory per model")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"from {', '.join(RECIPES)}; all by default")
    options = parser.parse_args(arguments)
    made = build(options.out, options.names or tuple(RECIPES), options.seed, say=_say)
    _say("model       parameters   steps   first    last  held out  plateau  seconds")
    for name, directory in made.items():
        card = read_card(directory)
        _say(
            f"{name:<10}{card.parameters:>12}{len(card.steps):>8}{card.losses[0]:>8.3f}{card.losses[-1]:>8.3f}"
            f"{card.held_out_loss:>10.3f}{'yes' if card.plateau else 'no':>9}{card.seconds:>9.1f}"
        )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
