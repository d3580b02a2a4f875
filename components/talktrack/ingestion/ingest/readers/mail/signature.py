"""Where a mail's text ends and its signature begins; disclaimers, warnings and footers of phones belong to neither."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from talktrack.ingestion.ingest.readers.mail import closing_marks as marks

SIGNATURE_LINES = 40
CLOSING_LINES = 14
FOOTER_LINES = 6
PROSE_WORDS, SENTENCE_WORDS = 12, 4
MAX_NAME_WORDS = 4
FULL_LINE_CHARACTERS = 50
LAST_PARAGRAPHS = 8
MAX_SIGNATURE_CHARACTERS = 2000

_DELIMITERS = frozenset({"--", "—", "–"})
_WORD = re.compile(r"[^\W\d_]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_PHONE = re.compile(
    r"(?P<fax>\bf(?:ax)?\b[ .:]{0,3})?(?P<number>\+\d[\d ()./-]{6,20}\d|(?<![\d+])\(?0\d[\d ()./-]{5,20}\d|"
    r"(?<![\d+])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d))",
    re.IGNORECASE,
)
_UNSEEN = dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF], "")
_VISIBLE: dict[int, str] = {**_UNSEEN, 0xA0: " ", 0x202F: " ", 0x2028: "\n", 0x2029: "\n"}


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote, and the signature below it."""

    text: str
    signature: str = ""


def parted(lines: Sequence[str], names: Sequence[str]) -> Said:
    """Return text and signature of a sender's own lines; `names` is how the sender may sign, word by word."""
    kept = [line.translate(_VISIBLE) if not line.isascii() else line for line in lines]
    kept = kept[_warned(kept) : _legal(kept)]
    end = _signed(kept, frozenset(name.lower() for name in names))
    text = _EMPTY_LINES.sub("\n\n", "\n".join(kept[:end]))
    below = [line for line in kept[end:] if line and line not in _DELIMITERS and not marks.is_footer(line)]
    return Said(text.strip(), "\n".join(below)[:MAX_SIGNATURE_CHARACTERS])


def phone(signature: str) -> str | None:
    """Return the first phone number of a signature that is no fax."""
    found = (match["number"] for match in _PHONE.finditer(signature) if not match["fax"])
    return next((number.strip() for number in found), None)


def _warned(lines: Sequence[str]) -> int:
    """Return where the text begins: behind the warning that a mail server put above it, if it did."""
    start = next((index for index, line in enumerate(lines) if line), 0)
    end = next((index for index in range(start, len(lines)) if not lines[index]), len(lines))
    return end if end - start <= CLOSING_LINES and marks.is_warning(" ".join(lines[start:end])) else 0


def _legal(lines: Sequence[str]) -> int:
    """Return where the disclaimers begin: at the first of the last paragraphs that is one."""
    cut = end = len(lines)
    for _ in range(LAST_PARAGRAPHS):
        while end and not lines[end - 1]:
            end -= 1
        start = end
        while start and lines[start - 1]:
            start -= 1
        if start < end and marks.is_disclaimer(" ".join(lines[start : min(end, start + SIGNATURE_LINES)])):
            cut = start
        end = start
    return cut


def _signed(lines: Sequence[str], names: frozenset[str]) -> int:
    """Return where the signature begins: at its delimiter, a footer, or a farewell or name with no prose behind it."""
    tail = [index for index in range(max(0, len(lines) - SIGNATURE_LINES), len(lines)) if lines[index]]
    if (delimiter := next((index for index in tail if lines[index] in _DELIMITERS), None)) is not None:
        return delimiter
    closing = [index for index in tail if any(map(str.isalnum, lines[index]))][-CLOSING_LINES:]
    end = next((index for index in closing[-FOOTER_LINES:] if marks.is_footer(lines[index])), len(lines))
    closing = [index for index in closing if index < end]
    for place, index in enumerate(closing):
        below = closing[place + 1 :]
        if not _goes_on(lines[index - 1] if index else "") and _closes(lines[index], [lines[i] for i in below], names):
            return index if any(lines[:index]) else _behind_first(lines[index], [*below, end])
    return end


def _behind_first(line: str, rest: Sequence[int]) -> int:
    """Return where the signature of a text begins that is nothing but a farewell (``Thanks!``) or a name."""
    return rest[0] if marks.is_farewell(line) else rest[-1]


def _goes_on(line: str) -> bool:
    """Tell whether a line was broken because it was full, so that the next one is the end of its sentence."""
    return len(line) >= FULL_LINE_CHARACTERS and not line.endswith((".", "?", "!", ":"))


def _closes(line: str, below: Sequence[str], names: frozenset[str]) -> bool:
    """Tell whether a line is a farewell or the sender's name, with nothing below it that reads like a sentence."""
    parting, _, signed = line.rpartition(",")
    farewell = marks.is_farewell(line) or (marks.is_farewell(parting) and _is_name(signed, names))
    if not farewell and not _is_name(line, names):
        return False
    return (farewell and bool(below) and _is_name(below[0], names)) or not any(_is_prose(one) for one in below)


def _is_name(line: str, names: frozenset[str]) -> bool:
    words = _WORD.findall(line.lower()) if len(line) <= marks.MAX_LINE_CHARACTERS else []
    return 0 < len(words) <= MAX_NAME_WORDS and names.issuperset(words)


def _is_prose(line: str) -> bool:
    words = len(line.split())
    return words > PROSE_WORDS or (words >= SENTENCE_WORDS and line.endswith((".", "?", "!", ":")))
