"""Many clocks at once: the same seconds as one by one."""

from __future__ import annotations

import pytest

from talktrack.ingestion.ingest.readers.clocks import all_seconds
from talktrack.ingestion.ingest.readers.timecode import seconds

REGULAR = ["00:00:00.000", "00:00:01.250", "01:02:03.999", "99:59:59.001"]


@pytest.mark.parametrize(
    "clocks",
    [
        [],
        REGULAR,
        [*REGULAR, "1:02"],
        [*REGULAR, ""],
        ["00:00:61.000"],
        ["-0:00:01.000"],
        ["00:00:01.00", "000:00:02.000"],
        ["00:00:01.000\n00:00:02.000", "00:00", "00:03."],
        ["٠٠:٠٠:٠١.٠٠٠"],
        ["00:00:01,000"],
    ],
)
def test_all_at_once_is_one_by_one(clocks: list[str]) -> None:
    """Regular or not: no clock is read as another."""
    assert all_seconds(clocks) == [seconds(clock) for clock in clocks]
