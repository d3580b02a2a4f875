"""Label selectors as Kubernetes evaluates them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.manifests.rendering import Object


def matches(selector: Object, labels: Mapping[str, str]) -> bool:
    """Tell whether a selector chooses these labels; an empty one chooses all."""
    wanted = selector.get("matchLabels") or {}
    return all(labels.get(key) == value for key, value in wanted.items()) and all(
        _holds(expression, labels) for expression in selector.get("matchExpressions") or []
    )


def _holds(expression: Object, labels: Mapping[str, str]) -> bool:
    value = labels.get(expression["key"])
    return {
        "In": value in expression.get("values", []),
        "NotIn": value not in expression.get("values", []),
        "Exists": value is not None,
        "DoesNotExist": value is None,
    }[expression["operator"]]
