"""Rules for base model and encoder: one name where they serve and where they train, and found without a network."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence

from pipelines.training import training
from tests.manifests.network_rules import of_kind
from tests.manifests.pods import name, pods
from tests.manifests.rendering import Object
from tests.manifests.service_rules import option

FOLDER = "/mnt/base"
OFFLINE = {"HF_HOME": FOLDER, "HF_HUB_OFFLINE": "1"}
OPTIONS = {"--base-model": "base_model", "--encoder": "encoder_model"}


def trained() -> Mapping[str, str]:
    """Return what the training pipeline takes where nobody names another, by the predictor's option."""
    parameters = inspect.signature(training.pipeline_func).parameters
    return {served: str(parameters[learnt].default) for served, learnt in OPTIONS.items()}


def one_identity(objects: Sequence[Object]) -> Iterator[str]:
    """A release knows its base by name and revision, and is refused by the same weights under another name."""
    for found in pods(of_kind(objects, "ServingRuntime")):
        words = [word for one in found.containers for word in one.get("args", [])]
        for served, model in trained().items():
            if option(words, served) != model:
                yield f"{name(found.of)}: {served} is not {model}, which training takes"


def found_offline(objects: Sequence[Object]) -> Iterator[str]:
    """Who mounts the volume of the base looks for models there, and writes nothing to it."""
    for found in pods(objects):
        for one in found.containers:
            mounts = [mount for mount in one.get("volumeMounts", []) if mount["mountPath"] == FOLDER]
            told = {variable["name"]: variable.get("value", "") for variable in one.get("env", [])}
            if mounts and not told.items() >= OFFLINE.items():
                yield f"{name(found.of)}: {FOLDER} is mounted, and HF_HOME and HF_HUB_OFFLINE do not say so"
            if any(not mount.get("readOnly") for mount in mounts):
                yield f"{name(found.of)}: {FOLDER} may be written to"
