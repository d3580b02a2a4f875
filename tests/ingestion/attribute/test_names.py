"""Labels name people, or nobody."""

from __future__ import annotations

import pytest

from talktrack.ingestion.attribute.names import name_words, person_words


@pytest.mark.parametrize(
    "label",
    ["Speaker 1", "Conference Room 3", "Main Boardroom", "iPhone", "Berlin Office", "REP", "Guest", "", "(", "1", "A"],
)
def test_a_place_is_nobody(label: str) -> None:
    """Rooms, devices, parts in the talk and signs name no person."""
    assert person_words(label) == ()


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Christopher Guest", ("christopher", "guest")),
        ("Dana Reed (Host)", ("dana", "reed")),
        ("Dana Reed | Northwind", ("dana", "reed")),
        ("Customer (Dana Reed)", ("dana", "reed")),
        ("Dana", ("dana",)),
    ],
)
def test_a_person_is_somebody(label: str, expected: tuple[str, ...]) -> None:
    """Surnames may be words for a part in the talk; what stands aside is read where nothing else names anybody."""
    assert person_words(label) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Reed, Dana", ("dana", "reed")),
        ("van der Berg, Jan", ("jan", "van", "der", "berg")),
        ("Dana Reed, Jr.", ("dana", "reed")),
        ("Prof. Dr. Dana Reed", ("dana", "reed")),
        ("Anne-Marie O'Neil", ("anne", "marie", "oneil")),
        ("ＤＡＮＡ Ｒｅｅｄ", ("dana", "reed")),
        ("Łukasz Żak", ("lukasz", "zak")),
        ("Dr", ("dr",)),
    ],
)
def test_names_are_folded(name: str, expected: tuple[str, ...]) -> None:
    """In the order given name, family name, without titles, accents and width."""
    assert name_words(name) == expected
