"""Three books for the same labels: complete, rich, and disjoint in what they say."""

from __future__ import annotations

from functools import cache
from itertools import combinations, islice

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.world.corpus import truths
from talktrack.world.grammar import Choice, Ref, Sequence
from talktrack.world.labels import INDUSTRIES
from talktrack.world.phrasebooks import BOOKS, load
from talktrack.world.truth import TrueTurn
from talktrack.world.vocabulary import share_in, spoken_content

TURNS = 10_000
NAMES = ("given", "family", "company.stem", "vendor", "product", "competitor", "city", "street", "title.finance")
PAIRS = tuple(combinations(BOOKS, 2))


@cache
def turns(book: str) -> list[TrueTurn]:
    """Return ten thousand turns of a book."""
    return list(islice((turn for truth in truths(book, seed=1) for turn in truth.turns), TURNS))


@pytest.mark.parametrize("book", BOOKS)
def test_ten_thousand_turns_hold_eight_thousand_sentences(book: str) -> None:
    """Whole turns are counted, which is stricter than counting sentences."""
    assert len({turn.clean for turn in turns(book)}) >= 8_000


@pytest.mark.parametrize(("earlier", "later"), PAIRS)
def test_at_most_a_fifth_of_a_later_vocabulary_occurs_in_an_earlier_one(earlier: str, later: str) -> None:
    """Names and other personal data are left out, because they would flatter the share."""
    assert share_in(spoken_content(turns(later)), spoken_content(turns(earlier))) <= 0.20


@pytest.mark.parametrize("rule", NAMES)
@pytest.mark.parametrize(("earlier", "later"), PAIRS)
def test_names_are_disjoint(earlier: str, later: str, rule: str) -> None:
    """No person, company, product or place of one book occurs in another."""
    assert not set(load(earlier).words(rule)) & set(load(later).words(rule))


@pytest.mark.parametrize(("earlier", "later"), PAIRS)
def test_terms_are_disjoint(earlier: str, later: str) -> None:
    """Domain terms and how they are misheard differ, too."""
    assert not load(earlier).misheard.keys() & load(later).misheard.keys()


@pytest.mark.parametrize(("earlier", "later"), PAIRS)
def test_all_books_say_the_same_things(earlier: str, later: str) -> None:
    """Apart from what hurts in an industry, all books have the same rules."""
    assert _general_rules(earlier) == _general_rules(later)


@pytest.mark.parametrize("book", BOOKS)
def test_every_pain_has_all_its_parts(book: str) -> None:
    """Any line of talk can hold any pain."""
    parts = ("process", "who", "workaround", "symptom", "cost", "goal", "capability")
    pains = [pain for industry in INDUSTRIES for pain in load(book).pains(industry)]

    assert [
        f"{pain}.{part}" for pain in pains for part in parts if f"{pain}.{part}" not in load(book).grammar.rules
    ] == []


@pytest.mark.parametrize("book", BOOKS)
def test_every_pain_reference_names_a_part(book: str) -> None:
    """A reference to a part that no pain has would fail in the middle of a call."""
    used = {ref.name for options in load(book).grammar.rules.values() for ref in _refs(options) if ref.scope == "pain"}

    assert used <= {"process", "who", "workaround", "symptom", "cost", "goal", "capability"}


def test_an_unknown_book_is_refused() -> None:
    """The message lists the books there are."""
    with pytest.raises(ConfigurationInvalidError, match="first, second, third"):
        load("fourth")


def _general_rules(book: str) -> set[str]:
    pains = {pain for industry in INDUSTRIES for pain in load(book).pains(industry)}
    return {rule for rule in load(book).grammar.rules if rule.split(".")[0] not in pains}


def _refs(options: tuple[Sequence, ...]) -> list[Ref]:
    found: list[Ref] = []
    for node in (node for option in options for node in option):
        if isinstance(node, Ref):
            found.append(node)
        elif isinstance(node, Choice):
            found += _refs(node.options)
    return found
