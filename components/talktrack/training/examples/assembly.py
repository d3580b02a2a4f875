"""Puts the set together row by row: held-out sides first, so that nothing near to them is learnt from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from talktrack.core.artifacts import read_table
from talktrack.core.conversation import Conversation
from talktrack.core.records import Example, TurnLabel
from talktrack.core.tables import SCORES
from talktrack.training.examples import coaching, dialogue
from talktrack.training.examples.augmentation import varied
from talktrack.training.examples.judged import Judged
from talktrack.training.examples.judgement import UNJUDGED, weight_of
from talktrack.training.examples.nearness import Neighbours
from talktrack.training.examples.pinned import GoldenSet, PinnedTables
from talktrack.training.examples.privacy import Privacy
from talktrack.training.examples.quality import fault
from talktrack.training.examples.selection import Budget, rates
from talktrack.training.examples.source import Source, example
from talktrack.training.examples.splits import GOLDEN, TRAIN, VALIDATION, Shares
from talktrack.training.examples.survey import Known, Survey, survey

CONVERSATIONS_AT_ONCE = 128


@dataclass(frozen=True)
class Choices:
    """What is decided before a run: who is held out, how much is learnt from and varied, how many rows are enough."""

    shares: Shares = field(default_factory=Shares)
    budget: Budget = field(default_factory=Budget)
    variation_share: float = 0.0
    min_examples: int = 1
    privacy: Privacy = field(default_factory=Privacy)


class Assembly:
    """One run's rows, each once, with the reason counted for every one that is left out."""

    def __init__(self, tables: PinnedTables, scores: str | Path, choices: Choices) -> None:
        self.counts: Counter[str] = Counter()
        self._tables = tables
        self._choices = choices
        self._weights = {row.id: weight_of(row) for row in read_table(scores, SCORES)}
        self._outcomes = tables.outcomes()
        self._titles = choices.privacy.known(tables.titles())
        self._skills, self._turn_labels = tables.skills(), tables.turn_labels()
        self._judged = Judged(tables, self._weights, choices.privacy.redact, self.counts)
        self._golden = GoldenSet(tables.golden())
        self._learnt = tables.learnt()
        self._seen: set[str] = set()
        self._sides = {GOLDEN: Neighbours(), VALIDATION: Neighbours(), TRAIN: Neighbours()}

    def rows(self) -> Iterator[Example]:
        """Yield the frozen golden rows, new held-out ones, those out of single judgements, and the rest."""
        known = Known(self._golden, self._learnt, self._judged.subjects)
        found = survey(self._tables.conversations(), known, self._choices.shares)
        frozen = (row for row in self._golden.rows if row.conversation_id in found.readable)
        held_out = self._examples(self._held_out(found), found)
        judged = self._judged.rows(found, self._choices.shares.validation)
        learning = self._examples(self._learning(found), found)
        yield from self._unique(((row, None) for row in frozen), are_judged=False)
        yield from self._unique(chain(held_out, ((row, None) for row in judged), learning))

    def _held_out(self, found: Survey) -> Iterator[Conversation]:
        for conversation in self._tables.conversations():
            side = found.side(conversation)
            if side == VALIDATION or (side == GOLDEN and self._golden.builds(conversation)):
                yield conversation
            elif side == GOLDEN:
                self.counts["held_out_conversations"] += 1

    def _learning(self, found: Survey) -> Iterator[Conversation]:
        """Yield what is learnt from; of old conversations as many as the budget replays."""
        shares = rates(found.turns_new, found.turns_old, self._choices.budget)
        for conversation in self._tables.conversations():
            if found.side(conversation) == TRAIN:
                is_new = conversation.id not in self._learnt
                kept = shares.keeps(conversation.id, is_new=is_new)
                self.counts["new_conversations" if is_new else "replayed_conversations"] += kept
                self.counts["left_out_conversations"] += not kept
                if kept:
                    yield conversation

    def _examples(self, conversations: Iterable[Conversation], found: Survey) -> Iterator[tuple[Example, str | None]]:
        """Yield all examples of conversations with their language, a few conversations in memory at a time."""
        for group in _groups(conversations):
            analyses = self._tables.analyses([conversation.id for conversation in group])
            for conversation in group:
                analysis = analyses.get(conversation.id)
                source = Source(
                    conversation=conversation,
                    split=found.side(conversation),
                    weight=self._weight(conversation),
                    analysis=analysis,
                    labels=self._skills.get(conversation.id, ()),
                    heard=merged(self._turn_labels.get(conversation.id, ()), analysis.labels if analysis else ()),
                    titles=self._titles,
                    mails=found.mails.get(conversation.id, ()),
                )
                self.counts["conversations"] += 1
                for draft in chain(dialogue.drafts(source), coaching.drafts(source)):
                    yield example(source, draft), conversation.language

    def _weight(self, conversation: Conversation) -> float:
        """Return what feedback says, or else how the deal ended."""
        by_deal = self._outcomes.get(conversation.deal_id or "", UNJUDGED)
        return self._weights.get(conversation.id, by_deal)

    def _unique(self, rows: Iterable[tuple[Example, str | None]], *, are_judged: bool = True) -> Iterator[Example]:
        """Yield rows that are good and new, each training row with its variation if it has one."""
        for row, language in rows:
            reason = (are_judged and fault(row, language)) or self._repeats(row, are_judged=are_judged)
            if reason:
                self.counts[f"dropped_{reason}"] += 1
                continue
            yield self._taken(row)
            variation = varied(row, self._choices.variation_share) if row.split == TRAIN else None
            if variation and not fault(variation, language) and not self._repeats(variation, is_varied=True):
                self.counts["varied"] += 1
                yield self._taken(variation)

    def _repeats(self, row: Example, *, are_judged: bool = True, is_varied: bool = False) -> str:
        """Return why a row says nothing new, or stands on another side already."""
        if row.id in self._seen:
            return "duplicate"
        others = [side for name, side in self._sides.items() if name != row.split]
        if are_judged and any(side.near(row) for side in others):
            return "near_other_side"
        if are_judged and not is_varied and self._sides[row.split].near(row):
            return "near_duplicate"
        return ""

    def _taken(self, row: Example) -> Example:
        self._seen.add(row.id)
        self._sides[row.split].add(row)
        return row


def merged(said: Iterable[TurnLabel], heard: Iterable[TurnLabel]) -> list[TurnLabel]:
    """Return the labels of a call's turns, an expert's word before a classifier's, in the order of the call."""
    found = {(label.turn, label.kind): label for label in heard} | {(label.turn, label.kind): label for label in said}
    return [found[key] for key in sorted(found)]


def _groups(conversations: Iterable[Conversation]) -> Iterator[list[Conversation]]:
    waiting = iter(conversations)
    while group := [row for row, _ in zip(waiting, range(CONVERSATIONS_AT_ONCE), strict=False)]:
        yield group
