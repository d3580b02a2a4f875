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
