"""Rules for access: rights by name, in one namespace, for accounts that exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.manifests.pods import name
from tests.manifests.rendering import Object

ESCALATING = {"escalate", "bind", "impersonate"}
TOO_MUCH = {"secrets", "pods/exec", "pods/attach", "pods/portforward", "serviceaccounts/token", "nodes", "namespaces"}
TOO_MUCH |= {"roles", "rolebindings", "clusterroles", "clusterrolebindings"}
ROLES = {"Role", "ClusterRole"}


def no_wildcard(objects: Sequence[Object]) -> Iterator[str]:
    """A star grants what nobody has thought of yet."""
    for found, rule in _rules(objects):
        if any("*" in entry for part in ("apiGroups", "resources", "verbs") for entry in rule.get(part, [])):
            yield f"{name(found)}: *"


def no_escalation(objects: Sequence[Object]) -> Iterator[str]:
    """Nobody reads secrets over the API, enters pods or gives rights away."""
    for found, rule in _rules(objects):
        wrong = (TOO_MUCH & set(rule.get("resources", []))) | (ESCALATING & set(rule.get("verbs", [])))
        if wrong:
            yield f"{name(found)}: {', '.join(sorted(wrong))}"


def of_one_namespace(objects: Sequence[Object]) -> Iterator[str]:
    """Rights end at the namespace."""
    for found in objects:
        if found["kind"] in {"ClusterRole", "ClusterRoleBinding"}:
            yield f"{name(found)}: rights in every namespace"


def bindings(objects: Sequence[Object]) -> Iterator[str]:
    """A binding gives a role that exists to accounts that exist and are nobody's default."""
    roles = {(one["kind"], one["metadata"].get("namespace"), one["metadata"]["name"]) for one in objects}
    for found in objects:
        if found["kind"] != "RoleBinding":
            continue
        space, role = found["metadata"].get("namespace"), found["roleRef"]
        if role["kind"] == "Role" and ("Role", space, role["name"]) not in roles:
            yield f"{name(found)}: there is no role {role['name']}"
        if not found.get("subjects"):
            yield f"{name(found)}: gives nobody anything"
        for subject in found.get("subjects", []):
            known = ("ServiceAccount", subject.get("namespace", space), subject["name"]) in roles
            if subject["kind"] != "ServiceAccount" or subject["name"] == "default" or not known:
                yield f"{name(found)}: {subject['kind']} {subject['name']} is no account of ours"


def _rules(objects: Sequence[Object]) -> Iterator[tuple[Object, Object]]:
    for found in objects:
        for rule in found.get("rules") or [] if found["kind"] in ROLES else []:
            yield found, rule
