"""ROUGE-L: how much of a reference is said in its order (Lin 2004, "ROUGE: a package for automatic evaluation")."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from talktrack.training.evaluate.words import as_characters, halves

_END = "\x1e"
_KEPT = frozenset("abcdefghijklmnopqrstuvwxyz0123456789" + _END)
_TABLE = bytes(byte if chr(byte) in _KEPT else ord(" ") for byte in range(256))


def rouge_l(pairs: Sequence[tuple[str, str]]) -> list[float]:
    """Return the F measure of each (reference, answer) in [0, 1], as the package rouge-score gives it without stems.

    With the longest common subsequence L of words: precision L / answer, recall L / reference, and their harmonic
    mean, which is 2 L / (answer + reference). Words are runs of a to z and digits in small letters.
    """
    if not pairs:
        return []
    from rapidfuzz.distance import LCSseq
    from rapidfuzz.process import cpdist

    references, answers = halves(as_characters(_plain(pairs)))
    shared = cpdist(references, answers, scorer=LCSseq.similarity, dtype=np.float64)
    lengths = np.fromiter(map(len, references), float) + np.fromiter(map(len, answers), float)
    found: list[float] = (2 * shared / np.maximum(lengths, 1)).tolist()
    return found


def _plain(pairs: Sequence[tuple[str, str]]) -> pa.Array[pa.StringScalar]:
    """Return all references, then all answers, in small letters and without signs; in one piece, which is fast."""
    texts = [reference for reference, _ in pairs] + [answer for _, answer in pairs]
    whole = _END.join(texts)
    if whole.count(_END) >= len(texts):
        whole = _END.join(text.replace(_END, " ") for text in texts)
    plain = whole.lower().encode("ascii", "replace").translate(_TABLE)
    return pc.split_pattern(pa.array([plain.decode("ascii")]), _END).flatten()
