"""What feedback can be about: conversations and deals that the repository holds, and ids of answers and episodes.

Answers and episodes are not stored, so their ids are judged by form: `r-<12 hex>.<token>` is an inference id (it names
the release), `e-` or `i-` with 16 hexadecimal digits an episode or answer of ours, a UUID one of another program.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from talktrack.core.conversation import PRACTICE, PROSPECT, Conversation, roles
from talktrack.core.ids import stable_id
from talktrack.core.ports import Repository
from talktrack.core.records import FeedbackEvent
from talktrack.core.reference import Deal
from talktrack.core.tables import CONVERSATIONS, CONVERSATIONS_RAW, DEALS
from talktrack.training.feedback.events import USAGE, precedes

RESTRICTED = "restricted"
DAY = timedelta(days=1)
RECORDED = frozenset({"outcome", "reply"})

_ANSWER = re.compile(
    r"r-[0-9a-f]{12}\.[\w-]{1,64}|[ei]-[0-9a-f]{16}"
    r"|[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}"
)


@dataclass(frozen=True)
class Call:
    """What scoring needs of a conversation: when it was, which deal it belongs to, and how much is learnt from it."""

    at: datetime | None = None
    deal: str | None = None
    examples: int = 1


@dataclass(frozen=True)
class Subjects:
    """Everything that a tenant's feedback may be about; memory grows with conversations, never with what was said."""

    calls: Mapping[str, Call] = field(default_factory=dict)
    deals: Mapping[str, Deal] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    @classmethod
    def read(cls, repository: Repository) -> Subjects:
        """Look at every conversation once; `unread` are those that wait for review."""
        calls = {row.id: Call(row.started_at, row.deal_id, learnt_from(row)) for row in repository.scan(CONVERSATIONS)}
        unread = frozenset(key for key in repository.keys(CONVERSATIONS_RAW) if key not in calls)
        return cls(calls, {row.id: row for row in repository.scan(DEALS)}, unread)

    def fault(self, event: FeedbackEvent) -> str:
        """Return why an event cannot be about its subject; empty when it can."""
        if event.kind in USAGE:
            return ""
        call = self.calls.get(event.subject)
        if call is None:
            return "" if self._knows(event.subject) else "unknown_subject"
        return "before_its_subject" if call.at and precedes(event.at, call.at) else ""

    def reached(self, event: FeedbackEvent) -> list[str]:
        """Return what an event says something about: its subject, and of a deal's outcome the calls before it."""
        if event.kind not in RECORDED or event.subject not in self.deals:
            return [event.subject]
        earlier = (name for name in self._of_deal.get(event.subject, ()) if self._was(name, event.at))
        return [event.subject, *earlier]

    def is_record(self, event: FeedbackEvent) -> bool:
        """Tell whether an event is a fact of the business about a call or a deal, and nobody's opinion."""
        return event.kind in RECORDED and (event.subject in self.calls or event.subject in self.deals)

    def closed(self, tenant: str, now: datetime) -> Iterator[FeedbackEvent]:
        """Yield what the CRM says of every closed deal; nobody has to report it."""
        for deal in self.deals.values():
            if deal.is_closed:
                yield FeedbackEvent(
                    id=stable_id("f", tenant, "crm", deal.id),
                    tenant=tenant,
                    subject=deal.id,
                    kind="outcome",
                    at=deal.closed_at or now,
                    value=float(deal.is_won),
                )

    def _knows(self, subject: str) -> bool:
        return subject in self.deals or subject in self.unread or bool(_ANSWER.fullmatch(subject))

    def _was(self, name: str, at: datetime) -> bool:
        """Tell whether a call came before an outcome; a day without a time is the whole day."""
        began = self.calls[name].at
        return began is None or began <= at + DAY

    @cached_property
    def _of_deal(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name, call in self.calls.items():
            if call.deal:
                found[call.deal].append(name)
        return dict(found)


def learnt_from(conversation: Conversation) -> int:
    """Return about how many examples are made of a conversation: one for each time the prospect speaks."""
    if conversation.privacy_level == RESTRICTED:
        return 0
    if conversation.channel == PRACTICE:
        return 1
    role = roles(conversation)
    return max(1, sum(role.get(turn.speaker_id) == PROSPECT for turn in conversation.turns))
