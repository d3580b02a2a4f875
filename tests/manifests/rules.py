"""All rules of ours by name, and what they find in a list of objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.manifests import (
    access_rules,
    alert_rules,
    model_rules,
    network_rules,
    pod_rules,
    program_rules,
    reference_rules,
    secret_rules,
    service_rules,
)
from tests.manifests.rendering import Object

Rule = Callable[[Sequence[Object]], Iterator[str]]

RULES: Mapping[str, Rule] = {
    "image-by-digest": pod_rules.images_by_digest,
    "limits": pod_rules.limits,
    "probes": pod_rules.probes,
    "probe-ports": pod_rules.probe_ports,
    "security-context": pod_rules.security_context,
    "pod-security-context": pod_rules.pod_security_context,
    "scratch": pod_rules.scratch,
    "mounts": pod_rules.mounts,
    "paths": pod_rules.paths,
    "host": pod_rules.host,
    "own-account": pod_rules.own_account,
    "secret-in-the-open": secret_rules.in_the_open,
    "secret-object": secret_rules.objects_of_secrets,
    "no-wildcard": access_rules.no_wildcard,
    "no-escalation": access_rules.no_escalation,
    "one-namespace": access_rules.of_one_namespace,
    "bindings": access_rules.bindings,
    "pod-security": network_rules.restricted,
    "bounded": network_rules.bounded,
    "network-closed": network_rules.closed,
    "network-narrow": network_rules.narrow,
    "network-addressed": network_rules.addressed,
    "network-used": network_rules.used,
    "once": reference_rules.once,
    "namespaced": reference_rules.in_a_namespace,
    "references": reference_rules.references,
    "selectors": reference_rules.selectors,
    "ports": reference_rules.ports,
    "scraped": reference_rules.scraped,
    "mode-named": service_rules.mode_named,
    "named-after-tenant": service_rules.named_after_tenant,
    "release-left-to-rollouts": service_rules.release_left_to_rollouts,
    "replicas-fixed": service_rules.replicas_fixed,
    "survives-a-node": service_rules.survives_a_node,
    "lets-drain": service_rules.lets_drain,
    "followed": program_rules.followed,
    "arguments": program_rules.arguments_known,
    "runtime": service_rules.runtime_there,
    "ends-in-time": program_rules.ends_in_time,
    "trainable": program_rules.trainable,
    "on-time": program_rules.on_time,
    "one-base": model_rules.one_identity,
    "offline": model_rules.found_offline,
    "metrics-known": alert_rules.metrics_known,
    "answerable": alert_rules.answerable,
    "labelled": alert_rules.labelled,
}
# Only for what is applied: the repository names images that nobody has built.
BEFORE_APPLY: Mapping[str, Rule] = {"images-built": pod_rules.images_built}


@dataclass(frozen=True, order=True)
class Finding:
    """What one rule or validator says of one object."""

    rule: str
    what: str

    def __str__(self) -> str:
        """Return a line for people."""
        return f"{self.rule}: {self.what}"


def findings(objects: Sequence[Object], rules: Mapping[str, Rule] = RULES) -> list[Finding]:
    """Return everything that the rules find."""
    return [Finding(rule, what) for rule, check in rules.items() for what in _found(check, objects)]


def _found(check: Rule, objects: Sequence[Object]) -> list[str]:
    """An object that lacks what its kind prescribes keeps a rule from looking further, which is a finding too."""
    try:
        return list(check(objects))
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as unread:
        return [f"an object is not as its kind prescribes: {unread!r}"]
