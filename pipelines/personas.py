"""``practice``: the personas and scenarios that a tenant imported, and the request that plays one of them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from rich.console import Console
from rich.table import Table as Grid

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Repository
from talktrack.core.prompts import scene_of
from talktrack.core.reference import Persona, Scenario
from talktrack.core.tables import PERSONAS, SCENARIOS, Table
from talktrack.systems.repository import open_repository

WIDTH = 150

R = TypeVar("R", bound=msgspec.Struct)


def show(asked: argparse.Namespace) -> int:
    """Print the personas and the scenarios with the versions of their tables."""
    repository = open_repository(asked.home, asked.tenant)
    people = Grid("persona", "job", "industry", "traits", "objections", title=_titled(repository, PERSONAS))
    for who in repository.scan(PERSONAS):
        job = who.title or who.role or ""
        people.add_row(who.id, job, who.industry or "", ", ".join(who.traits), ", ".join(who.objections))
    tasks = Grid("scenario", "persona", "stage", "goal", title=_titled(repository, SCENARIOS))
    for task in repository.scan(SCENARIOS):
        tasks.add_row(task.id, task.persona_id or "any", task.stage or "", task.goal)
    console = Console(width=max(WIDTH, Console().width))
    for grid in (people, tasks):
        if grid.rows:
            console.print(grid)
    if not people.rows and not tasks.rows:
        console.print(f"{asked.tenant} has no personas and no scenarios: ingest files that hold some.")
    return 0


def choose(asked: argparse.Namespace) -> int:
    """Print the body of a request to the roleplay path, as the persona and the scenario want it."""
    print(msgspec.json.encode(request(open_repository(asked.home, asked.tenant), asked)).decode())
    return 0


def request(repository: Repository, asked: argparse.Namespace) -> dict[str, Any]:
    """Return a request whose history is empty; the versions say which records it was made from.

    Raises:
        ConfigurationInvalidError: neither is named, or there is none of that name in that version.
    """
    if not asked.persona and not asked.scenario:
        raise ConfigurationInvalidError("name a --persona, a --scenario or both: see `practice list`.")
    versions = {
        PERSONAS.name: asked.persona_version or repository.version(PERSONAS),
        SCENARIOS.name: asked.scenario_version or repository.version(SCENARIOS),
    }
    scenario: Scenario | None = _found(repository, SCENARIOS, asked.scenario, versions)
    named: str | None = asked.persona or (scenario.persona_id if scenario else None)
    persona: Persona | None = _found(repository, PERSONAS, named, versions)
    scene = scene_of(persona, scenario)
    chosen = {"persona": persona and persona.id, "scenario": scenario and scenario.id, "versions": versions}
    return {"instances": [{"scene": scene, "history": []}], "parameters": chosen}


def _found(repository: Repository, table: Table[R], identity: str | None, versions: Mapping[str, int]) -> R | None:
    if not identity:
        return None
    rows = repository.scan(table, version=versions[table.name] or None, where={table.key: [identity]})
    row = next(rows, None)
    if row is None:
        message = f"{table.name} has no {identity} in version {versions[table.name]}: see `practice list`."
        raise ConfigurationInvalidError(message)
    return row


def _titled(repository: Repository, table: Table[Any]) -> str:
    return f"{table.name}, version {repository.version(table)}"
