"""The redactor finds personal data in any spelling, without weights and without a network."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Redactor
from talktrack.engines.redactor import open_redactor


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    """Return one redactor for all tests: building it imports Presidio."""
    return open_redactor()


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("Call 415-555-0134 today", "415-555-0134", "PHONE_NUMBER"),
        ("It is +44 7700 900123.", "+44 7700 900123", "PHONE_NUMBER"),
        (
            "four one five, five five five, oh one nine nine",
            "four one five, five five five, oh one nine nine",
            "PHONE_NUMBER",
        ),
        (
            "area code double four one, triple seven, one two three four",
            "double four one, triple seven, one two three four",
            "PHONE_NUMBER",
        ),
        (
            "one eight hundred five five five oh one nine nine",
            "one eight hundred five five five oh one nine nine",
            "PHONE_NUMBER",
        ),
        ("reach me at 020 7946 0958", "020 7946 0958", "PHONE_NUMBER"),
        ("it's j smith at yahoo dot co dot uk", "j smith at yahoo dot co dot uk", "EMAIL_ADDRESS"),
        ("Send it to 12 Kerkstraat, 1017 GP Amsterdam", "12 Kerkstraat, 1017 GP Amsterdam", "STREET_ADDRESS"),
        ("at 37 Randall Drive\n Suite 4\n Boise please", "37 Randall Drive\n Suite 4\n Boise", "STREET_ADDRESS"),
        ("host 2001:db8:85a3::8a2e:370:7334", "2001:db8:85a3::8a2e:370:7334", "IP_ADDRESS"),
        ("call me: ٤١٥-٥٥٥-٠١٣٤", "٤١٥-٥٥٥-٠١٣٤", "PHONE_NUMBER"),
        ("Write to dana.reed@acme.internal.", "dana.reed@acme.internal", "EMAIL_ADDRESS"),
        ("it's dana dot reed at gmail dot com", "dana dot reed at gmail dot com", "EMAIL_ADDRESS"),
        ("dana (at) acme.example please", "dana (at) acme.example", "EMAIL_ADDRESS"),
        ("Card 4111 1111 1111 1111", "4111 1111 1111 1111", "CREDIT_CARD"),
        ("IBAN DE89370400440532013000", "DE89370400440532013000", "IBAN_CODE"),
        ("my social is 536-90-4399", "536-90-4399", "US_SSN"),
        ("the account number is 1234567890", "1234567890", "ACCOUNT_NUMBER"),
        ("we sit at 411 Oak Street, Denver", "411 Oak Street, Denver", "STREET_ADDRESS"),
        ("Lieferung an Hauptstraße 12 bitte", "Hauptstraße 12", "STREET_ADDRESS"),
        ("she was born on March 5th, 1984", "March 5th, 1984", "DATE_OF_BIRTH"),
        ("the password is Hunter22!x", "Hunter22!x", "CREDENTIAL"),
        ("key AKIAIOSFODNN7EXAMPLE here", "AKIAIOSFODNN7EXAMPLE", "CREDENTIAL"),
        ("https://meet.example/j/1?pwd=abc12", "https://meet.example/j/1?pwd=abc12", "URL"),
        ("host 192.168.10.44 is down", "192.168.10.44", "IP_ADDRESS"),
        ("my name is Ludmila Petrova", "Ludmila Petrova", "PERSON"),
        ("ask for Dr. Zhenwei please", "Zhenwei", "PERSON"),
    ],
)
def test_personal_data_is_found(redactor: Redactor, text: str, value: str, kind: str) -> None:
    """Each kind is found with its exact span."""
    [spans] = redactor.find([text])

    assert [(text[s.start : s.end], s.kind) for s in spans] == [(value, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "We paid 1,200,000 dollars on 2024-05-06 for 1200 seats.",
        "Mark your calendar, will you? There is a grace period.",
        "See https://acme.example/pricing for version 2.10.3.",
        "About twenty five people use it two times a day.",
        "We have offices in Austin and Charlotte.",
        "Reset the password and the token, please.",
        "It took five hundred, two hundred fifty and three hundred days.",
        "The ratio is 21.42857142857143 for version 2.10.3.1.",
    ],
)
def test_business_talk_is_left_alone(redactor: Redactor, text: str) -> None:
    """Amounts, dates, places, versions and plain words are not personal."""
    assert redactor.find([text]) == [[]]


def test_known_people_are_found_however_they_are_written(redactor: Redactor) -> None:
    """Full names, first names and last names of known people, also in small letters; companies of that name are not."""
    texts = [
        "thanks, priya",
        "Raman said so.",
        "Raman Logistics is fine.",
        "Will, can you see it?",
        "Will you send it?",
    ]
    found = redactor.find(texts, ["Priya Raman", "Will Okafor"])

    assert [len(spans) for spans in found] == [1, 1, 0, 1, 0]


def test_who_is_introduced_once_is_found_everywhere(redactor: Redactor) -> None:
    """A name that a cue announces in one text is a known name in all of them."""
    texts = ["My name is Zorvan Tekk.", "Okay, and Zorvan, who else?"]

    assert [[t[s.start : s.end] for s in spans] for t, spans in zip(texts, redactor.find(texts), strict=True)] == [
        ["Zorvan Tekk"],
        ["Zorvan"],
    ]


def test_a_model_that_cannot_be_loaded_is_an_error(tmp_path: Path) -> None:
    """A configured model is needed: the redactor fails closed instead of going on without."""
    with pytest.raises(ConfigurationInvalidError, match="safetensors"):
        open_redactor(str(tmp_path))
