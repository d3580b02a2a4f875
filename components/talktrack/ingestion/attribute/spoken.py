"""What is said about who speaks: "this is Dana from Acme", "thanks, Tom"; a voice that is unsure counts less."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from talktrack.core.conversation import Turn
from talktrack.core.vocabulary import common_words
from talktrack.ingestion.attribute.evidence import Evidence
from talktrack.ingestion.attribute.names import folded, given_names, name_words
from talktrack.ingestion.attribute.people import Person

OPENING_TURNS = 12
OPENING_CHARACTERS = 2000
_WORD = r"[^\W\d_][\w'’-]{0,39}"
# English, German, Spanish, French, Italian and Portuguese: only names of candidates count, so that more is not riskier.
_INTRODUCTION = re.compile(
    r"\b(?:my name is|my name's|this is|i am|i'm|i’m|it's|it’s|it is|name is|mein name ist|ich bin|hier ist|"
    r"hier spricht|soy|me llamo|mi nombre es|le habla|je suis|je m'appelle|je m’appelle|ici|sono|"
    r"mi chiamo|meu nome é|sou|aqui é)"
    rf"\s+(?P<name>{_WORD}(?: {_WORD})?)|"
    rf"\b(?P<here>{_WORD}(?: {_WORD})?) (?:here|speaking)\b",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    rf"(?: {_WORD})?,? (?:here )?(?:from|at|with|of|von|bei|de|di|da) (?P<company>{_WORD})", re.IGNORECASE
)
_GREETED = re.compile(
    r"\b(?:thanks|thank you|hi|hello|hey|morning|afternoon|evening|over to you|welcome|sorry|cheers|danke|vielen dank|"
    r"hallo|guten morgen|guten tag|gracias|hola|buenos días|merci|bonjour|grazie|ciao|buongiorno|obrigado|obrigada|olá)"
    rf"(?:\s+(?:so much|very much|a lot|there|again)\b)?,?\s+(?P<name>{_WORD})",
    re.IGNORECASE,
)
_TURNED_TO = re.compile(
    r"\b(?:okay|ok|great|so|well|right|sure|yes|yeah|no|agreed|perfect|and|but|exactly|absolutely)"
    rf",?\s+(?P<name>{_WORD})\s*[,.?!]",
    re.IGNORECASE,
)
_TRAILING = re.compile(rf"(?:,\s*|\byou\s+)(?P<name>{_WORD})\s*[.?!]", re.IGNORECASE)
_LEADING = re.compile(
    rf"(?:^|[.?!]\s+)(?P<name>{_WORD})"
    r"(?:,\s|\s+(?:can|could|would|will|do|did|are|were|have)\s+you\b|\s+(?:what|how|where|when|why)\s)",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]+")
ADDRESSES = (_GREETED, _TURNED_TO, _TRAILING, _LEADING)


def introduced_names(turns: Sequence[Turn]) -> set[tuple[str, ...]]:
    """Return the names of two words by which somebody introduces himself in the opening."""
    said = (match["name"] or match["here"] or "" for turn in turns[:OPENING_TURNS] for match in _introduced(turn.text))
    return {words for name in said if name[:1].isupper() and len(words := name_words(name)) > 1}


def spoken_evidence(
    turns: Sequence[Turn], people: Sequence[Person], companies: Mapping[str, AbstractSet[str]]
) -> list[Evidence]:
    """Return what introductions say about their speaker, and addresses about those around and whoever calls.

    Somebody who is addressed spoke just before or speaks next, and is not the one who says so. `companies` are the
    words by which the company of each candidate may be called.
    """
    names = Names(people)
    found = [item for turn in turns[:OPENING_TURNS] for item in _introductions(turn, names, companies)]
    before, after = _neighbours(turns), _neighbours(turns[::-1])[::-1]
    for turn, last, following in zip(turns, before, after, strict=True):
        others = {speaker for speaker in (last, following) if speaker}
        called = names.addressed(turn.text) if turn.speaker_id and others else ()
        for key in called:
            found.append(Evidence(str(turn.speaker_id), key, "addresses", _certainty(turn)))
            found += [Evidence(other, key, "addressed", _certainty(turn) / len(others)) for other in sorted(others)]
    return found


class Names:
    """The candidates by given name and by full name, as they are said."""

    def __init__(self, people: Sequence[Person]) -> None:
        """Index the candidates; names that are also words of the language are marked."""
        self._given: dict[str, list[str]] = defaultdict(list)
        self._full: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for person in people:
            self._full[person.words].append(person.key)
            for given in given_names(person.words[0]):
                self._given[given].append(person.key)
        common = common_words()
        self._words = {name for name in self._given if name in common}

    def given(self, name: str) -> list[str]:
        """Return the candidates with a given name; "will" and "mark" are names only with a capital."""
        key = next(iter(name_words(name)), "")
        return [] if key in self._words and not name[:1].isupper() else self._given.get(key, [])

    def full(self, name: str) -> list[str]:
        """Return the candidates with a full name of two words."""
        return self._full.get(name_words(name), []) if " " in name else []

    def addressed(self, text: str) -> list[str]:
        """Return the candidates whom a turn speaks to by their given name, each once; most turns say no name at all."""
        if self._given.keys().isdisjoint(_LETTERS.findall(folded(text))):
            return []
        said = {match["name"] for rule in ADDRESSES for match in rule.finditer(text)}
        return sorted({key for name in said for key in self.given(name)})


def _introduced(text: str) -> Iterator[re.Match[str]]:
    return _INTRODUCTION.finditer(text[:OPENING_CHARACTERS])


def _introductions(turn: Turn, names: Names, companies: Mapping[str, AbstractSet[str]]) -> Iterator[Evidence]:
    if turn.speaker_id is None:
        return
    for match in _introduced(turn.text):
        said = match["name"] or match["here"] or ""
        full = names.full(said)
        first = said.split(" ")[0 if match["name"] else -1]
        keys, kind = (full, "introduction") if full else (names.given(first), "introduction_first_name")
        found = _COMPANY.match(turn.text, match.start("name") + len(first) if match["name"] else match.end())
        company = folded(found["company"]) if found else ""
        for key in keys:
            yield Evidence(turn.speaker_id, key, kind, _certainty(turn))
            if company and company in companies.get(key, ()):
                yield Evidence(turn.speaker_id, key, "introduction_company", _certainty(turn))


def _neighbours(turns: Sequence[Turn]) -> list[str | None]:
    """Return for each turn who spoke last before it, other than its own speaker."""
    found: list[str | None] = []
    current = last = None
    for turn in turns:
        if turn.speaker_id and turn.speaker_id != current:
            current, last = turn.speaker_id, current
        found.append(last if turn.speaker_id == current else current)
    return found


def _certainty(turn: Turn) -> float:
    return 1.0 if turn.speaker_confidence is None else turn.speaker_confidence
