"""``demo``: the whole loop on a synthetic sales organisation, on this machine, told as one story."""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import msgspec
from rich.console import Console

from pipelines import demo_report, demo_review, local_runs, models, summaries
from pipelines.demo_rollouts import BROKEN, Course, Service, Stage
from talktrack.core.conversation import SELLER
from talktrack.core.errors import ConfigurationInvalidError, TalktrackError
from talktrack.core.tables import CONVERSATIONS
from talktrack.systems.registry import open_registry
from talktrack.systems.repository import open_repository
from talktrack.world.fixed_key import write_key

TENANT = "acme"
OPENINGS = 40
MARKER = ".talktrack-demo"
WIDTH = 110
MODELS = {
    "ingestion": {"encoder_model": "encoder"},
    "encoder": {"encoder_model": "encoder"},
    "training": {"encoder_model": "encoder", "base_model": "causal"},
    "monitoring": {},
}
EXPECTED = ["promoted", "promoted", "rolled back"]

# A small golden set of many accounts: an interval over few conversations proves nothing.
GOLDEN = ("golden_share=0.2", "max_golden=24")

# The first release is made from a small start, so that the second has something to be better than.
FIRST = ("mode=full", "max_examples=120", "epochs=1", *GOLDEN, "start_rollout=no")
SECOND = ("mode=incremental", "max_examples=200", "epochs=4", *GOLDEN, "start_rollout=no")
TUNING = ("min_pairs=200", "epochs=2", "learning_rate=0.001")
SHARDS = ("shard_size=160",)
BEFORE = ("as_of=2025-02-01T00:00:00+00:00", "reference_days=365", "minimum_conversations=20")
WATCH = ("as_of=newest", "window_days=150", "reference_days=365", "minimum_conversations=20")


class DemoFailedError(TalktrackError):
    """A part of the demo did not end as it should; what was made is kept."""


@dataclass
class Story:
    """What the demo made, part by part, with the seconds each took."""

    home: str
    runner: str
    models: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    courses: list[Course] = field(default_factory=list)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Time one part and print its title."""
        began = time.monotonic()
        CONSOLE.print(f"\n[bold]{name}[/bold]")
        yield
        self.seconds[name] = time.monotonic() - began
        CONSOLE.print(f"  {self.seconds[name]:.0f} s", style="dim")


CONSOLE = Console(width=None if Console().is_terminal else WIDTH)


def run(asked: argparse.Namespace) -> int:
    """Play the story and print its summary and report."""
    root = Path(asked.home)
    _start_anew(root, asked.seed)
    story = Story(str(root / "home"), asked.runner)
    sources = root / "sources"
    with ThreadPoolExecutor(1) as aside:
        with story.part("A sales organisation"):
            _write_world(asked, sources, root / "truth")
        causal = aside.submit(models.build_all, ("causal",), _say)  # nothing needs it before training
        with story.part("A tiny encoder (and, until training needs it, a tiny language model aside)"):
            story.models = models.build_all(("encoder",), _say)
        with story.part("Ingestion"):
            _run("ingestion", story, [str(sources)], SHARDS)
        with story.part("Review: a person releases one held call, and it comes back once"):
            _review(story, sources)
        with story.part("Encoder and heads: tuned on these calls, kept only if proven to find and hear better"):
            _run("encoder", story, [str(sources / "events")], TUNING)
        with story.part("The tiny language model"):
            story.models |= causal.result()
    stage = Stage(TENANT, story.home, story.models["causal"], story.models["encoder"], root / "logs", root / "rollouts")
    with Service(stage, _openings(story), _say) as service:
        with story.part("Training: the first release, from a small start"):
            _run("training", story, [str(sources / "events")], FIRST)
        with story.part("Roll-out: the first release has nothing to be compared with"):
            story.courses.append(service.roll_out(_candidate(story)))
        with story.part("Training: a second release continues the first"):
            _run("training", story, [str(sources / "events")], SECOND)
        with story.part("Roll-out: a good candidate"):
            second = _candidate(story)
            story.courses.append(service.roll_out(second))
        with story.part("Roll-out: a broken candidate"):
            story.courses.append(service.roll_out(_break(story, second, root)))
    with story.part("Monitoring: calls up to January are the reference, those since then are compared with it"):
        _run("monitoring", story, [], BEFORE)
        _run("monitoring", story, [], WATCH)
    return _end(story, root)


def _start_anew(root: Path, seed: int) -> None:
    """Empty the demo's own folder, and fix the tenant key, so that the same seed tells the same story."""
    marker = root / MARKER
    if root.exists() and any(root.iterdir()) and not marker.exists():
        raise ConfigurationInvalidError(f"{root} is not empty and no demo's folder: give --home another one.")
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    marker.touch()
    write_key(root / "home", TENANT, seed)


