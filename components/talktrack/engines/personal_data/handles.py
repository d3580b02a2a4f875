"""Names under which people are found on networks: profile links, "@name", and what follows "my Skype is"."""

from __future__ import annotations

import re

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.lexicon import lexicon
from talktrack.engines.personal_data.spans import HANDLE, words

_PATH = r"[^\s<>\"'()\[\]/?#,;]{2,100}(?<![.!:])"
_BEGIN = r"(?<![\w@.-])(?:https?://)?(?:[a-z]{2,3}\.)?(?:www\.|m\.)?"
_PROFILE = re.compile(
    rf"{_BEGIN}(?:(?:linkedin\.com/(?:in|pub)/|xing\.com/profile/|(?:t|wa)\.me/|(?:tiktok|youtube|medium)\.com/@|"
    rf"calendly\.com/|zoom\.us/my/|join\.skype\.com/|bsky\.app/profile/)(?P<who>{_PATH})"
    rf"(?:/[^\s<>\"')\],;]{{0,200}})?(?<![.!?:])|"
    rf"(?:twitter|x|instagram|facebook|github)\.com/@?(?P<user>{_PATH})(?![\w/]))",
    re.IGNORECASE,
)
_SITES = (".com/", ".me/", ".us/my/", ".app/profile/")
_NO_PROFILES = words(
    "company share sharer intent home login signup search explore settings privacy about watch events groups pages "
    "features pricing topics orgs sponsors hashtag status"
)
_MENTION = re.compile(r"(?<![\w@.+/-])@[^\W\d_][\w.-]{2,29}(?<![.-])(?![\w({])")
_EVERYBODY = words("here channel everyone all team")
_CUED = re.compile(
    r"\b(?:skype|telegram|discord|instagram|insta|twitter|tiktok|snapchat|wechat|threema|github|gitlab|mastodon|"
    r"handle|user ?name|nick ?name|screen ?name|login|benutzername|nutzername|pseudo|usuario|nombre de usuario)\b"
    r"(?: (?:id|handle|name|user ?name|account|is|ist|est|es|at|under|me|on|called|as|unter|auf|lautet|my|for|"
    r"[a-z]{2,10} is)){0,3}\s{0,2}[:=]?\s{0,2}@?(?P<who>(?:live:)?[^\W\d_][\w.-]{3,40})(?<![.-])",
    re.IGNORECASE,
)
_CUES = (
    *("skype", "telegram", "discord", "insta", "twitter", "tiktok", "snapchat", "wechat", "threema", "github"),
    *("gitlab", "mastodon", "handle", "user", "nick", "screen", "login", "utzername", "pseudo", "usuario"),
)
_MADE_UP = re.compile(r"[\w.:-]*(?:[\d_:]|[^\W\d_][.-][^\W_])[\w.:-]*")
_FILES = re.compile(
    r".*\.(?:pdf|docx?|xlsx?|pptx?|csv|txt|png|jpe?g|zip|json|py|js|ts|md|html?|com|net|org|io|ai|app|de|fr|es|uk|eu)|[\d.-]+",
    re.IGNORECASE,
)


def handles(block: Block) -> list[PersonalData]:
    """Return profile links, mentions and user names; a cued one must not be a plain word."""
    found = [
        PersonalData(m.start(), m.end(), HANDLE, 0.85)
        for site in _SITES
        for m in block.near(_PROFILE, site)
        if (m["who"] or m["user"]).lower() not in _NO_PROFILES
    ]
    found += [
        PersonalData(m.start(), m.end(), HANDLE, 0.7)
        for m in block.near(_MENTION, "@", before=1)
        if m.group()[1:].lower() not in _EVERYBODY
    ]
    cued = (m for cue in _CUES for m in block.near(_CUED, cue, before=14))
    return found + [PersonalData(m.start("who"), m.end("who"), HANDLE, 0.8) for m in cued if _is_handle(m["who"])]


def _is_handle(word: str) -> bool:
    """Say whether a word looks made up as a name on a network: joined by points, digits or an underscore."""
    return bool(_MADE_UP.fullmatch(word)) and not _FILES.fullmatch(word) and word.lower() not in lexicon().plain
