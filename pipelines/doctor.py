"""``doctor``: look at everything that a run or a rollout needs before anything is applied, and say how to mend it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Iterator

from rich.console import Console
from rich.table import Table

from pipelines import doctor_findings
from pipelines.doctor_findings import GOOD, UNTOLD, WRONG, Finding
from talktrack.core import images
from talktrack.core.errors import ConfigurationInvalidError, TalktrackError
from talktrack.systems.pipeline_server import server_from
from talktrack.systems.pipeline_service import PipelineService

Check = Callable[[argparse.Namespace], Iterable[Finding]]


def run(asked: argparse.Namespace) -> int:
    """Print what was looked at; return 1 when something is wrong."""
    found = [finding for check in CHECKS for finding in _tried(check, asked)]
    table = Table("what", "is", "how to mend it, or what it is")
    for one in found:
        table.add_row(one.what, one.state, one.sentence)
    Console(highlight=False, markup=False).print(table)
    return 1 if any(one.state == WRONG for one in found) else 0


def _tried(check: Check, asked: argparse.Namespace) -> list[Finding]:
    """Return what a check finds; one that breaks is a finding itself, and the others go on."""
    try:
        return list(check(asked))
    except TalktrackError as broken:
        return [Finding(check.__name__.strip("_"), WRONG, str(broken))]


def _images(_: argparse.Namespace) -> Iterator[Finding]:
    yield from doctor_findings.of_images(images.chosen(os.environ))


def _pipelines(asked: argparse.Namespace) -> Iterator[Finding]:
    from pipelines.catalogue import PIPELINES, published_name

    try:
        server = server_from(asked.host, asked.user_namespace)
    except ConfigurationInvalidError as unnamed:
        yield Finding("pipelines server", UNTOLD, str(unnamed))
        return
    service = PipelineService(server)
    service.health()
    yield Finding("pipelines server", GOOD, server.host)
    missing = [name for name in PIPELINES if service.find(published_name(name)) is None]
    told = f"{', '.join(missing)} are not there yet: run `publish`." if missing else "all are there"
    yield Finding("published pipelines", UNTOLD if missing else GOOD, told)


def _cluster(asked: argparse.Namespace) -> Iterator[Finding]:
    from talktrack.systems.cluster_facts import read_facts

    try:
        facts = read_facts(asked.server)
    except ConfigurationInvalidError as unnamed:
        yield Finding("cluster", UNTOLD, str(unnamed))
        return
    yield from doctor_findings.of_cluster(facts, asked.mode)


def _home(asked: argparse.Namespace) -> Iterator[Finding]:
    from talktrack.systems.storage import GCS, check_reachable

    if not asked.place:
        yield Finding("home", UNTOLD, "give --home to look at it.")
    elif not asked.place.startswith(GCS):
        yield Finding(
            "home", WRONG, f"pods of a cluster cannot see {asked.place}: give a --home that begins with gs://."
        )
    else:
        check_reachable(asked.place)
        yield Finding("home", GOOD, asked.place)


CHECKS: tuple[Check, ...] = (_images, _pipelines, _cluster, _home)
