"""``golden freeze`` and ``golden show``: versions of what everything is compared on."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import msgspec
import pytest

from pipelines.golden import freeze, reserved, show
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.tables import CONVERSATIONS, EXAMPLES
from talktrack.systems.repository import LanceRepository, open_repository
from tests.training.samples import TENANT, make_conversation, make_example


@pytest.fixture
def repository(tmp_path: Path) -> LanceRepository:
    """Return a tenant with ten conversations, of which the first two were learnt from."""
    opened = open_repository(str(tmp_path), TENANT, create=True)
    opened.publish(CONVERSATIONS, [make_conversation(n, account=f"a{n % 5}") for n in range(10)])
    opened.publish(EXAMPLES, [make_example(n) for n in range(8)])
    return opened


def _asked(home: Path, *conversations: str) -> Namespace:
    return Namespace(home=str(home), tenant=TENANT, conversation=list(conversations), by="dana")


def test_nothing_can_be_frozen_before_training_chose(tmp_path: Path, repository: LanceRepository) -> None:
    """The sentence says what to do."""
    with pytest.raises(ConfigurationInvalidError, match="run training once"):
        freeze(_asked(tmp_path))
    assert repository.count(EXAMPLES) == 8


def test_freezing_twice_is_freezing_once(
    tmp_path: Path, repository: LanceRepository, capsys: pytest.CaptureFixture[str]
) -> None:
    """A version has a number; the next one comes with the next conversation."""
    repository.publish(EXAMPLES, [make_example(n, split="golden") for n in range(12, 16)])
    for conversations in ((), (), ("c7",)):
        freeze(_asked(tmp_path, *conversations))

    assert capsys.readouterr().out.splitlines() == [
        "The golden set of acme is now version 1: 1 conversations, 4 roleplay rows.",
        "The golden set of acme is frozen already as version 1: 1 conversations, 4 roleplay rows.",
        "The golden set of acme is now version 2: 2 conversations, 4 roleplay rows.",
    ]


def test_a_named_conversation_is_kept_from_training(tmp_path: Path, repository: LanceRepository) -> None:
    """Its row reserves it, until the next run makes its examples."""
    freeze(_asked(tmp_path, "c7"))
    kept = [row for row in repository.scan(EXAMPLES) if row.split == "golden"]

    assert [msgspec.structs.replace(row, at=None) for row in kept] == [
        msgspec.structs.replace(reserved(make_conversation(7, account="a2")), at=None)
    ]


@pytest.mark.parametrize(("conversation", "why"), [("c1", "was learnt from already"), ("c99", "no conversation c99")])
def test_what_proves_nothing_is_refused(
    tmp_path: Path, repository: LanceRepository, conversation: str, why: str
) -> None:
    """A conversation that the champion has seen, or that does not exist."""
    with pytest.raises(ConfigurationInvalidError, match=why):
        freeze(_asked(tmp_path, conversation))
    assert repository.count(EXAMPLES) == 8


def test_versions_are_shown(tmp_path: Path, repository: LanceRepository, capsys: pytest.CaptureFixture[str]) -> None:
    """With the conversations of the newest."""
    show(_asked(tmp_path))
    freeze(_asked(tmp_path, "c7", "c8"))
    show(_asked(tmp_path))
    shown = capsys.readouterr().out

    assert shown.startswith("No golden set of acme was frozen")
    assert shown.splitlines()[-2:] == ["c7", "c8"]
    assert repository.count(EXAMPLES) == 10
