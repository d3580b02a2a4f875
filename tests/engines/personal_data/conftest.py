"""The redactor that the tests of its finders share."""

from __future__ import annotations

import pytest

from talktrack.core.ports import Redactor
from talktrack.engines.redactor import open_redactor


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    """Return one redactor of what must be hidden for all tests of a module."""
    return open_redactor()
