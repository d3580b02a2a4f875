"""``publish`` and ``submit``: versions named after the revision, arguments checked first, exit codes of runs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from pipelines import submission
from pipelines.__main__ import main
from pipelines.catalogue import PIPELINES
from talktrack.core.ids import sha256
from talktrack.systems.pipeline_server import ENDPOINT
from talktrack.world.pipelines_api import BAD, PipelinesApi

PLACE = ("--param", "tenant=acme", "--param", "home=gs://b/h")


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[PipelinesApi]:
    """A server that the environment names."""
    with PipelinesApi() as running:
        monkeypatch.setenv(ENDPOINT, running.url)
        yield running


def test_all_pipelines_are_published_once(api: PipelinesApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Under the version that is asked for; again is nothing new."""
    for _ in range(2):
        assert main(["publish", "--version", "abc"]) == 0
    documents = [next(yaml.safe_load_all(data)) for data in api.told.files.values()]

    assert len(api.told.pipelines) == len(PIPELINES)
    assert [one["display_name"] for one in api.told.versions.values()].count("abc") == len(PIPELINES)
    assert {one["pipelineInfo"]["name"] for one in documents} == {
        one["display_name"] for one in api.told.pipelines.values()
    }


def test_a_run_is_submitted_and_followed(api: PipelinesApi, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Arguments of the file and of the command line, the tenant's experiment, a link, and 0 at the end."""
    (tmp_path / "params.yaml").write_text("tenant: acme\nhome: gs://b/h\nepochs: 3\nsources: [gs://b/f]\n")
    words = [
        "submit",
        "training",
        "--params",
        str(tmp_path / "params.yaml"),
        "--param",
        "epochs=4",
        "--wait",
        "--every",
        "0",
    ]
    code = main([*words, "--version", "abc", "--service-account", "runner"])
    [run] = api.told.runs.values()
    told = capsys.readouterr().out

    assert code == 0
    assert run["runtime_config"]["parameters"] == {
        "tenant": "acme",
        "home": "gs://b/h",
        "epochs": 4,
        "sources": ["gs://b/f"],
    }
    assert (run["display_name"], run["service_account"]) == ("acme training abc", "runner")
    assert api.told.experiments[run["experiment_id"]]["display_name"] == "acme"
    assert (f"{api.url}/#/runs/details/{run['run_id']}" in told, "plan" in told) == (True, True)


def test_a_failed_run_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    """With the server's reason."""
    with PipelinesApi(course=("RUNNING", BAD)) as api:
        code = main(["submit", "monitoring", *PLACE, "--wait", "--every", "0", "--version", "abc", "--host", api.url])

    assert (code, "task plan failed" in capsys.readouterr().out) == (1, True)


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (["--param", "epoch=4"], "did you mean epochs"),
        (["--param", "epochs=many"], "whole number"),
        ([*PLACE, "--param", "mode=weekly"], "full or incremental"),
        (["--params", "none.yaml"], "none.yaml"),
        (["--param", "home=gs://b/h"], "needs tenant"),
        (["--param", "tenant=acme"], "needs home"),
        ([*PLACE, "--param", "tenant=ACME_x"], "ACME_x"),
        ([*PLACE, "--param", "home=/data"], "gs://"),
        ([*PLACE, "--param", "epochs=0"], "above 0"),
        ([*PLACE, "--param", "encoder_model=name-without-revision"], "revision"),
    ],
)
def test_wrong_arguments_are_found_before_anything_is_sent(
    api: PipelinesApi, capsys: pytest.CaptureFixture[str], words: list[str], word: str
) -> None:
    """The server is not even asked."""
    code = main(["submit", "training", *words])

    assert (code, word in capsys.readouterr().err, api.calls) == (2, True, [])


def _commit(folder: Path) -> None:
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "one"]):
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@t", *words], cwd=folder, check=True)


def test_a_version_is_named_after_the_revision_and_the_file(tmp_path: Path) -> None:
    """A clean tree, a changed one, and none at all; always also by what was compiled."""
    bare = submission.revision(tmp_path, b"spec")
    (tmp_path / "file").write_text("1")
    _commit(tmp_path)
    clean = [submission.revision(tmp_path, spec) for spec in (b"spec", b"other")]
    (tmp_path / "file").write_text("2")
    changed = [submission.revision(tmp_path, spec) for spec in (b"spec", b"other")]
    digests = [sha256(spec)[:8] for spec in (b"spec", b"other")]

    head = clean[0][:12]
    assert bare == f"spec-{digests[0]}"
    assert clean == [f"{head}-{digest}" for digest in digests]
    assert changed == [f"{head}-changed-{digest}" for digest in digests]


def test_another_cluster_is_another_version(api: PipelinesApi, tmp_path: Path) -> None:
    """At one revision, too: what is uploaded is what was asked for, and the same again is nothing new."""
    (tmp_path / "cluster.yaml").write_text("keys_secret: vault-keys\n")
    for cluster in ("", str(tmp_path / "cluster.yaml"), ""):
        assert main(["publish", "erasure", "--cluster", cluster]) == 0
    named = {one["display_name"] for one in api.told.versions.values()} - {"talktrack-erasure"}

    assert len(named) == 2
    assert any(b"vault-keys" in data for data in api.told.files.values())


def test_every_process_compiles_the_same_bytes(tmp_path: Path) -> None:
    """Or the digest in a version's name would make a new one each time."""
    asked = (
        "import sys, pathlib, pipelines.catalogue as c; "
        "c.compile_pipeline('training', pathlib.Path(sys.argv[1]), c.Cluster())"
    )
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", asked, str(tmp_path / seed)], check=True, env=environment)

    assert (tmp_path / "1/training.yaml").read_bytes() == (tmp_path / "2/training.yaml").read_bytes()


@pytest.mark.parametrize(("words", "word"), [((), "needs request"), (("--param", "request=/tmp/r.json"), "gs://")])
def test_an_erasure_needs_a_request_that_pods_can_read(
    api: PipelinesApi, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], word: str
) -> None:
    """Or it would fail after it was begun."""
    code = main(["submit", "erasure", *PLACE, *words])

    assert (code, word in capsys.readouterr().err, api.calls) == (2, True, [])
