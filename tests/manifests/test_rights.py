"""Accounts may do what the code that they run asks of the API server, and of a TrainJob nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.manifests.network_rules import of_kind
from tests.manifests.rendering import ROOT, Object

SYSTEMS = ROOT / "components" / "talktrack" / "systems"
CALL = re.compile(r"\.(\w+?)_namespaced_(\w+)\(")
VERBS = {"read": "get", "get": "get", "replace": "update"}
RESOURCES = {"config_map": "configmaps", "service": "services"}
OF_FILE = {"service_api.py": "inferenceservices", "trainer.py": "trainjobs"}  # whose objects are custom ones


def asked(file: Path) -> Iterator[tuple[str, str]]:
    """Yield resource and verb of every call of the Kubernetes client in a file."""
    for verb, what in CALL.findall(file.read_text(encoding="utf-8")):
        resource = OF_FILE[file.name] if what == "custom_object" else RESOURCES[what]
        yield resource, VERBS.get(verb, verb)


def given(found: list[Object], account: str) -> set[tuple[str, str]]:
    """Return what the role of an account allows."""
    role = next(one for one in of_kind(found, "Role") if one["metadata"]["name"] == account)
    return {(resource, verb) for rule in role["rules"] for resource in rule["resources"] for verb in rule["verbs"]}


def test_the_controller_may_do_what_it_asks(good: dict[str, list[Object]]) -> None:
    """A right that is missing would show with the first rollout."""
    needed = {call for file in (SYSTEMS / "kserve").glob("*.py") for call in asked(file)}

    assert needed
    assert needed - given(good["gke"], "talktrack-controller") == set()


def test_a_run_may_do_with_trainjobs_what_it_asks_and_no_more(good: dict[str, list[Object]]) -> None:
    """A right that is missing would show after hours of preparation."""
    allowed = {(resource, verb) for resource, verb in given(good["gke"], "pipeline-runner") if resource == "trainjobs"}

    assert allowed == set(asked(SYSTEMS / "trainer.py"))
