"""A release: the immutable unit that is registered, rolled out and rolled back."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from talktrack.core.prompts import VERSION

if TYPE_CHECKING:
    from talktrack.core.ports import AnsweringModel

SKIPPED = "skipped.json"  # stands in for an adapter that had too few examples, and says so


class ReleaseManifest(msgspec.Struct, frozen=True, kw_only=True):
    """What manifest.json in a release directory says; the adapters lie beside it as ``roleplay/`` and ``coach/``.

    `metrics` are those of the evaluation that let it pass; `lineage` names table versions and the run that made it.
    """

    id: str
    tenant: str
    base_id: str
    tokenizer_sha256: str
    prompt_version: str
    encoder_version: str
    adapters: dict[str, str]
    parent: str | None = None
    mode: str = "full"
    created_at: str = ""
    metrics: dict[str, float] = msgspec.field(default_factory=dict)
    lineage: dict[str, str] = msgspec.field(default_factory=dict)


def unlike(manifest: ReleaseManifest, model: AnsweringModel | None) -> str:
    """Return the first thing that a release was made with and that is another here, in words, or nothing.

    Without a model, as where another machine will load it, only the prompts are compared.
    """
    made_with = {"prompt version": (manifest.prompt_version, VERSION)}
    if model is not None:
        made_with |= {
            "base model": (manifest.base_id, model.base_id),
            "tokenizer": (manifest.tokenizer_sha256, model.tokenizer_sha256),
        }
    found = (f"{name} {made} instead of {here}" for name, (made, here) in made_with.items() if made != here)
    return next(found, "")


def release_id(adapters: dict[str, str], base_id: str, prompt_version: str) -> str:
    """Derive a release's id from what it consists of, so that the same content has the same id.

    `adapters` maps a path to the sha256 of its tensors.
    """
    parts = [base_id, prompt_version, *(f"{path}={digest}" for path, digest in sorted(adapters.items()))]
    return "r-" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
