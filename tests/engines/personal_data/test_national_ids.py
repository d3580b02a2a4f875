"""Numbers that states give are found by form and check digits, and by a cue where these are weak."""

from __future__ import annotations

import pytest

from talktrack.core.ports import Redactor


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("NI number AB 12 34 56 C", "AB 12 34 56 C", "UK_NINO"),
        ("her NHS number is 943 476 5919", "943 476 5919", "UK_NHS"),
        ("Steuer-ID: 86095742719", "86095742719", "DE_TAX_ID"),
        ("numéro 2 55 08 14 168 025 38", "2 55 08 14 168 025 38", "FR_NIR"),
        ("mi DNI es 12345678Z", "12345678Z", "ES_NIF"),
        ("NIE X1234567L", "X1234567L", "ES_NIE"),
        ("codice fiscale RSSMRA85T10A562S", "RSSMRA85T10A562S", "IT_FISCAL_CODE"),
        ("Aadhaar 2341 2341 2346", "2341 2341 2346", "IN_AADHAAR"),
        ("PAN is ABCPE1234F", "ABCPE1234F", "IN_PAN"),
        ("social insurance number 046 454 286", "046 454 286", "CA_SIN"),
        ("TFN 123 456 782", "123 456 782", "AU_TFN"),
        ("ITIN 912-70-1234", "912-70-1234", "US_ITIN"),
        ("passport number 543210987", "543210987", "PASSPORT"),
        ("my driver's license is D1234567", "D1234567", "US_DRIVER_LICENSE"),
        ("１２３４５６７８Z es mi DNI", "１２３４５６７８Z", "ES_NIF"),
    ],
)
def test_a_number_of_a_person_is_found(redactor: Redactor, text: str, value: str, kind: str) -> None:
    """Each kind is found with its exact span."""
    [spans] = redactor.find([text])

    assert [(text[s.start : s.end], s.kind) for s in spans] == [(value, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "order 12345678A was shipped",
        "part number RSSMRA85T10A562X",
        "the code is X1234567A",
        "we count 123 456 781 rows",
    ],
)
def test_a_wrong_check_digit_is_no_number_of_a_person(redactor: Redactor, text: str) -> None:
    """What only looks like one stays."""
    assert redactor.find([text]) == [[]]
