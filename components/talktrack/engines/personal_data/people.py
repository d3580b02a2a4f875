"""Names of people: those we know, those who are introduced, and those whose first name is one that many people bear."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from talktrack.core.ports import PersonalData
from talktrack.core.vocabulary import common_words
from talktrack.engines.personal_data import name_lists as lists
from talktrack.engines.personal_data.spans import PERSON

LONGEST_NAME = 4
SHORTEST_PART = 2
_TOKEN = re.compile(r"[^\W\d_]+(?:[-'](?!s\b)[^\W\d_]+)*")
_LOCATED = re.compile(
    r"\b(?:in|near|around|across|outside|downtown|between)\s+"
    r"(?:[^\W\d_]+(?:,|,? and| or)\s+(?:um,? |uh,? )?){0,3}$",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:my name is|my name's|name is|this is|i am|i'm|it's|speaking with|speak with|talk to|talked to|"
    r"spoke to|spoke with|"
    r"met with|meet|introduce(?: you to)?|ask(?:ed)? for|contact|cc|copy|loop in|looped in|call me|named|called|"
    r"regards,|best,|"
    r"cheers,|thanks,|sincerely,|hi|hello|hey|dear|thanks|thank you|thank you so much|good morning|"
    r"good afternoon|morning|"
    r"afternoon|welcome|bye|goodbye|mr\.?|mrs\.?|ms\.?|miss|dr\.?|prof\.?|professor|colleague|boss|manager|assistant|"
    r"director|husband|wife|friend|counterpart|partner|and|or|with|from|attn:?|to:|from:|cc:)\s+(?=(\S))",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"(?:my name is|my name's|name is|mr\.?|mrs\.?|ms\.?|dr\.?|prof\.?|speaking with|call me|introduce you to|"
    r"ask for|regards,|sincerely,)\s+$",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"(?:i am|i'm|it's|and|or|with|from|called|partner|meet|contact|copy|manager|director|call me)\s+$", re.IGNORECASE
)
_AFTER = re.compile(r"\s+(?:here|speaking|from|with|at|over at|calling)\b|,", re.IGNORECASE)


@cache
def first_names() -> frozenset[str]:
    """Return first names that are common somewhere, lower-case; a gazetteer, never a proof."""
    text = (files("talktrack.engines.personal_data") / "first_names.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


class Names:
    """Known people by the words of their names."""

    def __init__(self, names: Iterable[str]) -> None:
        """Index full names and their parts; single letters and particles do not count alone."""
        self.full: set[tuple[str, ...]] = set()
        self.parts: set[str] = set()
        for name in names:
            words = tuple(word.lower() for word in _TOKEN.findall(name.replace("’", "'")))
            if words:
                self.full.add(words)
                self.parts |= {
                    word for word in words if len(word) > SHORTEST_PART or (word[:1] != word and len(words) == 1)
                }
        self.firsts = {words[0] for words in self.full}


def people(text: str, names: Sequence[str] = ()) -> list[PersonalData]:
    """Return the spans of names in a text; who is found once by an introduction is found everywhere in it."""
    tokens = list(_TOKEN.finditer(text))
    introduced = _introduced(text, tokens)
    known = Names([*names, *(text[s:e] for s, e in introduced)])
    spans: list[PersonalData] = []
    index = 0
    while index < len(tokens):
        size, score = _name_at(text, tokens, index, known)
        if size:
            spans.append(PersonalData(tokens[index].start(), tokens[index + size - 1].end(), PERSON, score))
        index += max(size, 1)
    return spans


def _introduced(text: str, tokens: Sequence[re.Match[str]]) -> list[tuple[int, int]]:
    """Return the places of names that a cue announces: "this is …", "… from Acme", "Mr. …"."""
    at = {token.start(): index for index, token in enumerate(tokens)}
    found = []
    for cue in _BEFORE.finditer(text):
        index = at.get(cue.end())
        size = _run(text, tokens, index) if index is not None else 0
        if index is not None and size and _believed(text, tokens, index, size, cue.group()):
            found.append((tokens[index].start(), tokens[index + size - 1].end()))
    return found


def _run(text: str, tokens: Sequence[re.Match[str]], index: int) -> int:
    """Count the words from here on that can be a name: capitalised or in no dictionary, joined by single spaces."""
    size = 0
    while size < LONGEST_NAME and index + size < len(tokens):
        token = tokens[index + size]
        if size and text[tokens[index + size - 1].end() : token.start()] not in {" ", ". "}:
            break
        if not _can_be_name(token.group()):
            break
        size += 1
    return size


def _can_be_name(word: str) -> bool:
    lower = word.lower()
    if lower in lists.NOT_NAMES or lower in lists.ORGANISATION or len(word) < SHORTEST_PART:
        return False
    if word[0].isupper():
        return lower not in common_words() or lower in first_names()
    return lower not in common_words() and lower in first_names()


def _believed(text: str, tokens: Sequence[re.Match[str]], index: int, size: int, cue: str) -> bool:
    """Judge a run behind a cue: strong cues suffice, weak ones ask for a first name or "from …" behind it."""
    last = tokens[index + size - 1]
    following = tokens[index + size].group().lower() if index + size < len(tokens) else ""
    if following in lists.ORGANISATION and text[last.end() : last.end() + 1] == " ":
        return False
    if _STRONG.search(cue):
        return True
    first_known = tokens[index].group().lower() in first_names()
    if _WEAK.search(cue):
        return first_known and (size > 1 or not _means_otherwise(text, tokens[index]))
    return (
        first_known or bool(_AFTER.match(text, last.end())) or text[last.end() : last.end() + 1] in ".!?\n" or size > 1
    )


def _name_at(text: str, tokens: Sequence[re.Match[str]], index: int, known: Names) -> tuple[int, float]:
    """Return how many words from here on are a name, and how sure that is; (0, 0) when none begins here."""
    size = _full_name(text, tokens, index, known)
    if size:
        return size, 0.95
    word = tokens[index].group()
    if word.lower() in known.parts and _stands_for_person(text, tokens, index, known=True):
        return _extended(text, tokens, index, 0.85)
    if word.lower() in first_names() and word[0].isupper() and _stands_for_person(text, tokens, index):
        size, score = _extended(text, tokens, index, 0.6)
        return (size, score) if size > 1 or not _means_otherwise(text, tokens[index]) else (0, 0.0)
    return 0, 0.0


def _means_otherwise(text: str, token: re.Match[str]) -> bool:
    """Say whether a first name alone is more likely a plain word, a month or a place."""
    word = token.group().lower()
    return (
        word in common_words()
        or word in lists.NOT_NAMES | lists.PLACES
        or bool(_LOCATED.search(text[: token.start()][-80:]))
    )


def _full_name(text: str, tokens: Sequence[re.Match[str]], index: int, known: Names) -> int:
    if tokens[index].group().lower() not in known.firsts:
        return 0
    for size in range(LONGEST_NAME, 1, -1):
        run = tokens[index : index + size]
        if len(run) == size and tuple(t.group().lower() for t in run) in known.full and _close(text, run):
            return size
    return 0


def _close(text: str, run: Sequence[re.Match[str]]) -> bool:
    return all(text[a.end() : b.start()] in {" ", ". ", "  "} for a, b in pairwise(run))


def _stands_for_person(text: str, tokens: Sequence[re.Match[str]], index: int, *, known: bool = False) -> bool:
    """Judge one word that is a name: a company's name is none; a common word must be capitalised inside a sentence.

    Somebody `known` to be around is also believed at the beginning of a sentence, unless the next word shows a plain
    verb there ("Will you", "Mark the").
    """
    word = tokens[index].group()
    following = tokens[index + 1].group().lower() if index + 1 < len(tokens) else ""
    adjacent = text[tokens[index].end() : tokens[index].end() + 1] == " "
    if following in lists.ORGANISATION and adjacent:
        return False
    if word.lower() not in common_words() and len(word) > SHORTEST_PART:
        return True
    opens = _opens_sentence(text, tokens[index].start())
    plain = opens and not (known and not (adjacent and following in lists.FOLLOWS_VERB))
    return word[0].isupper() and not plain


def _opens_sentence(text: str, start: int) -> bool:
    head = text[max(0, start - 3) : start].rstrip(" ")
    return not head or head[-1] in ".!?\n"


def _extended(text: str, tokens: Sequence[re.Match[str]], index: int, score: float) -> tuple[int, float]:
    """Take in a surname: a capitalised word that is no ordinary one, right behind."""
    if index + 1 < len(tokens) and text[tokens[index].end() : tokens[index + 1].start()] == " ":
        word = tokens[index + 1].group()
        following = tokens[index + 2].group().lower() if index + 2 < len(tokens) else ""
        plain = word.lower() in common_words() | lists.NOT_NAMES | lists.ORGANISATION or len(word) < SHORTEST_PART
        if word[0].isupper() and not word.isupper() and not plain and following not in lists.ORGANISATION:
            return 2, score
    return 1, score
