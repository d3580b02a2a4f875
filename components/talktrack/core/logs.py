"""Structured logs: one JSON object per line, with tenant and ids, never conversation text or secrets."""

from __future__ import annotations

import logging
import sys
from typing import Any

import msgspec

FIELDS = frozenset({"tenant", "run", "step", "shard", "conversation_id", "release_id", "count", "reason", "seconds"})


class JsonFormatter(logging.Formatter):
    """Format a record as one JSON line; only the named fields of `extra` are written, so text cannot slip in."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {"level": record.levelname.lower(), "event": record.getMessage(), "logger": record.name}
        line |= {name: value for name, value in vars(record).items() if name in FIELDS}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return msgspec.json.encode(line).decode()


def configure(level: int = logging.INFO) -> None:
    """Send our own loggers to standard error as JSON lines; calling it twice is the same as once."""
    logger = logging.getLogger("talktrack")
    if not any(isinstance(handler.formatter, JsonFormatter) for handler in logger.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonFormatter())
        logger.addHandler(handler)
        logger.propagate = False
    logger.setLevel(level)
