"""What a case of the corpus is: how its bytes are made, and what must come of them."""

from __future__ import annotations

from collections.abc import Callable

# How many turns, rows of reference or seconds of sound are read in spite of all; or why nothing is.
Expected = int | str
Case = tuple[Callable[[], bytes], Expected]
Cases = dict[str, Case]
