"""Domains of mail addresses: whose they are, and which belong to nobody in particular."""

from __future__ import annotations

from collections.abc import Iterator

# Providers of mailboxes for everybody. A CRM often has an "account" for one of them, made by an import.
PUBLIC_DOMAINS = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "ymail.com"),
        *("icloud.com", "me.com", "mac.com", "aol.com", "proton.me", "protonmail.com", "pm.me", "mail.com", "zoho.com"),
        *("gmx.de", "gmx.net", "gmx.com", "web.de", "t-online.de", "freenet.de", "orange.fr", "free.fr", "laposte.net"),
        *("hotmail.co.uk", "yahoo.co.uk", "btinternet.com", "yahoo.co.jp", "qq.com", "163.com", "126.com", "naver.com"),
        *("hey.com", "fastmail.com", "tutanota.com", "yandex.ru", "mail.ru", "comcast.net", "verizon.net", "att.net"),
    }
)


def domain_of(email: str | None) -> str:
    """Return the lower-case domain of a mail address, empty when there is none."""
    return (email or "").rpartition("@")[2].strip().lower() if email and "@" in email else ""


def company_domains(email: str | None) -> Iterator[str]:
    """Yield the domains by which a company may be known: eu.acme.com, then acme.com; none of a mail provider."""
    labels = domain_of(email).split(".")
    for start in range(len(labels) - 1):
        domain = ".".join(labels[start:])
        if domain in PUBLIC_DOMAINS:
            return
        yield domain
