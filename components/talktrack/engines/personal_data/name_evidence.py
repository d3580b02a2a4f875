"""What speaks for a person at a place in a text: the words before it and the words behind it."""

from __future__ import annotations

from enum import IntEnum

from talktrack.engines.personal_data import name_cues as cues
from talktrack.engines.personal_data import name_lists as lists
from talktrack.engines.personal_data.known_names import Tokens


class Evidence(IntEnum):
    """How much the surroundings say: nothing, fits a person, needs a person, says "a name", says "Mrs."."""

    NONE = 0
    WEAK = 1
    MEDIUM = 2
    STRONG = 3
    TITLED = 4


_CLOSE = frozenset({" ", "  "})
_PAUSE = _CLOSE | {", ", ": ", ". ", " - ", ":", ":  ", ",", "\n", ",\n", ":\n"}
_NAMING = frozenset(
    {
        ("name", "ist"),
        ("nombre", "es"),
        ("nom", "est"),
        ("me", "llamo"),
        ("je", "m'appelle"),
        ("ich", "heiße"),
        ("ich", "heisse"),
        ("name", "is"),
        ("name", "s"),
        ("name", "was"),
        ("names", "are"),
        ("call", "me"),
        ("named", "after"),
    }
)
_PRESENTING = frozenset(
    {
        ("ich", "bin"),
        ("hier", "ist"),
        ("je", "suis"),
        ("hola", "soy"),
        ("yo", "soy"),
        ("this", "is"),
        ("i", "am"),
        ("it", "is"),
        ("it", "s"),
        ("that", "s"),
        ("that", "is"),
        ("goes", "by"),
    }
)


def before(tokens: Tokens, index: int) -> Evidence:
    """Judge the words before the one at `index`."""
    gap, last, second = tokens.gap(index), tokens.low(index - 1), tokens.low(index - 2)
    if gap not in _PAUSE:
        return Evidence.NONE
    titled = tokens.words[index - 1][0].isupper() or last in cues.FOREIGN_HONORIFICS
    senior = last == "sr" and tokens.lows[index] in cues.ROLES
    if last in cues.HONORIFICS and gap in {" ", ". "} and titled and not senior:
        return Evidence.TITLED
    if gap == ". " or (gap.endswith("\n") and last not in cues.GREETINGS):
        return Evidence.NONE
    if (second, last) in _NAMING:
        return Evidence.STRONG
    if last in cues.KIN | cues.GERMAN_ROLES or (last in cues.ROLES and (gap in _CLOSE or second in cues.POSSESSIVES)):
        return Evidence.STRONG
    return _introducing(gap, last, second)


def _introducing(gap: str, last: str, second: str) -> Evidence:
    if last in cues.GREETINGS or (last in cues.SENDERS and gap.startswith(":")):
        return Evidence.STRONG
    if gap in _CLOSE and last in {"says", "said"}:
        return Evidence.STRONG
    if gap in _CLOSE and (last in cues.SURELY_HUMAN or (last == "with" and second in {"speaking", "spoke", "speak"})):
        return Evidence.STRONG
    if gap in _CLOSE and ((second, last) in _PRESENTING or last in {"i'm", "it's", "that's", "here's", "soy", "c'est"}):
        return Evidence.MEDIUM
    if gap in _CLOSE and (last in cues.HUMAN_VERBS or (last in cues.WITH_WORDS and second in cues.WITH_VERBS)):
        return Evidence.MEDIUM
    return (
        Evidence.WEAK
        if last in {"and", "or", "with", "from", "by", "to", "for", "when", "if", "but"}
        else Evidence.NONE
    )


def after(tokens: Tokens, index: int) -> Evidence:
    """Judge the words from `index` on, which follow a possible name."""
    gap, low = tokens.gap(index), tokens.low(index)
    if gap in _CLOSE:
        return _close_after(tokens, index, low)
    if gap in {", ", " (", " - "}:
        place = index + 1 if low in cues.POSSESSIVES else index
        role = {tokens.low(place), tokens.low(place + 1)} & (cues.ROLES | cues.KIN)
        return Evidence.STRONG if role else Evidence.NONE
    if gap == "'" and low == "s":
        return Evidence.MEDIUM if tokens.low(index + 1) in cues.PERSONAL_NOUNS else Evidence.WEAK
    return Evidence.STRONG if gap.startswith((" <", " [mailto")) else Evidence.NONE


def _close_after(tokens: Tokens, index: int, low: str) -> Evidence:
    if low in cues.HERE or low in cues.LIVES:
        return Evidence.STRONG
    if low in {"from", "with", "at", "over", "of"}:
        named = any(word[:1].isupper() for word in tokens.words[index + 1 : index + 3])
        return Evidence.MEDIUM if named and low != "of" else Evidence.WEAK
    if low == "told" and tokens.low(index + 1) in {"me", "us", "him", "her", "them", "you"}:
        return Evidence.STRONG
    if low in cues.SURELY_SAID:
        return Evidence.MEDIUM
    return Evidence.WEAK if low in cues.SAYING else Evidence.NONE


def determined(tokens: Tokens, index: int) -> bool:
    """Say whether an article or the like stands right before: "the Chase account"."""
    return tokens.gap(index) in _CLOSE and tokens.low(index - 1) in lists.DETERMINERS


def located(tokens: Tokens, index: int) -> bool:
    """Say whether the text speaks of a place here: "in Sydney", "between Austin and Madison"."""
    place = index
    for _ in range(4):
        gap, low = tokens.gap(place), tokens.low(place - 1)
        if low in {"in", "near", "around", "across", "outside", "downtown", "between", "visit", "toward", "towards"}:
            return gap in _CLOSE
        if low in {"and", "or"} and gap in _CLOSE:
            place -= 2
        elif gap == ", ":
            place -= 1
        else:
            return False
    return False
