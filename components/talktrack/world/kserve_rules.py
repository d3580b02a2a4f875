"""What KServe and Knative do with one InferenceService in Knative mode: revisions, traffic and status.

No network, no clock.

Documents: [canary] https://kserve.github.io/website/docs/model-serving/predictive-inference/rollout-strategies/canary
[ksvc] kserve/pkg/controller/v1beta1/inferenceservice/reconcilers/knative/ksvc_reconciler.go
[status] kserve/pkg/apis/serving/v1beta1/inference_service_status.go, PropagateStatus
[revision] https://knative.dev/docs/serving/revisions/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MODE = "serving.kserve.io/deploymentMode"
TAGS = "serving.kserve.io/enable-tag-routing"
OLD_NAMES = {"Serverless": "Knative", "RawDeployment": "Standard"}
EVERYTHING = 100
ROUNDS = 5

Object = dict[str, Any]


@dataclass
class Revision:
    """An immutable snapshot of the predictor; `failed` means that its container cannot load the model."""

    name: str
    uri: str
    template: Object
    ready: bool = False
    failed: bool = False
    url: str = ""


@dataclass
class Service:
    """One InferenceService and what its controller has made of it."""

    body: Object
    default_mode: str = "Standard"
    revisions: list[Revision] = field(default_factory=list)
    created: str = ""
    rolled_out: str = ""
    previous: str = ""
    targets: list[Object] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return the object's name."""
        return str(self.body["metadata"]["name"])

    @property
    def mode(self) -> str:
        """Return the deployment mode by its present name; the default is the installation's."""
        named = str((self.body["metadata"].get("annotations") or {}).get(MODE) or self.default_mode)
        return OLD_NAMES.get(named, named)

    def revision(self, name: str) -> Revision:
        """Return a revision by name."""
        return next(revision for revision in self.revisions if revision.name == name)

    @property
    def ready(self) -> Revision | None:
        """Return the newest ready revision; traffic for "latest" goes there, not to the newest one [revision]."""
        return next((revision for revision in reversed(self.revisions) if revision.ready), None)


def revise(service: Service) -> list[Revision]:
    """Make a new revision if anything but the traffic split has changed [revision]; return it, if there is one.

    Annotations of the InferenceService are copied into the template, so one more of them makes a new revision [ksvc].
    """
    predictor = dict(service.body["spec"]["predictor"])
    predictor.pop("canaryTrafficPercent", None)
    template = {"annotations": dict(service.body["metadata"].get("annotations", {})), "predictor": predictor}
    if service.revisions and service.revisions[-1].template == template:
        return []
    uri = str(predictor.get("model", {}).get("storageUri", ""))
    revision = Revision(f"{service.name}-predictor-{len(service.revisions) + 1:05d}", uri, template)
    service.revisions.append(revision)
    service.created = revision.name
    return [revision]


def reconcile(service: Service) -> None:
    """Let the controller settle: traffic follows the status, and the status follows the traffic."""
    for _ in range(ROUNDS):
        before = (service.rolled_out, service.previous)
        service.targets = _targets(service)
        _propagate(service)
        if (service.rolled_out, service.previous) == before:
            break
    service.body["status"] = _status(service)


def _targets(service: Service) -> list[Object]:
    """Split between the newest ready revision and the last one that had everything [ksvc]."""
    percent = service.body["spec"]["predictor"].get("canaryTrafficPercent")
    newest = service.ready
    if newest is None:
        return []
    tagged = service.body["metadata"].get("annotations", {}).get(TAGS) == "true"
    latest: Object = {"revisionName": newest.name, "latestRevision": True, "percent": EVERYTHING}
    latest |= {"tag": "latest", "url": newest.url} if tagged else {}
    if percent is None or not service.rolled_out:
        return [latest]
    latest["percent"] = percent
    if percent == EVERYTHING:
        return [latest]
    old = service.revision(service.rolled_out)
    rest = {"revisionName": old.name, "latestRevision": False, "percent": EVERYTHING - percent}
    return [latest, rest | {"tag": "prev", "url": old.url}]


def _propagate(service: Service) -> None:
    """Move the rolled-out marks [status]."""
    newest = service.ready
    if newest is None or not service.targets:
        return
    shares: dict[str, int] = {}
    for target in service.targets:
        shares[target["revisionName"]] = shares.get(target["revisionName"], 0) + target["percent"]
    percent = service.targets[0]["percent"]
    if service.rolled_out != newest.name:
        if percent == EVERYTHING:
            service.previous, service.rolled_out = service.rolled_out, newest.name
    elif newest.name == service.created and percent < EVERYTHING and shares[newest.name] == EVERYTHING:
        # the split falls on one and the same revision: it was rolled out fully and is now taken back
        service.rolled_out = service.previous or service.rolled_out


def _status(service: Service) -> Object:
    newest = service.revisions[-1]
    part: Object = {
        "latestCreatedRevision": service.created,
        "latestReadyRevision": service.ready.name if service.ready else "",
        "latestRolledoutRevision": service.rolled_out,
        "previousRolledoutRevision": service.previous,
        "traffic": service.targets,
    }
    waiting = "BlockedByFailedLoad" if newest.failed else "InProgress"
    state = "UpToDate" if newest.ready else waiting
    return {
        "deploymentMode": service.mode,
        "components": {"predictor": {name: value for name, value in part.items() if value}},
        "modelStatus": {"transitionStatus": state},
        "conditions": [{"type": "Ready", "status": "True" if newest.ready else "False"}],
    }
