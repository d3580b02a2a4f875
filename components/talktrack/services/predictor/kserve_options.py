"""KServe's part of the command line, which it reads when it is imported."""

from __future__ import annotations

import sys


def left_by_kserve(others: list[str]) -> list[str]:
    """Import KServe with these arguments alone, and return those that it does not know.

    It takes beginnings for its options: where it saw ours, --timeout would be its --timeout-keep-alive.
    """
    ours, sys.argv = sys.argv, [sys.argv[0], *others]
    try:
        from kserve.model_server import parser

        parser.allow_abbrev = False
        unknown: list[str] = parser.parse_known_args(others)[1]
    finally:
        sys.argv = ours
    return unknown
