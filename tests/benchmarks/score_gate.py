"""Scores of the quality gate: every kind of broken row against the reason it declares, good rows, and relevance.

Run ``python -m tests.benchmarks.score_gate second`` to see the confusion matrix too. Every kind of `world.broken` that
the gate must notice goes through files, plan and ingest; the kinds of `world.broken_records` are given to the gate.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import msgspec
from rich.console import Console
from rich.table import Table

from talktrack import world
from talktrack.core.artifacts import count_rows, read_table, write_table
from talktrack.core.conversation import Conversation, Provenance
from talktrack.core.locations import Files
from talktrack.core.records import Quarantined
from talktrack.core.tables import CONVERSATIONS, QUARANTINE
from talktrack.engines.expectations import open_expectations
from talktrack.ingestion.ingest.step import Sources
from talktrack.ingestion.ingest.step import run as ingest
from talktrack.ingestion.plan.step import Settings
from talktrack.ingestion.plan.step import run as plan
from talktrack.ingestion.quality_gate.step import Tables
from talktrack.ingestion.quality_gate.step import run as gate
from talktrack.ingestion.quality_gate.thresholds import Thresholds
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import open_store
from talktrack.world.broken import GATE, KINDS, broken
from talktrack.world.broken_records import RECORD_KINDS
from talktrack.world.conversations import TrueConversation, generate
from talktrack.world.delivery import WRITERS
from talktrack.world.off_topic import off_topic, short_business
from talktrack.world.organisation import Organisation

TENANT = "acme"
PER_KIND = 6
TURNS = 30
DIALOGUES = 500
PASSED = "passed"

Row = dict[str, object]


@dataclass(frozen=True)
class Judged:
    """One broken row: what it declares, and what was given."""

    kind: str
    declared: tuple[str, ...]
    given: tuple[str, ...]

    @property
    def shown(self) -> str:
        """Return the given reason that counts: a declared one, else the first, else that it passed."""
        return next((reason for reason in self.declared if reason in self.given), (*self.given, PASSED)[0])


def score(book: str, conversations: int = 300, seed: int = 11) -> list[Row]:
    """Return one row per measure: step, what, value, target, command."""
    calls = list(generate(Organisation(seed=seed, tenant=TENANT, book=book, conversations=conversations, turns=TURNS)))
    judged = _judged(book, seed)
    held = _held(_records(calls))
    quarantined, processed = _default_world(book, conversations, seed)
    command = f"python -m tests.benchmarks.score_gate {book} {conversations} {seed}"
    rows = [
        _row("broken_rows_with_the_declared_reason", _share(row.shown in row.declared for row in judged), 0.98),
        _row("broken_rows_with_no_other_reason", _share(set(row.given) <= set(row.declared) for row in judged), None),
        _row("good_calls_quarantined", len(held) / len(calls), 0.01),
        _row("rows_processed_in_the_default_world", processed, 0.9),
        _row("rows_quarantined_in_the_default_world", quarantined, 0.05),
        *_relevance(calls, seed),
    ]
    return [row | {"command": command} for row in rows]


def _judged(book: str, seed: int) -> list[Judged]:
    """Break conversations in every way, each conversation once, and return what the gate said."""
    endless = generate(Organisation(seed=seed + 1, tenant=TENANT, book=book, conversations=100_000, turns=TURNS))
    with TemporaryDirectory() as folder:
        return [*_broken_files(Path(folder), endless), *_broken_records(endless)]


def _broken_files(folder: Path, calls: Iterator[TrueConversation]) -> Iterator[Judged]:
    declared: dict[str, tuple[str, tuple[str, ...], list[str]]] = {}
    for kind in (kind for kind in KINDS if kind.stage == GATE):
        fitting = (call for call in calls if call.recording.source in kind.sources)
        for number, call in enumerate(islice(fitting, PER_KIND)):
            made = broken(kind, call, WRITERS, Random(f"{kind.name}{number}"))
            for name, data in made.files.items():
                path = folder / "sources" / call.recording.source / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            declared[made.truth.conversation_id] = (kind.name, kind.reasons, list(made.files))
    given = _reasons(_through_ingest(folder))
    for identity, (kind_name, reasons, names) in declared.items():
        found = given.get(identity, ()) or next((given[name] for name in names if name in given), ())
        yield Judged(kind_name, reasons, found)


def _broken_records(calls: Iterator[TrueConversation]) -> Iterator[Judged]:
    records, kinds = [], {}
    for kind in RECORD_KINDS:
        for number, record in enumerate(_records(islice(calls, PER_KIND))):
            records.append(kind.change(record, Random(f"{kind.name}{number}")))
            kinds[record.id] = kind
    given = _reasons(_held(records))
    for identity, kind in kinds.items():
        yield Judged(kind.name, kind.reasons, given.get(identity, ()))


def _through_ingest(folder: Path) -> list[Quarantined]:
    repository = open_repository(str(folder / "home"), TENANT, create=True)
    plan(Settings(TENANT, [str(folder / "sources")], "1", 100_000), open_store, repository, folder / "manifest")
    sources = Sources(tenant=TENANT, files=Files(open_store), repository=repository)
    ingest(folder / "manifest", folder / "read", folder / "unreadable", sources, 0)
    held = _held(read_table(folder / "read", CONVERSATIONS))
    return [*read_table(folder / "unreadable", QUARANTINE), *held]


def _held(conversations: Iterable[Conversation]) -> list[Quarantined]:
    """Return what the gate holds back."""
    with TemporaryDirectory() as folder:
        tables = Tables(*(f"{folder}/{name}" for name in ("read", "passed", "held")))
        write_table(tables.conversations, CONVERSATIONS, conversations)
        gate(tables, open_expectations, Thresholds(), datetime.now(UTC))
        return list(read_table(tables.quarantined, QUARANTINE))


def _records(calls: Iterable[TrueConversation]) -> Iterator[Conversation]:
    origin = [Provenance(uri="in/call", sha256="0" * 64, reader="world", version="1")]
    return (msgspec.structs.replace(call.conversation(), provenance=origin) for call in calls)


def _reasons(rows: Iterable[Quarantined]) -> Mapping[str, tuple[str, ...]]:
    rows = list(rows)
    return {Path(row.uri).name: tuple(row.reasons) for row in rows} | {row.id: tuple(row.reasons) for row in rows}


def _default_world(book: str, conversations: int, seed: int) -> tuple[float, float]:
    """Return the shares of the default world's rows, calls and mails, that were quarantined and that passed."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        options = {"tenant": TENANT, "book": book, "conversations": conversations, "seed": seed, "turns": TURNS}
        world.write(folder / "sources", truth=folder / "truth", **options)
        held = len(_through_ingest(folder))
        read = count_rows(folder / "read") + count_rows(folder / "unreadable")
    return held / read, 1 - held / read


