"""``regions`` on a terminal: what differs is printed before it is repaired."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.__main__ import main
from talktrack.core.chunk_rows import chunk_rows
from talktrack.core.ports import LiveIndex
from talktrack.core.tables import CONVERSATIONS
from talktrack.systems.repository import open_repository
from talktrack.systems.vectors.chosen import choose, open_vectors
from tests.samples import TENANT, call
from tests.systems.vector_store_contract import COLLECTION, chunk


@pytest.fixture
def home(tmp_path: Path) -> str:
    """Two regions, of which the second lost what was written."""
    home = str(tmp_path / "home")
    open_repository(home, TENANT, create=True).publish(CONVERSATIONS, [call(identity="c1"), call(identity="c2")])
    choose(home, TENANT, [f"eu=lancedb+{tmp_path}/eu", f"us=lancedb+{tmp_path}/us"])
    vectors = open_vectors(home, TENANT)
    vectors.replace(COLLECTION, chunk_rows([chunk("k1"), chunk("k2", conversation="c2")], 3))
    vectors.switch(LiveIndex(COLLECTION, "tiny"))
    vectors._stores["us"].remove(["c2"])  # type: ignore[attr-defined]
    return home


def test_what_differs_is_printed_and_repaired_on_demand(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Looking changes nothing; the exit code says whether all is well."""
    asked = ["regions", "--tenant", TENANT, "--home", home]
    looked = (main(asked), capsys.readouterr().out)
    again = (main(asked), capsys.readouterr().out)
    repaired = (main([*asked, "--repair"]), capsys.readouterr().out.splitlines()[-1])

    assert looked == again == (1, f"make {COLLECTION} equal eu:\n  us: copy 1 conversations (c2)\n")
    assert repaired == (0, "All regions hold the same chunks.")
    assert main(asked) == 0


def test_the_emptier_region_is_never_the_source(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Also where it is the nearest, or was named: a repair from it would lose what the other holds."""
    vectors = open_vectors(home, TENANT)
    vectors._stores["us"].replace(COLLECTION, chunk_rows([chunk("k2", conversation="c2")], 3))  # type: ignore[attr-defined]
    vectors._stores["eu"].remove(["c1", "c2"])  # type: ignore[attr-defined]
    asked = ["regions", "--tenant", TENANT, "--home", home]
    named = (main([*asked, "--source", "eu", "--repair"]), capsys.readouterr().err)
    chosen = (main([*asked, "--repair"]), capsys.readouterr().out)

    assert named[0] == 2
    assert "eu has 0 of the ready conversations, us has 2: a repair from eu would lose some." in named[1]
    assert chosen[0] == 0
    assert chosen[1].splitlines()[1:] == ["  eu: copy 2 conversations (c1, c2)", "All regions hold the same chunks."]


def test_what_no_region_holds_is_told(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Equal regions may still lack what is ready."""
    open_repository(home, TENANT).publish(CONVERSATIONS, [call(identity="c3")])
    code = main(["regions", "--tenant", TENANT, "--home", home, "--repair"])

    assert code == 1
    assert "1 of 3 ready conversations have no chunks anywhere: rebuild them" in capsys.readouterr().out


def test_one_place_has_nothing_to_compare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says so."""
    open_repository(str(tmp_path), TENANT, create=True)

    assert main(["regions", "--tenant", TENANT, "--home", str(tmp_path)]) == 2
    assert "are in one place: there is nothing to compare." in capsys.readouterr().err
