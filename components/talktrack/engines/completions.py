"""Prompt and completion as token rows, and left-padded batches of them to go on from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Weighted
from talktrack.core.prompts import END

if TYPE_CHECKING:
    import torch


HALF_CHARACTER = "\ufffd"  # what a decoder shows for the first bytes of a character


@dataclass(frozen=True)
class TokenRow:
    """Token ids of a prompt and its completion; the last `completion` of them are what the loss counts."""

    ids: list[int]
    completion: int
    weight: float = 1.0


@dataclass(frozen=True)
class Batch:
    """Rows padded on the left, so that all go on behind the last column; `ids` and `mask` are (rows, columns)."""

    ids: torch.Tensor
    mask: torch.Tensor


def encode_prompt(tokenizer: Any, prompt: str, limit: int) -> list[int]:
    """Return at least one and at most `limit` tokens of a prompt; a longer one loses its beginning."""
    ids: list[int] = tokenizer(prompt)["input_ids"] or [tokenizer.eos_token_id or 0]
    return ids[-limit:]


def encode(tokenizer: Any, row: Weighted, limit: int) -> TokenRow:
    """Return one example as at most `limit` tokens; the prompt gives way before the completion does."""
    completion: list[int] = tokenizer(row.completion, add_special_tokens=False)["input_ids"][: limit - 1]
    prompt = encode_prompt(tokenizer, row.prompt, limit - len(completion))
    return TokenRow(ids=prompt + completion, completion=len(completion), weight=row.weight)


def encode_worse(tokenizer: Any, better: TokenRow, rejected: str, limit: int) -> TokenRow:
    """Return a rejected completion behind the prompt of the better one; it gives way where both are too long."""
    prompt = better.ids[: len(better.ids) - better.completion]
    completion: list[int] = tokenizer(rejected, add_special_tokens=False)["input_ids"][: limit - len(prompt)]
    return TokenRow(ids=prompt + completion, completion=len(completion), weight=better.weight)


def stop_ids(tokenizer: Any) -> list[int]:
    """Return the ids that end a turn: ours where the tokenizer has it as one token, and the model's own.

    Raises:
        ConfigurationInvalidError: the tokenizer has neither.
    """
    ours = end_ids(tokenizer)
    ids = [*(ours if len(ours) == 1 else []), tokenizer.eos_token_id]
    stops = list(dict.fromkeys(token for token in ids if token is not None))
    if not stops:
        raise ConfigurationInvalidError(f"the tokenizer has neither {END} nor an end-of-text token: add one of them.")
    return stops


def end_ids(tokenizer: Any) -> list[int]:
    """Return our end-of-turn token, or the tokens that spell it for a base that does not have it."""
    ids: list[int] = tokenizer(END, add_special_tokens=False)["input_ids"]
    return ids


def begun(text: str) -> str:
    """Return as much of an unfinished text as cannot change any more: no half character, no half of our end token."""
    text = text.rstrip(HALF_CHARACTER)
    half = next((length for length in range(len(END), 0, -1) if text.endswith(END[:length])), 0)
    return text[: len(text) - half].rstrip()


def left_padded(rows: Sequence[TokenRow], pad: int, device: str) -> Batch:
    """Return rows as one batch on a device."""
    import torch

    columns = max(len(row.ids) for row in rows)
    gaps = [columns - len(row.ids) for row in rows]
    return Batch(
        ids=torch.tensor([[pad] * gap + row.ids for gap, row in zip(gaps, rows, strict=True)], device=device),
        mask=torch.tensor([[0] * gap + [1] * (columns - gap) for gap in gaps], device=device),
    )


def by_length(lengths: Sequence[int], size: int) -> Iterator[list[int]]:
    """Yield the indices of rows in batches of similar length, longest first, so that memory peaks at once."""
    order = sorted(range(len(lengths)), key=lambda index: (-lengths[index], index))
    for start in range(0, len(order), size):
        yield order[start : start + size]
