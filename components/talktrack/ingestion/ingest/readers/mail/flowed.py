"""Text whose lines were broken by the sender's program (``format=flowed``, RFC 3676): paragraphs on one line again."""

from __future__ import annotations

SIGNATURE = "-- "


def joined(text: str, *, removes_space: bool) -> str:
    """Return text in which a line that ends in a space goes on in the next; quoted lines stay as they are."""
    lines: list[str] = []
    open_line: list[str] = []
    for raw in text.split("\n"):
        line = raw.removeprefix(" ")
        ends = raw == SIGNATURE or raw.startswith(">")
        if ends and open_line:
            lines.append("".join(open_line))
            open_line = []
        if not ends and line.endswith(" "):
            open_line.append(line[:-1] if removes_space else line)
        else:
            lines.append("".join([*open_line, line if not ends else raw]))
            open_line = []
    return "\n".join([*lines, "".join(open_line)] if open_line else lines)
