"""What ties examples to the tenant's key: how people of the CRM are called in redacted calls, and redaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from talktrack.core.ports import Redactor
from talktrack.core.tokens import Pseudonyms, token

CONTACT = "CONTACT"


@dataclass(frozen=True)
class Privacy:
    """The tenant's tokens, and what replaces personal data in feedback, which comes as people typed it."""

    pseudonyms: Pseudonyms | None = None
    redact: Callable[[str], str] = str

    def known(self, titles: Mapping[str, str]) -> dict[str, str]:
        """Return the jobs of contacts by the names under which redacted calls know them."""
        if self.pseudonyms is None:
            return dict(titles)
        return {token(self.pseudonyms, CONTACT, contact): title for contact, title in titles.items()}


def redaction(finder: Redactor, pseudonyms: Pseudonyms) -> Callable[[str], str]:
    """Return a function that puts the tenant's token in the place of every piece of personal data."""

    def redact(text: str) -> str:
        for span in reversed(finder.find([text])[0]):
            text = text[: span.start] + token(pseudonyms, span.kind, text[span.start : span.end]) + text[span.end :]
        return text

    return redact
