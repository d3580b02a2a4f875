"""What is known about a tenant's world at one pinned moment: lookups over the reference tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from talktrack.core.artifacts import read_table
from talktrack.core.join_links import join_key
from talktrack.core.mail_domains import company_domains
from talktrack.core.reference import Account, Contact, Deal, Meeting, StageChange
from talktrack.core.tables import ACCOUNTS, CONTACTS, DEALS, MEETINGS, STAGE_CHANGES

OCCURRENCE_SLACK = timedelta(hours=3)


class Knowledge:
    """Accounts, contacts, deals, stage history and meetings with the indexes that the prepare steps ask for."""

    def __init__(
        self,
        accounts: Iterable[Account] = (),
        contacts: Iterable[Contact] = (),
        deals: Iterable[Deal] = (),
        stages: Iterable[StageChange] = (),
        meetings: Iterable[Meeting] = (),
    ) -> None:
        """Index the tables by their keys."""
        self.accounts = {row.id: row for row in accounts}
        self.contacts = {row.id: row for row in contacts}
        self.deals = {row.id: row for row in deals}
        self.stages = list(stages)
        self.meetings = {row.id: row for row in meetings}

    @classmethod
    def load(cls, directory: str | Path) -> Knowledge:
        """Read the artifact that the reference step wrote: one sub-directory per table."""
        root = Path(directory)
        return cls(
            read_table(root / ACCOUNTS.name, ACCOUNTS),
            read_table(root / CONTACTS.name, CONTACTS),
            read_table(root / DEALS.name, DEALS),
            read_table(root / STAGE_CHANGES.name, STAGE_CHANGES),
            read_table(root / MEETINGS.name, MEETINGS),
        )

    @cached_property
    def contact_by_email(self) -> dict[str, Contact]:
        """Contacts by lower-case mail address."""
        return {row.email.lower(): row for row in self.contacts.values() if row.email}

    @cached_property
    def contacts_by_name(self) -> dict[str, list[Contact]]:
        """Contacts by lower-case full name and by lower-case first name."""
        found: dict[str, list[Contact]] = defaultdict(list)
        for row in self.contacts.values():
            for name in {row.name.lower(), row.name.lower().split(" ")[0]}:
                found[name].append(row)
        return dict(found)

    @cached_property
    def contacts_by_account(self) -> dict[str, list[Contact]]:
        """External contacts by account id."""
        found: dict[str, list[Contact]] = defaultdict(list)
        for row in self.contacts.values():
            if row.account_id:
                found[row.account_id].append(row)
        return dict(found)

    @cached_property
    def account_by_domain(self) -> dict[str, Account]:
        """Accounts by lower-case mail domain."""
        return {row.domain.lower(): row for row in self.accounts.values() if row.domain}

    def account_of(self, email: str | None) -> Account | None:
        """Return the account behind a mail address, also by a subdomain of its own; none behind a mail provider."""
        found = (self.account_by_domain.get(domain) for domain in company_domains(email))
        return next((account for account in found if account), None)

    @cached_property
    def _meetings_by_key(self) -> dict[str, list[Meeting]]:
        """Meetings by the UID and by the join link, which the occurrences of a series share."""
        found: dict[str, list[Meeting]] = defaultdict(list)
        for row in self.meetings.values():
            for key in {row.series_id, join_key(row.join_url or "")} - {None, ""}:
                found[str(key)].append(row)
        return dict(found)

    def meeting(self, key: str | None, moment: datetime | None) -> Meeting | None:
        """Return the meeting with this id, UID or join link; of several the one that starts nearest to `moment`.

        Occurrences of a series share their UID and link. None when several could be meant and none was near.
        """
        exact = self.meetings.get(key or "")
        if exact or not key:
            return exact
        shared = self._meetings_by_key.get(key) or self._meetings_by_key.get(join_key(key), [])
        if len(shared) < 2 or moment is None:  # noqa: PLR2004 - one is no choice
            return shared[0] if len(shared) == 1 else None
        near = ((abs(row.starts_at - moment), row.id) for row in shared if row.starts_at)
        apart, identity = min(near, default=(OCCURRENCE_SLACK, ""))
        return self.meetings[identity] if apart < OCCURRENCE_SLACK else None

    @cached_property
    def deals_by_account(self) -> dict[str, list[Deal]]:
        """Deals by account id."""
        found: dict[str, list[Deal]] = defaultdict(list)
        for row in self.deals.values():
            found[row.account_id].append(row)
        return dict(found)

    @cached_property
    def _history(self) -> dict[str, list[StageChange]]:
        found: dict[str, list[StageChange]] = defaultdict(list)
        for row in sorted(self.stages, key=lambda change: change.changed_at):
            found[row.deal_id].append(row)
        return dict(found)

    def stage_as_of(self, deal_id: str, moment: datetime) -> StageChange | None:
        """Return the newest stage change of a deal that is not after `moment`; None before the first."""
        past = [row for row in self._history.get(deal_id, []) if row.changed_at <= moment]
        return past[-1] if past else None
