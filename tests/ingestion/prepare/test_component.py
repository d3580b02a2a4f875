"""The composite runs as a component: conversations in, clean conversations and review rows out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from kfp import dsl

from talktrack.core.artifacts import read_table, write_table
from talktrack.core.conversation import Conversation, Participant, Turn
from talktrack.core.reference import Account, Contact, Deal, StageChange
from talktrack.core.tables import (
    ACCOUNTS,
    CONTACTS,
    CONVERSATIONS,
    DEALS,
    MEETINGS,
    QUARANTINE,
    STAGE_CHANGES,
)
from talktrack.ingestion.prepare.component import prepare

MAY = datetime(2026, 5, 4, 15, tzinfo=UTC)


def call(number: int, text: str) -> Conversation:
    """Return a call of two turns whose first one is given."""
    return Conversation(
        id=f"c{number}",
        tenant="acme",
        event_id=f"e{number}",
        source="zoom",
        channel="call",
        started_at=MAY,
        participants=[
            Participant(id="s1", label="Dana Reed", email="dana@northwind.example"),
            Participant(id="s2", label="Tom Okafor"),
        ],
        turns=[Turn(speaker_id="s1", text=text), Turn(speaker_id="s2", text="Thanks, Dana. Happy to show you more.")],
    )


def write_knowledge(root: Path) -> None:
    """Write a CRM with one account, its contact, one seller and one deal."""
    write_table(root / ACCOUNTS.name, ACCOUNTS, [Account(id="a1", name="Northwind", industry="retail")])
    write_table(
        root / CONTACTS.name,
        CONTACTS,
        [
            Contact(id="k1", name="Dana Reed", email="dana@northwind.example", account_id="a1"),
            Contact(id="k2", name="Tom Okafor", email="tom@seller.example", affiliation="internal"),
        ],
    )
    write_table(root / DEALS.name, DEALS, [Deal(id="d1", account_id="a1", name="Northwind", stage="Closed Won")])
    change = StageChange(id="h1", deal_id="d1", stage="Discovery", changed_at=datetime(2026, 4, 1, tzinfo=UTC))
    write_table(root / STAGE_CHANGES.name, STAGE_CHANGES, [change])
    write_table(root / MEETINGS.name, MEETINGS, [])


def artifact(path: Path) -> dsl.Dataset:
    """Return a dataset artifact at a local path."""
    return dsl.Dataset(uri=str(path))


def test_prepare_takes_a_conversation_through_all_five_steps(tmp_path: Path) -> None:
    """One conversation is cleaned, attributed, enriched as of its time and redacted in one task."""
    write_table(tmp_path / "in", CONVERSATIONS, [call(1, "Um, we, we need it. Write to dana@northwind.example.")])
    write_knowledge(tmp_path / "knowledge")

    prepare.python_func(
        conversations=artifact(tmp_path / "in"),
        knowledge=artifact(tmp_path / "knowledge"),
        prepared=artifact(tmp_path / "prepared"),
        unresolved=artifact(tmp_path / "unresolved"),
        metrics=dsl.Metrics(uri=str(tmp_path / "metrics")),
        tenant="acme",
        home=str(tmp_path / "home"),
    )
    [conversation] = read_table(tmp_path / "prepared", CONVERSATIONS)

    assert conversation.deal is not None
    assert conversation.deal.stage == "Discovery"
    assert conversation.turns[0].text.startswith("We need it. Write to [EMAIL_ADDRESS:")
    assert [p.role for p in conversation.participants] == ["prospect", "seller"]
    assert list(read_table(tmp_path / "unresolved", QUARANTINE)) == []
