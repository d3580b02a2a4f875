"""Reference publishes what the customer's systems know and pins a snapshot that also holds what older runs learned."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from talktrack.core.artifacts import read_table, write_table
from talktrack.core.crm_headers import Headers
from talktrack.core.knowledge import Knowledge
from talktrack.core.locations import Files
from talktrack.core.ports import Repository
from talktrack.core.records import Bundle
from talktrack.core.reference import Account, Deal, Persona
from talktrack.core.tables import ACCOUNTS, BUNDLES, PERSONAS
from talktrack.ingestion.reference.step import Sources, run
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import open_store

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DEALS_CSV = "Id,AccountId,Name,StageName\nd1,a1,Big,Demo\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository of one tenant."""
    return open_repository(str(tmp_path / "home"), "acme", create=True)


def reference(tmp_path: Path, repository: Repository, *texts: str) -> tuple[Knowledge, dict[str, float]]:
    """Run the step over files with these texts, in this order; return the snapshot and the counts."""
    bundles = []
    for index, text in enumerate(texts):
        path = tmp_path / f"{index}.data"
        path.write_text(text)
        bundles.append(Bundle(id=str(index), shard=0, kind="reference", uris=[str(path)], digest=str(index)))
    write_table(tmp_path / "manifest", BUNDLES, bundles)
    sources = Sources(Files(open_store), Headers(), NOW)
    counts = run(tmp_path / "manifest", tmp_path / "knowledge", sources, repository)
    return Knowledge.load(tmp_path / "knowledge"), counts


def invite(sequence: int, status: str = "CONFIRMED") -> str:
    """Return a calendar with one meeting."""
    return f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:m1\nSEQUENCE:{sequence}\nSTATUS:{status}\nEND:VEVENT\nEND:VCALENDAR\n"


def test_the_snapshot_holds_older_rows_too(tmp_path: Path, repository: Repository) -> None:
    """An export may hold only what changed."""
    repository.publish(ACCOUNTS, [Account(id="a0", name="Old")])
    known, _ = reference(tmp_path, repository, "Id,Name,Industry\na1,New,Retail\n")

    assert sorted(known.accounts) == ["a0", "a1"]


def test_the_later_file_wins(tmp_path: Path, repository: Repository) -> None:
    """Exports in dated folders replace older ones."""
    known, _ = reference(tmp_path, repository, DEALS_CSV, DEALS_CSV.replace("Demo", "Won"))

    assert known.deals["d1"].stage == "Won"


def test_competitors_find_their_deals_in_any_order(tmp_path: Path, repository: Repository) -> None:
    """Two tables of Salesforce are one record here."""
    known, _ = reference(
        tmp_path, repository, "Id,OpportunityId,CompetitorName\n1,d1,Globex\n2,d1,Acme\n3,d9,Nobody\n", DEALS_CSV
    )

    assert known.deals == {
        "d1": Deal(id="d1", account_id="a1", name="Big", stage="Demo", competitors=["Acme", "Globex"])
    }


def test_an_older_invitation_does_not_replace_a_newer_one(tmp_path: Path, repository: Repository) -> None:
    """Neither within a run nor across runs."""
    first, _ = reference(tmp_path, repository, invite(2), invite(1))
    second, _ = reference(tmp_path, repository, invite(1))

    assert (first.meetings["m1"].sequence, second.meetings["m1"].sequence) == (2, 2)


def test_a_cancelled_meeting_leaves(tmp_path: Path, repository: Repository) -> None:
    """Nobody met, so nothing may be linked to it."""
    reference(tmp_path, repository, invite(1))
    known, _ = reference(tmp_path, repository, invite(2, "CANCELLED"))

    assert known.meetings == {}


def test_bad_rows_and_files_are_counted(tmp_path: Path, repository: Repository) -> None:
    """Nothing a customer exports can stop the run."""
    _, counts = reference(tmp_path, repository, "Id,Name,Industry\na1,New,Retail\na2\n", "\0\0", DEALS_CSV)

    assert {name: value for name, value in counts.items() if name.startswith("skipped")} == {
        "skipped": 2,
        "skipped_row_ragged": 1,
        "skipped_format_changed": 1,
    }


def test_personas_and_scenarios_are_tables_too(tmp_path: Path, repository: Repository) -> None:
    """Read like the CRM's: kept by key over runs, the later row wins, what makes no sense is counted."""
    first = "- persona_id: cfo\n  traits: [brief]\n- scenario_id: s1\n  goal: book a demo\n- scenario_id: s2\n"
    reference(tmp_path, repository, first)
    _, counts = reference(tmp_path, repository, '{"persona_id": "cfo", "traits": ["calm"]}')
    found = list(read_table(tmp_path / "knowledge" / "personas", PERSONAS))

    assert (found, counts["personas"], counts["scenarios"]) == ([Persona(id="cfo", traits=["calm"])], 1, 1)
