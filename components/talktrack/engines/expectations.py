"""Great Expectations, without a project folder: one validation of a data frame, judged row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Expectation, Expectations, GateVerdict

ROW_ID = "row_id"


def open_expectations() -> Expectations:
    """Return the validator; the library (seconds to import) is loaded here."""
    return GreatExpectations()


class GreatExpectations:
    """The `Expectations` port over an ephemeral Great Expectations context."""

    def __init__(self) -> None:
        """Load the library and make a context that writes nothing, shows nothing and reports to nobody."""
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig

        self._gx = gx
        self._context = gx.get_context(mode="ephemeral")
        self._context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
        self._context.variables.analytics_enabled = False
        source = self._context.data_sources.add_pandas("rows")
        self._rows = source.add_dataframe_asset("rows").add_batch_definition_whole_dataframe("rows")

    def validate(self, columns: Mapping[str, Sequence[object]], suite: Sequence[Expectation]) -> GateVerdict:
        """Validate columns that include ``row_id``; null values satisfy every expectation but the not-null one.

        Raises:
            ConfigurationInvalidError: the suite names a column or an expectation that does not exist.
        """
        if not suite:
            return GateVerdict(failures={}, result={"success": True, "checks": []})
        missing = sorted({ROW_ID, *(item.column for item in suite)} - set(columns))
        if missing:
            message = f"the suite needs columns that the rows do not have ({', '.join(missing)}): add the measure."
            raise ConfigurationInvalidError(message)
        results = self._run(columns, suite)
        checks = [_check(item, result) for item, result in zip(suite, results, strict=True)]
        failures: dict[str, list[str]] = defaultdict(list)
        for item, check in zip(suite, checks, strict=True):
            for row_id in check["row_ids"]:
                failures[row_id].append(item.reason)
        return GateVerdict(failures=dict(failures), result={"success": not failures, "checks": checks})

    def _run(self, columns: Mapping[str, Sequence[object]], suite: Sequence[Expectation]) -> list[dict[str, Any]]:
        """Return one result per expectation, in the order of the suite (the library's own order differs).

        The batch is validated itself: a stored definition would keep the result, which holds values, and be slower.
        """
        import pandas as pd

        batch = self._rows.get_batch(batch_parameters={"dataframe": pd.DataFrame(dict(columns))})
        document = batch.validate(
            self._suite(suite),
            result_format={"result_format": "COMPLETE", "unexpected_index_column_names": [ROW_ID]},
        ).to_json_dict()
        results: list[dict[str, Any]] = document["results"]
        return sorted(results, key=lambda result: int(result["expectation_config"]["meta"]["position"]))

    def _suite(self, suite: Sequence[Expectation]) -> Any:
        return self._gx.ExpectationSuite(
            name="gate", expectations=[self._expectation(item, place) for place, item in enumerate(suite)]
        )

    def _expectation(self, item: Expectation, position: int) -> Any:
        kind = getattr(self._gx.expectations, item.kind, None)
        if kind is None:
            message = f"Great Expectations has no {item.kind}: use the name of one of its expectation classes."
            raise ConfigurationInvalidError(message)
        return kind(column=item.column, meta={"position": position}, **item.arguments)


def _check(item: Expectation, result: Mapping[str, Any]) -> dict[str, Any]:
    """Return what one expectation found, with row ids and no values.

    Raises:
        ConfigurationInvalidError: the expectation could not be computed, which is not a bad row.
    """
    info = result["exception_info"]
    if not result["result"] or info.get("raised_exception"):
        message = f"{item.kind} on {item.column} could not be computed: check its arguments and the column's type."
        raise ConfigurationInvalidError(message)
    found = result["result"]
    row_ids = [str(entry[ROW_ID]) for entry in found.get("unexpected_index_list") or []]
    assert len(row_ids) == int(found["unexpected_count"])
    return {
        "kind": item.kind,
        "column": item.column,
        "reason": item.reason,
        "arguments": dict(item.arguments),
        "evaluated": int(found["element_count"]) - int(found.get("missing_count") or 0),
        "failed": len(row_ids),
        "row_ids": row_ids,
    }
