"""The organisation: repeatable, without growing, and as unkind as promised."""

from __future__ import annotations

from functools import cache
from itertools import islice, pairwise

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.world.deals import Engagement, PlannedCall
from talktrack.world.organisation import Organisation


@cache
def engagements() -> list[Engagement]:
    """Return the engagements of three thousand calls."""
    return list(Organisation(seed=5, tenant="acme", conversations=3000).engagements())


def calls() -> list[PlannedCall]:
    """Return all their calls."""
    return [call for engagement in engagements() for call in engagement.calls]


def share(matching: list[PlannedCall]) -> float:
    """Return the share of all calls."""
    return len(matching) / len(calls())


def test_the_same_arguments_give_the_same_organisation() -> None:
    """Everything follows from seed, tenant and book."""
    one, two = (list(Organisation(seed=9, tenant="acme", conversations=20).engagements()) for _ in range(2))

    assert one == two


def test_another_seed_gives_another_organisation() -> None:
    """Seeds matter."""
    one, two = (list(Organisation(seed=seed, tenant="acme", conversations=20).accounts()) for seed in (1, 2))

    assert {account.name for account in one} != {account.name for account in two}


def test_a_large_organisation_begins_like_a_small_one() -> None:
    """Engagements come one by one, each from its own random numbers."""
    small = list(Organisation(seed=9, tenant="acme", conversations=30).engagements())[:-1]
    large = Organisation(seed=9, tenant="acme", conversations=100_000).engagements()

    assert list(islice(large, len(small))) == small


def test_there_are_exactly_as_many_calls_as_asked_for() -> None:
    """The last engagement is cut to fit."""
    assert len(calls()) == 3000


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (0.15, lambda: share([call for call in calls() if call.meeting is None])),
        (0.10, lambda: share([call for call in calls() if call.dial_in])),
        (0.05, lambda: share([call for call in calls() if call.wrong_label])),
        (0.10, lambda: share([call for call in calls() if _first_name_twice(call)])),
    ],
)
def test_the_world_is_as_unkind_as_promised(expected: float, actual) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - lambdas
    """Missing calendar events, phones, wrong labels, shared first names."""
    assert actual() == pytest.approx(expected, abs=0.025)


def test_stages_follow_each_other_in_time() -> None:
    """A deal's history never goes back."""
    for engagement in engagements()[:200]:
        moments = [change.changed_at for change in engagement.changes]

        assert moments == sorted(moments)


def test_a_deal_is_older_than_its_first_call() -> None:
    """Every call finds a stage."""
    late = [e for e in engagements() if e.changes[0].changed_at >= e.calls[0].started_at]

    assert late == []


def test_calls_of_a_deal_do_not_overlap() -> None:
    """They are held days apart."""
    close = [1 for e in engagements() for a, b in pairwise(e.calls) if (b.started_at - a.started_at).days < 5]

    assert close == []


def test_better_sellers_win_more() -> None:
    """The outcome says something about skill, as in life."""
    rates = {skill: _win_rate(skill) for skill in (1, 5)}

    assert rates[5] > rates[1] + 0.3


def test_an_unsafe_tenant_is_refused() -> None:
    """Tenant names end in paths and bucket names."""
    with pytest.raises(ConfigurationInvalidError):
        Organisation(seed=1, tenant="../etc")


def _first_name_twice(call: PlannedCall) -> bool:
    names = [guest.contact.name.split(" ")[0] for guest in call.people]
    return len(set(names)) < len(names)


def _win_rate(skill: int) -> float:
    closed = [e.deal for e in engagements() if e.seller.skill == skill and e.deal.is_closed]
    return sum(deal.is_won for deal in closed) / len(closed)
