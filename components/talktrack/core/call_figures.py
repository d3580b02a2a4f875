"""What the coach is told about a call beside its words: few figures and shares, from what was measured and heard.

Examples and whoever asks the predictor for an assessment build them here, so that both say the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from talktrack.core.effectiveness import ASKED, DEEP, level_of
from talktrack.core.prompts import LEVEL
from talktrack.core.records import Analysis, TurnLabel
from talktrack.core.sales_labels import GOOD_TECHNIQUES, NONE, POOR_TECHNIQUES, QUESTION, TECHNIQUE


def heard(labels: Iterable[TurnLabel]) -> dict[str, dict[str, float]]:
    """Return the shares of the classes of questions and of the techniques; what is none of them does not count."""
    found: dict[str, Counter[str]] = {QUESTION: Counter(), TECHNIQUE: Counter()}
    for label in labels:
        if label.kind in found and label.label not in {NONE, QUESTION}:
            found[label.kind][label.label] += 1
    return {f"{kind}s": _shares(counts) for kind, counts in found.items() if counts}


def figures(analysis: Analysis | None, labels: Iterable[TurnLabel] = ()) -> dict[str, float | None]:
    """Return what tells good sellers from others, by name; None where the call does not say."""
    counts = Counter((label.kind, label.label) for label in labels)
    good = sum(counts[TECHNIQUE, name] for name in GOOD_TECHNIQUES)
    poor = sum(counts[TECHNIQUE, name] for name in POOR_TECHNIQUES)
    deep = sum(counts[QUESTION, name] for name in DEEP)
    asked = sum(counts[QUESTION, name] for name in ASKED)
    measured: dict[str, float | None] = {
        "good_techniques": _share(good, good + poor),
        "deep_questions": _share(deep, asked),
    }
    if analysis is None:
        return measured
    return measured | {
        "talk_ratio": analysis.talk_ratio,
        "longest_monologue_s": analysis.longest_monologue_s,
        "patience_s": analysis.patience_s,
        "follow_up_rate": analysis.follow_up_rate,
        "paraphrase_rate": analysis.paraphrase_rate,
        "objections_met_rate": analysis.objections_met_rate,
        LEVEL: None if analysis.effectiveness is None else float(level_of(analysis.effectiveness)),
    }


def standing_out(labels: Iterable[TurnLabel]) -> str:
    """Return the class of questions that was heard most, of equals the first by name, as prompts list them; or none."""
    counts = Counter(label.label for label in labels if label.kind == QUESTION and label.label != NONE)
    return min(counts, key=lambda name: (-counts[name], name), default=NONE)


def _shares(counts: Counter[str]) -> dict[str, float]:
    total = sum(counts.values())
    return {name: count / total for name, count in counts.items()}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
