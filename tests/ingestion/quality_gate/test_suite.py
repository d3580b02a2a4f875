"""The suite: every threshold can be switched off, every reason has advice."""

from __future__ import annotations

from dataclasses import fields

from talktrack.ingestion.quality_gate.measures import Measures
from talktrack.ingestion.quality_gate.suite import ADVICE, Thresholds, suite

EVERYTHING = Thresholds(languages=("en",))


def test_every_reason_has_advice_and_every_column_a_measure() -> None:
    """A person is told what to do, and nothing is asked of a column that nobody measures."""
    measures = {field.name for field in fields(Measures)}

    assert {expectation.reason for expectation in suite(EVERYTHING)} == set(ADVICE)
    assert {expectation.column for expectation in suite(EVERYTHING)} <= measures


def test_zero_switches_a_threshold_off() -> None:
    """Only what nobody may ignore is left: a refused consent."""
    off = Thresholds(**{field.name: 0 for field in fields(Thresholds) if field.name != "languages"}, languages=())

    assert [expectation.reason for expectation in suite(off)] == ["consent_refused"]
