"""The ingestion pipeline on this machine, whole: files in, searchable redacted conversations out, once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.local_runs import LocalRun, execute
from talktrack.core.search import Question, search
from talktrack.core.tables import (
    ANALYSES,
    CONVERSATIONS,
    CONVERSATIONS_RAW,
    QUARANTINE,
    SOURCES,
)
from talktrack.engines.encoder import open_encoder
from talktrack.systems.repository import LanceRepository, open_repository
from talktrack.systems.vectors.lancedb import open_lance
from tests.samples import TENANT
from tests.tiny_encoder import make_encoder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PUBLISHED = (CONVERSATIONS_RAW, CONVERSATIONS, QUARANTINE, ANALYSES, SOURCES)
MAIL = "bob.stone@northwind.example"
TALK = f"""[00:00:01] Anna Weber: Um, hello Bob, thank you for making the time today. How is your team this quarter?
[00:00:09] Bob Stone: Good, thanks. We are still comparing vendors, and the price of a seat is our main concern so far.
[00:00:20] Anna Weber: I see. What would a seat have to cost so that your finance team agrees before the summer?
[00:00:31] Bob Stone: Around forty dollars. Please send the offer to {MAIL} and I will forward it to finance.
[00:00:42] Anna Weber: I will send it tomorrow morning. Shall we speak again on Friday about the security audit?
[00:00:50] Bob Stone: Friday works. Please bring somebody who knows how the data is encrypted.
"""


@dataclass(frozen=True)
class Ran:
    """The same run twice, with the rows after each."""

    home: str
    encoder: str
    good: tuple[bool, bool]
    rows: tuple[list[int], list[int]]

    @property
    def repository(self) -> LanceRepository:
        """Return the tenant's repository."""
        return open_repository(self.home, TENANT)


def _write_sources(folder: Path) -> None:
    folder.mkdir()
    (folder / "call.txt").write_text(TALK)
    (folder / "short.txt").write_text("[00:00:01] Anna: Hello?\n[00:00:03] Bob: Wrong number.\n")
    (folder / "broken.json").write_text('{"callTranscripts": [')


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Run ingestion twice over one good, one short and one broken file."""
    root = tmp_path_factory.mktemp("ingestion")
    _write_sources(root / "in")
    encoder = str(make_encoder(root / "tiny", seed=1))
    order = LocalRun("ingestion", TENANT, str(root / "home"), [str(root / "in")], [f"encoder_model={encoder}"])
    good, rows = [], []
    for _ in range(2):
        good.append(execute(order).good)
        repository = open_repository(order.home, TENANT)
        rows.append([repository.count(table) for table in PUBLISHED])
    return Ran(order.home, encoder, (good[0], good[1]), (rows[0], rows[1]))


def test_both_runs_are_good(ran: Ran) -> None:
    """A run with nothing to do is a good run."""
    assert ran.good == (True, True)


def test_running_twice_adds_nothing(ran: Ran) -> None:
    """No table has a row more."""
    assert ran.rows[0] == ran.rows[1]


def test_the_good_call_is_ready_and_nothing_else(ran: Ran) -> None:
    """The short one waits for a person, the broken one too, and every file is in the ledger."""
    reasons = {row.id: row.reasons for row in ran.repository.scan(QUARANTINE)}

    assert ran.repository.count(CONVERSATIONS) == 1
    assert len(reasons) == 2
    assert ran.repository.count(SOURCES) == 3


def test_the_ready_call_is_redacted(ran: Ran) -> None:
    """The address is a typed token; the raw zone still has it, sealed."""
    [ready] = ran.repository.scan(CONVERSATIONS)
    text = " ".join(turn.text for turn in ready.turns)

    assert (MAIL in text, "[EMAIL" in text) == (False, True)
    assert any(MAIL in turn.text for row in ran.repository.scan(CONVERSATIONS_RAW) for turn in row.turns)


def test_the_address_is_nowhere_below_the_home(ran: Ran) -> None:
    """Not in the repository, not in the vectors, not in a page, not in an artifact left behind."""
    files = [file for file in Path(ran.home).rglob("*") if file.is_file()]

    assert [str(file) for file in files if MAIL.encode() in file.read_bytes()] == []


def test_the_call_is_found(ran: Ran) -> None:
    """By the words that were said."""
    hits = search(Question("security audit", limit=3), open_encoder(ran.encoder), open_lance(ran.home, TENANT))

    assert any("security audit" in hit.chunk.text for hit in hits)


def test_the_pages_are_kept(ran: Ran) -> None:
    """The report, and each step's page."""
    pages = {file.name for file in (Path(ran.home) / TENANT / "reports").rglob("*.html")}

    assert "ingestion.html" in pages
    assert len(pages) > 1


def test_artifacts_of_good_runs_are_gone(ran: Ran) -> None:
    """They hold text before redaction."""
    assert list((Path(ran.home) / ".runs" / TENANT).iterdir()) == []


def test_a_failing_task_is_told_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The task, the promise that was broken, where the output is, and what to do."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "call.txt").write_text(TALK)
    params = ["encoder_model=none@1", "shard_size=0"]
    good = execute(LocalRun("ingestion", TENANT, str(tmp_path / "home"), [str(tmp_path / "in")], params)).good
    told = capsys.readouterr().err

    assert not good
    assert "Task plan failed.\nConfigurationInvalid: shard_size is 0: use a whole number from 1 up.\n" in told
    assert "Mend the cause and start the same command again: what is done stays done, and this folder goes." in told
    assert "Anna Weber" not in told
