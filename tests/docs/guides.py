"""The guides as data: fenced blocks with their place, and the commands in them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.docs.scratch import ROOT

GUIDES = ROOT / "docs" / "guides"
FENCE = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
BETWEEN = {"&&", "||", ";", "|", "&", "(", ")", "()", "{", "}", "then", "do", "else", "!", "if", "while"}
RUN, CLUSTER = "sh", "sh cluster"


@dataclass(frozen=True)
class Block:
    """One fenced block: `kind` is what stands behind the fence, `heading` the last heading before it."""

    page: Path
    heading: str
    kind: str
    text: str
    line: int

    def __str__(self) -> str:
        """Name the block as an editor would find it."""
        return f"{self.page.name}:{self.line}"


def pages() -> list[Path]:
    """Return all guides."""
    return sorted(GUIDES.glob("*.md"))


def blocks(page: Path) -> list[Block]:
    """Return a page's blocks in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            page, _heading(text[: found.start()]), found["kind"], found["text"], text[: found.start()].count("\n") + 1
        )
        for found in FENCE.finditer(text)
    ]


def _heading(before: str) -> str:
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", before), re.MULTILINE)
    return headings[-1] if headings else ""


def section(page: Path, heading: str, kind: str = RUN) -> str:
    """Return the blocks of one kind below a heading as one script."""
    return "\n".join(block.text for block in blocks(page) if (block.heading, block.kind) == (heading, kind))


def commands(script: str) -> Iterator[list[str]]:
    """Yield each simple command of a script as words: continued lines are joined, comments left out."""
    for line in script.replace("\\\n", " ").splitlines():
        words = list(_words(line))
        command: list[str] = []
        for word in [*words, ";"]:
            if word in BETWEEN:
                if command:
                    yield command
                command = []
            else:
                command.append(word)


def _words(line: str) -> Iterator[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="();|&")
    lexer.whitespace_split = True
    yield from lexer


def program(words: list[str]) -> list[str]:
    """Return a command without assignments before it and redirections behind it."""
    start = next((place for place, word in enumerate(words) if not re.match(r"^\w+=", word)), len(words))
    found: list[str] = []
    skip = False
    for word in words[start:]:
        if skip:
            skip = False
        elif word in {">", ">>", "<", "2>"}:
            skip = True
        elif not word.startswith((">", "2>", "<")):
            found.append(word)
    return found
