"""Coach: questions about calls, answered from passages with the number of the one that holds the answer, or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from talktrack.core import prompts
from talktrack.core.conversation import PRACTICE, PROSPECT, SELLER
from talktrack.core.ids import stable_id
from talktrack.core.sales_labels import NONE, OBJECTION, OBJECTIONS, QUESTION
from talktrack.training.examples.judgement import UNJUDGED
from talktrack.training.examples.source import Draft, Source, lines

PASSAGES = 3
MOST_ANSWERS = 3
MOST_UNKNOWN = 1
FEWEST_WORDS = 4
MOST_WORDS = 40
ASKED = {
    "situation": "How does the prospect work today?",
    "problem_awareness": "What does not work for the prospect today?",
    "solution_awareness": "What would a solution change for the prospect?",
    "consequence": "What happens for the prospect if nothing changes?",
    "commitment": "What would the prospect agree to?",
}
OBJECTED = {name: f"What did the prospect say against it about {name}?" for name in OBJECTIONS if name != NONE}


@dataclass(frozen=True)
class _Said:
    """A prospect's turn that says something: where, what, in answer to what, and which questions it answers."""

    turn: int
    text: str
    asked: str
    topics: frozenset[str]


def answers(source: Source) -> Iterator[Draft]:
    """Yield some questions with their answers, and one that the passages do not answer."""
    if source.conversation.channel == PRACTICE:
        return
    weight = max(source.weight, UNJUDGED)
    said = _said(source)
    order = sorted(said, key=lambda one: stable_id("answer", one.text))
    asked = ((one, question) for one in order if (question := _question(one)))
    known = list(islice(asked, MOST_ANSWERS + MOST_UNKNOWN))
    for one, question in known[:MOST_ANSWERS]:
        yield _draft(weight, one, question, _others(one, question, said, PASSAGES - 1), known=True)
    for one, question in known[MOST_ANSWERS:]:
        others = _others(one, question, said, PASSAGES)
        if len(others) == PASSAGES:
            yield _draft(weight, one, question, others, known=False)


def _said(source: Source) -> list[_Said]:
    found = []
    spoken = lines(source.conversation)
    for turn, (asked, reply) in enumerate(pairwise(spoken), start=1):
        if reply.role == PROSPECT and FEWEST_WORDS <= len(reply.text.split()) <= MOST_WORDS:
            question = asked.text if asked.role == SELLER and "?" in asked.text else ""
            found.append(_Said(turn, reply.text, question, _topics(source, turn)))
    return found


def _topics(source: Source, turn: int) -> frozenset[str]:
    """Return the questions that a prospect's turn answers, by what was heard in it and in the turn before it."""
    asks = (ASKED.get(one.label) for one in source.heard if one.kind == QUESTION and one.turn == turn - 1)
    objects = (OBJECTED.get(one.label) for one in source.heard if one.kind == OBJECTION and one.turn == turn)
    return frozenset(topic for topic in (*asks, *objects) if topic)


def _question(one: _Said) -> str:
    """Return what a coach would be asked about a turn; where nothing was heard, what the seller asked."""
    return min(one.topics, default=f"What did the prospect say to: {one.asked}" if one.asked else "")


def _others(one: _Said, question: str, said: Sequence[_Said], most: int) -> list[_Said]:
    """Return turns that do not answer the question, the same ones in every run."""
    wrong = [other for other in said if other.text != one.text and question not in other.topics]
    return sorted(wrong, key=lambda other: stable_id("other", one.text, other.text))[:most]


def _draft(weight: float, one: _Said, question: str, others: Sequence[_Said], *, known: bool) -> Draft:
    """Return a question with its passages in an order that says nothing.

    What was said was said, whoever lost the deal: no answer is worse than one that nobody judged.
    """
    told = [*others, one] if known else list(others)
    told.sort(key=lambda other: stable_id("order", one.text, other.text))
    passages = [(str(other.turn), other.text) for other in told]
    text = f"{one.text} [{told.index(one) + 1}]" if known else prompts.NOT_KNOWN
    place = str(one.turn) if known else f"{one.turn}?"
    return Draft("coach", "answer", prompts.answer(question, passages), prompts.completion(text), place, weight)
