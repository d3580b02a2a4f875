"""Places, organisations, dates and the like are found when they are asked for, and only then."""

from __future__ import annotations

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Redactor
from talktrack.engines.personal_data.spans import OPTIONAL
from talktrack.engines.redactor import hidden, open_redactor

TEXT = (
    "Dr. Reed, 42 years old, a Danish citizen, joined Halden Instruments in Nairobi on 3 March 2021, zip 60601, "
    "halden.io."
)


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    """Return one redactor for all kinds."""
    return open_redactor(entities=hidden(",".join(OPTIONAL)))


def test_all_kinds_are_found_when_they_are_asked_for(redactor: Redactor) -> None:
    """One sentence that holds every optional kind."""
    [spans] = redactor.find([TEXT])

    assert {span.kind for span in spans} >= OPTIONAL | {"PERSON"}


def test_by_default_only_what_must_be_hidden_is_found() -> None:
    """Places, organisations and dates carry what training needs."""
    [spans] = open_redactor().find([TEXT])

    assert {span.kind for span in spans} == {"PERSON"}


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("She moved to Kuala Lumpur last year", "Kuala Lumpur", "GPE"),
        ("write to University of Tartu", "University of Tartu", "ORGANIZATION"),
        ("It was signed on 2021-11-30.", "2021-11-30", "DATE_TIME"),
        ("Many Ukrainians live here", "Ukrainians", "NRP"),
        ("he is 61 and retired", "61", "AGE"),
        ("the site www.halden.org is down", "www.halden.org", "DOMAIN_NAME"),
    ],
)
def test_an_optional_kind_is_found(redactor: Redactor, text: str, value: str, kind: str) -> None:
    """Each with its exact span."""
    [spans] = redactor.find([text])

    assert (value, kind) in [(text[s.start : s.end], s.kind) for s in spans]


def test_an_unknown_kind_is_an_error() -> None:
    """A kind that nobody finds would be a false promise."""
    with pytest.raises(ConfigurationInvalidError, match="SHOE_SIZE"):
        open_redactor(entities=hidden("shoe_size"))
