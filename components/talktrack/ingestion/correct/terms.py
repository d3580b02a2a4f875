"""Terms at work on one text: what has their letters is found in one pass, what has their sounds word by word."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from talktrack.core.edits import Replacement
from talktrack.ingestion.correct.confusion import joined
from talktrack.ingestion.correct.dictionary import Term
from talktrack.ingestion.correct.english import english
from talktrack.ingestion.correct.hearing import Guess, Limits, Window, guesses, seldom, shared, unlikely
from talktrack.ingestion.correct.numbers import NUMBERS
from talktrack.ingestion.correct.people import Names
from talktrack.ingestion.correct.phrases import Hit, Phrases
from talktrack.ingestion.correct.sound_index import SoundIndex
from talktrack.ingestion.correct.spelling import skeleton, written_forms
from talktrack.ingestion.correct.tokens import Token, is_letter, mixed, tokens_of

LONGEST_WINDOW = 4
"""Words that one term is heard as, at most; letters and number words are short and count half."""
REASON = "term"
CERTAIN = 25.0
MOST_SURE = 0.99
Found = tuple[int, int, Guess]


class Terms:
    """Terms ready to be found in any text."""

    def __init__(self, terms: Iterable[Term], limits: Limits | None = None) -> None:
        """Index the terms; the first way to write the same letters wins."""
        first: dict[str, Term] = {}
        for term in terms:
            first.setdefault(skeleton(term.written), term)
        first.pop("", None)
        self._limits = (limits or Limits()).among(sum(term.own for term in first.values()))
        self._phrases = Phrases((form, term) for term in first.values() for form in written_forms(term.written))
        self._index = SoundIndex(first.values())

    def hits(self, text: str) -> list[Hit[Term]]:
        """Return where the letters of terms stand, whatever their case and however they are split."""
        return self._phrases.find(text)

    def corrections(
        self, text: str, hits: Sequence[Hit[Term]], said: Collection[str] = (), names: Names | None = None
    ) -> list[Replacement]:
        """Return replacements, left to right, in English text, given its hits and the terms its conversation has right.

        Where `names` is None, no names are looked for.
        """
        right = [(hit.start, hit.end) for hit in hits if is_right(text, hit)]
        tokens = tokens_of(text, right)
        found = [*self._misheard(tokens, said), *(names.found(tokens) if names else ())]
        if len(hits) > len(right):
            found += self._written(tokens, hits, said)
        return [
            Replacement(start, end, guess.term.written, f"{REASON} {min(guess.confidence, MOST_SURE):.2f}")
            for start, end, guess in settled(found, self._limits.lead)
            if text[start:end] != guess.term.written
        ]

    def _written(self, tokens: Sequence[Token], hits: Iterable[Hit[Term]], said: Collection[str]) -> Iterator[Found]:
        """Yield terms whose very letters stand there, split, joined, spelled or in other case."""
        starts = {token.start: place for place, token in enumerate(tokens)}
        ends = {token.end: place for place, token in enumerate(tokens)}
        for hit in hits:
            first, last = starts.get(hit.start), ends.get(hit.end)
            if first is not None and last is not None and all(token.free for token in tokens[first : last + 1]):
                bits = self._same_letters(tokens, first, last + 1, hit.value, said)
                if bits >= self._limits.evidence:
                    yield hit.start, hit.end, Guess(hit.value, bits, bits)

    def _same_letters(self, tokens: Sequence[Token], first: int, stop: int, term: Term, said: Collection[str]) -> float:
        """Return the evidence for a term whose letters were heard: English words may have been meant as they are."""
        words = tokens[first:stop]
        if mixed(words):
            return 0.0
        if len(words) == 1:
            return 0.0 if english().knows(words[0].lower) else CERTAIN
        if len(term.written.split()) == len(words):
            return CERTAIN
        window = _window(tokens, first, stop)
        bits = unlikely(window, self._limits) - shared(window, term, self._limits) - seldom(term, said, self._limits)
        return bits + self._limits.same_letters if bits >= self._limits.evidence else 0.0

    def _misheard(self, tokens: Sequence[Token], said: Collection[str]) -> Iterator[Found]:
        """Yield terms whose sounds were heard; only where the index knows any are the words weighed."""
        for first, token in enumerate(tokens):
            heard, weight = "", 0.0
            for stop, last in enumerate(tokens[first : first + 2 * LONGEST_WINDOW], start=first + 1):
                weight += 0.5 if len(last.lower) == 1 or last.lower in NUMBERS else 1.0
                if not last.free or last.number or weight > LONGEST_WINDOW:
                    break
                if last is not token and not _goes_on(tokens[stop - 2], last):
                    break
                heard = joined((heard, last.sounds)) if heard else last.sounds
                near = self._index.near(heard) if heard else ()
                if near and not mixed(tokens[first:stop]):
                    for guess in guesses(_window(tokens, first, stop), near, said, self._limits):
                        yield token.start, last.end, guess


def is_right(text: str, hit: Hit[Term]) -> bool:
    """Say whether a term stands in a text as it is written."""
    return text[hit.start : hit.end] == hit.value.written


def settled(found: Iterable[Found], lead: float) -> list[Found]:
    """Return what is best supported where guesses overlap; two terms with like support leave the words as they are."""
    owners: dict[int, Found] = {}
    blocked: set[int] = set()
    for one in sorted(found, key=lambda f: (-f[2].rank, f[0], f[1], f[2].term.written)):
        places = range(one[0], one[1])
        rivals = {owners[place] for place in places if place in owners}
        if any(other[2].term != one[2].term and other[2].rank - one[2].rank < lead for other in rivals):
            freed = {place for other in rivals for place in range(other[0], other[1])}
            blocked |= freed
            for place in freed:
                owners.pop(place, None)
        elif not rivals and blocked.isdisjoint(places):
            owners |= dict.fromkeys(places, one)
    return sorted(set(owners.values()), key=lambda f: f[0])


def _goes_on(before: Token, token: Token) -> bool:
    """Say whether a word goes on from the one before, and does not just repeat it."""
    return token.joined and not before.possessive and (is_letter(token.lower) or token.lower != before.lower)


def _window(tokens: Sequence[Token], first: int, stop: int) -> Window:
    inside = tokens[first:stop]
    before = tokens[first - 1].lower if first and inside[0].joined else ""
    after = tokens[stop].lower if stop < len(tokens) and tokens[stop].joined else ""
    return Window(
        tuple(token.lower for token in inside),
        tuple(token.sounds for token in inside if token.sounds),
        before,
        after,
        any(token.text[0].isupper() and _is_name(token) for token in inside),
    )


def _is_name(token: Token) -> bool:
    """Say whether a capital is that of a name; a known word that opens a sentence has its own reason for it."""
    return not (token.opens and english().knows(token.lower))
