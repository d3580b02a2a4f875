"""Forget as KFP runs it, and as the command line does."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from pipelines.__main__ import main
from talktrack.core.tables import CONTACTS
from talktrack.operations.forget.component import forget
from talktrack.systems.repository import open_repository
from tests.operations.forget.people import EMAIL, fill
from tests.samples import TENANT


def test_the_component_carries_a_request_file_out_and_deletes_it(tmp_path: Path) -> None:
    """The file names somebody, so it goes with them."""
    fill(tmp_path / "home")
    request = tmp_path / "requests" / "12.json"
    request.parent.mkdir()
    request.write_bytes(msgspec.json.encode({"subject": EMAIL, "by": "officer", "why": "12"}))
    logged: dict[str, float] = {}

    receipt = forget.python_func(
        metrics=SimpleNamespace(log_metric=logged.__setitem__),
        tenant=TENANT,
        home=str(tmp_path / "home"),
        request=str(request),
    )

    assert (tmp_path / "home" / TENANT / "erasures" / f"{receipt}.json").is_file()
    assert not request.exists()
    assert (logged["left"], logged["chunks"]) == (0, 4)


def test_the_command_prints_counts_and_files_and_no_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """First as a dry run, then for good."""
    monkeypatch.setenv("HOME", str(tmp_path))
    fill(tmp_path / "home")
    order = [
        "forget",
        "--tenant",
        TENANT,
        "--home",
        str(tmp_path / "home"),
        "--subject",
        EMAIL,
        "--by",
        "o",
        "--why",
        "1",
    ]
    dry = main([*order, "--dry-run"])
    contacts = open_repository(str(tmp_path / "home"), TENANT).count(CONTACTS)
    real = main(order)
    printed = capsys.readouterr().out

    assert (dry, contacts, real) == (0, 2, 0)
    assert open_repository(str(tmp_path / "home"), TENANT).count(CONTACTS) == 1
    assert "Nothing was changed" in printed
    assert "r-1, r-2" in printed
    assert "Reed" not in printed
