"""What an HTTPRoute really does with requests, in percent by Service. Pure.

Weights: https://gateway-api.sigs.k8s.io/reference/spec/#backendref (a backend without a weight has weight 1; a share
is the weight by the sum of all weights of the rule).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

EVERYTHING = 100


def shares(route: dict[str, Any] | None) -> dict[str, int]:
    """Return percent by Service; nothing when there is no route, no gateway takes it, or its rules disagree."""
    if route is None or _is_refused(route):
        return {}
    rules = [_of_rule(rule) for rule in route["spec"].get("rules", [])]
    return rules[0] if rules and all(rule == rules[0] for rule in rules) else {}


def carries(route: dict[str, Any] | None, service: str) -> bool:
    """Tell whether a rule names the Service as a backend, with whatever weight."""
    rules = route["spec"].get("rules", []) if route else []
    return any(backend["name"] == service for rule in rules for backend in rule.get("backendRefs", []))


def wrong(found: Mapping[str, int], wanted: Mapping[str, int]) -> bool:
    """Tell whether the shares are others than wanted; a share of nothing may be left out."""
    return {name: share for name, share in found.items() if share} != {
        name: share for name, share in wanted.items() if share
    }


def _of_rule(rule: dict[str, Any]) -> dict[str, int]:
    weights: dict[str, int] = {}
    for backend in rule.get("backendRefs", []):
        weights[backend["name"]] = weights.get(backend["name"], 0) + int(backend.get("weight", 1))
    total = sum(weights.values())
    return {name: round(EVERYTHING * weight / total) for name, weight in weights.items()} if total else {}


def _is_refused(route: dict[str, Any]) -> bool:
    """A gateway that does not accept the route says so; without any word of it, it is too early to know."""
    parents = route.get("status", {}).get("parents", [])
    conditions = [condition for parent in parents for condition in parent.get("conditions", [])]
    return any(condition["type"] == "Accepted" and condition["status"] == "False" for condition in conditions)
