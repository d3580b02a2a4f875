"""Events: one JSON object per line, with the fields of `core.records.FeedbackEvent`, and usage events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from talktrack.core.ids import stable_id
from talktrack.world.organisation import Organisation

KINDS = ("login", "search", "open_call", "start_roleplay", "finish_roleplay", "copy_draft")


class UsageEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something a seller did in the product."""

    id: str
    tenant: str
    user_id: str
    event: str
    at: datetime
    seconds: float | None = None


def usage(organisation: Organisation) -> Iterator[UsageEvent]:
    """Yield the usage of every seller, one event per conversation of the organisation."""
    for index in range(organisation.conversations):
        rng = organisation.random("usage", index)
        kind = rng.choice(KINDS)
        yield UsageEvent(
            id=stable_id("u", organisation.tenant, organisation.seed, index),
            tenant=organisation.tenant,
            user_id=rng.choice(organisation.sellers).contact.id,
            event=kind,
            at=organisation.until - timedelta(seconds=rng.randrange(90 * 24 * 3600)),
            seconds=round(rng.uniform(30, 1500), 1) if kind == "finish_roleplay" else None,
        )
