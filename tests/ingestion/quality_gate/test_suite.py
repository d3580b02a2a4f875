"""The suite: every threshold can be switched off, every reason has advice."""

from __future__ import annotations

from dataclasses import fields

from talktrack.core.review import NOT_KEPT
from talktrack.ingestion.quality_gate.advice import ADVICE
from talktrack.ingestion.quality_gate.measures import Measures
from talktrack.ingestion.quality_gate.suite import never_waived, suite
from talktrack.ingestion.quality_gate.thresholds import Thresholds

EVERYTHING = Thresholds(languages=("en",))


def test_every_reason_has_advice_and_every_column_a_measure() -> None:
    """A person is told what to do, and nothing is asked of a column that nobody measures."""
    measures = {field.name for field in fields(Measures)}

    assert {expectation.reason for expectation in suite(EVERYTHING)} == set(ADVICE)
    assert {expectation.column for expectation in suite(EVERYTHING)} <= measures


def test_zero_switches_a_threshold_off() -> None:
    """Only what nobody may ignore is left: refused consent, expired retention, and numbers that are none."""
    numbers = {field.name: 0.0 for field in fields(Thresholds) if field.type == "float"}
    off = Thresholds(languages=(), required=()).changed(numbers)

    assert {expectation.reason for expectation in suite(off)} == {
        "consent_refused",
        "retention_expired",
        "numbers_impossible",
    }


def test_nobody_waives_what_may_not_be_kept() -> None:
    """Each such reason is asked of reviewed conversations, too."""
    assert {expectation.reason for expectation in never_waived(suite(EVERYTHING))} == set(NOT_KEPT)
