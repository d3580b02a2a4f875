"""What a cluster has installed, as far as it decides whether traffic can be split."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Installation:
    """A cluster in order, or one with something missing.

    `default_mode` is what the ConfigMap inferenceservice-config says, empty where there is none. `knows_canary` is
    false before KServe 0.20: the server drops the field. `splits` is false in 0.20.0: a canary is made, the HTTPRoute
    stays as it was. `gateway_api` is false without Gateway API.
    """

    default_mode: str = "Knative"
    knows_canary: bool = True
    splits: bool = True
    gateway_api: bool = True
