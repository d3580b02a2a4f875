"""What is left out of KServe's log: its tracebacks of requests that were refused, and what is not true of us."""

from __future__ import annotations

import logging

from kserve import errors
from kserve.logging import KSERVE_LOGGER_NAME

CALLERS_FAULTS = (
    errors.InvalidInput,
    errors.ModelNotFound,
    errors.ModelNotReady,
    errors.UnsupportedProtocol,
    NotImplementedError,
)
UNTRUE = "OpenAI endpoints not registered"
"""KServe did not register its own; ours are there."""


class OnlyOurFaults(logging.Filter):
    """Keeps a caller's mistakes out of the log: anybody could fill it, and the access log has a line for each."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is kept."""
        failure = record.exc_info[1] if record.exc_info else None
        return not isinstance(failure, CALLERS_FAULTS) and record.msg != UNTRUE


def leave_out() -> None:
    """Leave these out from now on; calling it twice is the same as once."""
    logger = logging.getLogger(KSERVE_LOGGER_NAME)
    if not any(isinstance(one, OnlyOurFaults) for one in logger.filters):
        logger.addFilter(OnlyOurFaults())