def _say(line: str) -> None:
    CONSOLE.print(f"  {line}", style="dim", highlight=False)


def _write_world(asked: argparse.Namespace, sources: Path, truth: Path) -> None:
    from talktrack import world

    counts = world.write(
        sources,
        seed=asked.seed,
        tenant=TENANT,
        conversations=asked.conversations,
        book="first",
        truth=truth,
        every_format=True,
    )
    twice, files = counts["second_records"] + counts["imported_calls"], counts["dialogue_sets"]
    CONSOLE.print(f"  {counts['conversations']} calls, {twice} of them recorded twice, {counts['mails']} mails")
    CONSOLE.print(f"  {files} files of practice and public dialogues, {counts['feedback']} feedback events")
    crm, threads, tables = (counts[f"other_{name}"] for name in ("crm_records", "mail_threads", "event_files"))
    CONSOLE.print(f"  from other programs {crm} CRM records, {threads} mail threads, {tables} files of events")


def _run(pipeline: str, story: Story, sources: Sequence[str], params: Sequence[str] = ()) -> None:
    chosen = [f"{name}={story.models[model]}" for name, model in MODELS[pipeline].items()]
    order = local_runs.LocalRun(pipeline, TENANT, story.home, sources, [*params, *chosen], story.runner)
    if not local_runs.execute(order).good:
        raise DemoFailedError(f"the {pipeline} part failed: its last lines stand above; start the demo again.")


def _review(story: Story, sources: Path) -> None:
    repository = open_repository(story.home, TENANT)
    case = demo_review.release_one(repository)
    if case is None:
        raise DemoFailedError("the gate held nothing that could be released: start the demo with another --seed.")
    _say(f"{case.id} was held by {case.stage}: {', '.join(case.reasons)}; released, because: {demo_review.WHY}")
    _run("ingestion", story, [str(sources)], SHARDS)
    if not demo_review.came_back(repository, case):
        raise DemoFailedError(f"{case.id} did not come back: see `review show --id {case.id}`.")
    _say(f"{case.id} re-entered at clean and is ready; the queue says who let it in and why")


def _candidate(story: Story) -> str:
    candidate = open_registry(story.home, TENANT).pointer().candidate
    if candidate is None:
        raise DemoFailedError("training registered no better release: see the evaluation page in the reports.")
    return candidate


def _break(story: Story, release: str, root: Path) -> str:
    """Register a copy of a release under a name that the demo serves with a model that fails."""
    registry = open_registry(story.home, TENANT)
    manifest = msgspec.structs.replace(registry.manifest(release), id=f"{release}{BROKEN}", parent=release)
    files = registry.fetch(release, root / "broken")
    registry.register(manifest, files)
    return manifest.id


def _openings(story: Story) -> list[str]:
    """Return things that sellers said, redacted, for the demo's users to say."""
    found: list[str] = []
    for conversation in islice(open_repository(story.home, TENANT).scan(CONVERSATIONS), OPENINGS):
        sellers = {person.id for person in conversation.participants if person.role == SELLER}
        found += [turn.text for turn in conversation.turns if turn.speaker_id in sellers][1:2]
    return found


def _end(story: Story, root: Path) -> int:
    repository, registry = open_repository(story.home, TENANT), open_registry(story.home, TENANT)
    CONSOLE.print()
    CONSOLE.print(summaries.table("Ingestion", summaries.ingested(repository) | summaries.private(repository)))
    CONSOLE.print(summaries.table("Training", summaries.trained(repository, registry)))
    ended = {course.release: course.phase.replace("_", " ") for course in story.courses}
    CONSOLE.print(summaries.table("Roll-outs", ended))
    page = demo_report.write(story.home, TENANT, story.seconds, story.courses, root / "report.html")
    CONSOLE.print(f"All parts: {sum(story.seconds.values()):.0f} s")
    CONSOLE.print(f"Report: {page}", soft_wrap=True, highlight=False)
    if list(ended.values()) != EXPECTED:
        raise DemoFailedError(f"the roll-outs ended {ended}, not {EXPECTED}: see the logs in {root / 'logs'}.")
    return 0
