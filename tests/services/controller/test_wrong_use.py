"""Options of the controller that cannot work: one sentence and 2, before anything is begun."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktrack.services.controller.__main__ import main

SERVER = "http://127.0.0.1:9"
NO_PORT = "65536"  # what should be refused and is not must not begin to listen


@pytest.mark.parametrize("tenants", [["AC ME"], ["acme", "AC ME"]])
def test_a_tenant_that_cannot_be_one_is_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], tenants: list[str]
) -> None:
    """The sentence alone, whichever of several it is."""
    named = [part for tenant in tenants for part in ("--tenant", tenant)]
    code = main(["--home", str(tmp_path), "--namespace", "sales", "--server", SERVER, "--port", NO_PORT, *named])
    told = capsys.readouterr().err.splitlines()

    assert (code, len(told)) == (2, 1)
    assert "tenant 'AC ME' is not a valid name: use lower-case letters" in told[0]


WRONG = {
    "mode 'Foo' is none that splits traffic: use Knative or Standard": ["--mode", "Foo"],
    "3 replicas are only counted by a Prometheus server: name it by --prometheus": ["--replicas", "3"],
    "replicas is 0: use a whole number from 1": ["--replicas", "0"],
    "namespace 'X Y' is no name: use lower-case letters": ["--namespace", "X Y"],
    "server 'notaurl' is no address of a Kubernetes API: write it as http(s)://": ["--server", "notaurl"],
    "server 'http://host:one' is no address": ["--server", "http://host:one"],
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("sentence", "options"), WRONG.items(), ids=["_".join(given) for given in WRONG.values()])
def test_options_that_cannot_work_are_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sentence: str, options: list[str]
) -> None:
    """One line that says what to write instead, and no warning of a library before it."""
    known = ["--home", str(tmp_path), "--tenant", "acme", "--namespace", "sales", "--server", SERVER, "--port", NO_PORT]
    code = main([*known, *options])
    told = capsys.readouterr().err.splitlines()

    assert (code, len(told)) == (2, 1)
    assert sentence in told[0]
