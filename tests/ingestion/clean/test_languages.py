"""A conversation is cleaned in its own language, and left alone in any that has no lexicon."""

from __future__ import annotations

import msgspec
import pytest

from talktrack.ingestion.clean.cleaning import clean
from tests.samples import call, turn


def cleaned(text: str, language: str | None) -> str:
    """Return a turn of a call in a language as it is after cleaning."""
    return clean(msgspec.structs.replace(call([turn("s1", text)]), language=language)).turns[0].text


@pytest.mark.parametrize(
    ("language", "said", "meant"),
    [
        ("de", "Wir, äh, brauchen um zehn, sag ich mal, ein Angebot.", "Wir brauchen um zehn, ein Angebot."),
        ("de-AT", "Das ist eh klar, weißt du das?", "Das ist eh klar, weißt du das?"),
        ("fr", "Nous avons, euh, un budget.", "Nous avons un budget."),
        ("fr", "Vous savez que nous nous voyons.", "Vous savez que nous nous voyons."),
        ("eng", "Um, we can.", "We can."),
        ("es", "Es, o sea, un plan.", "Es un plan."),
        ("es_MX", "Este plan es bueno.", "Este plan es bueno."),
        ("nl", "Um, ja, we, we zien het.", "Um, ja, we, we zien het."),
    ],
)
def test_each_language_has_its_own_fillers(language: str, said: str, meant: str) -> None:
    """Sounds and set-off phrases go; words of the language and languages without a lexicon stay."""
    assert cleaned(said, language) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Um, yes.", "Yes."),
        (
            "Um, we have what you need, and it is in the plan of us.",
            "We have what you need, and it is in the plan of us.",
        ),
        (
            "Wir sind um zehn da und ich habe, äh, das Angebot für Sie.",
            "Wir sind um zehn da und ich habe, das Angebot für Sie.",
        ),
        ("Um momento, nós vamos ver com a equipe amanhã cedo, um abraço.",) * 2,
    ],
)
def test_a_language_that_nobody_names_is_told_by_its_words(said: str, meant: str) -> None:
    """Short texts are English; a longer one is what its commonest words say, or is left alone."""
    assert cleaned(said, None) == meant
