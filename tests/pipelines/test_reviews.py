"""Deciding about quarantined rows on the command line: what is refused, what is printed, and what is erased."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipelines.__main__ import main
from talktrack.core.artifacts import read_table, write_table
from talktrack.core.conversation import Conversation
from talktrack.core.errors import VersionGoneError
from talktrack.core.locations import Files
from talktrack.core.records import Bundle, Quarantined
from talktrack.core.review import Decision, case
from talktrack.core.tables import BUNDLES, CONVERSATIONS, CONVERSATIONS_RAW, QUARANTINE
from talktrack.ingestion.ingest.step import Sources
from talktrack.ingestion.ingest.step import run as ingest
from talktrack.systems.repository import LanceRepository, open_repository
from talktrack.systems.storage import open_store
from tests.samples import TENANT, call, turn

Say = pytest.CaptureFixture[str]
CODE = "It is 7 3 1."
CARD = call([turn("s1", "What is the security code?"), turn("s2", CODE)], identity="q9")
WHO = {"by": "ana", "why": "listened to it"}
README = Path(__file__).parents[2] / "components/talktrack/ingestion/quality_gate/README.md"


def held(conversation: Conversation, *reasons: str) -> Quarantined:
    """Return an open case."""
    return case(conversation, stage="quality_gate", reasons=reasons, severity="error", suggestion="Look at it.")


@pytest.fixture
def repository(tmp_path: Path) -> LanceRepository:
    """A tenant with three calls too short and one in which a card's code was said."""
    made = open_repository(str(tmp_path / "home"), TENANT, create=True)
    short = [call(identity=identity) for identity in ("q1", "q2", "q3")]
    made.publish(CONVERSATIONS_RAW, [*short, CARD])
    made.publish(QUARANTINE, [*(held(one, "too_few_turns") for one in short), held(CARD, "card_dictated")])
    return made


def apply(tmp_path: Path, say: Say, *arguments: str, lines: list[dict[str, Any]] | None = None) -> tuple[int, str]:
    """Run ``review apply``, with a file of decisions if there are any; return the exit code and what was printed."""
    file = tmp_path / "decisions.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines or []), encoding="utf-8")
    asked = ["--file", str(file)] if lines is not None else []
    code = main(["review", "apply", "--tenant", TENANT, "--home", str(tmp_path / "home"), *asked, *arguments])
    out, err = say.readouterr()
    return code, (out or err).strip().replace(str(file), "FILE")


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            [{"id": "q1", "decision": "drop", **WHO}, {"id": "q2", "decision": "drop", "by": "", "why": ""}],
            "q2: say who decides and why in words, for they are kept with the row.",
        ),
        (
            [{"id": "q1", "decision": "drop", **WHO}, {"id": "q1", "decision": "release", **WHO}],
            "there are two decisions about q1: leave one, with everything that a fix changes.",
        ),
        ([], "FILE holds no decision: write an object with id, decision, by, why."),
        (
            [{"id": "q9", "decision": "release", **WHO}],
            (
                "q9 is held as card_dictated, which no word can let pass: decide fix and give the turns that hold the "
                "code or number without it, or decide drop."
            ),
        ),
        (
            [{"id": "q9", "decision": "fix", **WHO, "turns": {"0": "What is the security code of your card?"}}],
            "q9 still holds a card's code: `review show` tells in which turn.",
        ),
    ],
    ids=["nobody", "two", "none", "released code", "code left"],
)
def test_a_file_is_taken_whole_or_not_at_all(
    tmp_path: Path, repository: LanceRepository, capsys: Say, lines: list[dict[str, Any]], sentence: str
) -> None:
    """Whatever is wrong with one line, no row is decided."""
    code, told = apply(tmp_path, capsys, lines=lines)

    assert (code, told) == (2, f"ConfigurationInvalid: {sentence}")
    assert {row.status for row in repository.scan(QUARANTINE)} == {"open"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("--id", "q1", "--decision", "drop", "--by", "   ", "--why", "spam"),
            "q1: say who decides and why in words, for they are kept with the row.",
        ),
        (
            (
                "--id",
                "q1",
                "--decision",
                "fix",
                "--by",
                "ana",
                "--why",
                "heard",
                "--speaker",
                "Bob=Al",
                "--speaker=Bob=Bo",
            ),
            "--speaker says two people for Bob: leave one.",
        ),
        (
            ("--id", "q1", "--decision", "fix", "--by", "ana", "--why", "heard", "--speaker", "Anna=Dana <nowhere>"),
            "q1: 'Dana <nowhere>' is nobody: write a name, an address, or Dana Reed <dana@acme.example>.",
        ),
    ],
)
def test_options_that_cannot_be_are_one_sentence(
    tmp_path: Path, repository: LanceRepository, capsys: Say, arguments: tuple[str, ...], sentence: str
) -> None:
    """And nothing is decided."""
    assert apply(tmp_path, capsys, *arguments) == (2, f"ConfigurationInvalid: {sentence}")
    assert {row.status for row in repository.scan(QUARANTINE)} == {"open"}


