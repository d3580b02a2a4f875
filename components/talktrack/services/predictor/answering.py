"""From a checked instance to a prompt, and from the model's text to the prediction. Retrieval grounds the coach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from talktrack.core import prompts
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Encoder, VectorStore
from talktrack.core.search import Question, search
from talktrack.services.predictor.requests import Answer, Assess, Instance, RoleplayInstance

PASSAGES = 3

Passage = tuple[str, str]


@dataclass(frozen=True)
class Asked:
    """A prompt and the passages (id, text) that it quotes, in order."""

    prompt: str
    passages: Sequence[Passage] = field(default_factory=tuple)


class Retriever:
    """Finds passages of the tenant's own calls for a question; nothing when nothing is indexed with this encoder."""

    def __init__(self, encoder: Encoder, store: VectorStore) -> None:
        """Keep both."""
        self._encoder = encoder
        self._store = store

    def passages(self, question: str) -> list[Passage]:
        """Return chunk ids and texts, best first."""
        try:
            hits = search(Question(question, limit=PASSAGES), self._encoder, self._store)
        except ConfigurationInvalidError:
            return []
        return [(hit.chunk.id, hit.chunk.text) for hit in hits]


def asked(instance: Instance, retriever: Retriever | None) -> Asked:
    """Build the prompt of one instance with the builders that training used."""
    if isinstance(instance, RoleplayInstance):
        return Asked(prompts.roleplay(instance.scene, instance.history))
    if isinstance(instance, Answer):
        found = retriever.passages(instance.question) if retriever else []
        return Asked(prompts.answer(instance.question, found), found)
    if isinstance(instance, Assess):
        return Asked(prompts.assess(instance.statistics, instance.segment, instance.heard))
    return Asked(prompts.draft(instance.stage, instance.history))


def prediction(text: str, question: Asked) -> dict[str, object]:
    """Return one element of `predictions`."""
    return {"text": text.strip(), "passages": [passage for passage, _ in question.passages]}
