"""What is said about who speaks: "this is Dana from Acme", "thanks, Tom"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from talktrack.core.conversation import Turn
from talktrack.ingestion.attribute.evidence import Evidence, Weights
from talktrack.ingestion.attribute.people import Person

OPENING_TURNS = 12
_NAME = r"(?P<name>[^\W\d_][\w'’-]*(?: [^\W\d_][\w'’-]*)?)"
_INTRODUCTION = re.compile(
    rf"\b(?:my name is|my name's|this is|i am|i'm|it's|it is|name is)\s+{_NAME}|"
    rf"\b(?P<here>[^\W\d_][\w'’-]*(?: [^\W\d_][\w'’-]*)?) (?:here|speaking)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\b(?:thanks|thank you|hi|hello|hey|morning|afternoon|okay|ok|great|so|well|right|sure|yes|yeah|over to you|"
    r"welcome|agreed|perfect|and|but|sorry)\s*(?:so much|very much|a lot)?,?\s+(?P<name>[^\W\d_][\w'’-]*)",
    re.IGNORECASE,
)
_TRAILING = re.compile(r",\s*(?P<name>[^\W\d_][\w'’-]*)\s*[.?!]")
_LEADING = re.compile(r"(?:^|[.?!]\s+)(?P<name>[^\W\d_][\w'’-]*),\s")


def spoken_evidence(turns: Sequence[Turn], people: Sequence[Person], weights: Weights) -> list[Evidence]:
    """Return what introductions say about their speaker and what addresses say about the neighbouring speakers."""
    names = _index(people)
    found: list[Evidence] = []
    for index, turn in enumerate(turns):
        if turn.speaker_id is None:
            continue
        if index < OPENING_TURNS:
            found += _introductions(turn.speaker_id, turn.text, names, weights)
        found += _addresses(index, turns, names, weights)
    return found


def _index(people: Sequence[Person]) -> dict[str, list[Person]]:
    """Index people by first name and by full name; where the invited share a first name with others, they win."""
    found: dict[str, list[Person]] = {}
    for person in people:
        for name in {person.words[0], " ".join(person.words)}:
            found.setdefault(name, []).append(person)
    for name, same in found.items():
        found[name] = [p for p in same if p.invited] or same
    return found


def _introductions(speaker: str, text: str, names: dict[str, list[Person]], weights: Weights) -> list[Evidence]:
    found: list[Evidence] = []
    for match in _INTRODUCTION.finditer(text):
        said = (match["name"] or match["here"] or "").lower().split(" ")
        for name, kind, weight in (
            (" ".join(said), "introduction", weights.introduction),
            (said[0], "introduction_first_name", weights.introduction_first_name),
        ):
            people = names.get(name, [])
            if people:
                found += [Evidence(speaker, p.key, kind, weight / len(people)) for p in people]
                break
    return found


def _addresses(index: int, turns: Sequence[Turn], names: dict[str, list[Person]], weights: Weights) -> list[Evidence]:
    """Somebody who is addressed spoke just before or speaks next, and is not the one who says so."""
    text = turns[index].text
    said = {m["name"].lower() for rule in (_ADDRESS, _TRAILING, _LEADING) for m in rule.finditer(text)}
    called = [p for name in said for p in names.get(name, [])]
    around = {turns[i].speaker_id for i in (index - 1, index + 1) if 0 <= i < len(turns)}
    others = sorted(s for s in around if s and s != turns[index].speaker_id)
    if not called or not others:
        return []
    weight = weights.addressed / (len(called) * len(others))
    return [Evidence(other, person.key, "addressed", weight) for other in others for person in called]
