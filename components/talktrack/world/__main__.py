"""Write a synthetic sales organisation: ``python -m talktrack.world --out DIR --tenant acme --conversations 60``."""

from __future__ import annotations

import argparse
import sys

from talktrack.core.errors import TalktrackError
from talktrack.world.delivery import write
from talktrack.world.phrasebooks import BOOKS


def main(arguments: list[str] | None = None) -> int:
    """Parse the options, write the world, and print its counts."""
    parser = argparse.ArgumentParser(prog="python -m talktrack.world", description=__doc__)
    parser.add_argument("--out", required=True, help="folder for the source files")
    parser.add_argument("--truth", help="folder for the truth; out/truth when absent")
    parser.add_argument("--tenant", required=True)
    parser.add_argument("--conversations", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--book", choices=BOOKS, default="first")
    parser.add_argument("--turns", type=int, default=60, help="mean number of turns of a call")
    parser.add_argument("--broken-share", type=float, default=0.03, help="share of calls that are written broken")
    options = vars(parser.parse_args(arguments))
    try:
        counts = write(options.pop("out"), **options)
    except TalktrackError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the command line speaks
        return 2
    for name, count in sorted(counts.items()):
        print(f"{name}: {count}")  # noqa: T201 - the command line speaks
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
