"""``rollout status --page``: one rollout as a page, with its weights, requests and intervals over time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipelines.rollout_watch import moment, routed
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.engines import reports
from talktrack.operations.rollout.comparison import Difference
from talktrack.operations.rollout.history import Point
from talktrack.operations.rollout.report import Status
from talktrack.operations.rollout.results import ArmRow, Results, results
from talktrack.operations.rollout.state import RolloutState
from talktrack.operations.rollout.verdict import percent

NOTHING = "–"
HOUR_S, MINUTE_S = 3600.0, 60.0
LOOK = "Every interval holds at all looks together with 95 %: it may be read at any time, as often as one likes."


def write(status: Status, target: str) -> Path:
    """Write the page and return where it lies.

    Raises:
        ConfigurationInvalidError: there is no rollout to write about, or the file cannot be written.
    """
    if status.state is None:
        raise ConfigurationInvalidError("there is no rollout to write a page about: start one first.")
    path = Path(target)
    title = f"Rollout of {status.state.candidate.id} for {status.state.tenant}"
    text = reports.page(title, _blocks(status, status.state))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as refused:
        message = f"the page cannot be written to {target} ({refused.strerror}): name another file by --page."
        raise ConfigurationInvalidError(message) from refused
    return path


def _blocks(status: Status, state: RolloutState) -> list[reports.Block]:
    found = results(state)
    return [
        reports.Text(found.verdict),
        reports.Facts(
            {
                "phase": state.phase.replace("_", " "),
                "weight of the candidate": f"{state.weight} %",
                "started (UTC)": moment(state.started_s),
            }
        ),
        reports.Heading("Arms"),
        _arms(found),
        *_warmed(state),
        *_differences(found.differences),
        *_course(state),
        reports.Heading("Decisions"),
        _decisions(state),
        reports.Heading("Now"),
        reports.TableBlock(
            ("what", "is"), [("routed", routed(status.traffic)), *(("left", str(a)) for a in status.left)]
        ),
    ]


def _arms(found: Results) -> reports.Block:
    headers = ("arm", "release", "requests", "errors (%)", "latency (s)", "opinions", "negative (%)")
    return reports.TableBlock(headers, [_row(row) for row in found.rows])


def _warmed(state: RolloutState) -> list[reports.Block]:
    """Say what is missing above: the first requests of the candidate were served by cold caches."""
    warm = f"{state.tally.warm_requests:.0f} requests while the candidate warmed up are not counted."
    return [reports.Text(warm)] if state.tally.warm_requests else []


def _row(row: ArmRow) -> tuple[reports.Value, ...]:
    figures = (row.requests, _percent(row.error_rate), _figure(row.latency_s), row.feedback)
    return (row.arm, row.release, *figures, _percent(row.negative_feedback))


def _percent(share: float | None) -> reports.Value:
    return NOTHING if share is None else 100 * share


def _figure(value: float | None) -> reports.Value:
    return NOTHING if value is None else value


def _differences(differences: Sequence[Difference]) -> list[reports.Block]:
    if not differences:
        return []
    told = [(f"{one.measure} ({_unit(one)})", *percent(one)) for one in differences]
    labels, centers, lows, highs = zip(*told, strict=True)
    plot = reports.Intervals(
        "Candidate against stable", labels, centers, lows, highs, "above 0: the candidate has more"
    )
    return [reports.Heading("Differences"), plot, reports.Text(LOOK)]


def _unit(difference: Difference) -> str:
    return "%" if difference.unit == "ratio" else "points"


def _course(state: RolloutState) -> list[reports.Block]:
    points = state.history
    if not points:
        return []
    unit, per = ("hours", HOUR_S) if points[-1].at_s - points[0].at_s > HOUR_S else ("minutes", MINUTE_S)
    xs = [(point.at_s - points[0].at_s) / per for point in points]
    since = f"{unit} since {moment(points[0].at_s)} UTC"
    return [
        reports.Heading("Course"),
        _weights(points, xs, since),
        _requests(points, xs, since),
        *_bands(points, xs, since),
    ]


def _weights(points: Sequence[Point], xs: Sequence[float], since: str) -> reports.Block:
    series = {"candidate": (xs, [point.weight for point in points])}
    return reports.LinePlot("Weight of the candidate", series, since, "percent of traffic", steps=True)


def _requests(points: Sequence[Point], xs: Sequence[float], since: str) -> reports.Block:
    """Counting begins anew with the watch, so only what was analysed is one line."""
    analysed = [(x, point.requests) for x, point in zip(xs, points, strict=True) if not point.watched]
    series = {
        name: ([x for x, _ in analysed], [requests[arm] for _, requests in analysed])
        for arm, name in enumerate(("stable", "candidate"))
    }
    return reports.LinePlot("Requests that are compared", series, since, "requests")


def _bands(points: Sequence[Point], xs: Sequence[float], since: str) -> list[reports.Block]:
    """One plot per measure: after the promotion each block of requests is judged by itself, so it is left out."""
    analysed = [(x, point) for x, point in zip(xs, points, strict=True) if not point.watched]
    measures = dict.fromkeys(name for _, point in analysed for name in point.differences)
    return [_band(name, [(x, point) for x, point in analysed if name in point.differences], since) for name in measures]


def _band(measure: str, points: Sequence[tuple[float, Point]], since: str) -> reports.Block:
    told = [Difference(measure, point.differences[measure]) for _, point in points]
    centers, lows, highs = (list(values) for values in zip(*map(percent, told), strict=True))
    return reports.Band(
        f"{measure.capitalize()}: candidate against stable, 95 % at every look",
        [x for x, _ in points],
        centers,
        lows,
        highs,
        since,
        f"{_unit(told[0])}, above 0 is {'better' if told[0].is_good else 'worse'}",
    )


def _decisions(state: RolloutState) -> reports.Block:
    rows = [
        (moment(entry.at_s), f"{entry.weight} %", entry.action.replace("_", " "), entry.reason)
        for entry in state.decisions
    ]
    return reports.TableBlock(("at (UTC)", "weight", "decision", "why"), rows)
