"""Rows side by side in one pack: no padding, common beginnings read once, and no row sees another.

The linear layers read each different token once. Attention is computed row by row over a row's own tokens, so that
nothing leaks between rows (a block-diagonal mask that is never built), and positions start at 0 in each row. Losses
and gradients are those of the rows one by one, up to rounding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.engines.completions import TokenRow
from talktrack.engines.last_layer import without_prompts

if TYPE_CHECKING:
    import torch

NAME = "talktrack_packed"


@dataclass(frozen=True)
class Place:
    """Where a row's tokens stand in its pack: `shared` ones that an earlier row brought, then its own [start, end)."""

    shared: list[int]
    start: int
    end: int

    @property
    def all(self) -> list[int]:
        """Return the places of all tokens of the row."""
        return [*self.shared, *range(self.start, self.end)]


@dataclass(frozen=True)
class Pack:
    """Some rows in one line of tokens.

    `ids` and `positions` have shape (1, tokens). Of each completion token, in the order of the rows: `before` is the
    place of the token in front of it, `expected` its id, `owners` the number of its row.
    """

    ids: torch.Tensor
    positions: torch.Tensor
    places: list[Place]
    before: torch.Tensor
    expected: torch.Tensor
    owners: torch.Tensor
    weights: torch.Tensor


def pack(rows: Sequence[TokenRow], device: str) -> Pack:
    """Return rows as one pack on a device; each shares the beginning that it has in common with the one before it."""
    import torch

    places = _places(rows)
    ids = [token for row, place in zip(rows, places, strict=True) for token in row.ids[len(place.shared) :]]
    positions = [at for place in places for at in range(len(place.shared), len(place.all))]
    before = [at for row, place in zip(rows, places, strict=True) for at in _in_front(place, row.completion)]
    expected = [token for row in rows for token in row.ids[len(row.ids) - row.completion :]]
    owners = [number for number, row in enumerate(rows) for _ in range(row.completion)]
    return Pack(
        ids=torch.tensor([ids], device=device),
        positions=torch.tensor([positions], device=device),
        places=places,
        before=torch.tensor(before, dtype=torch.long, device=device),
        expected=torch.tensor(expected, dtype=torch.long, device=device),
        owners=torch.tensor(owners, dtype=torch.long, device=device),
        weights=torch.tensor([row.weight for row in rows], device=device),
    )


def packs_of(rows: Sequence[TokenRow], most_tokens: int) -> Iterator[list[int]]:
    """Yield the indices of rows in groups of at most so many tokens (or one row), those that begin alike together."""
    group: list[int] = []
    tokens = 0
    for index in sorted(range(len(rows)), key=lambda index: rows[index].ids):
        if group and tokens + len(rows[index].ids) > most_tokens:
            yield group
            group, tokens = [], 0
        group.append(index)
        tokens += len(rows[index].ids)
    if group:
        yield group


def token_losses(model: Any, packed: Pack) -> torch.Tensor:
    """Return the negative log likelihood of each completion token, shape of `Pack.expected`; use within `reading`."""
    from torch.nn.functional import cross_entropy

    with without_prompts(model, packed.before) as kept:
        logits = model(
            input_ids=packed.ids,
            position_ids=packed.positions,
            logits_to_keep=0 if kept else packed.before,
            use_cache=False,
            places=packed.places,
        ).logits[0]
    return cross_entropy(logits.float(), packed.expected, reduction="none")


@contextmanager
def reading(model: Any) -> Iterator[None]:
    """Let a model read packs within the block; outside of it, it reads padded batches as before."""
    from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS

    ALL_ATTENTION_FUNCTIONS.register(NAME, _attention)
    usual = model.config._attn_implementation  # noqa: SLF001 - transformers has a setter for it and no getter
    model.set_attn_implementation(NAME)
    try:
        yield
    finally:
        model.set_attn_implementation(usual)


def _places(rows: Sequence[TokenRow]) -> list[Place]:
    places: list[Place] = []
    taken: list[int] = []
    previous: list[int] = []
    end = 0
    for row in rows:
        alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(previous, row.ids, strict=False)))
        place = Place(taken[:alike], end, end + len(row.ids) - alike)
        places.append(place)
        taken, previous, end = place.all, row.ids, place.end
    return places


def _in_front(place: Place, completion: int) -> list[int]:
    tokens = place.all
    return tokens[len(tokens) - completion - 1 : -1]


def _attention(  # noqa: PLR0913, PLR0917 - transformers' signature
    module: Any,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,  # noqa: ARG001 - a pack has no mask
    dropout: float = 0.0,
    scaling: float | None = None,
    *,
    places: Sequence[Place],
    **options: Any,
) -> tuple[torch.Tensor, None]:
    """Attend within each row. Query, key and value have shape (1, heads, tokens, width); transformers' contract."""
    import torch
    from torch.nn.functional import scaled_dot_product_attention

    _check(options, places)
    grouped = query.shape[1] != key.shape[1]
    found = []
    whole = zip(*(_by_row(tensor, places) for tensor in (query, key, value)), strict=True)
    for place, (asking, asked, told) in zip(places, whole, strict=True):
        heard = scaled_dot_product_attention(
            asking,
            asked,
            told,
            dropout_p=dropout if module.training else 0.0,
            is_causal=True,
            scale=scaling,
            enable_gqa=grouped,
        )
        found.append(heard[:, :, len(place.shared) :])
    return torch.cat(found, dim=2).transpose(1, 2).contiguous(), None


def _by_row(tensor: torch.Tensor, places: Sequence[Place]) -> list[torch.Tensor]:
    """Return the tokens of each row; split and not sliced, whose gradients would each be as long as the pack."""
    import torch

    own = tensor.split([place.end - place.start for place in places], dim=2)
    return [
        torch.cat([tensor[:, :, place.shared], part], dim=2) if place.shared else part
        for place, part in zip(places, own, strict=True)
    ]


def _check(options: dict[str, Any], places: Sequence[Place]) -> None:
    """Refuse kinds of attention that would silently be something else here."""
    window = options.get("sliding_window")
    longest = max(len(place.shared) + place.end - place.start for place in places)
    if options.get("softcap") is not None or options.get("s_aux") is not None or (window and window < longest):
        message = "this base's attention (soft cap, sink or a sliding window shorter than max_tokens) cannot be packed."
        raise ConfigurationInvalidError(f"{message} Use another base_model or a lower max_tokens.")
