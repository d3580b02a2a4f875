"""What must not go on is found as people say it, and what only sounds like it is left alone."""

from __future__ import annotations

import pytest

from talktrack.ingestion.quality_gate.privacy import KEY_BLOCK_WEIGHT, look

CARD = "My Visa is 4111 1111 1111 1111."


@pytest.mark.parametrize(
    "turns",
    [
        ("I don't want to be recorded.",),
        ("I don’t consent to this call being recorded",),
        ("Please stop the recording now.",),
        ("Can you turn off the recorder?",),
        ("I'm not comfortable being recorded, sorry.",),
        ("I hereby withdraw my consent.",),
        ("Is it okay if we record this call?", "No, I am not okay with it."),
        ("Do you mind if I record?", "I'd rather you didn't."),
        ("May I record this?", "Please don't."),
    ],
)
def test_a_refusal_is_heard(turns: tuple[str, ...]) -> None:
    """Said outright, or as the answer to the question."""
    assert look(turns).refusals > 0


@pytest.mark.parametrize(
    "turns",
    [
        ("Do you mind if I record?", "No, not at all."),
        ("Do you mind if this is recorded?", "No."),
        ("Is it okay if we record this call?", "No problem."),
        ("This call is recorded for training.", "Okay."),
        ("I don't have a record of your order.", "Please check again."),
        ("We don't want to lose the recording from last week.",),
        ("I do not want the premium plan.", "It sets a record."),
        ("I can pause the recording while you look for it.",),
    ],
)
def test_what_is_no_refusal_is_left_alone(turns: tuple[str, ...]) -> None:
    """After "do you mind", no means yes."""
    assert look(turns).refusals == 0


@pytest.mark.parametrize(
    "turns",
    [
        (CARD, "And the security code is 123."),
        (CARD, "CVV one two three"),
        (CARD, "What are the three digits on the back?", "4 5 6"),
        ("It's a debit card, the PIN is 4711",),
        ("It's a debit card.", "What is the PIN?", "Sure, one moment. 4711."),
        (CARD, "What is the security code on the back of the card?", "It is still seven three nine."),
        (CARD, "And the security code?", "Sure, let me look, seven three nine"),
        (CARD, "The code on the back is 739"),
        (CARD, "CVC would be seven thirty nine"),
        (CARD, "security code? One moment. 737"),
        ("Der Sicherheitscode der Karte ist 739",),
        ("Und die Prüfnummer der Karte?", "Moment. Sieben drei neun."),
        ("Le cryptogramme de la carte est 739",),
        ("El código de seguridad de la tarjeta es siete tres nueve",),
    ],
)
def test_a_card_code_is_found(turns: tuple[str, ...]) -> None:
    """Written or said in four languages, in the same turn or in the answer, at once or after other words."""
    assert look(turns).card_codes > 0


@pytest.mark.parametrize(
    "turns",
    [
        (CARD,),
        ("I will put it on the company card.", "Great, the security code to the gate is on the door."),
        ("Let's pin down the card design.", "We need 300 of them."),
        ("The security code is 1234 for the alarm.",),
        (CARD, "Do you want the CVV?", "No, the portal asks for it. We need 300 seats by March 2027."),
        (CARD, "The security number is on file.", "Good. That makes 450 dollars for 12 users."),
    ],
    ids=["a number alone is redacted later", "no digits", "another pin", "no card", "seats", "an amount"],
)
def test_other_numbers_are_no_card_code(turns: tuple[str, ...]) -> None:
    """A card's number alone is taken out by redaction."""
    assert look(turns).card_codes == 0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (CARD, 1),
        ("four one one one, one one one one, one one one one, one one one one", 1),
        ("4111 1111 1111 1112", 0),
        ("call 415 555 0100", 0),
    ],
    ids=["written", "said", "wrong last digit", "a phone"],
)
def test_card_numbers_are_told_by_their_last_digit(text: str, count: int) -> None:
    """A tenant may ask to hold them back too."""
    assert look([text]).card_numbers == count


def test_different_secrets_are_counted() -> None:
    """The same key twice is one key; talk about passwords is none."""
    keys = ("password=hunter22", "password=hunter22", "API_KEY: abcd1234", "ghp_" + "a1" * 18)

    assert look(keys).secrets == 3
    assert look(["I forgot my password, can you reset it?", "The key: listen to customers."]).secrets == 0


def test_a_private_key_weighs_heavily() -> None:
    """One is enough to hold a file back."""
    assert look(["-----BEGIN OPENSSH PRIVATE KEY-----"]).secrets == KEY_BLOCK_WEIGHT


def test_different_identifiers_are_counted() -> None:
    """Mail addresses, phones, cards, social security numbers and IBANs; prices and years are none."""
    listed = (
        "ann@acme.example, ANN@acme.example, 415-555-0100, 123-45-6789, 4111 1111 1111 1111, DE89370400440532013000"
    )

    assert look([listed]).identifiers == 5
    assert look(["In 2024 we paid 1,250,000 dollars for 300 seats."]).identifiers == 0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("I'm eleven years old", 1),
        ("i am only 15 years old", 1),
        ("I'm in third grade", 1),
        ("I'm 42 years old", 0),
        ("My son is eleven years old", 0),
        ("Our company is 12 years old", 0),
        ("I'm ten minutes late", 0),
    ],
)
def test_a_child_who_speaks_is_found(text: str, count: int) -> None:
    """Those who are spoken of do not take part."""
    assert look([text]).minors == count
