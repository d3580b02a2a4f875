"""The tables of ``pipelines.capacity`` as Markdown, and docs/capacity.md with them in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipelines import capacity, capacity_rates
from pipelines.capacity import DAY_H, GB, Load
from talktrack.core.errors import ConfigurationInvalidError

THOUSAND = 1_000
LOADS = (10_000.0, 1_000_000.0, 10_000_000.0)


def tables(load: Load) -> dict[str, str]:
    """Return all tables by name: steps, totals, sizes."""
    return {"steps": steps(load), "totals": totals(load), "sizes": sizes(load)}


def steps(load: Load) -> str:
    """Return what each step takes, and where its rate is from."""
    rows = [
        (
            one.rate.step,
            _said(one.core_s),
            _said(one.core_hours(load)),
            _said(one.core_hours(load) / DAY_H),
            one.rate.source,
        )
        for one in capacity.work(load)
    ]
    return _table(("step", "core seconds a conversation", "core hours a day", "cores all day", "rate from"), rows)


def totals(load: Load) -> str:
    """Return cores, pods, runs, bytes and money."""
    core_hours = sum(one.core_hours(load) for one in capacity.work(load))
    runs, stored = capacity.runs(load), capacity.storage(load)
    serving = capacity.predictors(load)
    rows = [
        ("core hours of steps a day", _said(core_hours)),
        ("cores, were they never idle", _said(core_hours / DAY_H)),
        (f"largest shard ({runs.binding} in half of its time limit)", _said(runs.largest_shard)),
        ("shard size", _said(runs.shard_size)),
        ("hours of one run of 256 shards, 8 at a time", _said(runs.hours)),
        ("runs a day", _said(runs.per_day)),
        ("runs at the same time", _said(runs.at_once)),
        ("pods a day", _said(runs.pods_per_day)),
        ("repository, GB a day", _said(stored.repository / GB)),
        ("vectors, GB a day", _said(stored.vectors / GB)),
        ("all stored after a year, GB", _said(stored.year_gb)),
        ("predictor pods of two cores, busiest hour", _said(serving)),
        ("training one release, core hours", _said(capacity.training_core_hours())),
        ("training every tenant weekly, core hours a day", _said(capacity.training_core_hours() * load.tenants / 7)),
        ("cores of steps, money a day", _said(core_hours * load.core_hour)),
        ("predictors, money a day", _said(serving * 2 * DAY_H * load.core_hour)),
        ("a day's bytes, money a month", _said((stored.repository + stored.vectors) / GB * load.gb_month)),
    ]
    return _table(("what", "value"), rows)


def sizes(load: Load) -> str:
    """Return loads side by side, each with every encoder."""
    rows = []
    for daily in LOADS:
        for encoder in capacity_rates.EMBED:
            one = replace(load, conversations_per_day=daily, encoder=encoder)
            runs, stored = capacity.runs(one), capacity.storage(one)
            cores = sum(step.core_hours(one) for step in capacity.work(one)) / DAY_H
            cells = (cores, runs.shard_size, runs.per_day, runs.at_once, runs.pods_per_day, stored.vectors / GB)
            rows.append((_said(daily), encoder, *map(_said, cells)))
    heads = (
        "conversations a day",
        "encoder",
        "cores all day",
        "shard size",
        "runs a day",
        "runs at once",
        "pods a day",
        "vectors, GB a day",
    )
    return _table(heads, rows)


def filled(page: str, load: Load) -> str:
    """Return the page with the tables between its marks.

    Raises:
        ConfigurationInvalidError: the page has no marks for a table.
    """
    for name, text in tables(load).items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if not pattern.search(page):
            raise ConfigurationInvalidError(f"the page has no marks <!-- {name} --> and <!-- /{name} -->: add them.")
        page = pattern.sub(lambda found, text=text: f"{found[1]}\n{text}\n\n{found[2]}", page)  # type: ignore[misc]
    return page


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _said(value: float) -> str:
    """Return three digits, with thin groups: more would pretend to be known."""
    if value >= THOUSAND:
        return f"{float(f'{value:.3g}'):,.0f}".replace(",", " ")
    return f"{value:.3g}"
