"""What heads may learn from: whose calls, which labels, and on which side."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from talktrack.core.records import Example
from talktrack.core.tables import CONVERSATIONS, EXAMPLES, FEEDBACK
from talktrack.systems.repository import LanceRepository
from talktrack.training.train_heads.material import Material, Shares, read_label
from tests.training.samples import make_example
from tests.training.train_heads.toy import label_event, level_event, toy_call


def _ids(repository: LanceRepository) -> set[str]:
    return {row.conversation.id for row in Material(repository, Shares()).labelled()}


def test_an_account_is_on_one_side(repository: LanceRepository) -> None:
    """Its calls are all learnt from, all calibrate, or all judge; every side has some."""
    sides: dict[str, set[str]] = {}
    for row in Material(repository, Shares()).labelled():
        sides.setdefault(row.account, set()).add(row.side)

    assert {len(found) for found in sides.values()} == {1}
    assert {side for found in sides.values() for side in found} == {"train", "calibrate", "exam"}


def test_nobody_learns_from_restricted_practice_or_golden_calls(repository: LanceRepository) -> None:
    """A golden example takes its whole account out."""
    practice = replace(toy_call(2)[0], channel="roleplay")
    repository.publish(CONVERSATIONS, [toy_call(1, privacy_level="restricted")[0], practice])
    golden: Example = replace(make_example(1, split="golden"), conversation_id="c3", account_id="a3")
    repository.publish(EXAMPLES, [golden])

    assert {f"c{number}" for number in range(60)} - _ids(repository) == {"c1", "c2", "c3", "c23", "c43"}


def test_what_most_experts_say_counts(repository: LanceRepository) -> None:
    """Two against one win; where they are divided nobody is right."""
    said = [label_event(0, 0, "question:commitment", user) for user in ("e1", "e2")]
    divided = label_event(0, 1, "objection:trust", "e1")
    repository.publish(FEEDBACK, [*said, divided])
    material = Material(repository, Shares())
    (row,) = [row for row in material.labelled() if row.conversation.id == "c0"]

    assert row.turns[0, "question"] == "commitment"
    assert ((1, "objection") in row.turns, material.unfit) == (False, 1)


def test_labels_that_fit_no_turn_are_counted(repository: LanceRepository) -> None:
    """A turn that does not exist, and an objection of the seller's."""
    repository.publish(FEEDBACK, [label_event(0, 99, "question:none"), label_event(0, 0, "objection:price")])
    material = Material(repository, Shares())

    assert (len(list(material.labelled())), material.unfit) == (60, 2)


def test_levels_are_the_mean_of_the_experts(repository: LanceRepository) -> None:
    """4 and 5 are 4, as Python rounds; 9 is no level."""
    repository.publish(FEEDBACK, [level_event(0, 4.0), level_event(0, 5.0), level_event(1, 9.0)])
    found = {row.conversation.id: row.level for row in Material(repository, Shares()).labelled()}

    assert (found["c0"], found["c1"]) == ("4", None)


@pytest.mark.parametrize("text", [None, "", "question", "question:why", "handling:met", "objection:"])
def test_what_is_no_label_is_none(text: str | None) -> None:
    """Only the kinds and names of `core.sales_labels`."""
    assert (read_label(text), read_label("objection:price")) == (None, ("objection", "price"))
