"""Every overlay, rendered once."""

from __future__ import annotations

import os

import pytest

from tests.manifests.rendering import OVERLAYS, Object, has_kubectl, objects, overlays, rendered


@pytest.fixture(scope="session")
def good() -> dict[str, list[Object]]:
    """The objects of each overlay by its name."""
    if not has_kubectl():
        message = "SKIPPED: there is no kubectl to render manifests with"
        if os.environ.get("STRICT") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return {overlay: objects(rendered(OVERLAYS / overlay)) for overlay in overlays()}
