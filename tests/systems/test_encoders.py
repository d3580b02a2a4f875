"""Tuned encoders: kept whole under a name made of what they hold, and used where the live index is theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktrack.core.ports import LiveIndex
from talktrack.systems.encoders import Origin, in_service, keep, kept, local
from tests.samples import TENANT

BASE = Origin("base@1", "7")


def _directory(root: Path, weights: str = "w") -> Path:
    (root / "1_Pooling").mkdir(parents=True)
    (root / "model.safetensors").write_text(weights)
    (root / "1_Pooling" / "config.json").write_text("{}")
    return root


def test_an_encoder_is_kept_once(tmp_path: Path) -> None:
    """The same files have the same name, others another."""
    home = str(tmp_path / "home")
    first = keep(home, TENANT, _directory(tmp_path / "a"), BASE)

    assert keep(home, TENANT, _directory(tmp_path / "b"), BASE) == first
    assert keep(home, TENANT, _directory(tmp_path / "c", "other"), BASE) != first
    assert (Path(first) / "1_Pooling" / "config.json").read_text() == "{}"


def test_the_live_one_is_used_by_those_who_name_its_base(tmp_path: Path) -> None:
    """Who names another encoder gets that one."""
    home = str(tmp_path / "home")
    tuned = keep(home, TENANT, _directory(tmp_path / "a"), BASE)
    live = LiveIndex("chunks-a", tuned)

    assert in_service(home, TENANT, "base@1", live) == tuned
    assert in_service(home, TENANT, "other@1", live) == "other@1"
    assert in_service(home, TENANT, tuned, live) == tuned


def test_a_place_can_be_spelled_in_many_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative or absolute, and from a home that has been moved since: the tuned encoder is found."""
    base = _directory(tmp_path / "base")
    tuned = keep(str(tmp_path / "home"), TENANT, _directory(tmp_path / "a", "tuned"), Origin(str(base)))
    moved = (tmp_path / "home").rename(tmp_path / "moved")
    monkeypatch.chdir(tmp_path)
    found = in_service("moved", TENANT, "./base", LiveIndex("chunks-a", tuned))

    assert Path(found).resolve() == moved / TENANT / "encoders" / Path(tuned).name
    assert in_service("moved", TENANT, "./a", LiveIndex("chunks-a", tuned)) == "./a"


def test_without_a_tuned_index_the_named_encoder_is_used(tmp_path: Path) -> None:
    """Before the first tuning, and when an index was made by a published one."""
    home = str(tmp_path)

    assert in_service(home, TENANT, "base@1", None) == "base@1"
    assert in_service(home, TENANT, "base@1", LiveIndex("chunks-a", "base@1")) == "base@1"


def test_what_is_on_this_machine_is_opened_in_place() -> None:
    """So is what the hub loads."""
    assert [local("/models/e"), local("org/name@rev")] == ["/models/e", "org/name@rev"]


def test_an_encoder_tells_what_it_learnt_from(tmp_path: Path) -> None:
    """An erasure names those that learnt from a person's conversations."""
    home = str(tmp_path / "home")
    name = keep(home, TENANT, _directory(tmp_path / "a"), BASE).rpartition("/")[2]

    assert kept(home, TENANT) == {name: "7"}
    assert kept(str(tmp_path / "new"), TENANT) == {}
