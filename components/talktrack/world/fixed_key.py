"""A tenant key that follows from a seed, so that two runs write the same tokens; it protects nothing."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path


def write_key(home: Path, tenant: str, seed: int) -> None:
    """Put the key where a local home has it; a home that has one already is refused (FileExistsError)."""
    folder = home / ".keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{tenant}.key"
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(base64.b64encode(hashlib.sha256(f"demo {seed}".encode()).digest()))
