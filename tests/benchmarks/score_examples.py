"""Scores of examples: what a synthetic organisation's calls, mails and feedback become, and what is kept out.

Run `python -m tests.benchmarks.score_examples second`. Near duplicates are counted anew here, by comparing every row of
a held-out side with every row of the others that shares a word triple with it, not by the step's own index.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from talktrack.core import prompts
from talktrack.core.artifacts import read_table, write_table
from talktrack.core.conversation import PROSPECT, Conversation
from talktrack.core.ids import sha256
from talktrack.core.records import Analysis, Example, SubjectScore, TurnLabel
from talktrack.core.statistics import analyse
from talktrack.core.tables import ANALYSES, CONTACTS, CONVERSATIONS, DEALS, EXAMPLES, FEEDBACK, SCORES
from talktrack.engines.redactor import open_redactor
from talktrack.ingestion.ingest.readers import bundle
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import File
from talktrack.ingestion.prepare.preparation import Preparation, Settings
from talktrack.systems.keys import tenant_key
from talktrack.systems.repository import LanceRepository, open_repository
from talktrack.training.examples.assembly import Choices
from talktrack.training.examples.nearness import THRESHOLD, triples
from talktrack.training.examples.privacy import Privacy, redaction
from talktrack.training.examples.quality import fault
from talktrack.training.examples.step import Made, run
from talktrack.training.feedback.scoring import Caps, scores
from talktrack.training.feedback.tally import Tally
from talktrack.world import feedback
from talktrack.world.conversations import generate
from talktrack.world.fixed_key import write_key
from talktrack.world.formats import mail
from talktrack.world.organisation import Organisation
from talktrack.world.truth import Truth
from tests.benchmarks.score_prepare import knowledge_of

TENANT, TURNS = "acme", 40
VARIED = 0.1
Row = dict[str, object]


@dataclass(frozen=True)
class Done:
    """What a run of the step made of an organisation, and how long that took."""

    made: Made
    rows: list[Example]
    seconds: float


def score(book: str, conversations: int = 120, seed: int = 11) -> list[Row]:
    """Return leaks, shares left out and speed: step, what, value, target, command."""
    with TemporaryDirectory() as scratch:
        done = made(book, conversations, seed, Path(scratch))
    command = f"python -m tests.benchmarks.score_examples {book} {conversations} {seed}"
    return [{"step": "examples"} | row | {"command": command} for row in _rows(done)]


def made(book: str, conversations: int, seed: int, scratch: Path) -> Done:
    """Run the step over an organisation whose calls are heard as they truly were."""
    organisation = Organisation(seed=seed, tenant=TENANT, book=book, conversations=conversations, turns=TURNS)
    home = str(scratch / "home")
    write_key(Path(home), TENANT, seed)
    repository = open_repository(home, TENANT, create=True)
    fill(repository, organisation, home)
    write_table(scratch / "scores", SCORES, _scores(repository))
    key = tenant_key(home, TENANT)
    choices = Choices(variation_share=VARIED, privacy=Privacy(key, redaction(open_redactor(), key)))
    started = time.process_time()
    result = run(repository, scratch / "scores", scratch / "examples", choices)
    seconds = time.process_time() - started
    return Done(result, list(read_table(scratch / "examples", EXAMPLES)), seconds)


def fill(repository: LanceRepository, organisation: Organisation, home: str) -> None:
    """Publish calls, mails, their analyses, CRM and feedback, as ingestion and the step feedback would."""
    knowledge = knowledge_of(organisation)
    preparation = Preparation(knowledge, open_redactor(), tenant_key(home, TENANT), Settings())
    calls = list(generate(organisation))
    done = [(call, preparation.prepare(call.conversation()).conversation) for call in calls]
    written = (preparation.prepare(one).conversation for one in mails(organisation))
    repository.publish(CONVERSATIONS, (one for _, one in done if one))
    repository.publish(CONVERSATIONS, (one for one in written if one))
    repository.publish(ANALYSES, (heard_right(call.truth, one) for call, one in done if one))
    repository.publish(CONTACTS, knowledge.contacts.values())
    repository.publish(DEALS, knowledge.deals.values())
    repository.publish(FEEDBACK, (event for call in calls for event in feedback.events(organisation, call.truth)))


def mails(organisation: Organisation) -> Iterator[Conversation]:
    """Yield the threads that follow an organisation's calls, as the reader of mail makes them."""
    for engagement in organisation.engagements():
        files = [
            File(data, Origin(tenant=organisation.tenant, uri=name, sha256=sha256(data)))
            for name, data in mail.threads(organisation, engagement)
        ]
        if files:
            yield from (found for found in bundle.read(files) if isinstance(found, Conversation))


def heard_right(truth: Truth, conversation: Conversation) -> Analysis:
    """Return the analysis of somebody who hears everything right."""
    kinds = ("question", "technique", "objection")
    labels = [
        TurnLabel(turn=place, kind=kind, label=getattr(turn, kind), confidence=1.0)
        for place, turn in enumerate(truth.turns)
        for kind in kinds
        if (turn.role == PROSPECT) == (kind == "objection")
    ]
    people = [person for person in truth.people if person.role == PROSPECT]
    return msgspec.structs.replace(
        analyse(conversation),
        labels=labels,
        traits=list(dict.fromkeys(trait for person in people for trait in person.traits)),
        objections=list(dict.fromkeys(one.label for one in labels if one.kind == "objection" and one.label != "none")),
        classified_by="truth",
    )


