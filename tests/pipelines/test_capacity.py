"""``python -m pipelines.capacity``: what is reckoned, from what, and that the page says the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines import capacity, capacity_page
from pipelines.capacity import PODS_PER_TASK, RUN_TASKS, SHARD_TASKS, Load, main
from pipelines.capacity_rates import EMBED, STEPS
from pipelines.catalogue import compile_pipeline
from pipelines.resources import HOUR_S, SIZES, step_of
from talktrack.core.errors import ConfigurationInvalidError

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "capacity.md"


def test_twice_the_conversations_take_twice_the_cores() -> None:
    """Core hours, bytes and pods grow with the load; a run's hours do not."""
    one, two = Load(conversations_per_day=5e6), Load(conversations_per_day=1e7)

    hours = [sum(step.core_hours(load) for step in capacity.work(load)) for load in (one, two)]

    assert hours[1] == pytest.approx(2 * hours[0])
    assert capacity.storage(two).year_gb == pytest.approx(2 * capacity.storage(one).year_gb)
    assert capacity.runs(two).hours == capacity.runs(one).hours
    assert capacity.runs(two).at_once == pytest.approx(2 * capacity.runs(one).at_once)


def test_known_numbers_give_a_known_day() -> None:
    """10 000 calls of 30 minutes by the default encoder: embed alone takes 10 000 half hours at its rate."""
    load = Load(conversations_per_day=10_000, encoder="mpnet")
    [embed] = [step for step in capacity.work(load) if step.rate.step == "embed"]

    assert embed.core_hours(load) == pytest.approx(10_000 * 0.5 * EMBED["mpnet"].core_s / 3600)


@pytest.mark.parametrize("encoder", EMBED)
def test_no_shard_outlives_the_time_limit_of_a_step(encoder: str) -> None:
    """However large a shard is asked for, each step of it ends in half of its limit on one core."""
    load = Load(encoder=encoder, shard_size=10**9, audio_share=0.3)
    runs = capacity.runs(load)

    seconds = dict.fromkeys((*SHARD_TASKS, "transcribe", "diarize"), 0.0)
    for one in capacity.work(load):
        if one.rate.step in seconds:
            seconds[one.rate.step] += one.core_s * runs.shard_size
    assert all(taken <= SIZES[step].hours * HOUR_S / 2 for step, taken in seconds.items())


def test_pods_are_counted_by_hand() -> None:
    """Two shards of one run: two pods for each of their steps and of the run's own tasks."""
    load = Load(conversations_per_day=200, shard_size=100)

    assert capacity.runs(load).pods_per_day == PODS_PER_TASK * (2 * len(SHARD_TASKS) + len(RUN_TASKS))


def test_the_tasks_are_those_of_the_compiled_pipeline(tmp_path: Path) -> None:
    """What is counted inside and outside the loop stands in the compiled ingestion, no more and no less."""
    document = next(yaml.safe_load_all(compile_pipeline("ingestion", tmp_path).read_text()))
    looped: set[str] = set()
    for dag in _dags(document):
        for task in dag["tasks"].values():
            if "parameterIterator" in task:
                looped |= set(document["components"][task["componentRef"]["name"]]["dag"]["tasks"])
    every = {step_of(name) for name in document["deploymentSpec"]["executors"]}

    assert looped == {*SHARD_TASKS, *capacity.AUDIO_TASKS}
    assert every - looped == set(RUN_TASKS)


def _dags(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [document["root"]["dag"], *(one["dag"] for one in document["components"].values() if "dag" in one)]


def test_every_step_that_is_reckoned_has_a_size() -> None:
    """Rates name steps as the table of resources does."""
    assert {rate.step for rate in (*STEPS, *EMBED.values())} <= set(SIZES)


def test_audio_costs_by_its_share() -> None:
    """Without recordings nothing is transcribed; with half of them half of the hours are."""
    assert "transcribe" not in {one.rate.step for one in capacity.work(Load())}
    half, whole = (
        next(one.core_s for one in capacity.work(Load(audio_share=share)) if one.rate.step == "transcribe")
        for share in (0.5, 1.0)
    )
    assert whole == 2 * half


def test_each_tenant_has_two_predictors_at_least() -> None:
    """Few questions do not take the second replica away."""
    assert capacity.predictors(replace(Load(), conversations_per_day=0, tenants=3)) == 6


@pytest.mark.parametrize(
    "wrong",
    [{"audio_share": 1.5}, {"minutes": -1.0}, {"minutes": float("nan")}, {"shard_size": 0}, {"encoder": "huge"}],
    ids=json.dumps,
)
def test_what_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    """One sentence names the number."""
    with pytest.raises(ConfigurationInvalidError, match=next(iter(wrong))):
        Load(**wrong)


def test_the_command_prints_three_tables(capsys: pytest.CaptureFixture[str]) -> None:
    """Options are the fields of the load."""
    assert main(["--conversations-per-day", "10000000"]) == 0
    assert capsys.readouterr().out.count("\n| --- |") == 3
    assert main(["--encoder", "huge"]) == 2
    assert capsys.readouterr().err == "ConfigurationInvalid: encoder 'huge' has no rate: use mpnet, minilm, tuned.\n"


def test_the_page_is_fresh() -> None:
    """docs/capacity.md holds what the script says: `python -m pipelines.capacity --page docs/capacity.md`."""
    page = PAGE.read_text(encoding="utf-8")
    assert capacity_page.filled(page, Load()) == page


def test_a_page_without_marks_is_refused() -> None:
    """Nothing is written into a page that does not ask for it."""
    with pytest.raises(ConfigurationInvalidError, match="has no marks"):
        capacity_page.filled("nothing", Load())
