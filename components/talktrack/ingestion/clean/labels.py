"""Speaker labels as one form: what platforms append to a name says where somebody sat, not who it was."""

from __future__ import annotations

import re

_PRESENCE = re.compile(
    r"\s?[(\[](?:guest|host|co-?host|me|you|external|internal|unverified|organi[sz]er|presenter|attendee)[)\]]",
    re.IGNORECASE,
)
_DEVICE = re.compile(r"['’]s\s+(?:iphone|ipad|macbook|laptop|phone|pixel|galaxy|computer)\b.*$", re.IGNORECASE)


def normal_label(label: str) -> str:
    """Return a label without presence notes, device names, brackets, a trailing colon or doubled spaces."""
    text = _DEVICE.sub("", _PRESENCE.sub("", " ".join(label.split())))
    text = text.strip().rstrip(":").strip()
    if text[:1] + text[-1:] in {"[]", "<>"}:
        text = text[1:-1].strip()
    return text or label.strip()
