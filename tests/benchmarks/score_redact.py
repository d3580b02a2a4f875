"""Scores of redact against the ground truth of a synthetic organisation, and on sentences of other kinds.

Run `python -m tests.benchmarks.score_redact second`; `third` is held out from every rule.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence

from talktrack.core.knowledge import Knowledge
from talktrack.core.ports import PersonalData, Redactor
from talktrack.engines.personal_data.spans import OPTIONAL
from talktrack.engines.redactor import hidden, open_redactor
from talktrack.ingestion.attribute.attribution import attribute
from talktrack.ingestion.attribute.directory import Directory
from talktrack.ingestion.enrich.enrichment import Enrichment
from talktrack.ingestion.redact.identities import FullNames, cast_of
from talktrack.world.conversations import TrueConversation, generate
from talktrack.world.organisation import Organisation
from talktrack.world.truth import Span
from tests.benchmarks.personal_sentences import ABROAD_DEVELOPED, ABROAD_REPORTED, DEVELOPED, REPORTED, sentences
from tests.benchmarks.tally import Tally

KINDS = {
    "PHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "CREDIT_CARD": "CARD",
    "STREET_ADDRESS": "ADDRESS",
    "IBAN_CODE": "ACCOUNT_NUMBER",
}
NOT_HIDDEN = frozenset({"ORGANIZATION"})
Row = dict[str, object]


def score(book: str, conversations: int = 60, seed: int = 7) -> list[Row]:
    """Return one row per measure: step, what, value, target, command."""
    organisation = Organisation(seed=seed, tenant="acme", book=book, conversations=conversations)
    knowledge = Knowledge(
        organisation.accounts(),
        organisation.contacts(),
        organisation.deals(),
        organisation.stage_changes(),
        organisation.meetings(),
    )
    rows = redact_rows(list(generate(organisation)), knowledge, open_redactor()) + sentence_rows(book)
    command = f"python -m tests.benchmarks.score_redact {book} {conversations} {seed}"
    return [row | {"command": command} for row in rows]


def redact_rows(calls: Sequence[TrueConversation], knowledge: Knowledge, redactor: Redactor) -> list[Row]:
    """Score the redactor on attributed conversations, with the names that are known and with none."""
    known, free = Tally(), Tally()
    everybody, directory, enrichment = FullNames(knowledge), Directory(knowledge), Enrichment(knowledge)
    for call in calls:
        attributed = enrichment.enrich(attribute(call.conversation(), directory).conversation)
        texts = [turn.text for turn in attributed.turns]
        names = cast_of(attributed, knowledge, everybody).names
        found = zip(redactor.find(texts, names), redactor.find(texts), call.truth.turns, strict=True)
        for spans, without_names, true in found:
            _count(known, spans, true.personal)
            _count(free, without_names, true.personal)
    return [*_known_rows(known), *_free_rows(free)]


def sentence_rows(book: str) -> list[Row]:
    """Score all kinds on sentences: the developed templates for the first book, the reported ones for the others.

    The templates of other languages are scored for the kinds that must be hidden.
    """
    first = book == "first"
    rows = _sentence_rows("sentences", DEVELOPED if first else REPORTED, list(OPTIONAL), 0.75)
    for language, templates in (ABROAD_DEVELOPED if first else ABROAD_REPORTED).items():
        rows += _sentence_rows(f"sentences_{language}", templates, [], None)
    return rows


def _sentence_rows(what: str, templates: Sequence[str], more: Sequence[str], target: float | None) -> list[Row]:
    redactor = open_redactor(entities=hidden(",".join(more)))
    found, typed, said = Counter[str](), Counter[str](), Counter[str]()
    for one in sentences(templates):
        [spans] = redactor.find([one.text])
        kinds = {place: span.kind for span in spans for place in range(span.start, span.end)}
        for mark in one.personal:
            places = [place for place in range(mark.start, mark.end) if one.text[place].isalnum()]
            found[str(all(place in kinds for place in places))] += 1
            typed[str(all(kinds.get(place) == mark.kind for place in places))] += 1
        for span in spans:
            said[str(any(span.start < mark.end and mark.start < span.end for mark in one.personal))] += 1
    return [
        _row(f"{what}_recall", found["True"] / found.total(), target),
        _row(f"{what}_recall_with_kind", typed["True"] / typed.total()),
        _row(f"{what}_precision", said["True"] / said.total()),
    ]


def _count(tally: Tally, spans: Sequence[PersonalData], truth: Iterable[Span]) -> None:
    """Count one text: a true span is found when all of it is covered, a found one is right when it touches one."""
    marks = list(truth)
    covered = {place for span in spans for place in range(span.start, span.end)}
    for mark in marks:
        tally.true[mark.kind] += 1
        tally.hit[mark.kind] += all(place in covered for place in range(mark.start, mark.end))
    for span in spans:
        kind = KINDS.get(span.kind, span.kind)
        tally.said[kind] += 1
        tally.right[kind] += any(span.start < mark.end and mark.start < span.end for mark in marks)


def _known_rows(known: Tally) -> list[Row]:
    kinds = sorted(set(known.true) - NOT_HIDDEN)
    structured = [kind for kind in kinds if kind != "PERSON"]
    return [
        _row("recall_structured", _share(known.hit, known.true, structured), 0.98),
        _row("recall_PERSON_names_known", known.recall("PERSON"), 0.99),
        _row("precision", _share(known.right, known.said, known.said), 0.92),
        *(_row(f"recall_{kind}", known.recall(kind), 0.98) for kind in structured),
        *(_row(f"precision_{kind}", known.precision(kind), 0.92) for kind in sorted(known.said)),
    ]


def _free_rows(free: Tally) -> list[Row]:
    return [
        _row("recall_PERSON_names_unknown", free.recall("PERSON"), 0.85),
        _row("precision_PERSON_names_unknown", free.precision("PERSON"), 0.92),
    ]


def _row(what: str, value: float, target: float | None = None) -> Row:
    return {"step": "redact", "what": what, "value": round(value, 4), "target": target}


def _share(part: Counter[str], whole: Counter[str], kinds: Iterable[str]) -> float:
    chosen = list(kinds)
    total = sum(whole[kind] for kind in chosen)
    return sum(part[kind] for kind in chosen) / total if total else 1.0


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else "first"
    for line in score(chosen, *(int(value) for value in sys.argv[2:])):
        print(f"{line['step']:10} {line['what']:40} {line['value']:<10} {line['target'] or ''}")
