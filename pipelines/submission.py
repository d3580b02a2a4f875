"""``publish`` and ``submit``: versions named after the revision and what was compiled, and runs that are followed."""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from pipelines import arguments, checks
from pipelines.compiling import cluster_of
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ids import sha256
from talktrack.systems.pipeline_runs import ENDED
from talktrack.systems.pipeline_server import server_from
from talktrack.systems.pipeline_service import PipelineService, Version, Work

REVISION_DIGITS, DIGEST_DIGITS = 12, 8


def publish(asked: argparse.Namespace) -> int:
    """Upload the named pipelines, or all, as versions; what the server has is left alone."""
    from pipelines.catalogue import PIPELINES

    service = PipelineService(server_from(asked.host, asked.user_namespace))
    for pipeline in asked.pipeline or PIPELINES:
        version, name = _published(service, pipeline, asked)
        print(f"{pipeline}: version {name} ({version.version_id})")
    return 0


def submit(asked: argparse.Namespace) -> int:
    """Publish a pipeline, start a run of it and, if asked, follow it: 0 when it was good, 1 when it failed."""
    from pipelines.progress import show

    given = _arguments(asked)
    service = PipelineService(server_from(asked.host, asked.user_namespace))
    version, name = _published(service, asked.pipeline, asked)
    tenant = str(given["tenant"])
    work = Work(
        name=asked.run_name or f"{tenant} {asked.pipeline} {name}",
        version=version,
        experiment_id=service.experiment(asked.experiment or tenant),
        arguments=given,
        service_account=asked.service_account,
    )
    run = service.begin(work)
    print(f"Run {run}: {service.run_link(run)}")
    if not asked.wait:
        return 0
    ended = show(asked.pipeline, service.follow(run, asked.every))
    for line in ended.lines:
        print(line)
    return 0 if ended.kind == ENDED else 1


def _arguments(asked: argparse.Namespace) -> dict[str, Any]:
    """Return complete arguments of a file and of the command line, checked before anything is sent."""
    from pipelines.catalogue import compile_pipeline, parameters

    with TemporaryDirectory() as aside:
        declared = parameters(compile_pipeline(asked.pipeline, Path(aside)))
    given = arguments.checked(_file(asked.params), declared) | arguments.parse(asked.param, declared)
    checks.check_submitted(asked.pipeline, given)
    return given


def _file(name: str) -> dict[str, Any]:
    if not name:
        return {}
    try:
        return msgspec.yaml.decode(Path(name).read_bytes(), type=dict[str, Any])
    except FileNotFoundError as missing:
        raise ConfigurationInvalidError(f"there is no file {name}: check --params.") from missing
    except OSError as unread:
        raise ConfigurationInvalidError(f"cannot read {name} ({type(unread).__name__}): check --params.") from unread
    except (msgspec.MsgspecError, UnicodeDecodeError) as invalid:
        raise ConfigurationInvalidError(f"{name} does not hold parameters as YAML or JSON: {invalid}.") from invalid


def _published(service: PipelineService, pipeline: str, asked: argparse.Namespace) -> tuple[Version, str]:
    from pipelines.catalogue import compile_pipeline, published_name

    cluster = cluster_of(asked.cluster)
    with TemporaryDirectory() as aside:
        spec = compile_pipeline(pipeline, Path(aside), cluster)
        name = asked.version or revision(Path.cwd(), spec.read_bytes())
        return service.published(published_name(pipeline), name, spec), name


def revision(folder: Path, spec: bytes) -> str:
    """Return the git revision of a folder and a digest of what was compiled there, which images and cluster change."""
    digest = sha256(spec)[:DIGEST_DIGITS]
    asked = (("rev-parse", f"--short={REVISION_DIGITS}", "HEAD"), ("status", "--porcelain"))
    head, changed = (_git(folder, *words) for words in asked)
    if head is None:
        return f"spec-{digest}"
    return f"{head}-changed-{digest}" if changed else f"{head}-{digest}"


def _git(folder: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603, S607 - git of the path
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None
