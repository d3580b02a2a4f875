"""The tables that examples are made from, each at one version for the whole run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from talktrack.core import prompts
from talktrack.core.conversation import Conversation
from talktrack.core.ports import Repository
from talktrack.core.records import Analysis, Example, FeedbackEvent
from talktrack.core.tables import ANALYSES, CONVERSATIONS, EXAMPLES, FEEDBACK, Table
from talktrack.training.examples.splits import GOLDEN, account_of

RESTRICTED = "restricted"
EXPERT_LABEL = "expert_label"

R = TypeVar("R", bound=msgspec.Struct)


class PinnedTables:
    """Conversations stream; what is kept in memory are labels, the analyses of labelled calls and golden rows."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        tables: tuple[Table[Any], ...] = (CONVERSATIONS, ANALYSES, FEEDBACK, EXAMPLES)
        self.versions = {table.name: repository.version(table) for table in tables}

    def conversations(self) -> Iterator[Conversation]:
        """Yield the conversations that may be learnt from."""
        return (row for row in self._scan(CONVERSATIONS) if row.privacy_level != RESTRICTED)

    def labels(self) -> dict[str, list[FeedbackEvent]]:
        """Return the experts' labels by conversation."""
        found: dict[str, list[FeedbackEvent]] = defaultdict(list)
        for event in self._scan(FEEDBACK):
            if event.kind == EXPERT_LABEL:
                found[event.subject].append(event)
        return dict(found)

    def analyses(self, conversations: set[str]) -> dict[str, Analysis]:
        """Return the analyses of some conversations."""
        return {row.conversation_id: row for row in self._scan(ANALYSES) if row.conversation_id in conversations}

    def golden(self) -> list[Example]:
        """Return the golden rows of earlier runs."""
        return [row for row in self._scan(EXAMPLES) if row.split == GOLDEN]

    def _scan(self, table: Table[R]) -> Iterator[R]:
        return self._repository.scan(table, version=self.versions[table.name] or None)


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
