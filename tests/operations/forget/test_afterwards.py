"""After an erasure: new records that name the person are published without them, and others can still be forgotten."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from talktrack.core.artifacts import write_table
from talktrack.core.conversation import Conversation, Participant
from talktrack.core.ports import LiveIndex
from talktrack.core.search import collection_name
from talktrack.core.tables import ANALYSES, CONVERSATIONS, CONVERSATIONS_RAW, LINKS
from talktrack.core.tokens import token
from talktrack.ingestion.index.step import run as index
from talktrack.operations.forget import step
from talktrack.operations.forget.request import Request
from talktrack.systems.keys import tenant_key
from talktrack.systems.vectors.lancedb import open_lance
from tests.ingestion.index.shards import OCCASION, write_shard
from tests.operations.forget.people import BO, DANA, NOW, REQUEST, conversation, fill, place
from tests.samples import TENANT, WordEncoder

EVE = Participant(id="s3", label="Eve Stone", name="Eve Stone", email="eve@globex.example")


def _forget(home: Path, request: Request) -> step.Plan:
    opened = place(home)
    plan = step.plan(request, opened)
    step.run(request, plan, opened)
    return plan


def _asked_by(email: str, *names: str) -> Request:
    return Request(TENANT, email, "officer-7", "request 13", NOW, names=names)


def _tokens(home: Path, name: str) -> str:
    return token(tenant_key(str(home), TENANT), "PERSON", name)


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """A home in which Dana was forgotten, and into which a call of hers and one that mentions her came afterwards."""
    home = tmp_path / "home"
    fill(home)
    _forget(home, REQUEST)
    person = _tokens(home, "Dana Reed")
    unnamed = Participant(id="s2", label=person, name=person)
    ready = [conversation("mention", [], f"Ask {person} instead."), conversation("called", [unnamed], "Hello.")]
    shard = write_shard(tmp_path / "shard", ready)
    read = [conversation("mention", [BO], "Ask Dana Reed instead."), conversation("called", [BO], "Hello.")]
    write_table(shard.ingested, CONVERSATIONS, read)
    index(shard, OCCASION, place(home).repository, open_lance(str(home), TENANT), _live())
    return home


def _live() -> LiveIndex:
    return LiveIndex(collection_name(WordEncoder()), "words@1")


def _row(home: Path, identity: str) -> list[Conversation]:
    return list(place(home).repository.scan(CONVERSATIONS, where={"id": [identity]}))


def test_a_later_mention_names_nobody(later: Path) -> None:
    """The clean row and its chunks say that somebody was forgotten, and the record as read is not kept."""
    [row] = _row(later, "mention")
    vectors = open_lance(str(later), TENANT)
    vectors.switch(_live())

    assert row.turns[0].text == "Ask [PERSON:forgotten] instead."
    assert {chunk.text for chunk in vectors.scan()} == {"Ask [PERSON:forgotten] instead."}
    assert "mention" not in set(place(later).repository.keys(CONVERSATIONS_RAW))


def test_a_later_call_in_which_they_take_part_is_not_kept(later: Path) -> None:
    """Neither clean nor raw nor analysed, although it came without their address."""
    repository = place(later).repository
    kept = {table.name for table in (CONVERSATIONS, CONVERSATIONS_RAW, ANALYSES) if "called" in repository.keys(table)}

    assert kept == set()


def test_whom_an_erased_record_named_can_be_forgotten_later(tmp_path: Path) -> None:
    """A mail said what Eve is called; it left with Dana, and Eve's call without an address is found all the same."""
    home = tmp_path / "home"
    repository = place(home).repository
    repository.publish(CONVERSATIONS_RAW, [conversation("mail", [DANA, EVE], "Hi."), conversation("call", [BO], "Hm.")])
    eve = _tokens(home, "Eve Stone")
    clean = conversation("call", [Participant(id="s3", label=eve, name=eve)], "Hm.")
    repository.publish(CONVERSATIONS, [clean])
    _forget(home, REQUEST)
    plan = _forget(home, _asked_by("eve@globex.example"))

    assert plan.found.counts() == {"conversations": 1, "conversations_raw": 1}
    assert {row.token for row in repository.scan(LINKS)} == {_tokens(home, "Bo Lind")}


def test_a_name_that_no_record_links_is_taken_from_the_request(tmp_path: Path) -> None:
    """A transcript's label is all that tells who spoke."""
    home = tmp_path / "home"
    labelled = msgspec.structs.replace(EVE, email=None)
    place(home).repository.publish(CONVERSATIONS_RAW, [conversation("call", [BO, labelled], "Hm.")])
    unknown = step.plan(_asked_by("eve@globex.example"), place(home)).found
    named = step.plan(_asked_by("eve@globex.example", "eve stone"), place(home)).found

    assert (unknown.counts(), named.counts()) == ({}, {"conversations_raw": 1})
