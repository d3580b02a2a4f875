"""What a rollout is told about the business."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from talktrack.core.outcomes import KEPT, PATH, REPLIED, WON, Comparison, Outcomes, Share, decode
from talktrack.core.records import FeedbackEvent
from talktrack.core.reference import Deal
from talktrack.operations.impact.arms import Arms
from talktrack.operations.impact.cuts import Experiment
from talktrack.operations.impact.material import Material, business
from talktrack.operations.impact.outcomes import compared, keep
from talktrack.systems.storage import open_store

BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
SELLERS = 10


def event(seller: int, kind: str, value: float | None, message: int = 0) -> FeedbackEvent:
    """Return what was said about a message that the seller's arm wrote."""
    return FeedbackEvent(
        id=f"{seller}{kind}{message}{value}",
        tenant="acme",
        subject=f"i{seller}-{message}",
        kind=kind,
        at=BEGAN + timedelta(days=message),
        user_id=f"u{seller}",
        value=value,
        arm=f"r-{seller % 2}",
    )


def told(events: list[FeedbackEvent], sellers: int) -> Comparison:
    """Return the comparison of two arms; odd sellers won a deal, even ones lost one."""
    deals = [
        Deal(
            id=f"d{seller}",
            account_id=f"a{seller}",
            name="Deal",
            stage="Closed",
            owner_id=f"u{seller}",
            is_closed=True,
            is_won=bool(seller % 2),
            closed_at=BEGAN + timedelta(days=2),
        )
        for seller in range(sellers)
    ]
    arms = Arms(events)
    (pair,) = arms.pairs()
    material = Material(Experiment(pair, arms, until=BEGAN + timedelta(days=90)), business(deals, []))
    for one in events:
        material.add(one)
    return compared(pair, material.finished())


def test_deals_replies_and_corrections_are_told_by_arm() -> None:
    """Counted by hand; a message that was answered later was answered, and a corrected one was not kept."""
    events = [event(seller, "reply", 0.0, 0) for seller in range(2 * SELLERS)]
    events += [event(seller, "reply", 1.0, 0) for seller in range(2 * SELLERS) if seller % 4 == 1]
    events += [event(seller, "correction" if seller % 2 else "thumbs", 1.0, 5) for seller in range(2 * SELLERS)]
    found = told(events, 2 * SELLERS)
    shares = {name: [(share.good, share.of) for share in pair] for name, pair in found.measures.items()}

    assert (found.baseline, found.other) == ("r-0", "r-1")
    assert shares == {WON: [(0, 10), (10, 10)], REPLIED: [(0, 10), (5, 10)], KEPT: [(20, 20), (10, 20)]}


def test_too_few_sellers_are_no_share() -> None:
    """Chance alone would decide, so nothing is told."""
    events = [event(seller, "reply", 1.0, day) for seller in range(14) for day in (0, 5)]

    assert told(events, 14).measures == {}


def test_what_resembles_itself_is_told() -> None:
    """Messages of one seller are all answered or none: five of them say little more than one."""
    events = [event(seller, "reply", float(seller % 4 < 2), day) for seller in range(2 * SELLERS) for day in range(5)]
    stable, _ = told(events, 0).measures[REPLIED]

    assert stable.design_effect == pytest.approx(5 * SELLERS / (SELLERS - 1), rel=0.01)


def test_a_look_at_an_earlier_time_replaces_nothing(tmp_path: Path) -> None:
    """What is damaged is replaced by anything."""
    store = open_store(str(tmp_path))
    store.write(PATH, b"damaged")
    newest = Outcomes(tenant="acme", as_of_s=20.0)
    for outcomes in (Outcomes(tenant="acme", as_of_s=5.0), newest, Outcomes(tenant="acme", as_of_s=10.0)):
        keep(store, outcomes)

    assert decode(store.read(PATH)) == newest


def test_a_share_is_of_independent_trials_unless_said_otherwise() -> None:
    """The design effect is one."""
    assert Share(good=1, of=2).design_effect == 1