def _scores(repository: LanceRepository) -> Iterator[SubjectScore]:
    tally = Tally()
    for event in repository.scan(FEEDBACK):
        tally.add(event)
    yield from scores(tally, TENANT, Caps())


def _rows(done: Done) -> Iterator[Row]:
    """Yield leaks, what was left out by reason, planted bad rows that pass, sizes, speed and what rows come from."""
    counts, card = done.made.counts, done.made.card
    kept, dropped = len(done.rows), sum(count for name, count in counts.items() if name.startswith("dropped_"))
    yield _row("near duplicates across splits", len(leaks(done.rows)), 0)
    yield _row("accounts on two sides", _on_two_sides(done.rows), 0)
    yield _row("planted bad rows that pass", sum(not fault(row) for row in planted(done.rows)), 0)
    yield _row("planted bad rows", len(list(planted(done.rows))))
    yield _row("share left out", dropped / (kept + dropped))
    for name in sorted(name for name in counts if name.startswith("dropped_")):
        yield _row(f"share left out: {name.removeprefix('dropped_')}", counts[name] / (kept + dropped))
    yield _row("rows per second", (kept + dropped) / done.seconds)
    yield _row("rows per conversation", kept / counts["conversations"])
    yield _row("longest prompt, words", max(len(row.prompt.split()) for row in done.rows), 300)
    yield _row("validation rows newer than all training rows of calls", _newer(done.rows))
    for (path, task, split), count in sorted(card.rows.items()):
        yield _row(f"rows: {path} {task} {split}", count)
    for name, count in sorted(card.origins.items()):
        yield _row(f"rows from {name}", count)


def leaks(rows: Sequence[Example]) -> list[tuple[str, str]]:
    """Return the pairs of near duplicates of one task that stand on two sides, by comparing all that share a triple."""
    said = [triples(row) for row in rows]
    holding: dict[tuple[str, int], list[int]] = defaultdict(list)
    found: list[tuple[str, str]] = []
    for place, row in enumerate(rows):
        shared = Counter(other for part in said[place] for other in holding[row.task, part])
        for other, count in shared.items():
            near = count / (len(said[place]) + len(said[other]) - count) >= THRESHOLD
            if near and rows[other].split != row.split:
                found.append((rows[other].id, row.id))
        for part in said[place]:
            holding[row.task, part].append(place)
    return found


def _on_two_sides(rows: Sequence[Example]) -> int:
    sides: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.account_id:
            sides[row.account_id].add(row.split)
    return sum(len(found) > 1 for found in sides.values())


def planted(rows: Sequence[Example]) -> Iterator[Example]:
    """Yield good rows of every task with one thing wrong each: none of them may pass."""
    firsts = {row.task: row for row in reversed(rows)}
    for row in firsts.values():
        said = row.completion.removesuffix(prompts.END)
        for completion in (
            "",
            said,
            prompts.END,
            f" <|seller|> {said}{prompts.END}",
            f" ...{prompts.END}",
            f"{said} {'really long ' * 200}{prompts.END}",
            f"{said} Write to dana.reed@acme.example.{prompts.END}",
            f"{said} Call +1 303 555 0142.{prompts.END}",
            f"{said} The card is 4111 1111 1111 1111.{prompts.END}",
            f"{' no no no no' * 5}{prompts.END}",
        ):
            yield msgspec.structs.replace(row, completion=completion)
        yield msgspec.structs.replace(row, prompt=row.prompt[:-3])
        yield msgspec.structs.replace(row, weight=float("nan"))
        yield msgspec.structs.replace(row, weight=1.5)
    for task, broken in BROKEN.items():
        yield from (msgspec.structs.replace(firsts[task], completion=prompts.completion(text)) for text in broken)


BROKEN = {
    "assess": ('{"skill_level": 9, "question_class": "situation"}', '{"skill_level": 3', '{"skill_level": 3}', "Good."),
    "answer": ("They lose four hours a day.", "They lose four hours a day. [9]", "[1]"),
    "turn": ("Wir haben das schon und wir sind nicht an der Reihe, aber ich frage die Kollegen für Sie.",),
}


def _newer(rows: Sequence[Example]) -> float:
    """Return the share of validation rows that were said after the newest call that is learnt from."""
    learnt = max(row.at for row in rows if row.split == "train" and row.account_id and row.at)
    held = [row.at > learnt for row in rows if row.split == "validation" and row.account_id and row.at]
    return sum(held) / len(held)


def _row(what: str, value: float, target: float | None = None) -> Row:
    return {"what": what, "value": round(value, 4), "target": target}


if __name__ == "__main__":
    for line in score(sys.argv[1], *map(int, sys.argv[2:])):
        print(f"{line['what']!s:60} {line['value']:<12} {'' if line['target'] is None else line['target']}")
