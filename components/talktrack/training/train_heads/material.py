"""What heads may learn from: conversations that experts labelled, less those that nobody may learn from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from talktrack.core.conversation import PRACTICE, Conversation
from talktrack.core.hearing import SAID_BY, sides_of
from talktrack.core.ids import stable_id
from talktrack.core.ports import Repository
from talktrack.core.sales_labels import LABELS
from talktrack.core.tables import CONVERSATIONS, EXAMPLES, FEEDBACK

RESTRICTED, GOLDEN = "restricted", "golden"
TURN_LABEL, EXPERT_LABEL = "turn_label", "expert_label"
TRAIN, CALIBRATE, EXAM = "train", "calibrate", "exam"
LEVELS = range(1, 6)
CONVERSATIONS_AT_ONCE = 64
_DIGITS = 8

Place = tuple[int, str]


@dataclass(frozen=True)
class Shares:
    """Which share of the accounts is held out to judge heads, and which to calibrate them."""

    exam: float = 0.2
    calibrate: float = 0.15


@dataclass(frozen=True)
class Labelled:
    """A conversation, what experts say of its turns by (turn, kind), and the seller's level where they said one."""

    conversation: Conversation
    side: str
    turns: dict[Place, str]
    level: str | None = None

    @property
    def account(self) -> str:
        """Return whose conversation it is; one without an account stands for itself."""
        return self.conversation.account_id or self.conversation.event_id


@dataclass
class Said:
    """What all experts said of one conversation: votes by (turn, kind), and levels."""

    turns: defaultdict[Place, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    levels: list[float] = field(default_factory=list)


class Material:
    """The labelled conversations of one version of the repository.

    Restricted ones are left out, practice with a model, and the accounts of the golden set. All conversations of one
    account are on one side, the same in every month.
    """

    def __init__(self, repository: Repository, shares: Shares) -> None:
        """Read what experts said, which is small, and which conversations are golden."""
        self._repository = repository
        self._shares = shares
        self.version = repository.version(CONVERSATIONS)
        golden = list(repository.scan(EXAMPLES, where={"split": [GOLDEN]}))
        self._golden = {row.conversation_id for row in golden} | {row.account_id for row in golden if row.account_id}
        self._said = _said(repository)
        self.unfit = 0

    def labelled(self) -> Iterator[Labelled]:
        """Yield the conversations with what most experts say of them; labels that fit no turn are counted as unfit."""
        return self._rows(sorted(self._said))

    def all(self) -> Iterator[Labelled]:
        """Yield all conversations that heads may learn from, most of which nobody labelled."""
        return self._rows(sorted(self._repository.keys(CONVERSATIONS)))

    def _rows(self, ids: Sequence[str]) -> Iterator[Labelled]:
        self.unfit = 0
        for first in range(0, len(ids), CONVERSATIONS_AT_ONCE):
            wanted = ids[first : first + CONVERSATIONS_AT_ONCE]
            found = self._repository.scan(CONVERSATIONS, version=self.version or None, where={"id": wanted})
            for row in sorted(found, key=lambda one: one.id):
                if self._may_teach(row):
                    yield self._with_labels(row)

    def _with_labels(self, row: Conversation) -> Labelled:
        said, sides = self._said.get(row.id, Said()), sides_of(row)
        turns = {}
        for (turn, kind), votes in sorted(said.turns.items()):
            label = _most(votes)
            if not 0 <= turn < len(sides) or sides[turn] != SAID_BY[kind] or label is None:
                self.unfit += 1
            else:
                turns[turn, kind] = label
        level = str(round(sum(said.levels) / len(said.levels))) if said.levels else None
        account = row.account_id or row.event_id
        return Labelled(row, side_of(account, self._shares), turns, level)

    def _may_teach(self, row: Conversation) -> bool:
        golden = row.id in self._golden or (row.account_id or row.event_id) in self._golden
        return row.privacy_level != RESTRICTED and row.channel != PRACTICE and not golden


def side_of(account: str, shares: Shares) -> str:
    """Return whether heads learn from an account, are calibrated on it, or are judged on it."""
    point = int(stable_id("heads", account)[-_DIGITS:], 16) / 16**_DIGITS
    if point < shares.exam:
        return EXAM
    return CALIBRATE if point < shares.exam + shares.calibrate else TRAIN


def read_label(text: str | None) -> tuple[str, str] | None:
    """Return kind and label of ``kind:label``, or None when there is no such label."""
    kind, _, label = (text or "").partition(":")
    return (kind, label) if kind in SAID_BY and label in LABELS[kind] else None


def _said(repository: Repository) -> dict[str, Said]:
    found: dict[str, Said] = defaultdict(Said)
    for event in repository.scan(FEEDBACK, where={"kind": [TURN_LABEL, EXPERT_LABEL]}):
        label = read_label(event.text)
        if event.kind == TURN_LABEL and label and event.turn_start is not None:
            found[event.subject].turns[event.turn_start, label[0]][label[1]] += 1
        elif event.kind == EXPERT_LABEL and event.value in LEVELS:
            found[event.subject].levels.append(float(event.value or 0))
    return dict(found)


def _most(votes: Counter[str]) -> str | None:
    """Return what most experts say, or None when they are divided."""
    first, *others = votes.most_common(2)
    return None if others and others[0][1] == first[1] else first[0]
