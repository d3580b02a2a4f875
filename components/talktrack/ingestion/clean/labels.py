"""Speaker labels as one form: who it was, without what platforms append about where somebody sat."""

from __future__ import annotations

import re

import msgspec

from talktrack.core.conversation import Participant

LONGEST = 200
"""Characters of a label that are read; a longer one is no label but a slip of a reader."""
LEAST_DIGITS = 7

_PRESENCE = re.compile(
    r" ?[(\[](?:guest|host|co-?host|me|you|external|internal|unverified|organi[sz]er|presenter|attendee|they/them|"
    r"she/her|he/him|muted|dial-?in|phone|mobile|computer audio)[)\]]",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"['’]s (?:iphone|ipad|macbook|laptop|phone|pixel|galaxy|computer|airpods|desktop|tablet)\b.*$", re.IGNORECASE
)
_NUMBERED = re.compile(
    r"(speaker|spk|participant|rep|agent|customer|client|caller|user|seller|buyer|prospect|guest|voice|channel|person)"
    r"[ _#:-]*0*(\d{1,3})",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"(speaker|participant|voice|person)[ _-]+([a-z])", re.IGNORECASE)
_COMPANY = re.compile(r"([^|()\[\]{}@]{2,60}?) ?(?:[(\[]([^|()\[\]{}@]{2,60})[)\]]|\| ?([^|()\[\]{}@]{2,60}))")
_PHONE = re.compile(r"(?:tel:|phone:? ?|caller:? ?)?(\+?[\d\s().-]{7,24})(?: ?(?:x|ext\.?) ?\d{1,5})?", re.IGNORECASE)
_MAIL = re.compile(r"(?:mailto:)?([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})", re.IGNORECASE)
_NAMED_MAIL = re.compile(r"(.{2,80}?) ?<([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})>")
_PARTS = re.compile(r"[._+-]+")


def normal_participant(participant: Participant) -> Participant:
    """Return a participant whose label is in its normal form; an address or a number in it fills its field."""
    text = _bare(participant.label[:LONGEST])
    email, phone = participant.email, participant.phone
    named, mail, dialled = _NAMED_MAIL.fullmatch(text), _MAIL.fullmatch(text), _PHONE.fullmatch(text)
    if named:
        text, email = named[1].strip("\"' "), email or named[2].lower()
    elif mail:
        text, email = _name_in(mail[1]), email or mail[1].lower()
    elif dialled and sum(c.isdigit() for c in dialled[1]) >= LEAST_DIGITS:
        text = _number(dialled[1])
        phone = phone or text
    return msgspec.structs.replace(participant, label=normal_label(text), email=email, phone=phone)


def normal_label(label: str) -> str:
    """Return a label in its normal form: "Speaker 0" for "SPEAKER_00", "John (Acme)" for "John | Acme", "Rep 1".

    Presence notes, device names, brackets, a trailing colon and doubled spaces go; of a label of nothing else, nothing.
    """
    text = _DEVICE.sub("", _PRESENCE.sub("", _bare(label[:LONGEST]))).strip()
    numbered = _NUMBERED.fullmatch(text) or _LETTERED.fullmatch(text)
    if numbered:
        part = "Speaker" if numbered[1].lower() == "spk" else numbered[1].capitalize()
        return f"{part} {numbered[2].upper()}"
    employed = _COMPANY.fullmatch(text)
    if employed:
        return f"{employed[1].strip()} ({(employed[2] or employed[3]).strip()})"
    return text or " ".join(label.split())


def _bare(label: str) -> str:
    text = " ".join(label.split()).rstrip(": ")
    if text[:1] + text[-1:] in {"[]", "<>"}:
        text = text[1:-1].strip()
    return text


def _name_in(mail: str) -> str:
    """Return the name that a mail address spells ("dana.reed@…"), or the address where it spells none."""
    parts = [part for part in _PARTS.split(mail.partition("@")[0]) if part]
    spelled = len(parts) > 1 and all(part.isalpha() for part in parts)
    return " ".join(part.capitalize() for part in parts) if spelled else mail.lower()


def _number(written: str) -> str:
    digits = "".join(c for c in written if c.isdigit())
    return f"+{digits}" if "+" in written else digits
