"""KServe's log without the mistakes of callers."""

from __future__ import annotations

import logging

import pytest
from kserve import errors

from talktrack.services.predictor.log_filter import UNTRUE, OnlyOurFaults


def record(message: str, failure: Exception | None = None) -> logging.LogRecord:
    """Return a record as KServe's handlers of exceptions write it."""
    found = (type(failure), failure, None) if failure else None
    return logging.LogRecord("kserve", logging.ERROR, __file__, 1, message, (), found)


@pytest.mark.parametrize(
    "failure", [errors.InvalidInput("SECRET"), errors.ModelNotFound("SECRET"), NotImplementedError("SECRET")]
)
def test_what_a_caller_did_wrong_is_left_out(failure: Exception) -> None:
    """Its message may hold what the caller wrote."""
    assert not OnlyOurFaults().filter(record("Exception:", failure))


def test_what_went_wrong_here_is_kept() -> None:
    """With its traceback, for whoever has to mend it."""
    assert OnlyOurFaults().filter(record("Exception:", errors.ServerNotReady()))
    assert OnlyOurFaults().filter(record("Exception:", ValueError("here")))


def test_what_is_not_true_of_us_is_left_out() -> None:
    """OpenAI's routes are there, though KServe's own are not."""
    assert not OnlyOurFaults().filter(record(UNTRUE))
    assert OnlyOurFaults().filter(record("Starting uvicorn with 1 workers"))
