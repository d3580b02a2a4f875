"""A repository of sixty calls with labels."""

from __future__ import annotations

import pytest

from talktrack.core.tables import CONVERSATIONS, FEEDBACK
from talktrack.systems.repository import LanceRepository, open_repository
from tests.training.train_heads.toy import TENANT, toy_calls


@pytest.fixture
def repository(home: str) -> LanceRepository:
    """Return the tenant's repository with calls of twenty accounts."""
    opened = open_repository(home, TENANT)
    calls = list(toy_calls(60))
    opened.publish(CONVERSATIONS, [call for call, _ in calls])
    opened.publish(FEEDBACK, [event for _, events in calls for event in events])
    return opened
