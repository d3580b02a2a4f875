"""Names that nobody knows are found by general lists and by the words around them; plain words are not."""

from __future__ import annotations

import pytest

from talktrack.core.ports import Redactor
from talktrack.engines.redactor import open_redactor


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    """Return one redactor for all tests."""
    return open_redactor(entities=["PERSON"])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("I met Ngozi Okonjo yesterday.", ["Ngozi Okonjo"]),
        ("Our CFO, Grace, signs it.", ["Grace"]),
        ("Spoke with Zbigniew about it.", ["Zbigniew"]),
        ("Mr. Strange called twice.", ["Strange"]),
        ("Ms. de Wit is out.", ["de Wit"]),
        ("Quorvath told me the price.", ["Quorvath"]),
        ("Thanks, Wolfgang and Birgit!", ["Wolfgang", "Birgit"]),
        ("We saw Priya's calendar.", ["Priya"]),
        ("Jean-Luc Martin is on the line.", ["Jean-Luc Martin"]),
        ("J. R. Kowalski signed.", ["J. R. Kowalski"]),
        ("Maarten van den Berg agrees.", ["Maarten van den Berg"]),
        ("hi my name is ludmila petrova from acme", ["ludmila petrova"]),
        ("this is priya, is wolfgang there", ["priya", "wolfgang"]),
        ("thanks maria, talk soon", ["maria"]),
        ("Send the bill to Mark and Grace.", ["Mark", "Grace"]),
        ("It's spelled O K A F O R, right?", ["O K A F O R"]),
    ],
)
def test_a_name_that_nobody_knows_is_found(redactor: Redactor, text: str, names: list[str]) -> None:
    """Full names, first names, names behind titles, roles and introductions, also in small letters."""
    [spans] = redactor.find([text])

    assert [text[s.start : s.end] for s in spans] == names


@pytest.mark.parametrize(
    "text",
    [
        "May I ask who will mark the bill?",
        "The Chase account grew in Dallas and Austin.",
        "We use Salesforce, Relayboard and WorkTrellis.",
        "Foster Freight and Hughes Logistics signed in March.",
        "So here is the plan. Just hope for grace.",
        "On Monday, Google and Siemens met in Paris.",
        "Great Plains Health wants the Q3 Roadmap Review.",
        "Onboarding Kickoff is at noon.",
        "We close on Christmas Eve and on Prime Day.",
        "Und der Sicherheitscode der Karte steht hinten.",
        "Ich rufe im Auftrag der Firma Licht an.",
    ],
)
def test_plain_words_places_and_companies_are_no_names(redactor: Redactor, text: str) -> None:
    """A first name that is also a word, a place or a company needs a cue."""
    assert redactor.find([text]) == [[]]
