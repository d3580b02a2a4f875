"""What is heard in a conversation: labels of its turns, and what follows from them, as one `Analysis`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from msgspec.structs import replace

from talktrack.core.conversation import PROSPECT, SELLER, Conversation, roles
from talktrack.core.effectiveness import effectiveness
from talktrack.core.handling import MET, handled
from talktrack.core.heads import SKILL, Features, Heads, Judge
from talktrack.core.listening import follow_up_rate, paraphrase_rate
from talktrack.core.ports import Vectors
from talktrack.core.records import Analysis, TurnLabel
from talktrack.core.sales_cues import Cues, counted
from talktrack.core.sales_labels import NONE, OBJECTION, QUESTION, TECHNIQUE
from talktrack.core.sales_rules import RULES, rule_labels, traits
from talktrack.core.statistics import analyse
from talktrack.core.turn_features import turn_features

SAID_BY = {QUESTION: SELLER, TECHNIQUE: SELLER, OBJECTION: PROSPECT}
REFLECTING = frozenset({"mirroring", "summary", "labeling"})


@dataclass(frozen=True)
class Hearing:
    """Judges conversations by heads where there are some for a kind of label, and by rules for the other kinds."""

    heads: Heads | None = None

    @property
    def name(self) -> str:
        """Return who judges: the version of the heads, rules, or both with what rules judge."""
        by_rules = [kind for kind in SAID_BY if kind not in self._judges]
        if self.heads is None or len(by_rules) == len(SAID_BY):
            return RULES
        return f"{self.heads.version}, {RULES} for {' and '.join(by_rules)}" if by_rules else self.heads.version

    def analysis(self, conversation: Conversation, vectors: Vectors | None) -> Analysis:
        """Return everything that is heard in one conversation; `vectors` are those of its turns."""
        turns, sides = conversation.turns, sides_of(conversation)
        cues = cues_of(conversation)
        labels = self.turn_labels(conversation, sides, vectors, cues)
        outcomes = handled(labels, sides)
        reflecting = frozenset(one.turn for one in labels if one.label in REFLECTING)
        made = replace(
            analyse(conversation),
            follow_up_rate=follow_up_rate(turns, sides, vectors),
            paraphrase_rate=paraphrase_rate(turns, sides, reflecting),
            objections_met_rate=_share([one.label == MET for one in outcomes]),
            labels=sorted([*labels, *outcomes], key=lambda one: (one.turn, one.kind)),
            traits=traits(sides, cues),
            objections=list(dict.fromkeys(one.label for one in labels if one.kind == OBJECTION)),
            classified_by=self.name,
        )
        return replace(made, effectiveness=effectiveness(made, self._judges.get(SKILL)))

    def turn_labels(
        self, conversation: Conversation, sides: Sequence[str], vectors: Vectors | None, cues: Cues
    ) -> list[TurnLabel]:
        """Return what each turn was heard to be; a turn that is none of a kind has no label of it."""
        judged = [kind for kind in SAID_BY if kind in self._judges and vectors is not None]
        found = [one for one in rule_labels(conversation.turns, sides, cues) if one.kind not in judged]
        if judged and vectors is not None and conversation.turns:
            found += _judged(turn_features(vectors, conversation.turns, sides, cues), sides, self._judges, judged)
        return sorted((one for one in found if one.label != NONE), key=lambda one: (one.turn, one.kind))

    @cached_property
    def _judges(self) -> dict[str, Judge]:
        return self.heads.by_kind() if self.heads else {}


def cues_of(conversation: Conversation) -> Cues:
    """Return how often each turn gives each cue."""
    return counted([turn.text for turn in conversation.turns])


def sides_of(conversation: Conversation) -> list[str]:
    """Return the role of each turn's speaker."""
    by_speaker = roles(conversation)
    return [by_speaker.get(turn.speaker_id, "unknown") for turn in conversation.turns]


def _judged(
    features: Features, sides: Sequence[str], judges: Mapping[str, Judge], kinds: Sequence[str]
) -> list[TurnLabel]:
    found = []
    for kind in kinds:
        places = [place for place, side in enumerate(sides) if side == SAID_BY[kind]]
        for place, (label, sure) in zip(places, judges[kind].labels(features[places]), strict=True):
            found.append(TurnLabel(turn=place, kind=kind, label=label, confidence=sure))
    return found


def _share(hits: Sequence[bool]) -> float | None:
    return sum(hits) / len(hits) if hits else None
