"""The five steps on one conversation, with an outcome for whatever may happen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from msgspec import structs

from talktrack.core.conversation import Conversation
from talktrack.core.knowledge import Knowledge
from talktrack.core.ports import Redactor
from talktrack.core.records import Quarantined
from talktrack.core.review import case
from talktrack.core.tokens import Pseudonyms
from talktrack.ingestion.attribute.attribution import THRESHOLD, attribute
from talktrack.ingestion.attribute.directory import Directory
from talktrack.ingestion.attribute.remembered import Remembered, remembered_of
from talktrack.ingestion.attribute.step import suggestion
from talktrack.ingestion.clean.cleaning import clean
from talktrack.ingestion.correct.correction import Corrector
from talktrack.ingestion.correct.punctuation import Punctuation
from talktrack.ingestion.enrich.enrichment import Enrichment
from talktrack.ingestion.redact.redaction import Redaction

STOPS = "critical"
WARNS = "warning"
LEFT = "Remove the personal data that is left by hand, then release the conversation."
FAILED = "Report the failing step with the class of the error, then release the conversation to try again."


@dataclass(frozen=True)
class Settings:
    """What a tenant may set: when a speaker counts as uncertain, the names of its products, how bare text is marked.

    `remembered` is what its reviewers said about who speaks; without `punctuation`, rules mark bare text.
    """

    attribute_threshold: float = THRESHOLD
    glossary: tuple[str, ...] = ()
    remembered: tuple[Remembered, ...] = ()
    punctuation: Punctuation | None = None


@dataclass(frozen=True)
class Prepared:
    """What became of one conversation: the clean copy (None: it may not go on) and the row for review, if any."""

    conversation: Conversation | None = None
    unresolved: Quarantined | None = None
    replaced: dict[str, int] = field(default_factory=dict)


class Preparation:
    """The five steps of one tenant, built once and applied to conversation after conversation."""

    def __init__(self, knowledge: Knowledge, redactor: Redactor, pseudonyms: Pseudonyms, settings: Settings) -> None:
        """Build what the steps share: the people and what reviewers said of them, the dictionary, the redaction."""
        self._directory = Directory(knowledge, settings.remembered)
        self._threshold = settings.attribute_threshold
        self._redaction = Redaction(redactor, pseudonyms, knowledge)
        self._after: tuple[tuple[str, Callable[[Conversation], Conversation]], ...] = (
            ("correct", Corrector(knowledge, settings.glossary, settings.punctuation).correct),
            ("enrich", Enrichment(knowledge).enrich),
        )

    def prepare(self, conversation: Conversation) -> Prepared:
        """Return the outcome; an unexpected error of a step becomes a row with the step and the error's class."""
        step, current = "clean", conversation
        try:
            current = clean(current)
            step = "attribute"
            attributed = attribute(current, self._directory, self._threshold)
            current = attributed.conversation
            for step, apply in self._after:  # noqa: B007 - named in the handler
                current = apply(current)
            step = "redact"
            redacted = self._redaction.redact(current)
        except Exception as error:  # noqa: BLE001 - one bad conversation must not stop its neighbours
            reasons = [f"prepare_failed:{step}"]
            return Prepared(unresolved=_row(conversation, step, reasons, FAILED, type(error).__name__))
        if redacted.reasons:
            row = _row(current, "redact", [*redacted.reasons, *attributed.reasons], LEFT)
            return Prepared(unresolved=row, replaced=redacted.replaced)
        doubtful = bool(attributed.reasons) and conversation.reviewed_by is None
        review = _row(current, "attribute", attributed.reasons, suggestion(attributed)) if doubtful else None
        return Prepared(redacted.conversation, review, redacted.replaced)


def remembered_in(cases: Iterable[Quarantined]) -> list[Remembered]:
    """Return what reviewers said about who speaks, from the rows that they fixed."""
    return [
        decision
        for row in cases
        if row.conversation and row.speakers and row.decided_by and row.decided_at
        for decision in remembered_of(
            row.conversation,
            {named.speaker: named.person for named in row.speakers},
            by=row.decided_by,
            at=row.decided_at,
        )
    ]


def _row(conversation: Conversation, stage: str, reasons: list[str], suggestion: str, detail: str = "") -> Quarantined:
    severity = WARNS if stage == "attribute" and not detail else STOPS
    row = case(conversation, stage=stage, reasons=reasons, severity=severity, suggestion=suggestion)
    return structs.replace(row, detail=detail)
