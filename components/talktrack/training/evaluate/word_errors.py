"""The word error rate: edits that turn an answer into its reference (Levenshtein 1966), by words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from talktrack.training.evaluate.words import as_characters, halves


def word_error_rate(pairs: Sequence[tuple[str, str]]) -> float:
    """Return substitutions, deletions and insertions over all words of the references, as the package jiwer does.

    Pairs are (reference, answer); words are what white space separates. Without any reference word the rate is the
    number of words that were answered.
    """
    if not pairs:
        return 0.0
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import cpdist

    texts = [reference for reference, _ in pairs] + [answer for _, answer in pairs]
    references, answers = halves(as_characters(texts))
    edits = cpdist(references, answers, scorer=Levenshtein.distance, dtype=np.int64)
    return float(edits.sum()) / max(sum(map(len, references)), 1)
