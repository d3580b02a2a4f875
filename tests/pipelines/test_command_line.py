"""The command line as people meet it: a good exit code, or one sentence that says what to do."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from msgspec import structs

from pipelines.__main__ import main
from talktrack.core.ports import LiveIndex
from talktrack.core.records import Named, Quarantined
from talktrack.core.tables import CONVERSATIONS, QUARANTINE
from talktrack.engines.personal_data.spans import HIDDEN, OPTIONAL
from talktrack.systems.repository import open_repository
from talktrack.systems.vectors.lancedb import open_lance
from tests.samples import TENANT, call

ROOT = Path(__file__).parents[2]
UNKNOWN = (
    "TenantUnknown: tenant acmee has nothing under HOME: check --tenant and --home, or run ingestion for it first."
)
NO_NAME = (
    "ConfigurationInvalid: tenant 'Acme!' is not a valid name: use lower-case letters, digits and hyphens, at most 63."
)
NO_HOME = (
    "TenantUnknown: tenant acme has nothing under HOME/acme/tenant.json: check --tenant and --home, or run ingestion "
    "for it first."
)

CASE = Quarantined(
    id="q1",
    tenant=TENANT,
    stage="ingest",
    uri="in/a.json",
    sha256="0",
    reasons=["not_json"],
    severity="high",
    suggestion="Mend it.",
)

Say = pytest.CaptureFixture[str]


def started(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m pipelines`` as a program of its own, in the repository's root."""
    return subprocess.run(
        [sys.executable, "-m", "pipelines", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | environment,
        timeout=120,
    )


def called(say: Say, *arguments: object) -> tuple[int, str, str]:
    """Run the command line in this process; return exit code, standard output and standard error."""
    code = main([str(argument) for argument in arguments])
    out, err = say.readouterr()
    return code, out, err


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one conversation and one open case."""
    root = tmp_path_factory.mktemp("home")
    repository = open_repository(str(root), TENANT, create=True)
    repository.publish(CONVERSATIONS, [call()])
    repository.publish(QUARANTINE, [CASE])
    return root


def test_help_is_quick() -> None:
    """It loads neither kfp nor torch nor pyarrow, and exits with 0."""
    look = (
        "import sys\nfrom pipelines.__main__ import main\n"
        "try: main(['--help'])\nexcept SystemExit as end: assert end.code == 0\n"
        "print(sorted({'kfp', 'torch', 'pyarrow', 'lancedb', 'numpy', 'pandas', 'google'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.splitlines()[-1] == "[]"
    assert "usage: python -m pipelines" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("search --tenant acmee --home HOME price", UNKNOWN),
        ("export chunks --tenant acmee --home HOME", UNKNOWN),
        ("review list --tenant acmee --home HOME", UNKNOWN),
        ("local training --tenant acmee --home HOME", UNKNOWN),
        ("local ingestion --tenant Acme! --home HOME --source HOME", NO_NAME),
        ("search --tenant acme --home HOME/acme/tenant.json price", NO_HOME),
        (
            "local ingestion --tenant acme --home HOME --source HOME/nothing",
            "ConfigurationInvalid: source HOME/nothing does not exist: check --source.",
        ),
        (
            "local ingestion --tenant acme --home HOME",
            "ConfigurationInvalid: ingestion needs at least one --source: a file, a folder or a URI.",
        ),
        (
            "local ingestion --tenant acme --home HOME --source HOME",
            "ConfigurationInvalid: the home lies inside source HOME: choose a --home beside it.",
        ),
        (
            "local ingestion --tenant acme --home HOME --source HOME/acme --param encoder_model=/no/such/folder",
            "ConfigurationInvalid: encoder_model /no/such/folder is no directory: check --param encoder_model.",
        ),
        (
            "local ingestion --tenant acme --home HOME --source HOME/acme --param encoder_model=bert-base-uncased",
            (
                "ConfigurationInvalid: encoder_model bert-base-uncased is neither a directory nor a Hugging Face id "
                "with its revision, name@revision."
            ),
        ),
        (
            "local ingestion --tenant acme --home HOME --source HOME/acme --param ner_model=spacy:no_such_pipeline",
            "ConfigurationInvalid: ner_model spacy:no_such_pipeline is not installed: check --param ner_model.",
        ),
        (
            "local ingestion --tenant acme --home HOME --source HOME/acme --param relevance_min=nan",
            "ConfigurationInvalid: parameter relevance_min must be a number, not 'nan'.",
        ),
        (
            "local ingestion --tenant acme --home HOME --source HOME/acme --param relevance_min=7",
            "ConfigurationInvalid: relevance_min is 7: use a number from 0 to 1; 0 switches it off.",
        ),
        (
            "local ingestion --tenant acme --home HOME --source HOME/acme --param entities=FOO",
            f"ConfigurationInvalid: entities ['FOO'] are unknown: choose from {sorted(HIDDEN | OPTIONAL)}.",
        ),
        (
            "local ingestion --tenant acme --home HOME --source HOME --param shardsize=3",
            "ConfigurationInvalid: there is no parameter shardsize: did you mean shard_size?",
        ),
        (
            "local ingestion --tenant acme --home HOME --source HOME --param min_turns=no",
            "ConfigurationInvalid: parameter min_turns must be a whole number, not 'no'.",
        ),
        (
            "local ingestion --tenant acme --home s3://bucket/home --source HOME",
            "ConfigurationInvalid: cannot open s3://bucket/home: use a local path or gs://bucket/prefix.",
        ),
        (
            "local ingestion --tenant acme --home /dev/null/home --source HOME",
            "ConfigurationInvalid: cannot make the folder /dev/null/home (NotADirectoryError): check --home.",
        ),
        (
            "local ingestion --tenant acme --home HOME --source s3://bucket/calls",
            "ConfigurationInvalid: cannot open s3://bucket/calls: use a local path or gs://bucket/prefix.",
        ),
        (
            "local backfill --tenant acme --home HOME --param first_step=nonsense",
            (
                "ConfigurationInvalid: cannot start at nonsense: name one of quality_gate, prepare, clean, attribute, "
                "correct, enrich, redact, analyze, embed, index."
            ),
        ),
        (
            "search --tenant acme --home HOME price",
            "ConfigurationInvalid: nothing is indexed for acme: run ingestion first.",
        ),
        (
            "search --tenant acme --home HOME --where level price",
            "ConfigurationInvalid: --where level is not a pair: write it as NAME=VALUE.",
        ),
        (
            "search --tenant acme --home HOME --wish value=much price",
            "ConfigurationInvalid: --wish value=much is no amount: write it as in value=50000.",
        ),
        (
            "search --tenant acme --home HOME --wish value=inf price",
            "ConfigurationInvalid: --wish value=inf is no amount: write it as in value=50000.",
        ),
        (
            "search --tenant acme --home HOME --outcome won price",
            "ConfigurationInvalid: no conversation is about a deal that is won: leave --outcome out.",
        ),
        (
            "export conversations --tenant acme --home HOME --out HOME/no/such/file",
            "ConfigurationInvalid: cannot write HOME/no/such/file (FileNotFoundError): choose another --out.",
        ),
        (
            "review apply --tenant acme --home HOME --id q1",
            "ConfigurationInvalid: say --id, --decision, --by and --why, or give a --file of decisions.",
        ),
        (
            "review apply --tenant acme --home HOME --file HOME/none.jsonl",
            "ConfigurationInvalid: cannot read HOME/none.jsonl (FileNotFoundError): check --file.",
        ),
        (
            "search --tenant acme --home HOME \t",
            "ConfigurationInvalid: the search text is empty: say what to look for.",
        ),
        (
            "review apply --tenant acme --home HOME --id q9 --decision drop --by ana --why spam",
            "ConfigurationInvalid: no quarantined row q9: see `review list` for their ids.",
        ),
        (
            "review show --tenant acme --home HOME --id q9",
            "ConfigurationInvalid: no quarantined row q9: see `review list` for their ids.",
        ),
        (
            "review apply --tenant acme --home HOME --id q1 --decision fix --by ana --why heard --speaker Bob",
            "ConfigurationInvalid: --speaker Bob names nobody: say it as 'Speaker 2=Dana Reed <mail>'.",
        ),
        (
            "forget --tenant acme --home HOME --subject dana --by ana --why 12",
            "ConfigurationInvalid: the subject must be a mail address, as in name@company.com.",
        ),
    ],
)
def test_what_cannot_work_is_one_sentence(home: Path, capsys: Say, arguments: str, sentence: str) -> None:
    """Exit code 2, nothing on standard output, no traceback, and no file written."""
    before = _files(home)
    found = called(capsys, *(argument.replace("HOME", str(home)) for argument in arguments.split(" ")))

    assert found == (2, "", sentence.replace("HOME", str(home)) + "\n")
    assert _files(home) == before


def _files(home: Path) -> list[Path]:
    return sorted(path for path in home.rglob("*") if path.is_file())


def test_the_program_ends_with_the_commands_code(home: Path) -> None:
    """One sentence on standard error and 2, whatever libraries want to say."""
    done = started("search", "--tenant", "acmee", "--home", str(home), "price")

    assert (done.returncode, done.stdout, done.stderr) == (2, "", UNKNOWN.replace("HOME", str(home)) + "\n")


@pytest.mark.parametrize("arguments", [[], ["bogus"], ["local", "ingestion"], ["local", "bogus"], ["review"]])
def test_wrong_use_prints_the_usage(capsys: Say, arguments: list[str]) -> None:
    """Exit code 2, as argparse has it."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert (ended.value.code, capsys.readouterr().err.startswith("usage: ")) == (2, True)


def test_an_unreachable_bucket_is_one_sentence_within_seconds(tmp_path: Path) -> None:
    """Two minutes of silent retries would look like work."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    place = ("--tenant", "acme", "--home", "gs://bucket/home", "--source", str(tmp_path))
    done = started("local", "ingestion", *place, STORAGE_EMULATOR_HOST=address)
    expected = (
        "StoreUnavailable: cannot use gs://bucket/home (RetryError): check the bucket's name, your access and the "
        "network.\n"
    )

    assert (done.returncode, done.stderr) == (2, expected)


def test_conversations_are_exported_with_their_own_field_names(home: Path, capsys: Say) -> None:
    """One JSON object per line."""
    code, out, _ = called(capsys, "export", "conversations", "--tenant", TENANT, "--home", home)
    [line] = out.splitlines()

    assert (code, json.loads(line)["turns"][1]["text"]) == (0, call().turns[1].text)


def test_a_parquet_export_is_a_table(home: Path, capsys: Say, tmp_path: Path) -> None:
    """Any tool reads it, and it is the declared schema."""
    out = tmp_path / "out.parquet"
    place = ("--tenant", TENANT, "--home", home)
    code, _, _ = called(capsys, "export", "conversations", *place, "--format", "parquet", "--out", out)

    assert code == 0
    assert CONVERSATIONS.from_batch(pq.read_table(out).to_batches()[0]) == [call()]


def test_an_empty_export_says_so(home: Path, capsys: Say) -> None:
    """Standard output holds records and nothing else."""
    told = called(capsys, "export", "examples", "--tenant", TENANT, "--home", home)

    assert told == (0, "", "0 examples written\n")


def test_the_review_queue_is_listed(home: Path, capsys: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """What to do stands beside the reasons."""
    monkeypatch.setenv("COLUMNS", "200")
    code, out, _ = called(capsys, "review", "list", "--tenant", TENANT, "--home", home)

    assert (code, "not_json" in out, "Mend it." in out) == (0, True, True)


def test_a_decision_is_applied(tmp_path: Path, capsys: Say) -> None:
    """From a file, one decision a line."""
    repository = open_repository(str(tmp_path), TENANT, create=True)
    repository.publish(QUARANTINE, [CASE])
    decisions = tmp_path / "decisions.jsonl"
    decisions.write_text(json.dumps({"id": "q1", "decision": "drop", "by": "ana", "why": "spam"}) + "\n")
    code, out, _ = called(capsys, "review", "apply", "--tenant", TENANT, "--home", tmp_path, "--file", decisions)

    assert (code, out[:9]) == (0, "1 decided")
    assert [row.status for row in repository.scan(QUARANTINE)] == ["dropped"]


def test_a_case_is_shown_and_its_speaker_named(tmp_path: Path, capsys: Say) -> None:
    """A reviewer sees what was said, and says by hand who it was."""
    repository = open_repository(str(tmp_path), TENANT, create=True)
    repository.publish(QUARANTINE, [structs.replace(CASE, conversation=call())])
    place = ("--tenant", TENANT, "--home", tmp_path, "--id", "q1")
    shown, out, _ = called(capsys, "review", "show", *place, "--turns", "1")
    named = ("--decision", "fix", "--speaker", "Bob=Bo Lind <bo@acme.example>", "--by", "ana", "--why", "listened")
    applied, _, _ = called(capsys, "review", "apply", *place, *named)
    [row] = repository.scan(QUARANTINE)

    assert (shown, applied, row.status) == (0, 0, "fixed")
    assert "   0  s1    Hello Bob." in out
    assert "and 1 more turns: see them with --turns 2." in out
    assert row.speakers == [Named(speaker="Bob", person="Bo Lind <bo@acme.example>")]


@pytest.mark.parametrize("lines", [b"{}", b"not json", b'{"id": "q1"}'])
def test_a_broken_file_of_decisions_is_refused(home: Path, capsys: Say, tmp_path: Path, lines: bytes) -> None:
    """Nothing is decided unless all of it can be."""
    file = tmp_path / "decisions.jsonl"
    file.write_bytes(lines)
    code, _, err = called(capsys, "review", "apply", "--tenant", TENANT, "--home", home, "--file", file)

    assert (code, err.startswith(f"ConfigurationInvalid: {file} is not a list of decisions (")) == (2, True)


def test_an_encoder_that_is_gone_is_named(tmp_path: Path, capsys: Say) -> None:
    """The index remembers which encoder made it."""
    open_repository(str(tmp_path), TENANT, create=True)
    open_lance(str(tmp_path), TENANT).switch(LiveIndex("chunks-x-3", "/models/gone"))
    code, _, err = called(capsys, "search", "--tenant", TENANT, "--home", tmp_path, "price")

    assert (code, err[:67]) == (2, "ConfigurationInvalid: encoder '/models/gone' is not a directory: gi")
