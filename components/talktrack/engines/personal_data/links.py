"""Links that let in whoever has them: with a token, a password or a signature, or to a shared document."""

from __future__ import annotations

import re

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.spans import LINK

_LONGEST_LINK = 2000
_URL = re.compile(r"\bhttps?://[^\s<>\"')\]]{4,2000}", re.IGNORECASE)
_OPENS = re.compile(
    r"[?&#](?:[\w-]*token|[\w-]*key|sig(?:nature)?|auth|code|pwd|password|pass|passcode|secret|session|sid|"
    r"invite|share|x-amz-\w+)=|[?&]usp=sharing\b|//[^/@\s]+:[^/@\s]+@",
    re.IGNORECASE,
)
_SHARED = re.compile(
    r"https?://(?:[\w-]{1,60}\.){0,3}(?:(?:docs|drive)\.google\.com/[\w/-]{0,60}/[\w-]{16}|"
    r"dropbox\.com/(?:s|sh|scl|t)/|box\.com/s/|sharepoint\.com/:\w:/|1drv\.ms/|onedrive\.live\.com/|we\.tl/|"
    r"wetransfer\.com/downloads/|notion\.(?:so|site)/[\w/-]{0,120}[0-9a-f]{32}|figma\.com/(?:file|design|proto)/\w|"
    r"loom\.com/share/|icloud\.com/\w{1,20}/\w|mega\.nz/\w)",
    re.IGNORECASE,
)


def links(block: Block) -> list[PersonalData]:
    """Return links that carry a token, a password or a signature, and those to a shared document.

    Who has a link of sharing is let in: the id in it is the secret. Plain links are not personal.
    """
    urls = block.near(_URL, "://", reach=_LONGEST_LINK)
    return [
        PersonalData(m.start(), m.end(), LINK, 0.9)
        for m in urls
        if _OPENS.search(m.group()) or _SHARED.match(m.group())
    ]
