"""How programs write a mail: where they put the text, the signature, and what was written before.

Each takes what is new, the name and number to sign with, and the mail that is answered, and fills a message.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

DISCLAIMER = (
    "This e-mail and any attachments are confidential and intended solely for the addressee. If you are not the "
    "intended recipient, please notify the sender and delete it."
)
WARNING = "CAUTION: This email originated from outside of the organization. Do not open attachments you do not expect."


@dataclass(frozen=True, slots=True)
class Written:
    """A mail as its reader sees it; `body` is all of its text, quotes included."""

    name: str
    address: str
    sent_at: datetime
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is about to send: the new text, how they sign, and what they answer."""

    text: str
    name: str
    phone: str
    answered: Written | None


def gmail(draft: Draft, message: EmailMessage) -> str:
    """Plain text broken at 76 characters with an HTML form beside it, the quote below under a broken attribution."""
    text = f"{textwrap.fill(draft.text, 76, break_on_hyphens=False, break_long_words=False)}\n\n{draft.name}"
    if answered := draft.answered:
        text += f"\n\nOn {answered.sent_at:%a, %b %d, %Y at %I:%M %p} {answered.name}\n<{answered.address}> wrote:\n\n"
        text += _marked(answered.body)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(f'<div dir="ltr">{html.escape(draft.text)}</div>', subtype="html", cte="base64")
    return text


def outlook(draft: Draft, message: EmailMessage) -> str:
    """HTML alone: a signature of its own, then a heading of fields above the unmarked rest."""
    said = f"<p class=MsoNormal>{html.escape(draft.text)}<o:p></o:p></p>"
    signed = f'<div id="Signature"><p>Kind regards,<br>{html.escape(draft.name)}<br>{draft.phone}</p></div>'
    style = "<style><!--\np.MsoNormal {margin:0cm;}\n--></style><!--[if gte mso 9]><xml></xml><![endif]-->"
    quoted = ""
    if answered := draft.answered:
        quoted = (
            f'<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> {html.escape(answered.name)} '
            f"&lt;{answered.address}&gt;<br><b>Sent:</b> {answered.sent_at:%A, %d %B %Y %H:%M}<br><b>Subject:</b> "
            f"{html.escape(answered.subject)}</div><div>{html.escape(answered.body).replace(chr(10), '<br>')}</div>"
        )
    page = f"<html><head>{style}</head><body>{said}{signed}{quoted}</body></html>"
    message.set_content(page, subtype="html", charset="utf-8", cte="base64")
    return f"{draft.text}\n\nKind regards,\n{draft.name}\n{draft.phone}"


def outlook_plain(draft: Draft, message: EmailMessage) -> str:
    """Plain text with a farewell, a disclaimer, and a heading of fields below a long stroke."""
    text = f"{draft.text}\n\nBest regards,\n{draft.name}\nMobile: {draft.phone}\n\n{DISCLAIMER}"
    if answered := draft.answered:
        text += (
            f"\n\n________________________________\nFrom: {answered.name} <{answered.address}>\n"
            f"Sent: {answered.sent_at:%A, %B %d, %Y %I:%M %p}\nTo: {draft.name}\nSubject: {answered.subject}\n\n"
            f"{answered.body}"
        )
    message.set_content(text, cte="base64")
    return text


def thunderbird(draft: Draft, message: EmailMessage) -> str:
    """Flowed text in German surroundings: the answer stands below the quote, a warning above both."""
    flowed = textwrap.fill(draft.text, 66, drop_whitespace=False, break_long_words=False, break_on_hyphens=False)
    text = f"{flowed}\n\n-- \n{draft.name}\nTel. {draft.phone}"
    if answered := draft.answered:
        quoted = _marked(answered.body)
        text = f"Am {answered.sent_at:%d.%m.%y um %H:%M} schrieb {answered.name}:\n{quoted}\n\n{text}"
    text = f"{WARNING}\n\n{text}"
    message.set_content(text, cte="8bit", params={"format": "flowed"})
    return text


def phone(draft: Draft, message: EmailMessage) -> str:
    """A phone's mail: no signature but the program's, and the attribution is quoted too."""
    text = f"{draft.text}\n\nSent from my iPhone"
    if answered := draft.answered:
        said = (
            f"On {answered.sent_at:%d %b %Y, at %H:%M}, {answered.name} <{answered.address}> wrote:\n\n{answered.body}"
        )
        text += f"\n\n{_marked(said)}"
    message.set_content(text, cte="quoted-printable")
    return text


def apple(draft: Draft, message: EmailMessage) -> str:
    """HTML alone, with the quote in a cited block and an old charset where the text allows it."""
    quoted = ""
    if answered := draft.answered:
        said = f"On {answered.sent_at:%d %b %Y}, {answered.name} wrote:\n{answered.body}"
        quoted = f'<blockquote type="cite">{html.escape(said).replace(chr(10), "<br>")}</blockquote>'
    page = f"<html><body><div>{html.escape(draft.text)}</div><div><br></div>{quoted}</body></html>"
    charset = "iso-8859-1" if page.isascii() or _fits(page, "iso-8859-1") else "utf-8"
    message.set_content(page, subtype="html", charset=charset, cte="quoted-printable")
    return draft.text


PROGRAMS: tuple[Callable[[Draft, EmailMessage], str], ...] = (gmail, outlook, outlook_plain, thunderbird, phone, apple)


def _marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
