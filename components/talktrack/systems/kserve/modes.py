"""The deployment modes of KServe: what they are called, and which one a service is in."""

from __future__ import annotations

from typing import Any

from talktrack.core.errors import ConfigurationInvalidError

MODE = "serving.kserve.io/deploymentMode"
KNATIVE, STANDARD = "Knative", "Standard"
OLD_NAMES = {"Serverless": KNATIVE, "RawDeployment": STANDARD}


def stated_mode(found: dict[str, Any]) -> str:
    """Return what the service says of its mode: the status, which cannot be wrong, else the annotation, else ''."""
    annotated = (found["metadata"].get("annotations") or {}).get(MODE)
    return str(found.get("status", {}).get("deploymentMode") or annotated or "")


def splitting_mode(name: str, service: str) -> str:
    """Return the mode by its present name.

    Raises:
        ConfigurationInvalidError: traffic cannot be split in this mode, or nobody knows which mode it is.
    """
    mode = OLD_NAMES.get(name, name)
    if mode not in {KNATIVE, STANDARD}:
        message = (
            f"inferenceservice {service} is in {name or 'an unknown'} mode, in which a candidate could take everything "
            f"at once: create the service with the annotation {MODE}: {KNATIVE} or {STANDARD}, or name the mode."
        )
        raise ConfigurationInvalidError(message)
    return mode
