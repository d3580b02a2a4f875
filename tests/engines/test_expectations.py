"""Great Expectations behind its port: row ids with reasons, no values, and broken suites that say so."""

from __future__ import annotations

import json

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Expectation, Expectations
from talktrack.engines.expectations import open_expectations

BETWEEN = "ExpectColumnValuesToBeBetween"
ROWS: dict[str, list[object]] = {
    "row_id": ["a", "b", "c"],
    "turns": [2, 40, 7],
    "confidence": [None, 0.25, 0.9],
    "language": ["en", None, "xx-secret"],
    "nothing": [None, None, None],
}
SUITE = [
    Expectation(BETWEEN, "turns", "too_few", {"min_value": 4}),
    Expectation(BETWEEN, "turns", "too_many", {"max_value": 30}),
    Expectation(BETWEEN, "confidence", "unsure", {"min_value": 0.5}),
    Expectation(BETWEEN, "nothing", "never", {"min_value": 1}),
    Expectation("ExpectColumnValuesToBeInSet", "language", "foreign", {"value_set": ["en"]}),
    Expectation("ExpectColumnValuesToNotBeNull", "confidence", "unknown"),
]


@pytest.fixture(scope="module")
def expectations() -> Expectations:
    """The validator; loading the library takes seconds."""
    return open_expectations()


def test_every_row_is_judged_by_itself(expectations: Expectations) -> None:
    """Reasons come in the order of the suite; null values satisfy all but the not-null expectation."""
    verdict = expectations.validate(ROWS, SUITE)

    assert verdict.failures == {"a": ["too_few", "unknown"], "b": ["too_many", "unsure"], "c": ["foreign"]}


def test_the_result_tells_what_was_judged(expectations: Expectations) -> None:
    """Every expectation reports how many rows it looked at and how many failed."""
    checks = expectations.validate(ROWS, SUITE).result["checks"]
    assert isinstance(checks, list)

    assert [(check["evaluated"], check["failed"]) for check in checks] == [
        (3, 1),
        (3, 1),
        (2, 1),
        (0, 0),
        (2, 1),
        (3, 1),
    ]


def test_no_value_is_in_the_result(expectations: Expectations) -> None:
    """Row ids may be shown, what stands in the rows may not."""
    assert "xx-secret" not in json.dumps(expectations.validate(ROWS, SUITE).result)


def test_a_validator_can_be_used_again(expectations: Expectations) -> None:
    """A second validation knows nothing of the first."""
    verdict = expectations.validate({"row_id": ["z"], "turns": [9]}, SUITE[:1])

    assert (verdict.failures, verdict.result["success"]) == ({}, True)


def test_an_empty_suite_passes_everything(expectations: Expectations) -> None:
    """All thresholds may be switched off."""
    assert expectations.validate(ROWS, []).failures == {}


@pytest.mark.parametrize(
    "broken",
    [
        Expectation(BETWEEN, "absent", "x", {"min_value": 1}),
        Expectation("ExpectNoSuchThing", "turns", "x"),
        Expectation(BETWEEN, "language", "x", {"min_value": 1}),
    ],
)
def test_a_broken_suite_is_no_bad_row(expectations: Expectations, broken: Expectation) -> None:
    """A missing column, an unknown kind and a wrong type break a promise; no row is blamed."""
    with pytest.raises(ConfigurationInvalidError):
        expectations.validate(ROWS, [broken])
