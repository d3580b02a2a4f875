"""What can be seen to be wrong with a run before any work is done for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipelines import run_folder
from pipelines.arguments import MODEL
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ids import checked_tenant
from talktrack.core.locations import is_service
from talktrack.ingestion.plan.stored import check_first_step
from talktrack.ingestion.quality_gate.thresholds import thresholds
from talktrack.systems.storage import GCS, check_reachable

CHOICES = {"mode": ("full", "incremental"), "start_rollout": ("yes", "no")}
POSITIVE = ("epochs", "learning_rate", "max_examples", "max_golden", "max_pairs")
SHARES = ("golden_share", "held_out_share")
HUB_ID = re.compile(r"[\w.-]+(?:/[\w.-]+)?@[\w./-]+")
SPACY = "spacy:"


def check_place(pipeline: str, tenant: str, home: str, sources: Sequence[str]) -> None:
    """Find wrong names, unreachable buckets, missing sources and unknown tenants.

    Raises:
        ConfigurationInvalidError: with what to change.
        TenantUnknownError: a pipeline that needs a tenant's data found none.
    """
    checked_tenant(tenant)
    check_reachable(home)
    for source in sources:
        _check_source(source, home)
    if pipeline == "ingestion":
        if not sources:
            raise ConfigurationInvalidError("ingestion needs at least one --source: a file, a folder or a URI.")
        run_folder.root_of(home)
        return
    from talktrack.systems.repository import open_repository

    open_repository(home, tenant)


def check_values(given: Mapping[str, Any]) -> None:
    """Find models that are not there, and values that a step would refuse later.

    Raises:
        ConfigurationInvalidError: with the parameter to change.
    """
    _check_parts(given)
    if given.get("entities"):
        from talktrack.engines.redactor import hidden, open_redactor

        open_redactor(entities=hidden(given["entities"]))


def check_submitted(pipeline: str, given: Mapping[str, Any]) -> None:
    """Find what cannot work on a cluster: a tenant or home that is none, and values that a step would refuse later.

    Raises:
        ConfigurationInvalidError: with the parameter to change.
    """
    for name in ("tenant", "home", *(("request",) if pipeline == "erasure" else ())):
        if not given.get(name):
            raise ConfigurationInvalidError(f"{pipeline} on a cluster needs {name}: give it among the parameters.")
    checked_tenant(given["tenant"])
    for name in ("home", "request"):
        if given.get(name) and not given[name].startswith(GCS):
            message = f"pods of a cluster cannot see {name} {given[name]!r}: give one that begins with gs://."
            raise ConfigurationInvalidError(message)
    _check_parts(given)


def _check_parts(given: Mapping[str, Any]) -> None:
    if "first_step" in given:
        check_first_step(given["first_step"])
    for name, value in given.items():
        if name.endswith(MODEL) and value:
            _check_model(name, str(value))
    if given.get("judge"):
        from talktrack.engines.judge_endpoint import open_judge

        open_judge(given["judge"])
    check_settings(given)
    thresholds(given)


def check_settings(given: Mapping[str, Any]) -> None:
    """Find words, numbers and shares that no run can work with.

    Raises:
        ConfigurationInvalidError: with the parameter to change.
    """
    for name, words in CHOICES.items():
        if given.get(name, words[0]) not in words:
            raise ConfigurationInvalidError(f"{name} is {given[name]!r}: use {' or '.join(words)}.")
    for name in POSITIVE:
        if name in given and not given[name] > 0:
            raise ConfigurationInvalidError(f"{name} is {given[name]}: use a number above 0.")
    for name in SHARES:
        if name in given and not 0 < given[name] < 1:
            raise ConfigurationInvalidError(f"{name} is {given[name]}: use a share between 0 and 1.")
    starter = given.get("starter", "")
    if starter and "://" not in starter and not Path(starter).is_file():
        raise ConfigurationInvalidError(f"starter {starter} does not exist: check --param starter.")


def _check_source(source: str, home: str) -> None:
    if source.startswith(GCS):
        check_reachable(source.rsplit("/", 1)[0] if source.count("/") > 2 else source)  # noqa: PLR2004 - gs://
    elif is_service(source) or "://" in source:
        check_reachable(source)
    elif not Path(source).exists():
        raise ConfigurationInvalidError(f"source {source} does not exist: check --source.")
    elif Path(home).is_relative_to(source):
        raise ConfigurationInvalidError(f"the home lies inside source {source}: choose a --home beside it.")


def _check_model(name: str, reference: str) -> None:
    """Tell a wrong path or name from one that may be right: a hub is asked by the step that loads the model."""
    if "://" in reference or Path(reference).expanduser().is_dir():
        return
    if reference.startswith(("/", ".", "~")):
        raise ConfigurationInvalidError(f"{name} {reference} is no directory: check --param {name}.")
    if reference.startswith(SPACY):
        if find_spec(reference.removeprefix(SPACY)) is None:
            raise ConfigurationInvalidError(f"{name} {reference} is not installed: check --param {name}.")
    elif not HUB_ID.fullmatch(reference):
        message = f"{name} {reference} is neither a directory nor a Hugging Face id with its revision, name@revision."
        raise ConfigurationInvalidError(message)
