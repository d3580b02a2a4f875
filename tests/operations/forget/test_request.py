"""Requests: what cannot be carried out or accounted for is refused before anything is looked at."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.operations.forget.request import Request, parsed

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def test_a_file_becomes_a_request() -> None:
    """Users, names, phones and artifacts may be left out."""
    request = parsed("acme", b'{"subject": "a@b.example", "by": "officer", "why": "12", "users": ["u1"]}', NOW)

    assert (request.subject, request.users, request.names, request.artifacts) == ("a@b.example", ["u1"], [], [])


@pytest.mark.parametrize(("names", "phones"), [(["Dana"], []), ([], ["12 34"])])
def test_what_others_share_is_refused(names: list[str], phones: list[str]) -> None:
    """A single name or a few digits would take others along."""
    with pytest.raises(ConfigurationInvalidError, match="give"):
        Request("acme", "a@b.example", "officer", "12", NOW, names=names, phones=phones)


@pytest.mark.parametrize("subject", ["", "dana", "@b.example", "dana@", " @ "])
def test_a_subject_that_is_no_address_is_refused(subject: str) -> None:
    """A name alone is nobody's."""
    with pytest.raises(ConfigurationInvalidError, match="must be a mail address"):
        Request("acme", subject, "officer", "12", NOW)


@pytest.mark.parametrize(("by", "why"), [("", "12"), ("officer", " ")])
def test_a_request_names_who_and_why(by: str, why: str) -> None:
    """The receipt would say nothing otherwise."""
    with pytest.raises(ConfigurationInvalidError, match="the receipt keeps both"):
        Request("acme", "a@b.example", by, why, NOW)


@pytest.mark.parametrize("document", [b"", b"\xff\xfe", b"[]", b'{"subject": "dana@x.example"}', b'{"subject": 1}'])
def test_a_file_that_is_no_request_is_refused_without_repeating_it(document: bytes) -> None:
    """What stands in it may name somebody."""
    with pytest.raises(ConfigurationInvalidError) as refused:
        parsed("acme", document, NOW)

    assert "dana" not in str(refused.value)
