"""Heads in a tenant's home: one set in service for each encoder, older ones stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.heads import Head, Heads
from talktrack.systems.heads import in_service, keep, kept
from tests.samples import TENANT

HEAD = Head(kind="question", classes=["none", "situation"], weights=[[0.0], [1.0]], bias=[0.0, 0.0])
FIRST = Heads(encoder_version="e@1", heads=[HEAD], conversations="7")
SECOND = replace(FIRST, conversations="9")


def test_the_last_kept_heads_of_an_encoder_are_in_service(tmp_path: Path) -> None:
    """Keeping them again changes nothing; another encoder has none."""
    home = str(tmp_path)
    for heads in (FIRST, SECOND, SECOND):
        keep(home, TENANT, heads)

    assert (in_service(home, TENANT, "e@1"), in_service(home, TENANT, "e@2")) == (SECOND, None)
    assert kept(home, TENANT) == {FIRST.version: "7", SECOND.version: "9"}


def test_each_tenant_has_its_own(tmp_path: Path) -> None:
    """Heads of one are never seen by another."""
    keep(str(tmp_path), TENANT, FIRST)

    assert in_service(str(tmp_path), "other", "e@1") is None


def test_heads_of_an_older_form_do_not_serve(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Their weights belong to features that are no longer made, and the log says what to do."""
    keep(str(tmp_path), TENANT, replace(FIRST, features_version=FIRST.features_version - 1))

    assert in_service(str(tmp_path), TENANT, "e@1") is None
    assert "until train_heads runs" in caplog.text


def test_a_broken_file_says_what_to_do(tmp_path: Path) -> None:
    """It is not taken for no heads."""
    version = keep(str(tmp_path), TENANT, FIRST)
    (tmp_path / TENANT / "heads" / f"{version}.json").write_text("{}")

    with pytest.raises(ConfigurationInvalidError, match="run train_heads again"):
        in_service(str(tmp_path), TENANT, "e@1")
