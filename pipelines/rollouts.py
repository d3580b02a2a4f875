"""``rollout``: the verbs of a canary, on the cluster that the current context or ``--server`` names."""

from __future__ import annotations

import argparse
import time

import msgspec

from pipelines import rollout_page, rollout_watch
from pipelines.wide_console import wide_console
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.home import TenantHome
from talktrack.operations.rollout import step
from talktrack.operations.rollout.limits import Limits
from talktrack.operations.rollout.outcomes import StoredOutcomes
from talktrack.operations.rollout.ports import Ports
from talktrack.operations.rollout.report import Report
from talktrack.operations.rollout.state import ENDED, Release
from talktrack.operations.rollout.transitions import Order
from talktrack.systems.kserve import open_kserve
from talktrack.systems.kserve.settings import check_counted
from talktrack.systems.prometheus import open_metrics
from talktrack.systems.registry import open_registry
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import open_store


def plan(asked: argparse.Namespace) -> int:
    """Print what would be done: what is left of the rollout in progress, else what `start` would begin."""
    ports = _ports(asked)
    found = step.status(ports)
    going = found.state is not None and found.state.phase not in ENDED
    report = (
        step.tick(ports, _limits(asked), dry_run=True)
        if going
        else step.start(ports, _order(asked, ports), dry_run=True)
    )
    _show(asked, report)
    return 0


def start(asked: argparse.Namespace) -> int:
    """Begin the canary of a registered release."""
    ports = _ports(asked)
    _show(asked, step.start(ports, _order(asked, ports), dry_run=asked.dry_run))
    return 0


def tick(asked: argparse.Namespace) -> int:
    """Look once and take at most one action."""
    _show(asked, step.tick(_ports(asked), _limits(asked), dry_run=asked.dry_run))
    return 0


def status(asked: argparse.Namespace) -> int:
    """Print where the rollout stands, follow it with --watch, and write its page with --page."""
    ports = _ports(asked)
    if asked.watch:
        rollout_watch.follow(lambda: step.status(ports), wide_console(), time.sleep)
    elif asked.json:
        print(rollout_watch.as_json(step.status(ports)))
    else:
        wide_console().print(rollout_watch.table(step.status(ports)))
    if asked.page:
        print(f"page: {rollout_page.write(step.status(ports), asked.page)}")
    return 0


def promote(asked: argparse.Namespace) -> int:
    """Give the candidate all traffic."""
    _show(asked, step.promote(_ports(asked), dry_run=asked.dry_run))
    return 0


def abort(asked: argparse.Namespace) -> int:
    """Take the candidate's traffic away."""
    _show(asked, step.abort(_ports(asked), dry_run=asked.dry_run))
    return 0


def _show(asked: argparse.Namespace, report: Report) -> None:
    print(_as_json(report) if asked.json else report)


def _as_json(report: Report) -> str:
    """Return state, decision, what was applied and the actions that are left, as data."""
    told = {
        "state": report.state,
        "decision": report.decision,
        "applied": report.applied,
        "actions": report.left,
    }
    return msgspec.json.format(msgspec.json.encode(told)).decode()


def _limits(asked: argparse.Namespace) -> Limits:
    return Limits(goal=asked.goal, sticky=asked.sticky)


def _order(asked: argparse.Namespace, ports: Ports) -> Order:
    release = asked.release or ports.registry.pointer().candidate
    if not release:
        raise ConfigurationInvalidError("the registry has no candidate: run training first, or name one by --release.")
    ports.registry.manifest(release)
    wanted = Release(id=release, uri=ports.registry.uri(release))
    return Order(asked.tenant, wanted, _ladder(asked.weights), asked.acknowledge)


def _ladder(weights: str) -> tuple[int, ...]:
    try:
        return tuple(int(weight) for weight in weights.split(","))
    except ValueError as wrong:
        message = f"--weights {weights} are no whole percentages: write them as 5,10,25,50,100."
        raise ConfigurationInvalidError(message) from wrong


def _ports(asked: argparse.Namespace) -> Ports:
    open_repository(asked.home, asked.tenant)
    check_counted(asked.replicas, asked.prometheus)
    cluster = open_kserve(
        asked.namespace,
        asked.tenant,
        asked.server,
        [f"--home={asked.home}"],
        mode=asked.mode,
        replicas=asked.replicas,
    )
    return Ports(
        cluster.traffic,
        open_metrics(asked.namespace, asked.tenant, asked.prometheus),
        cluster.store,
        open_registry(asked.home, asked.tenant),
        time.time,
        StoredOutcomes(open_store(TenantHome(asked.home, asked.tenant).monitoring)),
    )
