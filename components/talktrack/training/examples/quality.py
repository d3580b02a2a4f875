"""Which rows nobody should learn from, and why: one reason per row, the first that holds."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from talktrack.core import assessment, prompts
from talktrack.core.luhn import luhn
from talktrack.core.records import Example
from talktrack.core.tokens import TOKEN

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_CITED = re.compile(r"\[(\d{1,3})\]")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w")
_DIGITS = re.compile(r"\+?\d(?:[ ().-]{0,2}\d){6,18}")
_CARD_DIGITS = range(13, 20)
_PHONE_DIGITS = 9

# Small words that are frequent in one language and rare in the others; a text says its language by them.
_FREQUENT = {
    "en": "the and you we that is it of to for have with what are this our your i'm it's would they",
    "de": "der die das und ist nicht wir sie ich ein eine mit für auf haben wie auch dass kann es",
    "fr": "le la les et est pas nous vous je un une avec pour sur avons que qui dans des c'est",
    "es": "el los las y es no nosotros usted yo una con para por tenemos que en del está muy como",
}
FREQUENT = {language: frozenset(words.split()) for language, words in _FREQUENT.items()}


@dataclass(frozen=True)
class Limits:
    """Words of a completion by task, characters of a prompt, and how a text shows that it says one thing again."""

    fewest_words: dict[str, int] = field(default_factory=lambda: {"turn": 2, "answer": 3, "draft": 5, "assess": 1})
    most_words: int = 150
    prompt_characters: int = 6_000
    judged_words: int = 12
    least_variety: float = 0.34


def fault(row: Example, language: str | None = None, limits: Limits | None = None) -> str:
    """Return why a row is left out, or nothing; `language` is that of its conversation where it is known."""
    limits = limits or Limits()
    text = row.completion.removesuffix(prompts.END).strip()
    words = _WORD.findall(text.lower())
    faults: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("weight_invalid", lambda: not (math.isfinite(row.weight) and 0 <= row.weight <= 1)),
        ("form_broken", lambda: _is_broken(row, text)),
        ("too_short", lambda: len(words) < limits.fewest_words.get(row.task, 1)),
        ("too_long", lambda: len(words) > limits.most_words or len(row.prompt) > limits.prompt_characters),
        ("json_broken", lambda: row.task == "assess" and assessment.read(text) is None),
        ("not_grounded", lambda: row.task == "answer" and not _is_grounded(row.prompt, text)),
        ("repetitive", lambda: _is_repetitive(words, limits)),
        ("personal_data", lambda: holds_personal_data(f"{_said(row.prompt)} {text} {row.rejected}")),
        ("language", lambda: row.task != "assess" and _is_foreign(words, language, limits)),
    )
    return next((reason for reason, holds in faults if holds()), "")


def _is_broken(row: Example, text: str) -> bool:
    """Tell whether prompt or completion are not as `core.prompts` builds them."""
    wrong_end = not row.completion.endswith(prompts.END) or "<|" in text or "|>" in text
    return wrong_end or prompts.path_of(row.prompt) != row.path


def _is_grounded(prompt: str, text: str) -> bool:
    """Tell whether an answer cites passages that are there, or says that it is not known."""
    cited = {int(number) for number in _CITED.findall(text)}
    there = {int(number) for number in re.findall(r"^\[(\d{1,3})\] ", prompt, re.MULTILINE)}
    return text == prompts.NOT_KNOWN or (bool(cited) and cited <= there)


def _is_repetitive(words: list[str], limits: Limits) -> bool:
    return len(words) >= limits.judged_words and len(set(words)) < limits.least_variety * len(words)


def _said(prompt: str) -> str:
    """Return the lines of a prompt without the figures that it begins with."""
    return "\n".join(line for line in prompt.split("\n") if line.startswith(("<|", "[", "question: ")))


def holds_personal_data(text: str) -> bool:
    """Tell whether an address, a card or a telephone number was left in a text; what is redacted is none."""
    text = TOKEN.sub(" ", text)
    return bool(_MAIL.search(text)) or any(_is_number(found[0]) for found in _DIGITS.finditer(text))


def _is_number(found: str) -> bool:
    digits = re.sub(r"\D", "", found)
    if len(digits) in _CARD_DIGITS and luhn(digits):
        return True
    return len(digits) >= _PHONE_DIGITS or (found.startswith("+") and len(digits) >= 7)  # noqa: PLR2004 - E.164's least


def _is_foreign(words: list[str], language: str | None, limits: Limits) -> bool:
    """Tell whether a text of some length is in another language than its conversation; none named means English."""
    expected = (language or "en")[:2]
    if expected not in FREQUENT or len(words) < limits.judged_words:
        return False
    votes = {name: sum(word in frequent for word in words) for name, frequent in FREQUENT.items()}
    return votes[expected] < max(votes.values()) or (votes[expected] == 0 and len(words) >= 2 * limits.judged_words)
