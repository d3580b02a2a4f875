"""What the commands that talk to a Pipelines server or a cluster take: publish, submit, schedule, doctor."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

LONGEST_WAIT_S = 3600
CHANGING = {"apply": "make the server's recurring runs those of the file", "diff": "print what apply would do"}
STANDING = {
    "list": ("show", "print the tenant's recurring runs"),
    "pause": ("pause", "keep them from beginning runs"),
    "resume": ("resume", "let them begin runs again"),
}


def add(commands: Any, pipelines: Sequence[str]) -> None:
    """Add all of them to a command line; `pipelines` are the names that can be run."""
    _add_publish(commands, pipelines)
    _add_submit(commands, pipelines)
    _add_schedule(commands)
    _add_doctor(commands)


def add_cluster(parser: argparse.ArgumentParser) -> None:
    """Add what says how a cluster is made."""
    parser.add_argument("--cluster", default="", metavar="YAML", help="secrets, node selectors and tolerations")


def _add_publish(commands: Any, pipelines: Sequence[str]) -> None:
    parser = commands.add_parser("publish", help="upload pipelines to a server, named after what they are made from")
    parser.add_argument("pipeline", nargs="*", choices=[*pipelines, []], metavar="PIPELINE", help="default: all")
    _add_version(parser)
    parser.set_defaults(command="pipelines.submission:publish")


def _add_submit(commands: Any, pipelines: Sequence[str]) -> None:
    parser = commands.add_parser("submit", help="publish a pipeline and start a run of it")
    parser.add_argument("pipeline", choices=pipelines)
    parser.add_argument("--params", default="", metavar="FILE", help="parameters as YAML or JSON")
    parser.add_argument("--param", action="append", default=[], metavar="NAME=VALUE", help="one more, or another")
    parser.add_argument("--experiment", default="", metavar="NAME", help="default: the tenant")
    parser.add_argument("--run-name", default="", metavar="NAME")
    parser.add_argument("--service-account", default="", metavar="NAME", help="that the run's pods work as")
    parser.add_argument("--wait", action="store_true", help="follow the run; exit with 1 when it fails")
    parser.add_argument("--every", type=_seconds, default=5.0, metavar="S", help="seconds between looks at it")
    _add_version(parser)
    parser.set_defaults(command="pipelines.submission:submit")


def _add_schedule(commands: Any) -> None:
    schedule = commands.add_parser("schedule", help="recurring runs of a tenant, kept in a file")
    verbs = schedule.add_subparsers(required=True, metavar="VERB")
    for verb, text in CHANGING.items():
        parser = verbs.add_parser(verb, help=text)
        parser.add_argument("--file", required=True, metavar="YAML", help="such as pipelines/schedules.yaml")
        parser.set_defaults(command=f"pipelines.schedules:{verb}")
        _add_server(parser)
    for verb, (function, text) in STANDING.items():
        parser = verbs.add_parser(verb, help=text)
        parser.add_argument("--tenant", required=True, help="customer company whose schedules these are")
        if verb != "list":
            parser.add_argument("name", nargs="*", metavar="NAME", help="as in the file; default: all")
        parser.set_defaults(command=f"pipelines.schedules:{function}")
        _add_server(parser)


def _add_doctor(commands: Any) -> None:
    parser = commands.add_parser("doctor", help="look at images, server, cluster and home before anything is applied")
    parser.add_argument("--server", default="", help="Kubernetes API server; empty for the current context")
    parser.add_argument("--mode", choices=("Knative", "Standard"), default="", help="in which services will be")
    # Under another name than other commands' homes, which are checked before a command begins: here it is a finding.
    parser.add_argument("--home", dest="place", default="", metavar="GS", help="gs:// prefix where everything is kept")
    parser.set_defaults(command="pipelines.doctor:run")
    _add_server(parser)


def _seconds(text: str) -> float:
    found = float(text)
    if not 0 <= found <= LONGEST_WAIT_S:
        raise argparse.ArgumentTypeError(f"{text} is no time between looks: use 0 to {LONGEST_WAIT_S} seconds")
    return found


def _add_version(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--version", default="", metavar="NAME", help="default: the git revision and a digest of the file"
    )
    add_cluster(parser)
    _add_server(parser)


def _add_server(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="", metavar="URL", help="Pipelines server; default: KF_PIPELINES_ENDPOINT")
    parser.add_argument("--user-namespace", default="", metavar="NAME", help="where the installation is multi-user")
