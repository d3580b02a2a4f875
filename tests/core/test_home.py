"""The layout of a home: one folder per tenant, the same for paths and buckets."""

from __future__ import annotations

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.home import TenantHome


@pytest.mark.parametrize("home", ["gs://bucket/home", "gs://bucket/home/", "/data/home"])
def test_everything_lies_below_the_tenants_folder(home: str) -> None:
    """A trailing slash makes no difference."""
    place = TenantHome(home, "acme")
    root = f"{home.rstrip('/')}/acme"

    assert root == place.root
    assert f"{root}/repository" == place.repository
    assert f"{root}/vectors" == place.vectors
    assert f"{root}/registry" == place.registry
    assert f"{root}/training" == place.training
    assert f"{root}/golden" == place.golden


def test_a_tenant_cannot_leave_its_folder() -> None:
    """The name is checked before any path is made of it."""
    with pytest.raises(ConfigurationInvalidError, match="not a valid name"):
        TenantHome("/data/home", "../other")
