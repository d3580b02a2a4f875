"""Vectors at unit length, as every channel keeps them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from talktrack.core.ports import Vectors


def unit(vectors: npt.NDArray[np.floating]) -> Vectors:
    """Return vectors of length 1; those of length 0 stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)
