"""Schedules as a file: which pipeline runs when, with which arguments and which version, for one tenant."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from pipelines import arguments
from pipelines.cron import check_cron
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ids import checked_tenant

LATEST = "latest"
NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?")


class Schedule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One recurring run. `cron` has six fields; `version` is latest, or the name of one that was published."""

    name: str
    pipeline: str
    cron: str
    version: str = LATEST
    params: dict[str, Any] = msgspec.field(default_factory=dict)
    enabled: bool = True


class ScheduleFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All schedules of a tenant; `params` hold for each whose pipeline has a parameter of that name."""

    tenant: str
    experiment: str = ""
    service_account: str = ""
    params: dict[str, Any] = msgspec.field(default_factory=dict)
    schedules: list[Schedule]


def read(file: Path, declared: Callable[[str], arguments.Declared]) -> ScheduleFile:
    """Return the schedules with complete, checked arguments; `declared` tells a pipeline's parameters.

    Raises:
        ConfigurationInvalidError: the file is missing or not as described, or one of its values cannot work.
    """
    try:
        found = msgspec.yaml.decode(file.read_bytes(), type=ScheduleFile)
    except FileNotFoundError as missing:
        raise ConfigurationInvalidError(f"there is no file {file}: see pipelines/schedules.yaml for one.") from missing
    except OSError as unread:
        raise ConfigurationInvalidError(f"cannot read {file} ({type(unread).__name__}): check --file.") from unread
    except (msgspec.MsgspecError, UnicodeDecodeError) as invalid:
        raise ConfigurationInvalidError(f"{file} is no file of schedules: {invalid}.") from invalid
    checked_tenant(found.tenant)
    names = [one.name for one in found.schedules]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise ConfigurationInvalidError(f"{file} names {', '.join(doubled)} more than once: give each its own name.")
    common = found.params | {"tenant": found.tenant}
    complete = [_complete(one, common, declared(one.pipeline)) for one in found.schedules]
    unused = sorted(found.params.keys() - {name for one in complete for name in one.params})
    if unused:
        raise ConfigurationInvalidError(f"no scheduled pipeline has a parameter {', '.join(unused)}: take it out.")
    return msgspec.structs.replace(found, schedules=complete)


def _complete(one: Schedule, common: dict[str, Any], declared: arguments.Declared) -> Schedule:
    if not NAME.fullmatch(one.name):
        raise ConfigurationInvalidError(f"schedule {one.name!r}: use lower-case letters, digits and hyphens.")
    check_cron(one.cron)
    shared = {name: value for name, value in common.items() if name in declared}
    return msgspec.structs.replace(one, params=arguments.checked(shared | one.params, declared))
