"""What a cue announces is found in German, French and Spanish too, and their plain words are no names."""

from __future__ import annotations

import pytest

from talktrack.core.ports import Redactor
from tests.engines.personal_data.finding import found


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("Mein Geburtsdatum ist der 12.04.1977.", "12.04.1977", "DATE_OF_BIRTH"),
        ("Sie wurde am 7. Juni 1985 in Köln geboren.", "7. Juni 1985", "DATE_OF_BIRTH"),
        ("Née le 09/11/1968 à Lyon.", "09/11/1968", "DATE_OF_BIRTH"),
        ("Date de naissance : 1er août 1984", "1er août 1984", "DATE_OF_BIRTH"),
        ("Nací el 21 de octubre de 1990 en Lima.", "21 de octubre de 1990", "DATE_OF_BIRTH"),
        ("Das Kennwort lautet Regen#88!", "Regen#88!", "CREDENTIAL"),
        ("Le mot de passe est Brume77x", "Brume77x", "CREDENTIAL"),
        ("La contraseña es Lluvia_9", "Lluvia_9", "CREDENTIAL"),
        ("Mi teléfono es 655 432 109", "655 432 109", "PHONE_NUMBER"),
        ("Du erreichst mich unter 030 123 45 67", "030 123 45 67", "PHONE_NUMBER"),
        (
            "Meine Nummer ist null eins fünf eins, zwo drei vier fünf sechs sieben acht",
            "null eins fünf eins, zwo drei vier fünf sechs sieben acht",
            "PHONE_NUMBER",
        ),
        (
            "Mon numéro, zéro six douze trente-quatre quatre-vingt-dix soixante et onze",
            "zéro six douze trente-quatre quatre-vingt-dix soixante et onze",
            "PHONE_NUMBER",
        ),
        (
            "Es el seis doce, treinta y cuatro, cincuenta y seis, setenta y ocho",
            "seis doce, treinta y cuatro, cincuenta y seis, setenta y ocho",
            "PHONE_NUMBER",
        ),
        (
            "sabine Unterstrich vogt ät posteo Punkt de",
            "sabine Unterstrich vogt ät posteo Punkt de",
            "EMAIL_ADDRESS",
        ),
        (
            "c'est brume point noire arobase orange point fr",
            "brume point noire arobase orange point fr",
            "EMAIL_ADDRESS",
        ),
        ("ventas punto norte arroba correo punto es", "ventas punto norte arroba correo punto es", "EMAIL_ADDRESS"),
        ("Mme Kouassi est là.", "Kouassi", "PERSON"),
        ("Hablé con la señora Arrizabalaga.", "Arrizabalaga", "PERSON"),
        ("Ich heiße Ottokar Zwickl.", "Ottokar Zwickl", "PERSON"),
        ("mein name ist ottokar", "ottokar", "PERSON"),
        ("Jürgen Vogt von der Firma Lichtwerk ruft an.", "Jürgen Vogt", "PERSON"),
    ],
)
def test_a_cue_of_the_language_is_enough(redactor: Redactor, text: str, value: str, kind: str) -> None:
    """Birth dates, passwords, numbers, addresses and names are found with their exact span."""
    assert found(redactor, text) == [(value, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "Meine Nummer steht im Vertrag. Das Passwort ist neu, mein Kennwort auch.",
        "Wir treffen uns am 4. Juli. Der Juli war gut.",
        "Neue Preise gelten ab Montag für alle Kunden. Rufen Sie uns an.",
        "Unser Vertrieb nutzt das. Der Kunde will ein Angebot.",
        "Wir haben zwei, drei oder vier Kunden in sieben Ländern.",
        "J'ai deux enfants et trois chats, la facture 100200300 est payée.",
        "Tenemos cuatro o cinco oficinas y siete empleados.",
        "We will stop at this point in time.",
    ],
)
def test_plain_talk_is_left_alone(redactor: Redactor, text: str) -> None:
    """German nouns have capitals, and small numbers are no telephone."""
    assert found(redactor, text) == []
