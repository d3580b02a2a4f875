"""What every set is turned into before it becomes a conversation: turns, actions, and what the set says beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from talktrack.core.conversation import CHAT, Conversation, Participant, Turn
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers.facts import metadata_json, says
from talktrack.ingestion.ingest.readers.origin import Cast, Origin

Identifier = str | int


@dataclass(frozen=True)
class Dataset:
    """A published set: the source of its conversations, its name, and its licence where the set itself states one."""

    source: str
    name: str
    licence: str | None = None


@dataclass
class Dialogue:
    """One dialogue as its set tells it.

    What is done but not said (an offer, a click, a look-up) is no turn: `actions` keep it, each with the number of
    turns before it. `original_id` is set by re-hosts: the id that the dialogue has in its set's own form.
    """

    dataset: Dataset
    native_id: Identifier | None = None
    original_id: Identifier | None = None
    title: str | None = None
    started_at: datetime | None = None
    duration_s: float | None = None
    cast: Cast = field(default_factory=Cast)
    turns: list[Turn] = field(default_factory=list)
    actions: list[dict[str, object]] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def say(self, label: str | None, text: str | None, start_s: float | None = None) -> None:
        """Add a turn; one without a word is left out."""
        said = (text or "").strip()
        if said:
            self.turns.append(Turn(speaker_id=self.cast.id_of(label), text=said, start_s=start_s))

    def act(self, label: str | None, **what: object) -> None:
        """Add what somebody did between two turns."""
        told = {"by": label, **what}
        self.actions.append({"turn": len(self.turns), **{name: value for name, value in told.items() if says(value)}})

    def conversation(self, origin: Origin, place: str) -> Conversation:
        """Return the conversation; a dialogue without an id is told by its place in the file.

        Raises:
            SourceUnreadableError: ``dialogue_empty`` or ``encoding_invalid``.
        """
        if not self.turns:
            raise SourceUnreadableError("dialogue_empty", "the dialogue holds no turn with text")
        source = self.dataset.source
        native_id = str(self.native_id) if says(self.native_id) else f"{origin.native_id}/{place}"
        identity = origin.conversation_id(source, native_id)
        return Conversation(
            id=identity,
            tenant=origin.tenant,
            event_id=origin.conversation_id(source, str(self.original_id)) if says(self.original_id) else identity,
            source=source,
            channel=CHAT,
            title=self.title,
            started_at=self.started_at,
            duration_s=self.duration_s,
            participants=self._people(),
            turns=self.turns,
            provenance=[origin.provenance(source)],
            metadata_json=metadata_json(
                {"dataset": self.dataset.name, "licence": self.dataset.licence, "actions": self.actions, **self.facts}
            ),
        )

    def _people(self) -> list[Participant]:
        people = self.cast.participants()
        return (
            [msgspec.structs.replace(one, **self.known.get(one.label, {})) for one in people] if self.known else people
        )
