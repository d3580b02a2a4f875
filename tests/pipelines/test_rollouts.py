"""``rollout``: plans, data, tables, the watch and the page, against a cluster whose predictors count."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from pipelines import rollout_watch
from pipelines.__main__ import main
from pipelines.rollout_form import VERBS
from talktrack.core.errors import StoreUnavailableError
from talktrack.operations.rollout import step
from talktrack.operations.rollout.report import Status
from talktrack.systems.repository import open_repository
from talktrack.world.kserve_api import KServeApi
from tests.services.controller.conftest import Place
from tests.services.controller.predictors import Predictors

Rollout = Callable[..., str]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A cluster whose first release serves, and a registered candidate."""
    open_repository(str(tmp_path), "acme", create=True)
    with Predictors() as predictors:
        made = Place(predictors, tmp_path)
        made.serve("r-first")
        made.register("r-second")
        ports = made.ports()
        ports.registry.move(ports.registry.pointer(), champion="r-first", candidate="r-second")
        yield made


@pytest.fixture
def rollout(place: Place, capsys: pytest.CaptureFixture[str]) -> Rollout:
    """Run one verb and return what it printed."""

    def run(verb: str, *options: str, code: int = 0) -> str:
        where = ["--tenant", "acme", "--home", str(place.home), "--namespace", "sales"]
        found = main(["rollout", verb, *where, "--server", place.predictors.api.url, *options])
        told = capsys.readouterr()
        assert found == code, told.err
        return told.out + told.err

    return run


def writes(api: KServeApi) -> list[str]:
    """Return the calls that have changed something."""
    return [call for call in api.calls if not call.startswith("GET")]


def promoted(rollout: Rollout) -> None:
    """Roll the candidate out to the end."""
    rollout("start", "--weights", "50,100")
    for _ in range(12):
        rollout("tick")


def test_a_plan_changes_nothing(place: Place, rollout: Rollout) -> None:
    """It names the candidate, its ladder and the first actions."""
    before = writes(place.predictors.api)
    lines = rollout("plan", "--weights", "10,50,100").splitlines()

    assert lines[:2] == ["hold: the rollout is planned", "r-second is canary, weight 10 % of 10, 50, 100"]
    assert (len(lines), lines[2].endswith("r-second with 10 % of the traffic")) == (3, True)
    assert writes(place.predictors.api) == before


def test_a_plan_of_a_rollout_in_progress_is_what_is_left(rollout: Rollout) -> None:
    """Not another start."""
    rollout("start", "--weights", "10,100")

    assert rollout("plan").splitlines()[-1].endswith("r-second with 10 % of the traffic")
    assert json.loads(rollout("plan", "--json"))["state"]["weights"] == [10, 100]


@pytest.mark.parametrize("verb", ["start", "tick", "promote", "abort"])
def test_a_dry_run_changes_nothing(place: Place, rollout: Rollout, verb: str) -> None:
    """Every verb that writes can only say what it would do."""
    if verb != "start":
        rollout("start")
    before = writes(place.predictors.api)
    rollout(verb, "--dry-run")

    assert writes(place.predictors.api) == before


def test_a_plan_is_printed_as_data(rollout: Rollout) -> None:
    """State, decision, and the actions with their kinds."""
    told = json.loads(rollout("start", "--dry-run", "--json", "--weights", "25,100"))

    assert (told["state"]["candidate"]["id"], told["decision"]["action"]) == ("r-second", "hold")
    assert [action["type"] for action in told["actions"]] == ["deploy"]
    assert told["actions"][0]["percent"] == 25


@pytest.mark.parametrize("weights", ["half", "10,5,100", "10,50"])
def test_a_ladder_that_cannot_be_climbed_is_wrong_use(rollout: Rollout, weights: str) -> None:
    """The message shows how one is written."""
    assert "5,10,25,50,100" in rollout("start", "--weights", weights, code=2)


