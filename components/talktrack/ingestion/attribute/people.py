"""Somebody who may be speaking, with everything by which a label, an address or a sentence may mean them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from talktrack.core.reference import Contact
from talktrack.ingestion.attribute.names import given_names, name_of_email, name_words
from talktrack.ingestion.attribute.phones import phone_digits

SPELLED = 4
Key = tuple[str, str]

INVITED, PRESENT, DEAL, ACCOUNT, SELLER, LOOSE, ELSEWHERE, STRANGER = GROUPS = (
    "invited", "present", "deal", "account", "seller", "loose", "elsewhere", "stranger",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody known by name, keyed by mail, contact id or name.

    `group` says why they may be here: the calendar expects them, the platform names them, they belong to the deal, the
    account or the sellers, to no account or another one of the CRM, or only a label names them.
    """

    key: str
    name: str
    email: str | None = None
    phone: str | None = None
    contact_id: str | None = None
    affiliation: str = "unknown"
    account_id: str | None = None
    group: str = STRANGER

    @property
    def is_known(self) -> bool:
        """Tell whether more is known than what a label says."""
        return bool(self.email or self.contact_id)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return the name as folded words."""
        return name_words(self.name)

    @cached_property
    def number(self) -> str:
        """Return the digits of the phone number."""
        return phone_digits(self.phone)

    @cached_property
    def labels(self) -> dict[str, frozenset[str]]:
        """Return by kind of evidence the forms of label, as `forms_of_label` makes them, that mean this person."""
        words, spelled = self.words, name_of_email(self.email or "").replace(" ", "").lower()
        forms: dict[str, set[str]] = {"full_name": set(), "nickname": set(), "initials": set(), "first_name": {*words}}
        if len(words) > 1:
            first, last = words[0], words[-1]
            forms["full_name"] = {" ".join(sorted(words)), f"{first} {last}", "".join(words), "".join(reversed(words))}
            forms["nickname"] = {f"{name} {last}" for name in given_names(first)}
            forms["initials"] = {f"{first} {last[0]}", f"{first[0]} {last}"}
            forms["first_name"] = {first, last, *given_names(first)}
        # A full name is compared with an address only where nobody knows the name behind it: vpruitt@ may be Vanessa.
        forms["name_in_email"] = {spelled, *([f"@{spelled}"] if self.contact_id is None else [])} - {"", "@"}
        forms["user_name"] = _user_names(words)
        return {kind: frozenset(values) for kind, values in forms.items()}


def _user_names(words: tuple[str, ...]) -> set[str]:
    """Return how somebody's account may be called: dreed, danar, reedd."""
    if len(words) < 2:  # noqa: PLR2004 - first and last
        return set()
    first, last = words[0], words[-1]
    return {name for name in (first[0] + last, first + last[0], last + first[0]) if len(name) >= SPELLED}


def forms_of_label(words: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Return by kind of evidence the forms that a label's words take, to be met with `Person.labels`."""
    if not words:
        return {}
    if len(words) == 1:
        account = frozenset(word for word in words if len(word) >= SPELLED)
        return {
            "full_name": frozenset(words),
            "first_name": given_names(words[0]),
            "name_in_email": account,
            "user_name": account,
        }
    first, last = words[0], words[-1]
    return {
        "full_name": frozenset({" ".join(sorted(words)), f"{first} {last}", "".join(words)}),
        "nickname": frozenset(f"{name} {last}" for name in given_names(first)),
        "initials": frozenset({f"{first} {last}"} if 1 in {len(first), len(last)} else ()),
        "name_in_email": frozenset(f"@{name}" for name in ("".join(words), f"{first[:1]}{last}")),
    }


def of_contact(contact: Contact, group: str) -> Person:
    """Return a CRM contact as a candidate."""
    return Person(
        key=(contact.email or contact.id).lower(),
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        contact_id=contact.id,
        affiliation=contact.affiliation,
        account_id=contact.account_id,
        group=group,
    )
