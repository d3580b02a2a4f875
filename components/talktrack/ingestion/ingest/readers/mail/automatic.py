"""Mails that nobody wrote to anybody: robots' answers, lists, newsletters, and what a mailbox keeps but nobody sent."""

from __future__ import annotations

from talktrack.ingestion.ingest.readers.mail import encoded_words, parameters
from talktrack.ingestion.ingest.readers.mail.header import Fields, first

_BULK = frozenset({"bulk", "list", "junk", "auto_reply"})

# Labels of Gmail's export, which writes them in the language of the account.
_LEFT_OUT = frozenset(
    {
        *("spam", "trash", "bin", "draft", "drafts", "papierkorb", "entwurf", "entwürfe", "corbeille", "brouillon"),
        *("brouillons", "papelera", "borrador", "borradores", "cestino", "bozza", "bozze", "prullenbak", "concept"),
        *("concepten", "lixeira", "lixo", "rascunho", "rascunhos", "papperskorgen", "utkast", "papirkurv", "kladder"),
        *("kosz", "wersje robocze", "ゴミ箱", "下書き", "迷惑メール", "垃圾箱", "草稿", "垃圾邮件"),
    }
)


def is_automatic(fields: Fields) -> bool:
    """Tell whether a program answered or a list sent this (RFC 3834, RFC 2919, delivery reports)."""
    submitted = first(fields, "auto-submitted").partition(";")[0].strip().lower()
    return (
        submitted not in {"", "no"}
        or "list-id" in fields
        or "x-autoreply" in fields
        or first(fields, "precedence").strip().lower() in _BULK
        or first(fields, "return-path").strip() == "<>"
        or parameters.parse(first(fields, "content-type")).main == "multipart/report"
    )


def is_bulk(fields: Fields) -> bool:
    """Tell whether a mail went to many (RFC 2369): sellers' tools send first mails that way, and people answer them."""
    return "list-unsubscribe" in fields


def is_left_out(fields: Fields) -> bool:
    """Tell whether the mailbox holds a mail as spam, as deleted, or as a draft."""
    labels = encoded_words.plain(first(fields, "x-gmail-labels")).split(",")
    return any(label.strip(' "').lower() in _LEFT_OUT for label in labels)
