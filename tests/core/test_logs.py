"""Logs: ids and numbers, one JSON object per line, never what was said."""

from __future__ import annotations

import json
import logging

from talktrack.core.logs import JsonFormatter, configure

SECRET = "my card number is 4111"


def _line(extra: dict[str, object], error: Exception | None = None) -> dict[str, object]:
    failure = (type(error), error, None) if error else None
    record = logging.LogRecord("talktrack.x", logging.INFO, "x.py", 1, "shard done", None, failure)
    record.__dict__.update(extra)
    found: dict[str, object] = json.loads(JsonFormatter().format(record))
    return found


def test_named_fields_are_written() -> None:
    """Level, event and logger, and the whitelisted extras."""
    expected = {"level": "info", "event": "shard done", "logger": "talktrack.x", "tenant": "acme", "count": 3}

    assert expected == _line({"tenant": "acme", "count": 3})


def test_other_fields_are_dropped() -> None:
    """Text, prompts and names have no way into a line."""
    line = _line({"text": SECRET, "prompt": SECRET, "turn": SECRET, "conversation_id": "c1"})

    assert line == {"level": "info", "event": "shard done", "logger": "talktrack.x", "conversation_id": "c1"}


def test_an_exception_is_named_but_not_quoted() -> None:
    """Messages of exceptions may hold a value out of the data."""
    line = _line({}, ValueError(SECRET))

    assert line["error"] == "ValueError"
    assert SECRET not in json.dumps(line)


def test_configuring_twice_writes_once() -> None:
    """Every component may call it, whatever other handlers the program has."""
    logger = logging.getLogger("talktrack")
    before = logger.handlers[:], logger.propagate, logger.level
    logger.handlers = [logging.NullHandler()]
    configure()
    configure()
    formatters = [type(handler.formatter) for handler in logger.handlers]
    logger.handlers, logger.propagate, level = before
    logger.setLevel(level)

    assert formatters == [type(None), JsonFormatter]
