"""The hostile corpus: whatever arrives is read, or refused with a reason that a person understands; nothing is lost."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import pytest

from talktrack.core.artifacts import read_table
from talktrack.core.conversation import Conversation
from talktrack.core.crm_headers import built_in_headers
from talktrack.core.locations import Files
from talktrack.core.records import Bundle, Quarantined
from talktrack.core.tables import BUNDLES, CONVERSATIONS, QUARANTINE
from talktrack.ingestion.ingest.rejection import ADVICE
from talktrack.ingestion.ingest.step import Sources
from talktrack.ingestion.ingest.step import run as ingest
from talktrack.ingestion.plan.step import Settings
from talktrack.ingestion.plan.step import run as plan
from talktrack.ingestion.reference.step import Sources as ReferenceSources
from talktrack.ingestion.reference.step import run as reference
from talktrack.ingestion.transcribe.transcript import SUGGESTIONS
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import open_store
from tests.hostile.case import Case
from tests.hostile.corpus import CASES, FAMILIES
from tests.hostile.outcome import outcome

FEWEST = 220
SMALL_BYTES = 300_000
REFERENCE_README = Path(__file__).parents[2] / "components/talktrack/ingestion/reference/README.md"
GOOD = {
    "a.txt": b"Anna: Hi.\nBob: Good to see you.\n",
    "m.vtt": b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Anna>Good morning.\n",
    "z.json": b'{"session_id": "good", "persona": "cfo", "turns": [{"role": "seller", "text": "Good evening."}]}',
}
# Names that a path, a shell, a log or a table could trip over; the number of the case stands before them.
NAMES = (
    "plain",
    "..",
    "..\\..\\etc\\passwd",
    "%2e%2e%2fetc%2fpasswd",
    "C:\\Windows\\x",
    "~root",
    "-rf",
    "$(id) `id` ;id",
    "a\nb",
    "\x1b[2Ja\r",
    "{{$.inputs}} {{workflow.name}} %s {0}",
    "' OR 1=1 --",
    "=HYPERLINK(1)",
    "gs:",
    "a#b?c=d&e",
    "\u202etxt.exe",
    "e\u0301 \U0001f600",
    "call.transcript.json",
    "x" * 240,
    os.fsdecode(b"caf\xe9"),
)


def advised() -> set[str]:
    """Return every reason for which a person is told what to do, by a step or by the page about reference rows."""
    told = re.findall(r"`([a-z_…]+)`", REFERENCE_README.read_text())
    return {*ADVICE, *SUGGESTIONS, *told}


def without_advice(reasons: Iterable[str]) -> set[str]:
    """Return the reasons that nobody is told about; the page writes ``json_…`` for all that begin so."""
    known = advised()
    families = [name.split("…") for name in known if "…" in name]
    return {
        reason
        for reason in reasons
        if reason not in known and not any(reason.startswith(a) and reason.endswith(b) for a, b in families)
    }


def test_the_corpus_is_large_and_no_name_stands_twice() -> None:
    """A family that takes another's name would hide its cases."""
    assert len(CASES) == sum(map(len, FAMILIES.values()))
    assert len(CASES) >= FEWEST


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_file_is_read_or_refused_with_a_reason(case: Case) -> None:
    """What there is to read is read; every reason comes with advice."""
    make, expected = case
    found = outcome(make())

    assert expected == found.told
    assert without_advice(found.reasons) == set()


def test_nothing_is_lost_in_a_folder_of_them(tmp_path: Path) -> None:
    """Three good files among all small ones: they are read, and of every other somebody knows what came of it."""
    sources = tmp_path / "sources"
    written = {name: made for name, (make, _) in CASES.items() if len(made := make()) <= SMALL_BYTES}
    names = _laid_out(sources, [*written.values()])
    planned, referred = _run(tmp_path)
    manifest = list(read_table(tmp_path / "manifest", BUNDLES))
    conversations = list(read_table(tmp_path / "read", CONVERSATIONS))
    quarantined = list(read_table(tmp_path / "bad", QUARANTINE))

    good = {turn.text for one in conversations for turn in one.turns if turn.text.startswith("Good ")}
    assert good == {"Good to see you.", "Good morning.", "Good evening."}
    assert planned["files"] == len(names)
    assert {_listed(sources / name) for name in names} == {uri for bundle in manifest for uri in bundle.uris}
    assert referred["files"] == sum(bundle.kind == "reference" for bundle in manifest)
    assert _unsettled(manifest, conversations, quarantined) == []
    assert without_advice(reason for row in quarantined for reason in row.reasons) == set()


def _unsettled(
    manifest: Sequence[Bundle], conversations: Sequence[Conversation], quarantined: Sequence[Quarantined]
) -> list[list[str]]:
    """Return the files for ingest that neither a conversation nor a quarantine row names; copies stand together."""
    settled = {entry.uri for one in conversations for entry in one.provenance} | {row.uri for row in quarantined}
    return [one.uris for one in manifest if one.kind != "reference" and settled.isdisjoint(one.uris)]


def test_a_link_out_of_the_folder_costs_nobody_else(tmp_path: Path) -> None:
    """What it points to is not read, and somebody is told."""
    (tmp_path / "secret.txt").write_bytes(b"Anna: Hi.\nBob: A secret.\n")
    _laid_out(tmp_path / "sources", [])
    (tmp_path / "sources" / "link.txt").symlink_to(tmp_path / "secret.txt")
    _run(tmp_path)

    assert len(list(read_table(tmp_path / "read", CONVERSATIONS))) == len(GOOD)
    assert [row.reasons for row in read_table(tmp_path / "bad", QUARANTINE)] == [["file_elsewhere"]]


def _listed(path: Path) -> str:
    """Return a path as the manifest holds it: there is no text for bytes that are no UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _laid_out(folder: Path, files: list[bytes]) -> list[str]:
    """Write files under names that are tricks themselves, beside the good ones; return the names."""
    folder.mkdir()
    tricks = (f"{number}{name}" for number, name in enumerate(cycle(NAMES)))
    named = GOOD | dict(zip(tricks, files, strict=False))
    for name, data in named.items():
        (folder / name).write_bytes(data)
    return list(named)


def _run(folder: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Run plan, reference and ingest; return the counts of the first two."""
    repository = open_repository(str(folder / "home"), "acme", create=True)
    settings = Settings("acme", [str(folder / "sources")], "1", 100_000)
    planned = plan(settings, open_store, repository, folder / "manifest")
    files = Files(open_store)
    facts = ReferenceSources(files, built_in_headers(), datetime(2026, 2, 1, tzinfo=UTC))
    referred = reference(folder / "manifest", folder / "knowledge", facts, repository)
    ingest(folder / "manifest", folder / "read", folder / "bad", Sources("acme", files, repository), 0)
    return planned, referred
