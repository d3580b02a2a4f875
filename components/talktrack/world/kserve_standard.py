"""What KServe does with one InferenceService in Standard mode: deployments, HTTPRoute and status. No network, no clock.

Documents: [canary] https://github.com/kserve/kserve/pull/5672 and test/e2e/predictor/test_canary.py beside it
[weights] https://github.com/kserve/kserve/pull/5912, [ready] https://github.com/kserve/kserve/pull/5984
[route] kserve/pkg/controller/v1beta1/inferenceservice/reconcilers/ingress/httproute_reconciler.go
"""

from __future__ import annotations

from typing import Any

from talktrack.world.kserve_installation import Installation
from talktrack.world.kserve_objects import merged
from talktrack.world.kserve_rules import EVERYTHING, Revision, Service

Object = dict[str, Any]


def revise(service: Service) -> list[Revision]:
    """Make the deployments that the spec asks for, keep those that it still asks for, remove the rest [canary].

    A deployment is known by its name: the canary that the stable predictor takes the name of keeps its pods. Return
    the new ones.
    """
    known = {revision.name: revision for revision in service.revisions}
    wanted = [_deployment(service, predictor) for predictor in predictors(service)]
    service.revisions = [
        known[one.name] if one.name in known and known[one.name].template == one.template else one for one in wanted
    ]
    service.created = service.revisions[-1].name
    return [revision for revision in service.revisions if revision is not known.get(revision.name)]


def predictors(service: Service) -> list[Object]:
    """Return the stable predictor and each canary's, which says only what is other than in the stable one [canary]."""
    stable = service.body["spec"]["predictor"]
    return [stable, *(merged(stable, entry["predictor"]) for entry in service.body["spec"].get("canary") or [])]


def deployment_name(service: Service, predictor: Object) -> str:
    """Return the name of a predictor's Deployment and Service [canary]."""
    return "-".join(part for part in (service.name, predictor.get("name", ""), "predictor") if part)


def reconcile(service: Service, installation: Installation) -> None:
    """Let the controller settle: first the route, where it is ever made, then the status."""
    service.body["status"] = _status(service)
    stable = service.revisions[0]
    if installation.gateway_api and stable.ready:  # before the predictor is ready the route stays as it was [route]
        service.targets = _targets(service, installation)
    if not installation.gateway_api:
        service.targets = []
    service.rolled_out = stable.name if stable.ready else service.rolled_out


def routed(service: Service) -> Object | None:
    """Return the rule of the HTTPRoutes, both of which lead to the same backends; None before there is one."""
    if not service.targets:
        return None
    backends = [
        {"kind": "Service", "name": target["revisionName"], "port": 80}
        | ({"weight": target["percent"]} if len(service.targets) > 1 else {})
        for target in service.targets
    ]
    return {"backendRefs": backends, "matches": [{"path": {"type": "RegularExpression", "value": "^/.*$"}}]}


def _deployment(service: Service, predictor: Object) -> Revision:
    """The replicas are no part of the pods' template, nor is the split."""
    scale = {"minReplicas", "maxReplicas", "canaryTrafficPercent"}
    template = {key: value for key, value in predictor.items() if key not in scale}
    return Revision(deployment_name(service, predictor), str(predictor["model"].get("storageUri", "")), template)


def _targets(service: Service, installation: Installation) -> list[Object]:
    """Give ready canaries their weight and the rest to the stable predictor [weights] [ready]."""
    entries = service.body["spec"].get("canary") or [] if installation.splits else []
    canaries = [
        {"revisionName": revision.name, "percent": entry["trafficPercent"]}
        for revision, entry in zip(service.revisions[1:], entries, strict=False)
        if revision.ready
    ]
    rest = EVERYTHING - sum(canary["percent"] for canary in canaries)
    return [{"revisionName": service.revisions[0].name, "percent": rest}, *canaries]


def _status(service: Service) -> Object:
    stable, *canaries = service.revisions
    entries = service.body["spec"].get("canary") or []
    conditions = [_condition("PredictorReady", holds=stable.ready), _condition("Ready", holds=stable.ready)]
    told = [
        {
            "name": entry["predictor"]["name"],
            "ready": revision.ready,
            "trafficPercent": entry["trafficPercent"],
            "modelStatus": _model_status(revision),
        }
        for entry, revision in zip(entries, canaries, strict=True)
    ]
    status = {
        "deploymentMode": service.mode,
        "components": {"predictor": {"url": f"http://{service.name}-predictor.example.com"} if stable.ready else {}},
        "modelStatus": _model_status(stable),
    }
    if not told:
        return status | {"conditions": conditions}
    ready = all(revision.ready for revision in canaries)
    conditions.append(_condition("CanaryPredictorReady", holds=ready))
    return status | {"conditions": conditions, "canaryStatuses": told}


def _condition(kind: str, *, holds: bool) -> Object:
    return {"type": kind, "status": "True" if holds else "False"}


def _model_status(revision: Revision) -> Object:
    waiting = "BlockedByFailedLoad" if revision.failed else "InProgress"
    return {"transitionStatus": "UpToDate" if revision.ready else waiting}
