"""After a run, killed or not, none of its TrainJobs goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktrack.core.errors import StoreUnavailableError
from talktrack.operations.tidy.component import tidy
from talktrack.systems.trainer import RUN, Machines, train_job
from talktrack.world.json_service import Fault
from talktrack.world.trainjob_api import TrainJobApi
from tests.training.samples import metrics


def _jobs(api: TrainJobApi, **runs: str) -> None:
    """Let the cluster hold a job per name, of these runs."""
    for name, run in runs.items():
        api.jobs[name] = train_job(name, "gs://b/order", Machines(2, "registry/model@1", "sales", run_id=run))


def _tidy(folder: Path, api: TrainJobApi, nodes: int = 2) -> str:
    told: str = tidy.python_func(
        metrics=metrics(folder), run_id="run-1", namespace="sales", num_nodes=nodes, server=api.url
    )
    return told


def test_jobs_of_the_run_go_and_others_stay(tmp_path: Path) -> None:
    """They are told apart by the run's id."""
    with TrainJobApi() as api:
        _jobs(api, one="run-1", two="run-1", other="run-2")
        told = _tidy(tmp_path, api)

    assert (told, list(api.jobs)) == ("one, two", ["other"])
    assert api.jobs["other"]["metadata"]["labels"][RUN] == "run-2"


def test_nothing_left_is_no_fault(tmp_path: Path) -> None:
    """As after every good run."""
    with TrainJobApi() as api:
        assert _tidy(tmp_path, api) == "nothing was left"


def test_a_run_on_one_node_asks_no_cluster(tmp_path: Path) -> None:
    """On a laptop there is none."""
    with TrainJobApi() as api:
        assert (_tidy(tmp_path, api, nodes=1), api.calls) == ("nothing was left", [])


def test_a_cluster_that_fails_is_an_error_to_retry(tmp_path: Path) -> None:
    """The step fails, and its retries try again."""
    with TrainJobApi() as api:
        api.plant(Fault(status=500))
        with pytest.raises(StoreUnavailableError):
            _tidy(tmp_path, api)
