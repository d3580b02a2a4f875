"""``rollout status``: a rollout as tables, as data, and followed until it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import msgspec
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table

from talktrack.core.errors import StoreUnavailableError
from talktrack.core.traffic import Traffic
from talktrack.operations.rollout.comparison import Difference
from talktrack.operations.rollout.report import Status
from talktrack.operations.rollout.results import ArmRow, results
from talktrack.operations.rollout.state import ENDED, RolloutState
from talktrack.operations.rollout.verdict import bounds, estimate

LOOK_EVERY_S = 2.0
LAST = 5


def as_json(status: Status) -> str:
    """Return state, traffic, results and the actions that are left, as data."""
    told = {
        "state": status.state,
        "traffic": status.traffic,
        "results": results(status.state) if status.state else None,
        "actions": status.left,
    }
    return msgspec.json.format(msgspec.json.encode(told)).decode()


def follow(look: Callable[[], Status], console: Console, pause: Callable[[float], None]) -> None:
    """Show the rollout until it ends: refreshed in place on a terminal, else a line whenever something has changed."""
    if not console.is_terminal:
        _print_lines(look, console, pause)
        return
    with Live(console=console, auto_refresh=False) as live:
        for status in _until_ended(look, live.console.print, pause):
            live.update(table(status), refresh=True)


def _print_lines(look: Callable[[], Status], console: Console, pause: Callable[[float], None]) -> None:
    before = ""
    for status in _until_ended(look, console.print, pause):
        if (now := line(status)) != before:
            console.print(now, soft_wrap=True)
        before = now


def _until_ended(
    look: Callable[[], Status], complain: Callable[[str], None], pause: Callable[[float], None]
) -> Iterator[Status]:
    """Yield what each look finds; a cluster that does not answer is waited for."""
    while True:
        try:
            status = look()
        except StoreUnavailableError as silent:
            complain(f"{silent} Trying again.")
        else:
            yield status
            if status.state is None or status.state.phase in ENDED:
                return
        pause(LOOK_EVERY_S)


def line(status: Status) -> str:
    """Return the rollout in one line."""
    state = status.state
    if state is None:
        return "there is no rollout"
    counted = [f"{row.requests:.0f}" for row in results(state).rows[:2]]
    newest = state.decisions[-1].reason if state.decisions else "nothing was decided yet"
    where = f"{state.candidate.id} {_named(state.phase)} {state.weight} %"
    return f"{where}  requests {' and '.join(counted)}  {newest}"


def table(status: Status) -> RenderableType:
    """Return arms, differences, verdict, what is left and the last decisions."""
    state = status.state
    if state is None:
        return "there is no rollout"
    found = results(state)
    parts: list[RenderableType] = [_headline(state), _arms(state, found.rows)]
    if found.differences:
        parts.append(_differences(found.differences))
    parts += [found.verdict, f"routed: {routed(status.traffic)}"]
    parts += [f"left:   {action}" for action in status.left]
    return Group(*parts, _decisions(state))


def _headline(state: RolloutState) -> str:
    ladder = " ".join(f"[{weight}]" if weight == state.weight else str(weight) for weight in state.weights)
    return f"{state.tenant}: {state.candidate.id} is {_named(state.phase)} at {state.weight} %   weights {ladder}"


def _arms(state: RolloutState, rows: tuple[ArmRow, ...]) -> Table:
    shown = Table("arm", "release")
    for name in ("weight", "requests", "errors", "latency", "negative feedback"):
        shown.add_column(name, justify="right")
    weights = {"stable": 100 - state.weight, "candidate": state.weight, "watched": state.weight}
    for row in rows:
        judged = f"{share(row.negative_feedback)} of {row.feedback:.0f}" if row.feedback else ""
        weight = "" if row.arm == "candidate" and state.analysed else f"{weights[row.arm]} %"
        shown.add_row(
            row.arm, row.release, weight, f"{row.requests:,.0f}", share(row.error_rate), seconds(row.latency_s), judged
        )
    return shown


def _differences(found: tuple[Difference, ...]) -> Table:
    shown = Table("candidate against stable", "estimate", "95 % at every look", "so far")
    for one in found:
        shown.add_row(one.measure, estimate(one), bounds(one), _reading(one))
    return shown


def _reading(difference: Difference) -> str:
    if not difference.direction:
        return "not told apart yet"
    return "worse" if difference.is_worse else "better"


def _decisions(state: RolloutState) -> Table:
    shown = Table("at (UTC)", "weight", "decision", "why")
    for entry in state.decisions[-LAST:]:
        shown.add_row(moment(entry.at_s), f"{entry.weight} %", _named(entry.action), entry.reason)
    return shown


def routed(traffic: Traffic | None) -> str:
    """Return what the cluster routes, by revision."""
    if traffic is None:
        return "no service"
    return ", ".join(f"{revision} {percent} %" for revision, percent in traffic.shares.items()) or "nothing yet"


def share(value: float | None) -> str:
    """Return a share in percent, empty where nothing was counted."""
    return "" if value is None else f"{value:.2%}"


def seconds(value: float | None) -> str:
    """Return a latency, empty where nothing was answered."""
    return "" if value is None else f"{value:.3f} s"


def moment(at_s: float) -> str:
    """Return a time of the day with its date, UTC."""
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _named(word: str) -> str:
    return word.replace("_", " ")
