"""The grammar: choices, references, numbers, terms, and what it refuses."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.world.grammar import Grammar, Telling


def told(lines: str, rule: str, seed: int = 1, **values: str) -> str:
    """Return the text of one expansion."""
    telling = Telling(Random(seed), dict(values))
    return "".join(text for text, _ in Grammar.parse(lines.splitlines()).tell(rule, telling))


def test_inline_choices_nest() -> None:
    """A choice may hold references and further choices."""
    book = "[a]\n{x|y {1|2}} <b>\n[b]\nend"
    found = {told(book, "a", seed) for seed in range(40)}

    assert found == {"x end", "y 1 end", "y 2 end"}


def test_a_scoped_reference_uses_the_value_as_family() -> None:
    """What hurts is a value; its parts are rules of that family."""
    book = "[a]\nBecause <pain:symptom>.\n[freight.symptom]\ntrucks wait"

    assert told(book, "a", pain="freight") == "Because trucks wait."


def test_a_number_stays_inside_its_bounds() -> None:
    """Numbers are inclusive at both ends."""
    found = {int(told("[a]\n<n:3-5>", "a", seed)) for seed in range(60)}

    assert found == {3, 4, 5}


def test_a_term_is_tagged() -> None:
    """Terms carry a tag, so that a recogniser may mishear them."""
    pieces = Grammar.parse(["[a]", "our <t:SSO>"]).tell("a", Telling(Random(1), {}))

    assert pieces == [("our ", ""), ("SSO", "TERM")]


def test_no_alternative_comes_twice_in_a_row() -> None:
    """People do not repeat their last sentence."""
    grammar = Grammar.parse(["[a]", "one", "two", "three"])
    telling = Telling(Random(4), {})
    said = [grammar.tell("a", telling)[0][0] for _ in range(100)]

    assert all(before != after for before, after in pairwise(said))


def test_a_missing_rule_names_itself() -> None:
    """The message says which section is missing."""
    with pytest.raises(ConfigurationInvalidError, match=r"\[b\]"):
        told("[a]\n<b>", "a")
