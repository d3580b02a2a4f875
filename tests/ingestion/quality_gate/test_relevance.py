"""Business is told from private talk at any length; a stretch of business makes the whole conversation business."""

from __future__ import annotations

import pytest

from talktrack.ingestion.quality_gate.relevance import relevance, weights
from talktrack.ingestion.quality_gate.signs import KINDS, LENGTH, evidence, lexicon
from talktrack.world.off_topic import off_topic, short_business

LIMIT = 0.1
CHAT = (
    "Did you watch the match last night?",
    "No, I was at my sister's birthday party.",
    "Oh nice, was there cake?",
    "So much cake. My dog ate half of it!",
    "Haha, is she okay?",
    "She slept all day on the couch, she's fine.",
    "I love that dog. How was your weekend otherwise?",
    "Lovely, we went swimming in the lake and it snowed on the way home.",
)
DEAL = (
    "What does the annual plan cost?",
    "The price is 40 dollars a seat, billed yearly.",
    "Could you do a discount for two hundred users?",
    "I can offer ten percent if you sign the contract by Friday.",
    "Send me the quote and I will check with procurement.",
    "You will have the proposal today.",
)


def of(*turns: str) -> float:
    """Return the relevance of turns that have words."""
    found = relevance(turns)
    assert found is not None
    return found


@pytest.mark.parametrize("turns", [CHAT, CHAT * 5, CHAT[:5]], ids=["whole", "long", "short"])
def test_private_talk_is_told_at_any_length(turns: tuple[str, ...]) -> None:
    """Five turns are enough."""
    assert of(*turns) < LIMIT


@pytest.mark.parametrize(
    "turns",
    [
        DEAL,
        ("Hi, is the sofa still available?", "Yes, are you interested?", "Would you take 80 for it?", "Deal."),
        ("Thank you for calling, how can I help you?", "My order never came.", "May I have the order number?"),
        ("I need two packages of water.", "I can give you one, in exchange for your firewood.", "Sounds fair."),
    ],
    ids=["sale", "haggling", "service", "negotiation"],
)
def test_business_is_told_at_any_length(turns: tuple[str, ...]) -> None:
    """Informal and short as it may be."""
    assert of(*turns) > LIMIT


def test_a_stretch_of_business_is_enough() -> None:
    """People chat for long before they come to the point."""
    assert of(*CHAT, *CHAT, *DEAL, "Great, see you.", "Bye.") > LIMIT


def test_too_short_a_text_is_no_evidence() -> None:
    """Nobody is thrown out for a greeting."""
    assert of("Hello there", "Good morning", "How are you") > LIMIT


@pytest.mark.parametrize("turns", [(), ("",), ("12 345", "??")], ids=["nothing", "empty", "no words"])
def test_without_words_it_is_unknown(turns: tuple[str, ...]) -> None:
    """Nothing is judged by nothing."""
    assert relevance(turns) is None


def test_signs_are_counted_once_in_any_form() -> None:
    """Plural, tense and contraction are taken off; a repeated sign is one sign; the phrases are two."""
    found = evidence("Invoices, invoice, invoiced. How can I help? I've got $5.")

    assert (found["trade"], found["money"]) == (3, 1)


def test_every_kind_has_a_weight_of_the_right_sign() -> None:
    """Business counts for, private talk against, and length demands signs."""
    found = weights()

    assert set(found) == set(KINDS)
    assert [found[kind] > 0 for kind in KINDS] == [True, True, True, False, False, True, False, False]
    assert found[LENGTH] < 0


def test_no_sign_has_two_kinds() -> None:
    """The file is read in order; a sign that stood twice would silently take the last kind."""
    assert not {word.replace(" ", "") for word in lexicon().words} & set(lexicon().phrases)
    assert set(lexicon().words.values()) | set(lexicon().phrases.values()) < set(KINDS)


@pytest.mark.parametrize("half", ["development", "report"])
def test_most_dialogues_are_told_apart(half: str) -> None:
    """Also those of the half on which nothing was fitted."""
    private = [of(*(turn.text for turn in one.turns)) < LIMIT for one in off_topic(half, 60, seed=4)]
    business = [of(*(turn.text for turn in one.turns)) < LIMIT for one in short_business(half, 60, seed=4)]

    assert (sum(private) >= 54, sum(business) <= 3) == (True, True)
