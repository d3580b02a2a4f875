"""Six fields, seconds first; what a server would misread is refused."""

from __future__ import annotations

import pytest

from pipelines.cron import check_cron
from talktrack.core.errors import ConfigurationInvalidError


@pytest.mark.parametrize(
    "expression",
    [
        "0 0 3 * * 1",
        "0 0 3 1 * *",
        "0 10 * * * ?",
        "0 */15 8-18 * * mon-fri",
        "0 0 0 1,15 jan,JUL *",
        "30 5 0/6 * * *",
        "0 0 0 29 2 *",
        "0 0 0 31 2 1",
        "0 0 0 31 2/1 *",
        "0 0 0 1/30 2 *",
    ],
)
def test_schedules_of_six_fields_pass(expression: str) -> None:
    """Lists, ranges, steps and names."""
    check_cron(expression)


@pytest.mark.parametrize(
    ("expression", "word"),
    [
        ("10 10 * * *", "5 fields"),
        ("0 0 3 * * 1 2026", "7 fields"),
        ("", "0 fields"),
        ("60 0 3 * * 1", "second"),
        ("0 60 3 * * 1", "minute"),
        ("0 0 24 * * 1", "hour"),
        ("0 0 3 0 * *", "day of month"),
        ("0 0 3 * 13 *", "month"),
        ("0 0 3 * * 7", "day of week"),
        ("0 0 3 * * someday", "day of week"),
        ("0 0 5-3 * * *", "hour"),
        ("0 */0 * * * *", "minute"),
        ("0 0 @daily * * *", "hour"),
        ("0 0 0 31 2 *", "never comes"),
        ("0 0 0 30,31 feb ?", "never comes"),
        ("0 0 0 31 4,6/5 *", "never comes"),
    ],
)
def test_what_would_be_misread_is_refused(expression: str, word: str) -> None:
    """The sentence names the field."""
    with pytest.raises(ConfigurationInvalidError, match=word):
        check_cron(expression)
