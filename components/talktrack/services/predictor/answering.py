"""From a checked instance to a prompt, and from the model's text to the prediction. Retrieval grounds the coach."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from talktrack.core import prompts
from talktrack.core.errors import ConfigurationInvalidError, StoreUnavailableError
from talktrack.core.ports import Encoder, VectorStore
from talktrack.core.search import Question, generation, search
from talktrack.services.predictor.requests import Answer, Assess, Instance, RoleplayInstance

PASSAGES = 3
LOG = logging.getLogger(__name__)

Passage = tuple[str, str]


@dataclass(frozen=True)
class Retrieved:
    """Passages (id, text), best first, and the generation of the chunks that they are."""

    passages: Sequence[Passage] = field(default_factory=tuple)
    table_version: int | None = None


@dataclass(frozen=True)
class Asked:
    """A prompt and what it quotes."""

    prompt: str
    quoted: Retrieved = field(default_factory=Retrieved)


class Retriever:
    """Finds passages of the tenant's own calls for a question; nothing when nothing is indexed with this encoder.

    A store that does not answer, or an index of another encoder, costs the passages, not the answer: the coach then
    says that it does not know. `failed` is called for each such question.
    """

    def __init__(self, encoder: Encoder, store: VectorStore, failed: Callable[[], None] = lambda: None) -> None:
        """Keep them."""
        self._encoder = encoder
        self._store = store
        self._failed = failed

    def passages(self, question: str) -> Retrieved:
        """Return what answers a question best."""
        try:
            live = self._store.live()
            if live is None:
                return Retrieved()
            hits = search(Question(question, limit=PASSAGES), self._encoder, self._store)
        except ConfigurationInvalidError as unfit:
            return self._without(str(unfit))
        except StoreUnavailableError:
            return self._without("the vector store does not answer.")
        return Retrieved([(hit.chunk.id, hit.chunk.text) for hit in hits], generation(live))

    def _without(self, why: str) -> Retrieved:
        LOG.warning("questions are answered without passages: %s", why)
        self._failed()
        return Retrieved()


def asked(instance: Instance, retriever: Retriever | None) -> Asked:
    """Build the prompt of one instance with the builders that training used."""
    if isinstance(instance, RoleplayInstance):
        return Asked(prompts.roleplay(instance.scene, instance.history))
    if isinstance(instance, Answer):
        found = retriever.passages(instance.question) if retriever else Retrieved()
        return Asked(prompts.answer(instance.question, found.passages), found)
    if isinstance(instance, Assess):
        return Asked(prompts.assess(instance.statistics, instance.segment, instance.heard))
    return Asked(prompts.draft(instance.stage, instance.history))


def prediction(text: str, question: Asked) -> dict[str, object]:
    """Return one element of `predictions`."""
    return {"text": text.strip(), "passages": [passage for passage, _ in question.quoted.passages]}
