"""The W3C's parsing algorithm for WebVTT files, step by step and slow, to compare a fast parser with.

The names and the order of the steps are those of https://www.w3.org/TR/webvtt1/#file-parsing; styles, regions and cue
settings are left out, since no cue depends on them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

DIGITS = frozenset("0123456789")
SPACES = frozenset("\t\n\f\r ")
Found = tuple[str, float, float, str]


class CollectionError(Exception):
    """A timestamp or a timing line cannot be collected."""


@dataclass
class Pointer:
    """The input and a position in it."""

    input: str
    position: int = 0

    def ended(self) -> bool:
        """Tell whether the position is past the end."""
        return self.position >= len(self.input)

    def collect(self, characters: frozenset[str]) -> str:
        """Collect a sequence of these characters."""
        start = self.position
        while not self.ended() and self.input[self.position] in characters:
            self.position += 1
        return self.input[start : self.position]

    def collect_line(self) -> str:
        """Collect a sequence of characters that are not line feeds."""
        start = self.position
        while not self.ended() and self.input[self.position] != "\n":
            self.position += 1
        return self.input[start : self.position]

    def expect(self, character: str) -> None:
        """Move past this character, or fail."""
        if self.ended() or self.input[self.position] != character:
            raise CollectionError
        self.position += 1


@dataclass
class Parser:
    """Runs the algorithm over one input."""

    text: str
    output: list[Found] = field(default_factory=list)

    def run(self) -> list[Found]:
        """Return the cues of the file."""
        text = self.text.removeprefix("\ufeff").replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")
        pointer = Pointer(text)
        if text[:6] != "WEBVTT" or (len(text) > 6 and text[6] not in " \t\n"):
            return self.output
        pointer.collect_line()
        if pointer.ended():
            return self.output
        pointer.position += 1
        if pointer.ended():
            return self.output
        if text[pointer.position] != "\n":
            self._block(pointer, in_header=True)
        else:
            pointer.position += 1
        pointer.collect(frozenset("\n"))
        while not pointer.ended():
            cue = self._block(pointer, in_header=False)
            if cue is not None:
                self.output.append(cue)
            pointer.collect(frozenset("\n"))
        return self.output

    def _block(self, pointer: Pointer, *, in_header: bool) -> Found | None:
        line_count, previous_position, text, seen_arrow = 0, pointer.position, "", False
        cue: tuple[str, float, float] | None = None
        while True:
            line = pointer.collect_line()
            line_count += 1
            seen_eof = pointer.ended()
            pointer.position += 0 if seen_eof else 1
            if "-->" in line:
                if in_header or not (line_count == 1 or (line_count == 2 and not seen_arrow)):
                    pointer.position = previous_position
                    break
                seen_arrow, previous_position = True, pointer.position
                try:
                    cue = (text, *timings(line))
                    text = ""
                except CollectionError:
                    cue = None
            elif not line:
                break
            else:
                text += ("\n" if text else "") + line
                previous_position = pointer.position
            if seen_eof:
                break
        return (*cue, text) if cue else None


def timings(line: str) -> tuple[float, float]:
    """Collect the timings of a line."""
    pointer = Pointer(line)
    pointer.collect(SPACES)
    start = timestamp(pointer)
    pointer.collect(SPACES)
    for character in "-->":
        pointer.expect(character)
    pointer.collect(SPACES)
    return start, timestamp(pointer)


def timestamp(pointer: Pointer) -> float:
    """Collect a timestamp."""
    first = pointer.collect(DIGITS)
    if not first:
        raise CollectionError
    hours = len(first) != 2 or int(first) > 59
    pointer.expect(":")
    values = [int(first), _digits(pointer, 2)]
    if hours or (not pointer.ended() and pointer.input[pointer.position] == ":"):
        pointer.expect(":")
        values.append(_digits(pointer, 2))
    else:
        values.insert(0, 0)
    pointer.expect(".")
    thousandths = _digits(pointer, 3)
    if values[1] > 59 or values[2] > 59:
        raise CollectionError
    return ((values[0] * 60 + values[1]) * 60_000 + values[2] * 1000 + thousandths) / 1000


def _digits(pointer: Pointer, count: int) -> int:
    found = pointer.collect(DIGITS)
    if len(found) != count:
        raise CollectionError
    return int(found)
