"""Misheard terms are repaired; ordinary words, numbers and addresses are not touched."""

from __future__ import annotations

import pytest

from talktrack.core.edits import rewrite, undo
from talktrack.core.knowledge import Knowledge
from talktrack.core.reference import Account, Deal
from talktrack.ingestion.correct.correction import Corrector, corrections
from talktrack.ingestion.correct.dictionary import Dictionary, Term, people_terms, sales_terms
from tests.samples import call, turn

DICTIONARY = Dictionary([Term("Northwind"), Term("Ledgerly Pro"), *sales_terms(), *people_terms(["Priya Raman"])])


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("We run sales force and net sweet.", "We run Salesforce and NetSuite."),
        ("It runs on cooper netties.", "It runs on Kubernetes."),
        ("We need s s o by May.", "We need SSO by May."),
        ("Do you do kay why see?", "Do you do KYC?"),
        ("Ask northwint about it.", "Ask Northwind about it."),
        ("Ledgerlee Pro is fine.", "Ledgerly Pro is fine."),
        ("Thanks Priyah.", "Thanks Priya."),
    ],
)
def test_misheard_terms_are_repaired(heard: str, meant: str) -> None:
    """Split, joined, spelled and misspelled terms get their right form."""
    assert rewrite(0, heard, corrections(heard, DICTIONARY))[0] == meant


@pytest.mark.parametrize(
    "text",
    [
        "We need to set it up.",
        "The market is tough, pardon me.",
        "Such a I mean, long list of their forms.",
        "It costs 4500 dollars and 12 cents.",
        "Write to priya.raman@northwint.example.",
        "The sample and the stripe are fine.",
    ],
)
def test_other_words_stay(text: str) -> None:
    """Plain English, numbers and mail addresses never become terms."""
    assert corrections(text, DICTIONARY) == []


def test_the_tenants_own_words_are_known_and_repairs_can_be_undone() -> None:
    """Accounts, competitors and the glossary come from the tenant."""
    knowledge = Knowledge(
        accounts=[Account(id="a1", name="Brightwater Foods Inc.")],
        deals=[Deal(id="d1", account_id="a1", name="x", stage="y", competitors=["Quantora"])],
    )
    heard = "Bright water foods compared Quantorra with ledger lee."
    fixed = Corrector(knowledge, ["Ledgerly"]).correct(call([turn("s1", heard)]))

    assert fixed.turns[0].text == "Brightwater Foods compared Quantora with Ledgerly."
    assert undo(fixed)[0].text == heard
