"""Handles, shared links, passphrases, spoken streets, spelled names and cards: what is found, and as what."""

from __future__ import annotations

import pytest

from talktrack.core.ports import Redactor
from tests.engines.personal_data.finding import found

CARD = "4111 1111 1111 1111"


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("See linkedin.com/in/octo-greg for me", "linkedin.com/in/octo-greg", "SOCIAL_HANDLE"),
        ("the code is on github.com/octogreg", "github.com/octogreg", "SOCIAL_HANDLE"),
        ("Follow @octogreg there", "@octogreg", "SOCIAL_HANDLE"),
        ("My Skype is live:octo.greg", "live:octo.greg", "SOCIAL_HANDLE"),
        ("the username is octo_greg7", "octo_greg7", "SOCIAL_HANDLE"),
        ("Password: stone-river-lantern.", "stone-river-lantern", "CREDENTIAL"),
        ("The password for the portal is Meadow81.", "Meadow81", "CREDENTIAL"),
        ("Das Passwort für das Konto lautet Wiese81.", "Wiese81", "CREDENTIAL"),
        ("Le mot de passe du compte d'essai est Prairie81", "Prairie81", "CREDENTIAL"),
        ("La contraseña de la cuenta es Pradera81", "Pradera81", "CREDENTIAL"),
        ("https://drive.google.com/file/d/1AbCdEfGhIjKlMnOpQr/view", None, "URL"),
        ("https://colab.example/x/1?usp=sharing", None, "URL"),
        ("thirty one Acacia Avenue, Salem, Oregon 97301", None, "STREET_ADDRESS"),
        ("we are at four four two main street", "four four two main street", "STREET_ADDRESS"),
        (
            "My number is oh seven seven hundred, nine hundred, one two three",
            "oh seven seven hundred, nine hundred, one two three",
            "PHONE_NUMBER",
        ),
        ("my sort code is 20-11-09", "20-11-09", "ACCOUNT_NUMBER"),
        ("It is N G U Y E N.", "N G U Y E N", "PERSON"),
        ("my last name is Q U I S T", "Q U I S T", "PERSON"),
        ("0049 (0)89 123456", None, "PHONE_NUMBER"),
        ("The IMEI is 490154203237518.", "490154203237518", "DEVICE_ID"),
        ("it's d\u200bana@acme.example", "d\u200bana@acme.example", "EMAIL_ADDRESS"),
        ("the birthday of my wife is 3/4/1980", "3/4/1980", "DATE_OF_BIRTH"),
        ("born on march third nineteen eighty four", "march third nineteen eighty four", "DATE_OF_BIRTH"),
        ("my birthday is the twenty first of May, 1990.", "twenty first of May, 1990", "DATE_OF_BIRTH"),
        ("CVV: 123", "123", "CREDIT_CARD"),
        ("Die Prüfnummer auf der Rückseite der Karte lautet 739", "739", "CREDIT_CARD"),
        ("Security code? Four two one.", "Four two one", "CREDIT_CARD"),
        ("Sure, the code on the back, let me look, seven three nine.", "seven three nine", "CREDIT_CARD"),
        ("Der Sicherheitscode der Karte ist 739", "739", "CREDIT_CARD"),
        ("Le cryptogramme de la carte est sept trois neuf", "sept trois neuf", "CREDIT_CARD"),
        ("El código de seguridad de la tarjeta es 739", "739", "CREDIT_CARD"),
    ],
)
def test_each_is_found_with_its_kind(redactor: Redactor, text: str, value: str | None, kind: str) -> None:
    """The span is exact; without a value all of the text is meant."""
    assert found(redactor, text) == [(value or text, kind)]


def test_a_birth_said_twice_is_found_twice(redactor: Redactor) -> None:
    """In words and once more in digits, in one sentence."""
    dates = found(redactor, "I was born on the third of March 1984, that is 3/3/1984.")

    assert dates == [("third of March 1984", "DATE_OF_BIRTH"), ("3/3/1984", "DATE_OF_BIRTH")]


@pytest.mark.parametrize("end", ["11/28", "eleven twenty eight", "08/2029", "August 2029"])
def test_the_end_of_a_card_goes_with_it(redactor: Redactor, end: str) -> None:
    """Beside a card's number, when it ends is part of it."""
    text = f"Card {CARD}, expiry {end}, and the security code is seven three seven."

    assert found(redactor, text) == [(CARD, "CREDIT_CARD"), (end, "CREDIT_CARD"), ("seven three seven", "CREDIT_CARD")]


def test_an_end_that_is_asked_for_is_found_in_the_answer(redactor: Redactor) -> None:
    """The cue may stand in one turn and the value in the next."""
    texts = [f"The card is {CARD}.", "And the expiry date?", "11/28."]

    assert [len(spans) for spans in redactor.find(texts)] == [1, 0, 1]


def test_a_known_name_is_found_in_what_is_put_together_with_it(redactor: Redactor) -> None:
    """A surname is no less one behind a hyphen, with digits or letter by letter."""
    text = "I am octo-achterberg, achterberg42 or a c h t e r b e r g."

    assert [value for value, _ in found(redactor, text, "Tobias Achterberg")] == [
        "octo-achterberg",
        "achterberg42",
        "a c h t e r b e r g",
    ]


def test_a_known_name_ends_before_the_company(redactor: Redactor) -> None:
    """Who is known by name is not called otherwise where the company follows."""
    text = "Iker Etxeberria de Telefónica calls."

    assert found(redactor, text, "Iker Etxeberria") == [("Iker Etxeberria", "PERSON")]


@pytest.mark.parametrize(
    "text",
    [
        "The quote is Q-2024-00017, the invoice 100200300.",
        "our order ID is 4870952797 and ticket 123456789 is open",
        "Rechnung Nr. 202400178, Serial number: 356938035643809",
        "Die Angebotsnummer ist 202400178",
        "Die Angebotsnummer lautet 2024 0011 7788",
        "El número de oferta es 2024 0011 7788",
        "Our quote number would be 2024 0011 7788",
        "The contract expires 11/28.",
        "Our Sr. Director and the HR Software, the Sr Engineer too.",
        "It is a one way street and a twenty minute drive.",
        "See https://github.com/org/repo and https://x.com/acme/status/1",
        "Tell @here and @channel. Our C R M is fine, A P I too.",
        "It took five hundred, two hundred fifty and three hundred days.",
    ],
)
def test_documents_and_plain_talk_are_left_alone(redactor: Redactor, text: str) -> None:
    """Numbers of quotes, invoices and orders are no bank accounts, and what expires need not be a card."""
    assert found(redactor, text) == []
