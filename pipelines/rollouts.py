"""``rollout``: the verbs of a canary, on the cluster that the current context or ``--server`` names."""

from __future__ import annotations

import argparse
import time

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.operations.rollout import step
from talktrack.operations.rollout.ports import Ports
from talktrack.operations.rollout.state import Release
from talktrack.operations.rollout.transitions import Order
from talktrack.systems.kserve import open_kserve
from talktrack.systems.prometheus import ScrapedMetrics
from talktrack.systems.registry import open_registry
from talktrack.systems.repository import open_repository


def start(asked: argparse.Namespace) -> int:
    """Begin the canary of a registered release."""
    ports = _ports(asked)
    release = asked.release or ports.registry.pointer().candidate
    if not release:
        raise ConfigurationInvalidError("the registry has no candidate: run training first, or name one by --release.")
    ports.registry.manifest(release)
    order = Order(asked.tenant, Release(id=release, uri=ports.registry.uri(release)))
    print(step.start(ports, order, dry_run=asked.dry_run))
    return 0


def tick(asked: argparse.Namespace) -> int:
    """Look once and take at most one action."""
    print(step.tick(_ports(asked), dry_run=asked.dry_run))
    return 0


def status(asked: argparse.Namespace) -> int:
    """Print where the rollout stands."""
    print(step.status(_ports(asked)))
    return 0


def promote(asked: argparse.Namespace) -> int:
    """Give the candidate all traffic."""
    print(step.promote(_ports(asked), dry_run=asked.dry_run))
    return 0


def abort(asked: argparse.Namespace) -> int:
    """Take the candidate's traffic away."""
    print(step.abort(_ports(asked), dry_run=asked.dry_run))
    return 0


def _ports(asked: argparse.Namespace) -> Ports:
    open_repository(asked.home, asked.tenant)
    cluster = open_kserve(
        asked.namespace, asked.tenant, asked.server, [f"--tenant={asked.tenant}", f"--home={asked.home}"]
    )
    registry = open_registry(asked.home, asked.tenant)
    return Ports(cluster.traffic, ScrapedMetrics(), cluster.store, registry, time.time)
