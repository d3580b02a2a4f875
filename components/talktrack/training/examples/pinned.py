"""The tables that examples are made from, each at one version for the whole run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any, TypeVar

import msgspec

from talktrack.core import prompts
from talktrack.core.conversation import Conversation
from talktrack.core.ports import Repository
from talktrack.core.records import Analysis, Example, FeedbackEvent, TurnLabel
from talktrack.core.reference import Contact, Deal
from talktrack.core.tables import ANALYSES, CONTACTS, CONVERSATIONS, DEALS, EXAMPLES, FEEDBACK, Table
from talktrack.training.examples.judgement import weight_by_deal
from talktrack.training.examples.splits import GOLDEN, account_of

RESTRICTED = "restricted"
EXPERT_LABEL, TURN_LABEL = "expert_label", "turn_label"

R = TypeVar("R", bound=msgspec.Struct)


class PinnedTables:
    """Conversations and their analyses stream; what is kept in memory are labels, golden rows, jobs and outcomes."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        tables: tuple[Table[Any], ...] = (CONVERSATIONS, ANALYSES, FEEDBACK, EXAMPLES, CONTACTS, DEALS)
        self.versions = {table.name: repository.version(table) for table in tables}

    def conversations(self) -> Iterator[Conversation]:
        """Yield the conversations that may be learnt from."""
        return (row for row in self._scan(CONVERSATIONS) if row.privacy_level != RESTRICTED)

    def analyses(self, conversations: Collection[str]) -> dict[str, Analysis]:
        """Return the analyses of some conversations."""
        rows = self._scan(ANALYSES, conversation_id=sorted(conversations))
        return {row.conversation_id: row for row in rows}

    def events(self, kinds: Collection[str]) -> Iterator[FeedbackEvent]:
        """Yield the feedback of some kinds."""
        return self._scan(FEEDBACK, kind=sorted(kinds))

    def skills(self) -> dict[str, list[FeedbackEvent]]:
        """Return the experts' levels by conversation."""
        found: dict[str, list[FeedbackEvent]] = defaultdict(list)
        for event in self.events([EXPERT_LABEL]):
            if event.value is not None:
                found[event.subject].append(event)
        return dict(found)

    def turn_labels(self) -> dict[str, list[TurnLabel]]:
        """Return what experts said of turns, by conversation."""
        found: dict[str, list[TurnLabel]] = defaultdict(list)
        for event in self.events([TURN_LABEL]):
            kind, _, label = (event.text or "").partition(":")
            found[event.subject].append(TurnLabel(turn=event.turn_start or 0, kind=kind, label=label, confidence=1.0))
        return dict(found)

    def titles(self) -> dict[str, str]:
        """Return the jobs of the people in the CRM, by contact."""
        rows: Iterator[Contact] = self._scan(CONTACTS)
        return {row.id: row.title for row in rows if row.title}

    def outcomes(self) -> dict[str, float]:
        """Return the weights that closed deals give to their conversations, by deal."""
        rows: Iterator[Deal] = self._scan(DEALS)
        return {row.id: weight_by_deal(row) for row in rows if row.is_closed}

    def golden(self) -> list[Example]:
        """Return the golden rows of earlier runs."""
        return list(self._scan(EXAMPLES, split=[GOLDEN]))

    def learnt(self) -> set[str]:
        """Return the conversations that gave examples in earlier runs."""
        return {row.conversation_id for row in self._scan(EXAMPLES)}

    def _scan(self, table: Table[R], **where: list[str]) -> Iterator[R]:
        return self._repository.scan(table, version=self.versions[table.name] or None, where=where)


class GoldenSet:
    """The frozen golden set: rows of today's prompts stay as they are, conversations of older ones are built again."""

    def __init__(self, rows: list[Example]) -> None:
        self.rows = [row for row in rows if row.prompt_version == prompts.VERSION]
        self.conversations = frozenset(row.conversation_id for row in rows)
        self._finished = frozenset(row.conversation_id for row in self.rows)
        self._accounts = frozenset(row.account_id for row in rows if row.account_id)

    def owns(self, conversation: Conversation) -> bool:
        """Return whether a conversation or its account belongs to the golden side."""
        return conversation.id in self.conversations or account_of(conversation) in self._accounts

    def builds(self, conversation: Conversation) -> bool:
        """Return whether a golden conversation gets new rows; a frozen set takes no new conversation in."""
        if not self.conversations:
            return True
        return conversation.id in self.conversations - self._finished
