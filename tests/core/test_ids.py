"""Ids: equal content has equal ids, other content others, and a tenant's name is safe everywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ids import checked_tenant, crm_id, sha256, stable_id

PARTS = st.lists(st.text(max_size=4), max_size=4)


def test_an_id_is_the_same_in_every_run() -> None:
    """The value is written down: changing the derivation would orphan everything stored."""
    assert stable_id("c", "acme", "call", 1) == "c-105ef0d1e5495a26"


@given(PARTS, PARTS)
def test_other_parts_make_another_id(one: list[str], other: list[str]) -> None:
    """Moving a character across a border, or adding an empty part, is a difference."""
    assert (one == other) == (stable_id("x", *one) == stable_id("x", *other))


def test_borders_between_parts_count() -> None:
    """The example behind the rule."""
    assert stable_id("x", "ab", "c") != stable_id("x", "a", "bc")


def test_half_a_character_has_an_id() -> None:
    """Lone surrogates come out of broken sources and must not stop a run."""
    assert stable_id("x", "\ud83d").startswith("x-")


def test_sha256_is_the_standard_one() -> None:
    """FIPS 180-4's value for the empty message."""
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("name", ["a", "acme", "acme-2", "0", "a" * 63])
def test_good_tenant_names_pass(name: str) -> None:
    """Lower-case letters, digits and inner hyphens."""
    assert name == checked_tenant(name)


@pytest.mark.parametrize("name", ["", "Acme", "-a", "a-", "a/b", "..", "a.b", "a b", "acme\n", "ä", "a" * 64])
def test_other_tenant_names_are_refused(name: str) -> None:
    """Nothing that could leave its folder or break a label."""
    with pytest.raises(ConfigurationInvalidError, match="not a valid name"):
        checked_tenant(name)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("0013000000Xyzab", "0013000000XyzabAAB"),
        (" 0013000000Xyzab ", "0013000000XyzabAAB"),
        ("0013000000XyzabAAB", "0013000000XyzabAAB"),
        ("ACME-1", "ACME-1"),
    ],
)
def test_crm_ids_take_their_long_form(given: str, expected: str) -> None:
    """Both forms of a Salesforce id meet; other ids stay."""
    assert expected == crm_id(given)
