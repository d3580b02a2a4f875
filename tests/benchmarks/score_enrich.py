"""Scores of enrichment: links without the source's help, and whether links that were made wrong are noticed.

Run `python -m tests.benchmarks.score_enrich third` for the book that is held out from every rule.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import msgspec

from talktrack.core.conversation import Conversation
from talktrack.core.knowledge import Knowledge
from talktrack.ingestion.attribute.attribution import attribute
from talktrack.ingestion.attribute.directory import Directory
from talktrack.ingestion.enrich.enrichment import Enrichment
from talktrack.world.organisation import Organisation
from tests.benchmarks.strained import Heard, as_generated, strained

TOO_EARLY = timedelta(days=600)
Row = dict[str, object]


def score(book: str, conversations: int = 240, seed: int = 7) -> list[Row]:
    """Return one row per measure: step, what, value, target, command."""
    organisation = Organisation(seed=seed, tenant="acme", book=book, conversations=conversations)
    calls, known = as_generated(organisation)
    rows = [
        *_unaided(calls, known, "", 0.97),
        *_unaided(*strained(organisation), "_strained", None),
        *_wrong_links(calls, known),
    ]
    command = f"python -m tests.benchmarks.score_enrich {book} {conversations} {seed}"
    return [row | {"command": command} for row in rows]


def _unaided(calls: Sequence[Heard], known: Knowledge, suffix: str, target: float | None) -> Iterator[Row]:
    """Yield how often account, deal, stage and meeting are right when the source names none of them."""
    directory, enrichment = Directory(known), Enrichment(known)
    accounts, deals, stages, meetings, valid = [], [], [], [], []
    for heard in calls:
        truth = heard.call.truth
        bare = msgspec.structs.replace(
            heard.conversation,
            account_id=None,
            deal_id=None,
            deal=None,
            meeting_id=None,
            event_id=heard.conversation.id,
        )
        found = enrichment.enriched(attribute(bare, directory).conversation)
        rich = found.conversation
        accounts.append(rich.account_id == truth.account_id)
        deals.append(rich.deal_id == truth.deal_id)
        stages.append((rich.deal.stage if rich.deal else "unknown") == (truth.deal_stage or "unknown"))
        meetings.append(rich.meeting_id == (truth.meeting_id if truth.meeting_id in known.meetings else None))
        valid.append(found.validity.is_valid)
    yield _row(f"account_accuracy_unaided{suffix}", accounts, target)
    yield _row(f"deal_accuracy_unaided{suffix}", deals, target)
    yield _row(f"stage_accuracy_unaided{suffix}", stages, target)
    yield _row(f"meeting_accuracy_unaided{suffix}", meetings, target)
    yield _row(f"valid_context_share{suffix}", valid)


def _wrong_links(calls: Sequence[Heard], known: Knowledge) -> Iterator[Row]:
    """Yield how often a wrong link is called invalid, and how often the right ones are."""
    directory, enrichment = Directory(known), Enrichment(known)
    accounts, deals = sorted(known.accounts), sorted(known.deals)

    def invalid(change: Callable[[Conversation, int], Conversation]) -> list[bool]:
        changed = (change(_right(heard), place) for place, heard in enumerate(calls))
        return [not enrichment.enriched(attribute(one, directory).conversation).validity.is_valid for one in changed]

    def other(names: Sequence[str], right: str | None, place: int) -> str:
        return next(name for name in [*names[place % len(names) :], *names] if name != right)

    yield _row("false_alarms_on_right_links", invalid(lambda call, _: call))
    yield _row(
        "wrong_account_noticed",
        invalid(lambda call, n: msgspec.structs.replace(call, account_id=other(accounts, call.account_id, n))),
    )
    yield _row(
        "wrong_deal_noticed",
        invalid(lambda call, n: msgspec.structs.replace(call, deal_id=other(deals, call.deal_id, n))),
    )
    yield _row(
        "wrong_time_noticed",
        invalid(
            lambda call, _: msgspec.structs.replace(call, started_at=call.started_at and call.started_at - TOO_EARLY)
        ),
    )


def _right(heard: Heard) -> Conversation:
    truth = heard.call.truth
    return msgspec.structs.replace(heard.conversation, account_id=truth.account_id, deal_id=truth.deal_id)


def _row(what: str, hits: Sequence[bool], target: float | None = None) -> Row:
    return {"step": "enrich", "what": what, "value": round(sum(hits) / max(len(hits), 1), 4), "target": target}


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else "first"
    for line in score(chosen, *(int(value) for value in sys.argv[2:])):
        print(f"{line['what']:40} {line['value']:<10} {line['target'] or ''}")
