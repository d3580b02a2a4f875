"""A request to forget somebody, from the command line or from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from talktrack.core.canonical_values import PHONE, canonical
from talktrack.core.errors import ConfigurationInvalidError

FULL_NAME = 2
SHORTEST_NUMBER = 7


@dataclass(frozen=True)
class Request:
    """Whom to forget, and who carries it out for which reason; both are kept, so `why` names nobody.

    `names` are full names and `phones` numbers that the stored data need not link to the address, `users` ids under
    which the person used the product, `artifacts` pipeline roots of the tenant to be emptied.

    Raises:
        ConfigurationInvalidError: the subject is no mail address, a name is not a full one, or nobody or no reason is
            named.
    """

    tenant: str
    subject: str
    by: str
    why: str
    at: datetime
    users: Sequence[str] = ()
    names: Sequence[str] = ()
    phones: Sequence[str] = ()
    artifacts: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Refuse a request that could not be carried out or accounted for."""
        name, at, domain = self.subject.partition("@")
        if not (name.strip() and at and domain.strip()):
            raise ConfigurationInvalidError("the subject must be a mail address, as in name@company.com.")
        if not (self.by.strip() and self.why.strip()):
            raise ConfigurationInvalidError("name who erases (by) and on which request (why): the receipt keeps both.")
        if any(len(called.split()) < FULL_NAME for called in self.names):
            raise ConfigurationInvalidError("give full names: a single name is shared by others.")
        if any(len(canonical(PHONE, phone)) < SHORTEST_NUMBER for phone in self.phones):
            raise ConfigurationInvalidError(f"give numbers of at least {SHORTEST_NUMBER} digits.")


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    subject: str
    by: str
    why: str
    users: list[str] = []
    names: list[str] = []
    phones: list[str] = []
    artifacts: list[str] = []


def parsed(tenant: str, document: bytes, at: datetime) -> Request:
    """Return the request that a JSON file holds.

    Raises:
        ConfigurationInvalidError: the file is no request; its content is not repeated.
    """
    try:
        found = msgspec.json.decode(document, type=_Document)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        message = (
            "the request is no JSON object with subject, by, why and, if need be, names, phones, users and artifacts."
        )
        raise ConfigurationInvalidError(message) from None
    return Request(
        tenant=tenant,
        subject=found.subject,
        by=found.by,
        why=found.why,
        at=at,
        users=found.users,
        names=found.names,
        phones=found.phones,
        artifacts=found.artifacts,
    )
