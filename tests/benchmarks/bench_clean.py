"""Pair of ``make bench`` for clean: fillers judged by the words beside them, against a plain substitution.

The text is what the synthetic organisation says, a filler every thirty words, and every tenth turn a sentence that
means such words. The peer takes these out, too, and so does another thing by design: it is asserted that sounds go
alike, and that ours leaves all but one in a hundred of the sentences alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import cycle

from talktrack.core.edits import rewrite
from talktrack.ingestion.clean.english import ENGLISH
from talktrack.ingestion.clean.fillers import fillers
from talktrack.world.conversations import generate
from talktrack.world.organisation import Organisation
from tests.benchmarks.pair import Pair, Row, measured
from tests.benchmarks.score_clean import MEANT, meant_sentences

CHARACTERS = 5_000_000
MOST_CHANGED = 0.01
FILLERS = ("um", "uh", "erm", "er", "hmm", "like", "you know", "i mean", "sort of", "kind of", "basically")
SHARE = 0.03
PLAIN = re.compile(rf"\b(?:{'|'.join(FILLERS)})\b,?\s*", re.IGNORECASE)
SOUNDS = re.compile(r"(?<=[a-z] )(?:um|uh), (?=[a-z])")


def speech() -> Pair:
    """Turns of calls, one a line; both return the text."""
    meant = [MEANT.sub(r"\1", sentence) for sentence in meant_sentences("development")]
    text = _turns(meant)

    def ours() -> str:
        return rewrite(0, text, fillers(text, ENGLISH))[0]

    def theirs() -> str:
        return PLAIN.sub("", text)

    def check() -> None:
        assert SOUNDS.search(text)
        assert not SOUNDS.search(ours())
        assert not SOUNDS.search(theirs())
        lines = {*ours().split("\n")}
        assert sum(sentence not in lines for sentence in meant) <= MOST_CHANGED * len(meant)

    return Pair("clean", "5 MB of turns, fillers with context", "one re.sub of 11 fillers", 0.5, ours, theirs, check)


PAIRS: Sequence[Callable[[], Pair]] = (speech,)


def rows() -> list[Row]:
    """Return every pair's row."""
    return [measured(make()) for make in PAIRS]


def _turns(meant: Sequence[str]) -> str:
    organisation = Organisation(seed=3, tenant="acme", book="first", conversations=40)
    said = [turn.text for call in generate(organisation) for turn in call.conversation().turns]
    sentences, lines, size = cycle(meant), list[str](), 0
    for number, turn in enumerate(cycle(said)):
        lines.append(next(sentences) if number % 10 == 0 else turn)
        size += len(lines[-1]) + 1
        if size >= CHARACTERS:
            break
    return "\n".join(lines)