def test_a_goal_that_is_none_is_wrong_use(rollout: Rollout) -> None:
    """The message lists what may be one."""
    assert "won deals" in rollout("tick", "--goal", "happiness", code=2)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--mode", "Foo"], "use Knative or Standard"),
        (["--replicas", "3"], "name it by --prometheus"),
        (["--replicas", "0"], "use a whole number from 1"),
        (["--namespace", "X Y"], "use lower-case letters"),
        (["--server", "notaurl"], "write it as http(s)://host:port"),
    ],
)
def test_what_the_controller_refuses_is_wrong_use_here_too(
    place: Place, rollout: Rollout, options: list[str], sentence: str
) -> None:
    """One sentence, and the cluster is not asked."""
    before = list(place.predictors.api.calls)
    told = rollout("tick", *options, code=2)

    assert (sentence in told, len(told.splitlines())) == (True, 1)
    assert place.predictors.api.calls == before


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_says_what_holds_where_nothing_is_said(
    verb: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every option that takes a value and may be left out tells its default; a page is only written when asked for."""
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        main(["rollout", verb, "--help"])
    options = [" ".join(told.split()) for told in capsys.readouterr().out.split("\n  --")[1:]]
    valued = [
        told for told in options if told.split()[1].isupper() and told.split()[0] not in {"home", "tenant", "page"}
    ]

    assert "namespace NAMESPACE Kubernetes namespace of the InferenceService; default: talktrack" in valued
    assert [told for told in valued if "default: " not in told] == []


def test_a_rollback_storm_needs_somebody_who_has_looked(place: Place, rollout: Rollout) -> None:
    """Two automatic rollbacks in a row refuse the next start, unless it is acknowledged."""
    ports = place.ports()
    found = ports.store.load()
    assert found is not None
    document = json.loads(found[0]) | {"automatic_rollbacks": 2, "phase": "rolled_back"}
    ports.store.save(json.dumps(document).encode(), found[1])

    assert "start with acknowledge" in rollout("start")
    assert "the rollout is planned" in rollout("start", "--acknowledge")


def test_the_status_shows_arms_differences_and_the_verdict(rollout: Rollout) -> None:
    """As tables for people."""
    promoted(rollout)
    text = rollout("status")

    assert "acme: r-second is promoted at 100 %" in text
    assert [
        name for name in ("r-first", "errors", "latency", "95 % at every look", "routed:") if name not in text
    ] == []
    assert "r-second and r-first cannot be told apart yet: errors" in text


def test_the_status_is_data_too(rollout: Rollout) -> None:
    """With the results that the tables show."""
    promoted(rollout)
    told = json.loads(rollout("status", "--json"))

    assert (told["state"]["phase"], [row["arm"] for row in told["results"]["rows"]]) == (
        "promoted",
        ["stable", "candidate", "watched"],
    )
    assert {one["measure"] for one in told["results"]["differences"]} == {"errors", "latency"}


def test_without_a_rollout_the_status_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And there is no page to write."""
    open_repository(str(tmp_path), "acme", create=True)
    with KServeApi() as api:
        call = ["rollout", "status", "--tenant", "acme", "--home", str(tmp_path), "--server", api.url]
        codes = [main(call), main([*call, "--page", str(tmp_path / "page.html")])]

    assert (codes, "there is no rollout" in capsys.readouterr().out) == ([0, 2], True)


class Moving:
    """Looks at a rollout that is ticked between two looks, and whose cluster is once not there."""

    def __init__(self, place: Place) -> None:
        self._ports = place.ports()
        self.looks = 0

    def look(self) -> Status:
        """Look; the third time nobody answers."""
        self.looks += 1
        if self.looks == 3:
            raise StoreUnavailableError("the cluster cannot be reached.")
        return step.status(self._ports)

    def pause(self, _: float) -> None:
        """Let the controller tick instead of waiting."""
        step.tick(self._ports)


@pytest.mark.parametrize("terminal", [False, True])
def test_the_watch_follows_until_the_end(place: Place, rollout: Rollout, terminal: bool) -> None:
    """Lines in a pod's log, a refreshed table on a terminal; an outage is waited for."""
    rollout("start", "--weights", "50,100")
    moving, target = Moving(place), io.StringIO()
    kind = {"TERM": "xterm-256color"}  # rich moves no cursor on a dumb terminal, as CI machines have
    console = Console(file=target, force_terminal=terminal, width=140, highlight=False, markup=False, _environ=kind)
    rollout_watch.follow(moving.look, console, moving.pause)
    text = target.getvalue()

    assert "the cluster cannot be reached. Trying again." in text
    assert "promoted" in text
    assert ("\x1b[" in text) is terminal


def test_the_watch_prints_only_what_is_new(place: Place, rollout: Rollout) -> None:
    """A rollout that stands still is one line."""
    rollout("start", "--weights", "50,100")
    status, looks = step.status(place.ports()), iter(range(5))

    def look() -> Status:
        return status if next(looks) < 4 else Status(None, None)

    target = io.StringIO()
    rollout_watch.follow(look, Console(file=target, width=140), lambda _: None)

    assert [line.split()[0] for line in target.getvalue().splitlines()] == ["r-second", "there"]


def test_the_page_shows_the_course(place: Place, rollout: Rollout, tmp_path: Path) -> None:
    """Weights, requests and intervals over time, whole in one file."""
    promoted(rollout)
    target = tmp_path / "pages" / "rollout.html"
    printed = rollout("status", "--page", str(target))
    text = target.read_text(encoding="utf-8")
    wanted = ("Weight of the candidate", "Requests that are compared", "Errors: candidate", "Latency: candidate")

    assert f"page: {target}" in printed
    assert [title for title in wanted if title not in text] == []
    assert _decided(rollout) <= text.count("<tr>")


def test_a_page_that_cannot_be_written_is_wrong_use(rollout: Rollout, tmp_path: Path) -> None:
    """A folder is no file."""
    assert "name another file by --page" in rollout("status", "--page", str(tmp_path), code=2)


def _decided(rollout: Rollout) -> int:
    told: Any = json.loads(rollout("status", "--json"))
    return len(told["state"]["decisions"])
