"""What is learnt from, and what is kept to judge."""

from __future__ import annotations

import msgspec

from talktrack.core.conversation import PRACTICE
from talktrack.core.tables import CONVERSATIONS, EXAMPLES
from talktrack.systems.repository import LanceRepository
from talktrack.training.train_encoder.asked import pairs_of
from talktrack.training.train_encoder.material import Limits, Material, is_held_out
from tests.training.samples import make_example
from tests.training.train_encoder.toy import toy_call


def test_each_conversation_is_on_one_side(repository: LanceRepository) -> None:
    """About a fifth is held out; no pair is of one of those."""
    material = Material(repository, Limits())
    held = {row.id for row in material.held_out()}
    learnt = {pair for n in range(60) if f"c{n}" not in held for pair in _said(n)}

    assert 5 < len(held) < 20
    assert {(pair.asks, pair.answers) for pair in material.pairs()} == learnt


def test_all_recordings_of_an_occasion_are_on_one_side() -> None:
    """In every month, whatever else there is."""
    calls = [toy_call(n) for n in range(30)]
    again = [msgspec.structs.replace(call, id=f"{call.id}-gong") for call in calls]

    assert [is_held_out(call, 0.2) for call in calls] == [is_held_out(call, 0.2) for call in again]
    assert {is_held_out(call, 0.2) for call in calls} == {True, False}


def test_nobody_learns_from_restricted_calls_or_practice(repository: LanceRepository) -> None:
    """Nor are encoders judged on them."""
    practice = msgspec.structs.replace(toy_call(1), channel=PRACTICE)
    others = [toy_call(n, privacy_level="restricted") for n in range(2, 60)]
    repository.publish(CONVERSATIONS, [practice, *others])
    material = Material(repository, Limits(held_out_share=0.5))

    assert len(material.pairs()) + 4 * len(material.held_out()) == 4


def test_golden_accounts_are_left_out(repository: LanceRepository) -> None:
    """The golden conversation, and others of its account; golden rows without account are of an occasion."""
    accounts = {3: "a1", 4: "a1", 5: "a2"}
    repository.publish(CONVERSATIONS, [toy_call(n, account=account) for n, account in accounts.items()])
    golden = [
        msgspec.structs.replace(make_example(0, split="golden"), id="x1", conversation_id="c3", account_id="a1"),
        msgspec.structs.replace(make_example(0, split="golden"), id="x2", conversation_id="c9", account_id=None),
        msgspec.structs.replace(make_example(0, split="train"), id="x3", conversation_id="c10", account_id=None),
    ]
    repository.publish(EXAMPLES, golden)
    material = Material(repository, Limits(held_out_share=0.5))
    used = {(pair.asks, pair.answers) for pair in material.pairs()}
    used |= {pair for call in material.held_out() for pair in _said(int(call.id[1:]))}
    expected = {pair for n in range(60) if n not in {3, 4, 9} for pair in _said(n)}

    assert used == expected


def test_limits_keep_the_same_ones_in_every_run(repository: LanceRepository) -> None:
    """Whatever order the repository gives them in."""
    small = Limits(max_pairs=20, max_held_out=3)
    first = Material(repository, small)
    pairs, held = first.pairs(), [row.id for row in first.held_out()]
    repository.publish(CONVERSATIONS, [toy_call(n) for n in reversed(range(60))])
    second = Material(repository, small)

    assert (len(held), [row.id for row in second.held_out()]) == (3, held)
    assert 0 < len(pairs) <= 20
    assert second.pairs() == pairs


def _said(number: int) -> list[tuple[str, str]]:
    return [(pair.asks, pair.answers) for pair in pairs_of(toy_call(number).turns)]
