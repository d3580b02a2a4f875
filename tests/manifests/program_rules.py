"""Rules for programs: arguments that they know, a controller for every tenant, training, and recurring jobs."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr
from io import StringIO

from talktrack.core.errors import TalktrackError
from talktrack.services.controller.__main__ import _parser as controller_options
from talktrack.services.predictor.__main__ import _parser as predictor_options
from talktrack.systems.kserve import MOUNTED
from tests.manifests.network_rules import of_kind
from tests.manifests.pods import Pods, name, pods
from tests.manifests.rendering import Object
from tests.manifests.service_rules import arguments, option

KUBERNETES_GIVES_S = 30
LONGEST_CALL_S = 40  # of the controller: four timeouts of ten seconds
CRON = re.compile(r"@(hourly|daily|weekly|monthly|yearly)|(\S+ ){4}\S+")
CRON_FIELD = re.compile(r"(\*|\d+(-\d+)?)(/\d+)?(,(\*|\d+(-\d+)?)(/\d+)?)*")
HIGHEST = (59, 23, 31, 12, 7)


def followed(objects: Sequence[Object]) -> Iterator[str]:
    """The controller follows all tenants and no other, at one home, and counts every replica."""
    controllers = list(_controllers(objects))
    homes = {option(_all_arguments(found), "--home") for found in controllers}
    tenants = {word.partition("=")[2] for found in controllers for word in _all_arguments(found) if _is_tenant(word)}
    served = of_kind(objects, "InferenceService")
    for found in served:
        own = arguments(found)
        if option(own, "--tenant") not in tenants:
            yield f"{name(found)}: no controller follows it"
        if homes != {option(own, "--home")}:
            yield f"{name(found)}: its home is not the controller's"
    for tenant in sorted(tenants - {option(arguments(found), "--tenant") for found in served}):
        yield f"the controller follows {tenant}, which nobody serves"
    if any(one["spec"]["predictor"].get("minReplicas", 1) > 1 for one in served):
        blind = [one for one in controllers if not option(_all_arguments(one), "--prometheus")]
        yield from (f"{name(one.of)}: several replicas can only be counted by --prometheus" for one in blind)


def arguments_known(objects: Sequence[Object]) -> Iterator[str]:
    """Arguments are those of the programs, with their values; a rollout's own come first."""
    runtimes = [words for one in pods(of_kind(objects, "ServingRuntime")) for words in [_all_arguments(one)]]
    for found in of_kind(objects, "InferenceService"):
        own = arguments(found)
        if own[1:2] != [f"--release={MOUNTED}"]:
            yield f"{name(found)}: the release lies at {MOUNTED}"
        for words in runtimes:
            yield from (f"{name(found)}: {said}" for said in _refused(predictor_options(), [*words, *own]))
    for one in _controllers(objects):
        yield from (f"{name(one.of)}: {said}" for said in _refused(controller_options(), _all_arguments(one)))


def ends_in_time(objects: Sequence[Object]) -> Iterator[str]:
    """A controller that is killed within a call leaves its last word unsaid."""
    for found in _controllers(objects):
        if found.spec.get("terminationGracePeriodSeconds", KUBERNETES_GIVES_S) <= LONGEST_CALL_S:
            yield f"{name(found.of)}: terminationGracePeriodSeconds of at most {LONGEST_CALL_S}"


def trainable(objects: Sequence[Object]) -> Iterator[str]:
    """Trainer puts a job's image and command into the container ``node`` of the step ``trainer``, under torchrun."""
    for found in of_kind(objects, "ClusterTrainingRuntime"):
        jobs = found["spec"]["template"]["spec"]["replicatedJobs"]
        labels = [one["template"].get("metadata", {}).get("labels", {}) for one in jobs]
        steps = [one.get("trainer.kubeflow.org/trainjob-ancestor-step") for one in labels]
        containers = [container["name"] for one in pods([found]) for container in one.containers]
        if "torch" not in found["spec"].get("mlPolicy", {}) or steps != ["trainer"] or containers != ["node"]:
            yield f"{name(found)}: a TrainJob's command would not run under torchrun"


def on_time(objects: Sequence[Object]) -> Iterator[str]:
    """A CronJob has five fields within their ranges; schedules of Pipelines have six, and a file of their own."""
    for found in of_kind(objects, "CronJob"):
        schedule = found["spec"]["schedule"]
        if not CRON.fullmatch(schedule) or (not schedule.startswith("@") and not _in_range(schedule.split())):
            yield f"{name(found)}: {schedule} is no schedule of five fields"


def _in_range(fields: Sequence[str]) -> bool:
    return all(
        CRON_FIELD.fullmatch(field) and all(int(number) <= highest for number in re.findall(r"\d+", field))
        for field, highest in zip(fields, HIGHEST, strict=True)
    )


def _controllers(objects: Sequence[Object]) -> Iterator[Pods]:
    for found in pods(of_kind(objects, "Deployment")):
        if any("talktrack.services.controller" in one.get("command", []) for one in found.containers):
            yield found


def _all_arguments(found: Pods) -> list[str]:
    return [word for one in found.containers for word in one.get("args", [])]


def _is_tenant(word: str) -> bool:
    return word.startswith("--tenant=")


def _refused(parser: ArgumentParser, words: Sequence[str]) -> Iterator[str]:
    """Yield what a program would say before it ends; an option without its value is none that it knows to use."""
    said = StringIO()
    try:
        with redirect_stderr(said):
            parser.parse_args(words)
    except (SystemExit, TalktrackError) as ended:
        yield said.getvalue().strip().rpartition("error: ")[2] or str(ended)
    yield from (f"{word} has no value" for word in words if word.endswith("="))
