"""A console for tables: as wide as the terminal, and wide enough for whole ids where there is none."""

from __future__ import annotations

from rich.console import Console

WIDTH = 150


def wide_console() -> Console:
    """Return a console that prints text as it is; a file or a pipe bounds no table."""
    plain = Console(highlight=False, markup=False)
    return plain if plain.is_terminal else Console(highlight=False, markup=False, width=WIDTH)
