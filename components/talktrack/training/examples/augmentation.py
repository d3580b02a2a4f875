"""Variations of training rows: other entities, another order of the persona, what a recogniser does, other phrasing.

A variation changes prompt, completion and rejected completion alike, but for noise, which is heard in the context only:
nobody shall learn to say it. Which rows vary, and how, follows digests, so it is the same in every run.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import msgspec

from talktrack.core.ids import stable_id
from talktrack.core.prompts import END
from talktrack.core.records import Example
from talktrack.core.tokens import TOKEN
from talktrack.training.examples.source import identity

SAID = ("<|seller|> ", "<|prospect|> ", "<|other|> ", "[", "question: ")
_PERSONA = re.compile(r"^(traits|objections|cares about): (.+)$", re.MULTILINE)
_SPOKEN = re.compile(r"^(<\|(?:seller|prospect|other)\|> )(.+)$", re.MULTILINE)
_AMOUNT = re.compile(r"(?<![\w.,\[])[1-9]\d{1,6}(?![\w\]]|[.,]\d)")
_YEARS = range(1900, 2100)
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_FILLERS = ("um,", "uh,", "you know,", "I mean,")
_PHRASES = (
    ("do not", "don't"),
    ("does not", "doesn't"),
    ("cannot", "can't"),
    ("it is", "it's"),
    ("that is", "that's"),
    ("we are", "we're"),
    ("we have", "we've"),
    ("I am", "I'm"),
    ("I will", "I'll"),
    ("going to", "about to"),
    ("right now", "at the moment"),
    ("a lot of", "plenty of"),
    ("thanks", "thank you"),
)


@dataclass(frozen=True)
class Texts:
    """The three texts of a row, as one variation changes them."""

    prompt: str
    completion: str
    rejected: str

    def each(self, change: Callable[[str], str]) -> Texts:
        """Return all of them with what is said in them changed in the same way; figures and headings stay."""
        lines = self.prompt.split("\n")
        prompt = "\n".join(change(line) if line.startswith(SAID) else line for line in lines)
        return Texts(prompt, change(self.completion), change(self.rejected))


Variation = Callable[[Texts, Random], Texts]


def varied(row: Example, share: float) -> Example | None:
    """Return a variation of this row if it is one of the share that varies and something changes, else nothing."""
    rng = Random(stable_id("vary", row.id))
    if rng.random() >= share:
        return None
    name = rng.choice(sorted(VARIATIONS))
    before = Texts(row.prompt, row.completion, row.rejected)
    texts = VARIATIONS[name](before, rng)
    if texts == before:
        return None
    return msgspec.structs.replace(
        row,
        id=identity(row.tenant, row.path, texts.prompt, texts.completion),
        prompt=texts.prompt,
        completion=texts.completion,
        rejected=texts.rejected,
        provenance=f"{row.provenance}+{name}",
    )


def is_varied(row: Example) -> bool:
    """Tell whether a row is a variation of another one."""
    return "+" in row.provenance.rpartition("#")[2]


def _entities(texts: Texts, rng: Random) -> Texts:
    """Put other people, firms and amounts in, the same for the same ones everywhere in the row."""
    swaps: dict[str, str] = {}

    def other(found: re.Match[str]) -> str:
        if found[0] not in swaps:
            kind, colon, name = found[0].partition(":")
            swaps[found[0]] = kind + colon + "".join(rng.choices(_BASE32, k=len(name) - 1)) + "]"
        return swaps[found[0]]

    def amount(found: re.Match[str]) -> str:
        if int(found[0]) in _YEARS:
            return found[0]
        if found[0] not in swaps:
            least = 10 ** (len(found[0]) - 1)
            swaps[found[0]] = str(rng.randrange(least, 10 * least))
        return swaps[found[0]]

    return texts.each(lambda text: _AMOUNT.sub(amount, TOKEN.sub(other, text)))


def _persona(texts: Texts, rng: Random) -> Texts:
    """List what is known of the prospect in another order: a list says the same in any."""

    def turned(found: re.Match[str]) -> str:
        values = found[2].split(", ")
        rng.shuffle(values)
        return f"{found[1]}: {', '.join(values)}"

    return Texts(_PERSONA.sub(turned, texts.prompt), texts.completion, texts.rejected)


def _noise(texts: Texts, rng: Random) -> Texts:
    """Let a recogniser hear one line of the context badly: a filler, a word twice, or no capitals and marks."""
    spoken = list(_SPOKEN.finditer(texts.prompt))
    if not spoken:
        return texts
    line = rng.choice(spoken)
    words = line[2].split(" ")
    place = rng.randrange(len(words))
    how = rng.choice(("filler", "twice", "plain"))
    if how == "filler":
        words.insert(place, rng.choice(_FILLERS))
    elif how == "twice":
        words.insert(place, words[place])
    else:
        words = [word if TOKEN.search(word) else re.sub(r"[.,?!]", "", word.lower()) for word in words]
    heard = line[1] + " ".join(words)
    return Texts(texts.prompt[: line.start()] + heard + texts.prompt[line.end() :], texts.completion, texts.rejected)


def _phrasing(texts: Texts, rng: Random) -> Texts:
    """Say the same in other words by one rule that applies, in either direction."""
    rules = [rule for pair in _PHRASES for rule in (pair, pair[::-1])]
    found = [rule for rule in rules if _pattern(rule[0]).search(texts.prompt + texts.completion.removesuffix(END))]
    if not found:
        return texts
    before, after = rng.choice(found)
    return texts.each(lambda text: _pattern(before).sub(lambda match: _cased(match[0], after), text))


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’]){re.escape(words)}(?![\w'’])", re.IGNORECASE)


def _cased(before: str, after: str) -> str:
    return after[:1].upper() + after[1:] if before[:1].isupper() else after


VARIATIONS: dict[str, Variation] = {
    "entities": _entities,
    "persona": _persona,
    "noise": _noise,
    "phrasing": _phrasing,
}
