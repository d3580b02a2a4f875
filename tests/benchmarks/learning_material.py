"""What is learnt from in the score of learning: examples of all calls but the newest, and those of the week after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from talktrack.core.artifacts import write_table
from talktrack.core.ports import Repository
from talktrack.core.records import SubjectScore
from talktrack.core.tables import ANALYSES, CONTACTS, CONVERSATIONS, DEALS, FEEDBACK, SCORES
from talktrack.engines.redactor import open_redactor
from talktrack.systems.keys import tenant_key
from talktrack.systems.repository import open_repository
from talktrack.training.examples.assembly import Choices
from talktrack.training.examples.privacy import Privacy, redaction
from talktrack.training.examples.selection import FULL, INCREMENTAL, Budget
from talktrack.training.examples.splits import Shares
from talktrack.training.examples.step import run
from talktrack.training.feedback.scoring import Caps, scores
from talktrack.training.feedback.tally import Tally
from talktrack.world.fixed_key import write_key
from talktrack.world.organisation import Organisation
from tests.benchmarks.score_examples import fill

NEWS_SHARE = 0.1
SHARES = Shares(golden=0.2)  # twice the product's, so that more accounts judge
VARIATION_SHARE = 0.1


@dataclass(frozen=True)
class Material:
    """The examples of two runs of the step: before the newest calls came in, and the weekly run after that."""

    before: Path
    after: Path


def made(organisation: Organisation, scratch: Path) -> Material:
    """Run the step examples twice over an organisation, as a tenant's pipelines do from one week to the next."""
    home = str(scratch / "home")
    write_key(Path(home), organisation.tenant, organisation.seed)
    everything = open_repository(str(scratch / "everything"), organisation.tenant, create=True)
    fill(everything, organisation, home)
    tenant = open_repository(home, organisation.tenant, create=True)
    newest = cut(sorted(row.started_at for row in everything.scan(CONVERSATIONS) if row.started_at), NEWS_SHARE)
    publish(everything, tenant, newest)
    before = _examples(tenant, home, organisation.tenant, scratch / "before", FULL)
    publish(everything, tenant, None)
    return Material(before, _examples(tenant, home, organisation.tenant, scratch / "after", INCREMENTAL))


def cut(times: list[datetime], share: float) -> datetime:
    """Return the time from which on a share of sorted times lies."""
    return times[round(len(times) * (1 - share))]


def publish(source: Repository, into: Repository, until: datetime | None) -> None:
    """Publish what was known at a time, or everything."""
    known = [one for one in source.scan(CONVERSATIONS) if until is None or (one.started_at and one.started_at < until)]
    ids = {one.id for one in known}
    into.publish(CONVERSATIONS, known)
    into.publish(ANALYSES, (one for one in source.scan(ANALYSES) if one.conversation_id in ids))
    into.publish(FEEDBACK, (one for one in source.scan(FEEDBACK) if until is None or one.at < until))
    into.publish(CONTACTS, source.scan(CONTACTS))
    into.publish(DEALS, source.scan(DEALS))


def _examples(repository: Repository, home: str, tenant: str, into: Path, mode: str) -> Path:
    write_table(into / "scores", SCORES, _scores(repository, tenant))
    key = tenant_key(home, tenant)
    privacy = Privacy(key, redaction(open_redactor(), key))
    choices = Choices(SHARES, Budget(mode), VARIATION_SHARE, privacy=privacy)
    run(repository, into / "scores", into / "examples", choices)
    return into / "examples"


def _scores(repository: Repository, tenant: str) -> Iterator[SubjectScore]:
    tally = Tally()
    for event in repository.scan(FEEDBACK):
        tally.add(event)
    yield from scores(tally, tenant, Caps())
