"""Sticky arms: uniform, the same everywhere, and nobody is moved back while the weight rises."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from msgspec import structs

from talktrack.core.traffic import Counters, Traffic
from talktrack.operations.rollout.assignment import BUCKETS, arm_of, assign, bucket
from talktrack.operations.rollout.limits import Limits
from talktrack.operations.rollout.policy import decide
from talktrack.operations.rollout.state import Phase, Release, RolloutState
from talktrack.operations.rollout.window import Window

USERS = 100_000
BINS = 100
CHI_SQUARE_99_9 = 148.23  # 99 degrees of freedom, R: qchisq(0.999, 99)
STABLE, CANDIDATE = "svc-00001", "svc-00002"


def state(phase: Phase = "canary", step: int = 0) -> RolloutState:
    """Return a rollout of r-2 over r-1."""
    return RolloutState(
        tenant="acme",
        stable=Release(id="r-1", uri="one"),
        candidate=Release(id="r-2", uri="two"),
        phase=phase,
        started_s=0.0,
        step_since_s=0.0,
        step=step,
        stable_revision=STABLE,
        candidate_revision=CANDIDATE,
    )


def split(percent: int) -> Traffic:
    """Return traffic with both revisions tagged."""
    shares = {CANDIDATE: percent, STABLE: 100 - percent}
    urls = {CANDIDATE: "http://latest-svc", STABLE: "http://prev-svc"}
    return Traffic("two", percent, CANDIDATE, CANDIDATE, STABLE, "", shares, urls)


def candidate_user(weight: int) -> str:
    """Return a user whose bucket lies below a weight."""
    return next(user for user in map(str, range(10_000)) if bucket("acme", "r-2", user) < weight * 100)


@pytest.mark.parametrize("names", ["{}", "user-{:06d}@client.example", "00000000-0000-0000-0000-{:012x}"])
def test_buckets_are_uniform(names: str) -> None:
    """Pearson's chi-square of 100 000 ids in 100 bins stays below its 99.9 % quantile."""
    places = [bucket("acme", "r-2", names.format(number)) for number in range(USERS)]
    counts = np.bincount(np.array(places) // (BUCKETS // BINS), minlength=BINS)
    expected = USERS / BINS

    assert float(((counts - expected) ** 2 / expected).sum()) < CHI_SQUARE_99_9


@pytest.mark.parametrize("weight", [1, 5, 10, 50])
def test_the_share_of_users_is_the_weight(weight: int) -> None:
    """Within four standard errors."""
    chosen = sum(arm_of(bucket("acme", "r-2", str(user)), weight) == "candidate" for user in range(USERS))
    share = weight / 100

    assert abs(chosen / USERS - share) < 4 * (share * (1 - share) / USERS) ** 0.5


def test_a_rising_weight_takes_nobody_back() -> None:
    """Who was on the candidate stays; at 0 nobody is, at 100 everybody."""
    for place in range(0, BUCKETS, 7):
        arms = [arm_of(place, weight) for weight in (0, 5, 10, 25, 50, 100)]
        assert (arms[0], arms[-1], arms) == ("stable", "candidate", sorted(arms, reverse=True))


def test_another_candidate_is_tried_on_other_users() -> None:
    """Two rollouts at 10 % share about a tenth of their users, not all."""
    both = [{user for user in range(20_000) if bucket("acme", name, str(user)) < 1000} for name in ("r-2", "r-3")]

    assert len(both[0] & both[1]) / len(both[0]) == pytest.approx(0.1, abs=0.03)


@pytest.mark.parametrize(
    ("one", "other"), [(("a", "bc", "u"), ("ab", "c", "u")), (("acme", "r-2", "u"), ("umbra", "r-2", "u"))]
)
def test_parts_are_told_apart(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    """Neither two tenants nor names that run together share a bucket by construction."""
    assert bucket(*one) != bucket(*other)


def test_every_process_answers_the_same() -> None:
    """Python's own hash is seeded anew in each process; this one is not."""
    program = "from talktrack.operations.rollout.assignment import bucket; print(bucket('acme', 'r-2', 'ünï 7'))"
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }

    assert seen == {str(bucket("acme", "r-2", "ünï 7"))}


def test_both_arms_have_their_own_address() -> None:
    """The tag URL of the revision, and the header that does the same through the service's address."""
    found = [assign(state(), split(5), user) for user in (candidate_user(5), "somebody else")]

    assert [(one.arm, one.release, one.url, one.header) for one in found] == [
        ("candidate", "r-2", "http://latest-svc", {"Knative-Serving-Tag": "latest"}),
        ("stable", "r-1", "http://prev-svc", {"Knative-Serving-Tag": "prev"}),
    ]


def test_a_candidate_that_does_not_serve_gets_nobody() -> None:
    """Before its revision is ready, and while there is no service at all."""
    user = candidate_user(5)
    before = Traffic("two", 5, CANDIDATE, STABLE, STABLE, "", {STABLE: 100}, {STABLE: "http://latest-svc"})

    assert [assign(state(), traffic, user).arm for traffic in (before, None)] == ["stable", "stable"]


def test_a_candidate_that_is_taken_back_gets_nobody() -> None:
    """From the decision on, even while the cluster still routes to it."""
    assert assign(state("rolling_back"), split(50), candidate_user(5)).arm == "stable"


def test_a_paused_rollout_moves_nobody() -> None:
    """Who was on the candidate stays there until a person decides."""
    user = candidate_user(5)

    assert [assign(state(phase), split(5), user).arm for phase in ("canary", "paused")] == ["candidate", "candidate"]


def test_after_a_rollback_the_restored_revision_is_the_address() -> None:
    """The old release serves under a new name."""
    restored = Traffic("one", None, "svc-3", "svc-3", "svc-3", STABLE, {"svc-3": 100}, {"svc-3": "http://latest-svc"})
    found = assign(state("rolled_back"), restored, candidate_user(5))

    assert (found.arm, found.release, found.url) == ("stable", "r-1", "http://latest-svc")


@pytest.mark.parametrize(("sticky", "action"), [(False, "pause"), (True, "hold")])
def test_uneven_users_are_no_wrong_split(sticky: bool, action: str) -> None:
    """Five percent of users may send twelve percent of requests: only a split by the cluster is held against that."""
    window = Window(
        now_s=1.0,
        stable=Counters(requests=880, log_latency_sum=880, log_latency_sumsq=1000),
        candidate=Counters(requests=120, log_latency_sum=120, log_latency_sumsq=140),
        warm_requests=100,
        step_requests=(880, 120),
    )

    assert decide(state(), window, Limits(sticky=sticky)).action == action


def test_an_address_that_is_no_tag_has_no_header() -> None:
    """In Standard mode each arm is a Service of its own."""
    own = Traffic("two", 50, "two", "two", "one", "", {STABLE: 50, CANDIDATE: 50}, {CANDIDATE: "http://10.0.0.7:80"})
    found = assign(state(), own, candidate_user(5))

    assert (found.arm, found.url, found.header) == ("candidate", "http://10.0.0.7:80", None)


def test_without_addresses_the_answer_says_how_to_count() -> None:
    """The split is the cluster's alone then."""
    plain = structs.replace(state(), step=3)
    traffic = Traffic("two", 50, CANDIDATE, CANDIDATE, STABLE, "", {CANDIDATE: 50, STABLE: 50})
    found = assign(plain, traffic, candidate_user(50))

    assert (found.arm, found.url, found.header) == ("candidate", None, None)
    assert "the release it names" in found.note
