"""Labels of all platforms come to one form, and what they tell about a person is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.conversation import Participant
from talktrack.ingestion.clean.labels import normal_label, normal_participant


@pytest.mark.parametrize(
    ("label", "normal"),
    [
        ("SPEAKER_00", "Speaker 0"),
        ("[SPEAKER_00]:", "Speaker 0"),
        ("Speaker 2", "Speaker 2"),
        ("spk_1", "Speaker 1"),
        ("speaker a", "Speaker A"),
        ("REP 1", "Rep 1"),
        ("Customer-02", "Customer 2"),
        ("REP", "REP"),
        ("John (Acme)", "John (Acme)"),
        ("John | Acme", "John (Acme)"),
        ("John [Acme Corp.]", "John (Acme Corp.)"),
        ("Dana Reed (Guest)", "Dana Reed"),
        ("Dana  Reed (she/her) (Acme)", "Dana Reed (Acme)"),
        ("Tom's iPhone (2)", "Tom"),
        ("Reed, Dana", "Reed, Dana"),
        ("Anna-Lena O’Neil:", "Anna-Lena O’Neil"),
        ("(Guest)", "(Guest)"),
        ("", ""),
    ],
)
def test_labels_have_one_form(label: str, normal: str) -> None:
    """Numbers without zeros, the company in brackets, no presence, no device."""
    assert normal_label(label) == normal


@pytest.mark.parametrize(
    ("label", "normal", "email", "phone"),
    [
        ("dana.reed@acme.com", "Dana Reed", "dana.reed@acme.com", None),
        ("INFO@acme.com", "info@acme.com", "info@acme.com", None),
        ("Dana Reed <dana@acme.com>", "Dana Reed", "dana@acme.com", None),
        ("+1 (415) 555-0123", "+14155550123", None, "+14155550123"),
        ("tel:415.555.0123", "4155550123", None, "4155550123"),
        ("Room 12", "Room 12", None, None),
    ],
)
def test_addresses_and_numbers_find_their_fields(label: str, normal: str, email: str | None, phone: str | None) -> None:
    """What a label says of a person is kept where attribution looks for it."""
    found = normal_participant(Participant(id="s1", label=label))

    assert (found.label, found.email, found.phone) == (normal, email, phone)


def test_what_the_source_knows_is_not_overwritten() -> None:
    """A label never replaces an address that the source gave."""
    known = Participant(id="s1", label="dana@home.org", email="dana.reed@acme.com")

    assert normal_participant(known).email == "dana.reed@acme.com"


@given(st.text(max_size=60))
def test_a_normal_label_is_its_own_normal_form(label: str) -> None:
    """Cleaning twice changes nothing more."""
    once = normal_participant(Participant(id="s1", label=label)).label

    assert normal_label(once) == once
