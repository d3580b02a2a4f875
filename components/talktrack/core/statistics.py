"""Call statistics that sales coaches know, each with its formula.

Speech time is the sum of turn durations; silence is excluded. Roles must be attributed: a turn of unknown role counts
for the call's speech but for neither side. Every statistic is None where the source gives no times or no roles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from talktrack.core.conversation import PROSPECT, SELLER, Conversation, Turn, roles
from talktrack.core.records import Analysis

MINUTE_S = 60.0
HOUR_S = 3600.0
OVERLAP_S = 0.3
"""Speech that overlaps by less is how people take turns, and how far time codes are off."""
_RUNS = re.compile(r"\?+")


def analyse(conversation: Conversation) -> Analysis:
    """Return every statistic of one conversation."""
    spoken = _timed(conversation)
    return Analysis(
        conversation_id=conversation.id,
        tenant=conversation.tenant,
        turns=len(conversation.turns),
        words=sum(len(turn.text.split()) for turn in conversation.turns),
        talk_ratio=talk_ratio(spoken),
        longest_monologue_s=_longest(spoken, SELLER),
        longest_customer_story_s=_longest(spoken, PROSPECT),
        interactivity_per_min=interactivity(spoken),
        patience_s=patience(spoken),
        question_rate_per_h=_rate(spoken),
        interruptions_per_h=interruptions(spoken),
        seller_questions=questions(conversation, SELLER),
        prospect_questions=questions(conversation, PROSPECT),
    )


def figures(analysis: Analysis | None) -> dict[str, float | None]:
    """Return the statistics that the coach is told about a call, by name; none of a call that was not analysed."""
    if analysis is None:
        return {}
    return {
        "talk_ratio": analysis.talk_ratio,
        "longest_monologue_s": analysis.longest_monologue_s,
        "interactivity_per_min": analysis.interactivity_per_min,
        "patience_s": analysis.patience_s,
        "question_rate_per_h": analysis.question_rate_per_h,
    }


Spoken = Sequence[tuple[str, Turn]]


def _timed(conversation: Conversation) -> Spoken:
    role = roles(conversation)
    return [
        (role.get(turn.speaker_id, "unknown"), turn)
        for turn in conversation.turns
        if turn.start_s is not None and turn.end_s is not None and turn.end_s >= turn.start_s
    ]


def _duration(turn: Turn) -> float:
    assert turn.start_s is not None
    assert turn.end_s is not None
    return turn.end_s - turn.start_s


def talk_ratio(spoken: Spoken) -> float | None:
    """Seller speech divided by all speech (Gong's "Talk Ratio")."""
    total = sum(_duration(turn) for _, turn in spoken)
    seller = sum(_duration(turn) for role, turn in spoken if role == SELLER)
    return seller / total if total > 0 and _speaks(spoken, SELLER) else None


def _speaks(spoken: Spoken, side: str) -> bool:
    return any(role == side for role, _ in spoken)


def _longest(spoken: Spoken, side: str) -> float | None:
    """Longest stretch of consecutive turns of one side, in seconds ("Longest Monologue", "Longest Customer Story")."""
    best: float | None = None
    run = 0.0
    for role, turn in spoken:
        run = run + _duration(turn) if role == side else 0.0
        if role == side:
            best = max(best or 0.0, run)
    return best


def interactivity(spoken: Spoken) -> float | None:
    """Changes of side per minute of speech; turns of unknown role are skipped."""
    sides = [role for role, _ in spoken if role in {SELLER, PROSPECT}]
    minutes = sum(_duration(turn) for _, turn in spoken) / MINUTE_S
    changes = sum(1 for before, after in pairwise(sides) if before != after)
    return changes / minutes if minutes > 0 and sides else None


def patience(spoken: Spoken) -> float | None:
    """Mean pause in seconds between the end of a prospect's turn and the seller's next one; overlaps count as zero."""
    pauses = [
        max(0.0, (after.start_s or 0.0) - (before.end_s or 0.0))
        for (side, before), (next_side, after) in pairwise(spoken)
        if side == PROSPECT and next_side == SELLER
    ]
    return sum(pauses) / len(pauses) if pauses else None


def questions(conversation: Conversation, side: str) -> int:
    """Count the question marks of one side, runs of them once."""
    role = roles(conversation)
    return sum(len(_RUNS.findall(turn.text)) for turn in conversation.turns if role.get(turn.speaker_id) == side)


def _rate(spoken: Spoken) -> float | None:
    """Seller questions per hour of speech."""
    hours = sum(_duration(turn) for _, turn in spoken) / HOUR_S
    asked = sum(len(_RUNS.findall(turn.text)) for role, turn in spoken if role == SELLER)
    return asked / hours if hours > 0 and _speaks(spoken, SELLER) else None


def interruptions(spoken: Spoken) -> float | None:
    """Seller turns that begin at least `OVERLAP_S` before the prospect's turn before them ends, per hour of speech."""
    hours = sum(_duration(turn) for _, turn in spoken) / HOUR_S
    cut = sum(
        (before.end_s or 0.0) - (after.start_s or 0.0) >= OVERLAP_S
        for (side, before), (next_side, after) in pairwise(spoken)
        if side == PROSPECT and next_side == SELLER
    )
    return cut / hours if hours > 0 and _speaks(spoken, SELLER) and _speaks(spoken, PROSPECT) else None
