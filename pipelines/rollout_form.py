"""What the verbs of ``rollout`` take as arguments; each only what it uses."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

VERBS = {
    "plan": "print what would be done, and change nothing",
    "start": "begin the canary of the candidate release; the controller or ticks carry it out",
    "tick": "look at the metrics and take at most one action",
    "status": "print where the rollout stands, follow it, or write its page",
    "promote": "give the candidate all traffic now",
    "abort": "take the candidate's traffic away now",
}


def add(verbs: Any, command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add all verbs, each by `command`, which gives it tenant and home."""
    for verb, text in VERBS.items():
        _complete(verb, command(verbs, verb, f"rollouts:{verb}", text))


def _complete(verb: str, parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--namespace", default="talktrack", help="Kubernetes namespace of the InferenceService; default: %(default)s"
    )
    parser.add_argument(
        "--server",
        default="",
        metavar="URL",
        help="Kubernetes API; default: the pod's own cluster, else the kubeconfig's",
    )
    parser.add_argument("--json", action="store_true", help="print it as data")
    parser.set_defaults(prometheus="", mode="", replicas=1)
    if verb in {"plan", "start"}:
        _add_order(parser)
    if verb in {"plan", "tick"}:
        _add_following(parser)
    if verb == "status":
        parser.add_argument("--watch", action="store_true", help="refresh it until the rollout ends")
        parser.add_argument("--page", metavar="FILE", help="write it as a page with its course, in HTML")
    elif verb != "plan":
        parser.add_argument("--dry-run", action="store_true", help="print the plan and change nothing")


def _add_order(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--release", default="", metavar="ID", help="to start; default: the registry's candidate")
    parser.add_argument(
        "--weights",
        default="5,10,25,50,100",
        metavar="PERCENTAGES",
        help="of traffic, in order, rising to 100; default: %(default)s",
    )
    parser.add_argument("--acknowledge", action="store_true", help="the automatic rollbacks before were looked at")


def _add_following(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--prometheus", default="", metavar="URL", help="Prometheus server to read; default: the predictors' own pages"
    )
    parser.add_argument(
        "--mode",
        default="",
        metavar="NAME",
        help="Knative or Standard, for a service that has to be created; default: the cluster's",
    )
    parser.add_argument(
        "--replicas",
        type=int,
        default=1,
        metavar="N",
        help="of its revisions; more than one need --prometheus; default: %(default)s",
    )
    parser.add_argument(
        "--goal",
        default="",
        metavar="GUARD",
        help="to be proven better before the last promotion; default: no worse is enough",
    )
    parser.add_argument("--sticky", action="store_true", help="a gateway keeps users on one arm: see the controller")
