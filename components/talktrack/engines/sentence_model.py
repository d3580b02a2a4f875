"""Loading a SentenceTransformer: safetensors weights only, and no code that comes with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talktrack.core.errors import ConfigurationInvalidError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def loaded(name: str, revision: str | None) -> SentenceTransformer:
    """Return the model of a directory, from which nothing is downloaded, or of a Hugging Face id.

    Raises:
        ConfigurationInvalidError: there is none that can be loaded so.
    """
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    try:
        return SentenceTransformer(
            name, revision=revision, trust_remote_code=False, model_kwargs={"use_safetensors": True}
        )
    except (OSError, ValueError) as failure:
        message = f"cannot load encoder {name}: it must hold a sentence-transformers model with safetensors weights."
        raise ConfigurationInvalidError(message) from failure
