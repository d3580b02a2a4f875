"""The release that follows from trained adapters, the champion and the evaluation that let it pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import fmean

from talktrack.core.errors import ConfigurationInvalidError, ReleaseMismatchError
from talktrack.core.release import ReleaseManifest, release_id

FULL = "full"
GOLDEN_ROWS = "golden_rows"


@dataclass(frozen=True)
class Circumstances:
    """How the release came about: mode, references as the run was given them, and when (ISO 8601, UTC)."""

    tenant: str
    mode: str
    base_model: str
    encoder_model: str
    created_at: str


@dataclass(frozen=True)
class Passed:
    """What register needs of an evaluation file; unknown fields of it are ignored."""

    verdict: str
    metrics: dict[str, float]
    adapters: dict[str, str]
    champion: str | None
    base_id: str
    tokenizer_sha256: str
    prompt_version: str
    encoder_version: str
    lineage: dict[str, int]
    golden: dict[str, str] = field(default_factory=dict)


def check(trained: Mapping[str, str], evaluation: Passed) -> None:
    """Make sure that the adapters at hand, by path and tensor digest, are those that were evaluated.

    Raises:
        ConfigurationInvalidError: no adapter was trained.
        ReleaseMismatchError: an adapter is not the one that was compared with the champion.
    """
    if not trained:
        raise ConfigurationInvalidError("no adapter was trained: there is nothing to register.")
    if dict(trained) != evaluation.adapters:
        paths = ", ".join(sorted(trained.keys() | evaluation.adapters.keys()))
        raise ReleaseMismatchError(f"the adapters ({paths}) are not those that were evaluated: run evaluate on them.")


def manifest(adapters: Mapping[str, str], evaluation: Passed, made: Circumstances) -> ReleaseManifest:
    """Return the manifest of a release with these adapters, by path and tensor digest.

    Without a champion the training began at the base, whatever mode was asked for.
    """
    versions = {name: str(version) for name, version in evaluation.lineage.items()}
    references = {"base_model": made.base_model, "encoder_model": made.encoder_model}
    if rows := evaluation.golden.get("sha256"):
        references[GOLDEN_ROWS] = rows
    return ReleaseManifest(
        id=release_id(dict(adapters), evaluation.base_id, evaluation.prompt_version),
        tenant=made.tenant,
        base_id=evaluation.base_id,
        tokenizer_sha256=evaluation.tokenizer_sha256,
        prompt_version=evaluation.prompt_version,
        encoder_version=evaluation.encoder_version,
        adapters=dict(adapters),
        parent=evaluation.champion,
        mode=made.mode if evaluation.champion else FULL,
        created_at=made.created_at,
        metrics=evaluation.metrics,
        lineage=versions | references | {"verdict": evaluation.verdict},
    )


def outdone(release: ReleaseManifest, waiting: ReleaseManifest) -> str:
    """Say why a candidate that waits for its roll-out should stay before a newer release, or nothing.

    Both passed against a champion, not against each other. Where they passed against the same one on the same golden
    rows, their losses can be compared; else the newer one, which has seen more, takes the place.
    """
    contest = (release.parent, release.lineage.get(GOLDEN_ROWS))
    if contest[1] is None or contest != (waiting.parent, waiting.lineage.get(GOLDEN_ROWS)):
        return ""
    losses = [f"{path}_loss" for path in release.adapters.keys() & waiting.adapters.keys()]
    shared = [name for name in losses if name in release.metrics and name in waiting.metrics]
    if not shared:
        return ""
    newer, older = (fmean(one.metrics[name] for name in shared) for one in (release, waiting))
    if newer <= older:
        return ""
    return f"{waiting.id} waits with a loss of {older:.4f} on the same golden rows, {release.id} has {newer:.4f}"