def test_a_file_and_options_do_not_mix(tmp_path: Path, repository: LanceRepository, capsys: Say) -> None:
    """One of them would be ignored."""
    told = apply(tmp_path, capsys, "--id", "q2", "--by", "ana", lines=[{"id": "q1", "decision": "drop", **WHO}])
    sentence = "the lines of --file say all there is: leave out --id, --by, or leave out --file."

    assert told == (2, f"ConfigurationInvalid: {sentence}")
    assert {row.status for row in repository.scan(QUARANTINE)} == {"open"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("drop",), "1 decided: 1 dropped stays out."),
        (("release",), "1 decided: 1 released re-enters with the next ingestion run."),
        (
            ("drop", "release", "drop"),
            "3 decided: 1 released re-enters with the next ingestion run; 2 dropped stay out.",
        ),
        (("fix", "release"), "2 decided: 1 released and 1 fixed re-enter with the next ingestion run."),
    ],
)
@pytest.mark.usefixtures("repository")
def test_what_becomes_of_the_rows_is_printed(
    tmp_path: Path, capsys: Say, words: tuple[str, ...], sentence: str
) -> None:
    """For the decisions that were taken, and for no others."""
    lines: list[dict[str, Any]] = [
        {"id": f"q{number}", "decision": word, **WHO} | ({"language": "en"} if word == "fix" else {})
        for number, word in enumerate(words, 1)
    ]

    assert apply(tmp_path, capsys, lines=lines) == (0, sentence)


@pytest.mark.parametrize("line", [{"decision": "fix", "turns": {"1": "It is [removed]."}}, {"decision": "drop"}])
def test_what_may_not_be_kept_is_erased(
    tmp_path: Path, repository: LanceRepository, capsys: Say, line: dict[str, Any]
) -> None:
    """From the queue and the raw zone, with their older versions; all else stays."""
    before = repository.version(QUARANTINE), repository.version(CONVERSATIONS_RAW)
    code, _ = apply(tmp_path, capsys, lines=[{"id": "q9", **WHO, **line}])
    cases, raw = list(repository.scan(QUARANTINE)), list(repository.scan(CONVERSATIONS_RAW))

    assert (code, CODE in repr([cases, raw]), len(cases)) == (0, False, 4)
    assert sorted(one.id for one in raw) == ["q1", "q2", "q3", "q9"]
    with pytest.raises(VersionGoneError):
        next(repository.scan(QUARANTINE, version=before[0]))
    with pytest.raises(VersionGoneError):
        next(repository.scan(CONVERSATIONS_RAW, version=before[1]))


def test_a_fixed_row_re_enters_as_it_was_fixed(tmp_path: Path, repository: LanceRepository, capsys: Say) -> None:
    """From the queue in the next run, from the raw zone in a backfill: the same words in both."""
    apply(tmp_path, capsys, lines=[{"id": "q9", "decision": "fix", **WHO, "turns": {"1": "It is [removed]."}}])
    bundles = [Bundle(id=kind, shard=0, kind=kind, uris=["q9"], digest="q9") for kind in ("review", "stored_raw")]
    write_table(tmp_path / "manifest", BUNDLES, bundles)
    sources = Sources(tenant=TENANT, files=Files(open_store), repository=repository)
    ingest(tmp_path / "manifest", tmp_path / "read", tmp_path / "unreadable", sources, 0)
    texts = [[one.text for one in read.turns] for read in read_table(tmp_path / "read", CONVERSATIONS)]

    assert texts == [["What is the security code?", "It is [removed]."]] * 2


def examples(text: str) -> Iterator[Decision]:
    """Yield the decisions that stand in a text, a line each."""
    for line in text.splitlines():
        if line.strip().startswith('{"id"'):
            yield msgspec.json.decode(line.strip(), type=Decision)


@pytest.mark.parametrize("page", ["help", "readme"])
def test_the_shown_decisions_are_ones(capsys: Say, page: str) -> None:
    """People copy the lines that they see."""
    if page == "help":
        with pytest.raises(SystemExit):
            main(["review", "apply", "--help"])
    found = list(examples(capsys.readouterr().out if page == "help" else README.read_text(encoding="utf-8")))

    assert [decision.decision for decision in found] == ["drop", "fix"]
    assert (found[1].turns, found[1].speakers) == (
        {3: "It is [removed]."},
        {"Speaker 2": "Dana Reed <dana@acme.example>"},
    )
    assert isinstance(found[1].started_at, datetime)
