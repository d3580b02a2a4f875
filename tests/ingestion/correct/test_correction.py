"""Misheard terms are repaired; ordinary words, numbers and addresses are not touched."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.edits import rewrite, undo
from talktrack.core.knowledge import Knowledge
from talktrack.core.reference import Account, Deal
from talktrack.ingestion.correct.correction import Corrector
from talktrack.ingestion.correct.dictionary import Term, sales_terms
from talktrack.ingestion.correct.people import Names
from talktrack.ingestion.correct.terms import Terms
from tests.samples import call, turn

OWN = ("Northwind", "Ledgerly Pro", "Salesforce", "NetSuite", "Kubernetes", "SSO", "KYC", "ISO 27001")
TERMS = Terms([*(Term(name, own=True) for name in OWN), *sales_terms()])
CORRECTOR = Corrector(Knowledge(), [*OWN, "Яндекс", "Ünit"])
NAMES = Names.of(["Priya Raman", "Marta Lindqvist"])


def corrected(text: str, *said: str) -> str:
    """Return a text as it is after correction."""
    return rewrite(0, text, TERMS.corrections(text, TERMS.hits(text), frozenset(said), NAMES))[0]


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
        ("We export from sales horse's reports.", "We export from Salesforce's reports."),
        ("Are you on iso twenty seven thousand one?", "Are you on ISO 27001?"),
        ("we moved to salesforce.", "we moved to Salesforce."),
    ],
)
def test_misheard_terms_are_repaired(heard: str, meant: str) -> None:
    """Split, joined, spelled, misspelled and merely alike terms get their right form."""
    assert corrected(heard) == meant


@pytest.mark.parametrize(
    "text",
    [
        "We need to set it up.",
        "The market is tough, pardon me.",
        "Such a I mean, long list of their forms.",
        "It costs 4500 dollars and 12 cents.",
        "Write to priya.raman@northwint.example.",
        "The sample and the stripe are fine.",
        "So so, I see who is in.",
        "My cell is four one five, eight eight two.",
        "Use marta dot raman at northwint dot com.",
        "Maria will send it, not Marta.",
        "Salesforce and NetSuite are fine.",
    ],
)
def test_other_words_stay(text: str) -> None:
    """Plain English, numbers, mail addresses, other names and right terms never change."""
    assert corrected(text) == text


def test_a_term_that_the_conversation_has_elsewhere_needs_less_evidence() -> None:
    """The same words are left alone where nothing else speaks of the term."""
    heard = "Send it to us over Optavia."
    terms = Terms([Term("Optivia", own=True)])

    assert terms.corrections(heard, terms.hits(heard)) == []
    assert [found.text for found in terms.corrections(heard, terms.hits(heard), {"Optivia"})] == ["Optivia"]


def test_two_terms_with_like_evidence_leave_the_words_as_they_are() -> None:
    """What may be one or the other is not changed."""
    terms = Terms([Term("Fenopra", own=True), Term("Finopra", own=True)])
    heard = "Ask fanopra about it."

    assert terms.corrections(heard, terms.hits(heard)) == []


def test_the_tenants_own_words_are_known_and_repairs_can_be_undone() -> None:
    """Accounts, competitors and the glossary come from the tenant; the edit's reason says how sure it is."""
    knowledge = Knowledge(
        accounts=[Account(id="a1", name="Brightwater Foods Inc.")],
        deals=[Deal(id="d1", account_id="a1", name="x", stage="y", competitors=["Quantora"])],
    )
    heard = "Bright water foods compared Quantorra with ledger lee."
    fixed = Corrector(knowledge, ["Ledgerly"]).correct(call([turn("s1", heard)]))

    assert fixed.turns[0].text == "Brightwater Foods compared Quantora with Ledgerly."
    assert undo(fixed)[0].text == heard
    assert all(edit.reason.startswith("term 0.9") for edit in fixed.edits)


@pytest.mark.parametrize("language", ["de", None])
def test_other_languages_stay(language: str | None) -> None:
    """Where the source does not say the language, the words do."""
    text = "Wir haben das mit dem Vertrieb schon so gesehen, und die Kollegen sind sehr zufrieden damit."
    said = msgspec.structs.replace(call([turn("s1", text)]), language=language)

    assert Corrector(Knowledge(), ["Sehnsa", "Kolega"]).correct(said) == said


def test_bare_english_is_repaired_and_punctuated() -> None:
    """Every change is an edit, and all of them can be undone."""
    heard = "what do you know about net sweet and sales force"
    fixed = Corrector(Knowledge(), ["NetSuite", "Salesforce"]).correct(call([turn("s1", heard)]))

    assert fixed.turns[0].text == "What do you know about NetSuite and Salesforce?"
    assert undo(fixed)[0].text == heard


@given(st.lists(st.text(st.sampled_from("aie stnwrk'’-.,?@ÀßİЯ中49") | st.characters(), max_size=60), max_size=4))
def test_any_text_can_be_had_back(texts: list[str]) -> None:
    """Whatever was said, correction fails nowhere and loses nothing."""
    heard = call([turn("s1", text) for text in texts])

    assert undo(CORRECTOR.correct(heard)) == heard.turns
