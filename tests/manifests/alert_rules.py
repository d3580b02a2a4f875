"""Rules for alerts: about metrics that our programs have, with a reason to get up and a next step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from prometheus_client import CollectorRegistry, generate_latest

from talktrack.core.records import PATHS
from talktrack.services.controller.metrics import ACTIONS, PHASES, ControllerMetrics
from talktrack.services.predictor.metrics import OUTCOMES, PredictorMetrics
from tests.manifests.network_rules import of_kind
from tests.manifests.pods import name
from tests.manifests.rendering import Object

METRIC = re.compile(r"\btalktrack_\w+")
SAMPLE = re.compile(r"^(?:# TYPE )?(talktrack_\w+)", re.MULTILINE)
LABEL = re.compile(r'\b(outcome|action|phase)\s*(?:=~|!~|!=|=)\s*"([^"]*)"')
VALUES = {"outcome": set(OUTCOMES), "action": set(ACTIONS), "phase": set(PHASES)}
SAID = (("labels", "severity"), ("annotations", "summary"), ("annotations", "next"))


def alerts(objects: Sequence[Object]) -> Iterator[tuple[str, Object]]:
    """Yield every alert with the name that a finding gives it."""
    for found in of_kind(objects, "PrometheusRule"):
        for group in found["spec"]["groups"]:
            yield from ((f"{name(found)} {rule['alert']}", rule) for rule in group["rules"])


def metrics_known(objects: Sequence[Object]) -> Iterator[str]:
    """An alert on a metric or a value that nobody exports never rings."""
    for where, rule in alerts(objects):
        wrong = set(METRIC.findall(rule["expr"])) - _exported()
        for label, values in LABEL.findall(rule["expr"]):
            wrong |= set(values.split("|")) - VALUES[label]
        if wrong:
            yield f"{where}: nobody exports {', '.join(sorted(wrong))}"


def answerable(objects: Sequence[Object]) -> Iterator[str]:
    """An alert says how bad it is, what has happened and what to do next."""
    for where, rule in alerts(objects):
        missing = [f"{part}.{key}" for part, key in SAID if not rule.get(part, {}).get(key)]
        if missing:
            yield f"{where}: no {', '.join(missing)}"


def labelled(objects: Sequence[Object]) -> Iterator[str]:
    """The controller asks Prometheus for a service by a label that only podTargetLabels brings."""
    wanted = "serving.kserve.io/inferenceservice"
    for found in of_kind(objects, "PodMonitor"):
        keys = [one["key"] for one in found["spec"]["selector"].get("matchExpressions", [])]
        if wanted in keys and wanted not in found["spec"].get("podTargetLabels", []):
            yield f"{name(found)}: podTargetLabels lacks {wanted}"


@cache
def _exported() -> frozenset[str]:
    registry = CollectorRegistry()
    PredictorMetrics(PATHS, "r-1", registry)
    pages = generate_latest(registry) + ControllerMetrics(["acme"]).page()[0]
    return frozenset(SAMPLE.findall(pages.decode()))
