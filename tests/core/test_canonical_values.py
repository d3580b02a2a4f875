"""One value has one token, in whatever way it is written, said or spelled."""

from __future__ import annotations

import pytest

from talktrack.core.canonical_values import canonical


@pytest.mark.parametrize(
    ("kind", "value", "ways"),
    [
        (
            "EMAIL_ADDRESS",
            "greg.holt@gmail.com",
            [
                "Greg.Holt@gmail.com",
                "greg dot holt at gmail dot com",
                "greg [dot] holt [at] gmail [dot] com",
                "greg Punkt holt ät gmail Punkt com",
                "greg point holt arobase gmail point com",
                "greg punto holt arroba gmail punto com",
                "g\u200breg.holt@gmail\u2060.com",
            ],
        ),
        ("EMAIL_ADDRESS", "o_neill-b@web.de", ["o underscore neill dash b at web dot de"]),
        (
            "PHONE_NUMBER",
            "712345678",
            [
                "0171 2345678",
                "+49 171 2345678",
                "0049 (0)171 2345678",
                "+49 (0) 171/234-56-78",
                "٠١٧١ ٢٣٤٥٦٧٨",
                "0171\u200b2345678",
                "null eins sieben eins zwei drei vier fünf sechs sieben acht",
                "plus four nine one seven one, two three four, five six seven eight",
            ],
        ),
        (
            "PHONE_NUMBER",
            "155550134",
            ["+1 (415) 555-0134 ext. 7", "415.555.0134", "four one five double five five oh one three four"],
        ),
        ("PHONE_NUMBER", "12345678", ["+45 12 34 56 78", "12 34 56 78"]),
        (
            "PHONE_NUMBER",
            "612345678",
            ["zéro six douze trente-quatre cinquante-six soixante-dix-huit", "+33 6 12 34 56 78"],
        ),
        ("PHONE_NUMBER", "612345678", ["seiscientos doce treinta y cuatro cincuenta y seis setenta y ocho"]),
        ("CREDIT_CARD", "4111111111111111", ["4111 1111 1111 1111", "4111-1111-1111-1111"]),
        ("PERSON", "kofi", ["Kofi", "K O F I", "K-O-F-I"]),
        ("PERSON", "juergen mueller", ["Jürgen Müller", "Juergen Mueller", "Ju\u0308rgen Müller"]),
        ("PERSON", "amelie lefevre", ["Amélie Lefèvre", "AMELIE LEFEVRE"]),
        ("PERSON", "dana reed", ["Dana Reed", "dana  reed"]),
    ],
)
def test_all_ways_of_saying_a_value_are_one(kind: str, value: str, ways: list[str]) -> None:
    """Case, separators, words for signs, digits of other scripts and what nobody sees make no difference."""
    assert {canonical(kind, way) for way in ways} == {value}


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("PHONE_NUMBER", "0171 2345678", "0171 2345679"),
        ("EMAIL_ADDRESS", "a.b@c.de", "ab@c.de"),
        ("IP_ADDRESS", "10.0.11.1", "10.0.1.11"),
        ("CONTACT", "1-11", "11-1"),
        ("PERSON", "Ann Ray", "Anne Ray"),
    ],
)
def test_different_values_stay_different(kind: str, one: str, other: str) -> None:
    """What separates two values is kept where it tells them apart."""
    assert canonical(kind, one) != canonical(kind, other)
