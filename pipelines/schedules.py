"""``schedule``: recurring runs on a Pipelines server, made from a file and compared with it."""

from __future__ import annotations

import argparse
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from pipelines import arguments, checks, schedule_file, schedule_plan
from pipelines.schedule_file import LATEST, ScheduleFile
from pipelines.schedule_plan import Create, Plan, Switch, Wanted
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.systems.pipeline_server import server_from
from talktrack.systems.pipeline_service import PipelineService, Recurring, Version, Work


def apply(asked: argparse.Namespace) -> int:
    """Make the server's recurring runs those of the file; doing it again changes nothing."""
    service, file = _service(asked), _file(asked)
    found = _plan(service, file)
    _print(found)
    for action in found.actions:
        if isinstance(action, Create):
            _create(service, file, action.wanted)
        elif isinstance(action, Switch):
            service.switch(action.recurring.id, enabled=action.enabled)
        else:
            service.remove(action.recurring.id)
    return 0


def diff(asked: argparse.Namespace) -> int:
    """Print what apply would do, and change nothing."""
    _print(_plan(_service(asked), _file(asked)))
    return 0


def show(asked: argparse.Namespace) -> int:
    """Print the tenant's recurring runs."""
    table = Table("schedule", "is", "what", "id")
    for one in schedule_plan.ours(asked.tenant, _service(asked).recurring()):
        state = "enabled" if one.enabled else "paused"
        table.add_row(one.name, state, one.description.partition("\n")[0], one.id)
    Console(highlight=False, markup=False).print(table)
    return 0


def pause(asked: argparse.Namespace) -> int:
    """Keep schedules from beginning runs; a run in progress goes on."""
    return _switch(asked, enabled=False)


def resume(asked: argparse.Namespace) -> int:
    """Let schedules begin runs again; what was missed is not made up for."""
    return _switch(asked, enabled=True)


def _switch(asked: argparse.Namespace, *, enabled: bool) -> int:
    service = _service(asked)
    for one in _chosen(asked, service):
        service.switch(one.id, enabled=enabled)
        print(f"{one.name} is {'enabled' if enabled else 'paused'}.")
    return 0


def _chosen(asked: argparse.Namespace, service: PipelineService) -> list[Recurring]:
    """Return the named schedules of a tenant, or all; superseded ones that wait for their run stay as they are."""
    known = schedule_plan.ours(asked.tenant, service.recurring())
    newest = {one.name: one for one in known}
    names = {schedule_plan.name_of(asked.tenant, name) for name in asked.name} or set(newest)
    missing = sorted(names - set(newest))
    if missing:
        raise ConfigurationInvalidError(f"the server has no {', '.join(missing)}: see `schedule list`.")
    return [one for name, one in newest.items() if name in names]


def _plan(service: PipelineService, file: ScheduleFile) -> Plan:
    asked = [schedule_plan.wanted(file, one, _version(service, one.pipeline, one.version)) for one in file.schedules]
    known = schedule_plan.ours(file.tenant, service.recurring())
    return schedule_plan.plan(asked, known, service.busy() if known else frozenset())


def _version(service: PipelineService, pipeline: str, version: str) -> Version:
    from pipelines.catalogue import published_name

    found = service.find(published_name(pipeline), "" if version == LATEST else version)
    if found is None or (version != LATEST and not found.version_id):
        which = "" if version == LATEST else f" in version {version}"
        raise ConfigurationInvalidError(
            f"the server has no pipeline {pipeline}{which}: run `publish {pipeline}` first."
        )
    return found


def _create(service: PipelineService, file: ScheduleFile, one: Wanted) -> None:
    work = Work(
        name=one.name,
        version=one.version,
        experiment_id=service.experiment(file.experiment or file.tenant),
        arguments=one.schedule.params,
        service_account=file.service_account,
        description=one.description,
    )
    service.schedule(work, one.schedule.cron, enabled=one.schedule.enabled)


def _file(asked: argparse.Namespace) -> ScheduleFile:
    file = schedule_file.read(Path(asked.file), _declared)
    for one in file.schedules:
        checks.check_submitted(one.pipeline, one.params)
    return file


@cache
def _declared(pipeline: str) -> arguments.Declared:
    from pipelines.catalogue import PIPELINES, compile_pipeline, parameters

    if pipeline not in PIPELINES:
        raise ConfigurationInvalidError(f"there is no pipeline {pipeline}: use {', '.join(PIPELINES)}.")
    with TemporaryDirectory() as aside:
        return parameters(compile_pipeline(pipeline, Path(aside)))


def _service(asked: argparse.Namespace) -> PipelineService:
    return PipelineService(server_from(asked.host, asked.user_namespace))


def _print(found: Plan) -> None:
    for line in (*found.actions, *found.notes):
        print(line)
    if not found.actions:
        print("The server has the schedules of the file.")