def _relevance(calls: Sequence[TrueConversation], seed: int) -> Iterator[Row]:
    """Judge the report half's private dialogues against calls and short business dialogues, all else let through."""
    private = [*off_topic("report", DIALOGUES, seed)]
    business = [*islice(_records(calls), DIALOGUES // 2), *short_business("report", DIALOGUES // 2, seed)]
    held = {row.id for row in _held([*private, *business]) if "off_topic" in row.reasons}
    caught = sum(one.id in held for one in private)
    wrong = sum(one.id in held for one in business)
    yield _row("relevance_f1", 2 * caught / (len(private) + caught + wrong), 0.9)
    yield _row("off_topic_dialogues_held_back", caught / len(private), None)
    yield _row("business_dialogues_held_back", wrong / len(business), None)


def _share(values: Iterable[bool]) -> float:
    counted = Counter(values)
    return counted[True] / counted.total()


def _row(what: str, value: float, target: float | None) -> Row:
    row: Row = {"step": "quality_gate", "what": what, "value": round(value, 4)}
    return row if target is None else row | {"target": target}


def matrix(judged: Sequence[Judged]) -> Table:
    """Return the declared against the given reasons; a kind that declares several counts as its first."""
    counted = Counter((row.declared[0], _first_of_its_own(row)) for row in judged)
    declared = sorted({row.declared[0] for row in judged})
    given = [*declared, *sorted({_first_of_its_own(row) for row in judged} - set(declared))]
    table = Table("declared", *(str(number) for number in range(len(given))))
    for place, name in enumerate(given):
        cells = [str(counted[name, other] or ".") for other in given]
        table.add_row(f"{place} {name}", *cells)
    return table


def _first_of_its_own(row: Judged) -> str:
    return row.declared[0] if row.shown in row.declared else row.shown


if __name__ == "__main__":
    console = Console(width=200)
    console.print(matrix(_judged(sys.argv[1], 11)))
    for line in score(sys.argv[1], *map(int, sys.argv[2:])):
        console.print(line)
