"""The grammar of iCalendar: folded lines, properties with parameters, components inside components."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from talktrack.core.decoding import byte_lines, line_text

MAX_LINE_CHARACTERS = 256 * 1024
MAX_DEPTH = 3
OUTERMOST = frozenset({"VCALENDAR", "VEVENT", "VTIMEZONE", "VTODO", "VJOURNAL", "VFREEBUSY"})

_NAME = re.compile(r"[A-Za-z0-9-]{1,64}")
_PARAMETER = re.compile(r';([A-Za-z0-9-]{1,64})=(?:"([^"]*)"|([^;:"]*))')
_ESCAPE = re.compile(r"\\([nN,;\\])")
_CARET = {"^n": "\n", "^'": '"', "^^": "^"}
_CARETS = re.compile(r"\^[n'^]")


@dataclass(frozen=True, slots=True)
class Property:
    """One content line: parameters by upper-case name, and the value as it stands."""

    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """Return the value without the escapes of text values."""
        if "\\" not in self.value:
            return self.value.strip()
        return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value).strip()


@dataclass(slots=True)
class Component:
    """An event, a zone, or one of a zone's observances."""

    name: str
    properties: dict[str, list[Property]] = field(default_factory=dict)
    parts: list[Component] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        """Return the properties of this name."""
        return self.properties.get(name, [])

    def first(self, name: str) -> Property | None:
        """Return the first property of this name, or None."""
        return next(iter(self.all(name)), None)

    def value(self, name: str) -> str:
        """Return the first value of this name, empty without one."""
        found = self.first(name)
        return found.value.strip() if found else ""


def unfolded(data: bytes) -> Iterator[str]:
    """Return a file's content lines; they may be folded inside a character, so bytes are joined, not text.

    Raises:
        SourceUnreadableError: the bytes are not text.
    """
    return _joined(byte_lines(data))


def _joined(lines: Iterator[bytes]) -> Iterator[str]:
    parts: list[bytes] = []
    for line in lines:
        if parts and line.startswith((b" ", b"\t")):
            parts.append(line[1:].rstrip(b"\r\n"))
            continue
        if parts:
            yield line_text(b"".join(parts))
        parts = [line.rstrip(b"\r\n")]
    yield line_text(b"".join(parts))


def components(lines: Iterable[str]) -> Iterator[tuple[Component, Component]]:
    """Yield (calendar, component) of everything that stands directly in a calendar; a file may hold several calendars.

    What was cut off, nested deeper than `MAX_DEPTH` or is longer than a line may be is passed over.
    """
    reading = _Reading()
    for line in lines:
        found = _parsed(line)
        if found is None:
            continue
        name, entry = found
        if name == "BEGIN":
            reading.begin(entry.value.strip().upper())
        elif name == "END":
            whole = reading.end(entry.value.strip().upper())
            if whole:
                yield reading.calendar, whole
        else:
            reading.take(name, entry)


class _Reading:
    """The calendar that is being read and the components that are open in it, the outermost first."""

    def __init__(self) -> None:
        self.calendar = Component("VCALENDAR")
        self._open: list[Component] = []

    def begin(self, name: str) -> None:
        """Open a component; one that can only stand in a calendar ends whatever was never closed."""
        if name == "VCALENDAR":
            self.calendar = Component(name)
        if name in OUTERMOST:
            self._open = []
        if name != "VCALENDAR":
            self._open.append(Component(name))

    def end(self, name: str) -> Component | None:
        """Close a component and what is still open inside it; return it when it stood directly in the calendar."""
        if not any(part.name == name for part in self._open[-MAX_DEPTH:]):
            return None
        ended = self._open.pop()
        while ended.name != name:
            ended = self._open.pop()
        if not self._open:
            return ended
        if len(self._open) < MAX_DEPTH:
            self._open[-1].parts.append(ended)
        return None

    def take(self, name: str, entry: Property) -> None:
        """Keep a property of the innermost open component, or of the calendar."""
        inner = self._open[-1] if self._open else self.calendar
        inner.properties.setdefault(name, []).append(entry)


def _parsed(line: str) -> tuple[str, Property] | None:
    """Split a content line at the first colon outside of quotes."""
    if len(line) > MAX_LINE_CHARACTERS:
        return None
    head, colon, value = line.partition(":")
    if '"' in head:
        head, colon, value = _quoted(line)
    name, _, parameters = head.partition(";")
    if not colon or not _NAME.fullmatch(name):
        return None
    return name.upper(), Property(_parameters(parameters) if parameters else {}, value)


def _quoted(line: str) -> tuple[str, str, str]:
    is_open = False
    for place, character in enumerate(line):
        if character == '"':
            is_open = not is_open
        elif character == ":" and not is_open:
            return line[:place], ":", line[place + 1 :]
    return line, "", ""


def _parameters(text: str) -> dict[str, str]:
    found = _PARAMETER.findall(f";{text}")
    return {name.upper(): _CARETS.sub(lambda caret: _CARET[caret[0]], quoted or plain) for name, quoted, plain in found}
