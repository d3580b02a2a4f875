"""Prompt and completion as token rows, left-padded batches of them, and the loss of the completion alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Weighted
from talktrack.core.prompts import END

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class TokenRow:
    """Token ids of a prompt and its completion; the last `completion` of them are what the loss counts."""

    ids: list[int]
    completion: int
    weight: float = 1.0


@dataclass(frozen=True)
class Batch:
    """Rows padded on the left, so that every completion ends in the last column.

    `ids`, `mask` and `positions` have shape (rows, columns); `counted` (rows, longest completion) is 1 where a
    completion token stands; `weights` has shape (rows,).
    """

    ids: torch.Tensor
    mask: torch.Tensor
    positions: torch.Tensor
    counted: torch.Tensor
    weights: torch.Tensor


def encode_prompt(tokenizer: Any, prompt: str, limit: int) -> list[int]:
    """Return at least one and at most `limit` tokens of a prompt; a longer one loses its beginning."""
    ids: list[int] = tokenizer(prompt)["input_ids"] or [tokenizer.eos_token_id or 0]
    return ids[-limit:]


def encode(tokenizer: Any, row: Weighted, limit: int) -> TokenRow:
    """Return one example as at most `limit` tokens; the prompt gives way before the completion does."""
    completion: list[int] = tokenizer(row.completion, add_special_tokens=False)["input_ids"][: limit - 1]
    prompt = encode_prompt(tokenizer, row.prompt, limit - len(completion))
    return TokenRow(ids=prompt + completion, completion=len(completion), weight=row.weight)


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


def left_padded(rows: Sequence[TokenRow], pad: int, device: str) -> Batch:
    """Return rows as one batch on a device."""
    import torch

    columns = max(len(row.ids) for row in rows)
    kept = max(1, *(row.completion for row in rows))
    gaps = [columns - len(row.ids) for row in rows]
    ids = [[pad] * gap + row.ids for gap, row in zip(gaps, rows, strict=True)]
    mask = torch.tensor([[0] * gap + [1] * len(row.ids) for gap, row in zip(gaps, rows, strict=True)], device=device)
    counted = [[0] * (kept - row.completion) + [1] * row.completion for row in rows]
    return Batch(
        ids=torch.tensor(ids, device=device),
        mask=mask,
        positions=(mask.cumsum(dim=1) - 1).clamp(min=0),
        counted=torch.tensor(counted, device=device),
        weights=torch.tensor([row.weight for row in rows], device=device),
    )


def token_losses(model: Any, batch: Batch) -> torch.Tensor:
    """Return the negative log likelihood of each counted token, shape of `batch.counted`; 0 where none is counted.

    Only the columns that hold completions get logits: with a large vocabulary they are most of the memory.
    """
    from torch.nn.functional import cross_entropy

    kept = batch.counted.shape[1]
    logits = model(
        input_ids=batch.ids,
        attention_mask=batch.mask,
        position_ids=batch.positions,
        logits_to_keep=kept + 1,
        use_cache=False,
    ).logits[:, -kept - 1 : -1]
    losses = cross_entropy(logits.float().transpose(1, 2), batch.ids[:, -kept:], reduction="none")
    return losses * batch.counted


def by_length(lengths: Sequence[int], size: int) -> Iterator[list[int]]:
    """Yield the indices of rows in batches of similar length, longest first, so that memory peaks at once."""
    order = sorted(range(len(lengths)), key=lambda index: (-lengths[index], index))
    for start in range(0, len(order), size):
        yield order[start : start + size]
