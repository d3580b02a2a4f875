"""Which arm a user belongs to: the same answer in every process and at every time. Pure.

No traffic split of KServe is sticky: it draws anew for each request. A gateway that asks here keeps a user on one arm.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from talktrack.core.traffic import Traffic
from talktrack.operations.rollout.state import RolloutState

BUCKETS = 10_000
PER_PERCENT = BUCKETS // 100
TAG_HEADER = "Knative-Serving-Tag"
TAGS = ("latest", "prev")

Arm = Literal["stable", "candidate"]


@dataclass(frozen=True)
class Assignment:
    """Where one user's requests go.

    `release` is the id of the arm's release, empty where it was not started from the registry. `url` is the address of
    the arm's own revision, and `header` routes there through the service's own address, where that address is a tag of
    Knative. Where there is no `url`, requests are split anew each time, and each counts for the release that answered.
    """

    arm: Arm
    release: str
    url: str | None = None
    header: dict[str, str] | None = None
    note: str = ""


def bucket(tenant: str, candidate: str, user: str) -> int:
    """Return the user's place in [0, 10 000) for one candidate.

    The candidate's id is the salt: the next rollout tries its release on other users. SHA-256 over length-prefixed
    parts, its first eight bytes modulo 10 000, which favours no bucket by more than one in 10^15.
    """
    digest = hashlib.sha256()
    for part in (tenant, candidate, user):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return int.from_bytes(digest.digest()[:8], "big") % BUCKETS


def arm_of(place: int, weight: int) -> Arm:
    """Return the arm of a bucket: the lowest ones are the candidate's, so that a rising weight takes nobody back."""
    return "candidate" if place < weight * PER_PERCENT else "stable"


def assign(state: RolloutState, traffic: Traffic | None, user: str) -> Assignment:
    """Return a user's arm; nobody is sent to a candidate that does not serve yet, nor to one that is taken back."""
    weight = state.weight if _serves(state, traffic) else 0
    arm = arm_of(bucket(state.tenant, state.candidate.id, user), weight)
    release = (state.candidate if arm == "candidate" else state.stable).id
    url = _url(state, traffic, arm)
    if url is None:
        return Assignment(arm, release, note="revisions have no address: count each answer for the release it names")
    return Assignment(arm, release, url, _header(url))


def _serves(state: RolloutState, traffic: Traffic | None) -> bool:
    if traffic is None or not state.candidate_revision:
        return False
    return traffic.shares.get(state.candidate_revision, 0) > 0


def _url(state: RolloutState, traffic: Traffic | None, arm: Arm) -> str | None:
    if traffic is None:
        return None
    return traffic.urls.get(_revision(state, traffic, arm))


def _revision(state: RolloutState, traffic: Traffic, arm: Arm) -> str:
    """The stable release has a revision of another name once it was restored."""
    if arm == "candidate":
        return state.candidate_revision
    others = [name for name, share in traffic.shares.items() if share and name != state.candidate_revision]
    return state.stable_revision if state.stable_revision in traffic.shares else (others or [""])[0]


def _header(url: str) -> dict[str, str] | None:
    """Knative's address of a tag begins with it: https://knative.dev/docs/serving/traffic-management/."""
    host = urlsplit(url).hostname or ""
    tag = next((tag for tag in TAGS if host.startswith(f"{tag}-")), None)
    return {TAG_HEADER: tag} if tag else None
