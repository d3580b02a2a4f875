"""The order of sentences."""

from __future__ import annotations

from talktrack.training.evaluate.coherence import OrderModel, sentences

NOUNS = ("orders", "invoices", "audits", "claims", "quotes", "returns", "tickets", "leads", "shifts", "routes")
SAID = [("How is it done?", f"Well, {noun} are slow. Then we lose a day. So nobody is happy.") for noun in NOUNS]


def test_an_order_that_people_use_is_likelier_than_others() -> None:
    """Also about what was never spoken of."""
    model = OrderModel.learnt(SAID)
    assert model is not None
    right = model.coherence("How is it done?", "Well, meetings are slow. Then we lose a day. So nobody is happy.")
    wrong = model.coherence("How is it done?", "So nobody is happy. Well, meetings are slow. Then we lose a day.")
    assert right is not None
    assert wrong is not None

    assert (right > 0.9, wrong < 0.5) == (True, True)


def test_one_sentence_has_no_order() -> None:
    """No score, not a perfect one."""
    model = OrderModel.learnt(SAID)
    assert model is not None

    assert (model.coherence("How?", "By hand."), model.coherence("How?", "")) == (None, None)


def test_saying_the_same_twice_has_no_other_order() -> None:
    """Equal sentences cannot change places."""
    model = OrderModel.learnt(SAID)
    assert model is not None

    assert model.coherence("How?", "Yes. Yes.") is None


def test_a_few_texts_teach_nothing() -> None:
    """Less than `FEWEST_TEXTS` contrasts."""
    assert OrderModel.learnt(SAID[:2]) is None


def test_endless_answers_cost_no_more() -> None:
    """Only the first sentences are looked at."""
    assert len(sentences("So it goes. " * 1000)) == 8
