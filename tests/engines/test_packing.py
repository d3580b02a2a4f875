"""Packs: rows beside each other have the losses and gradients that they have alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import torch
from peft import LoraConfig, get_peft_model
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedConfig, Qwen2Config, Qwen2ForCausalLM
from transformers.models.gpt_neox import GPTNeoXConfig, GPTNeoXForCausalLM

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.engines.completions import TokenRow
from talktrack.engines.fused_lora import fused
from talktrack.engines.packing import pack, packs_of, reading, token_losses

ROWS = [
    TokenRow([5, 6, 7, 8, 9], completion=2),
    TokenRow([5, 6, 7, 8, 9], completion=1),
    TokenRow([5, 6, 7, 30, 31, 32, 33], completion=3),
    TokenRow([40], completion=0),
    TokenRow([41, 42], completion=1),
]
SIZE = {"vocab_size": 64, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4}
LLAMA = LlamaForCausalLM, LlamaConfig(**SIZE)
GROUPED = Qwen2ForCausalLM, Qwen2Config(**SIZE, num_key_value_heads=2)
OTHER_LAYERS = GPTNeoXForCausalLM, GPTNeoXConfig(**SIZE)


def _adapted(kind: type[Any], config: PreTrainedConfig) -> Any:
    """Return an untrained model with an adapter whose up-projections are not zero."""
    torch.manual_seed(3)
    model = get_peft_model(kind(config), LoraConfig(r=4, target_modules="all-linear", task_type="CAUSAL_LM"))
    for name, one in model.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(one, std=0.2)
    return model.train()


def _alone(model: Any, row: TokenRow) -> torch.Tensor:
    """Return the losses of a row's completion tokens by transformers and peft as they come."""
    ids = torch.tensor([row.ids])
    logits = model(input_ids=ids, use_cache=False).logits[0, :-1]
    losses = torch.nn.functional.cross_entropy(logits, ids[0, 1:], reduction="none")
    return losses[len(losses) - row.completion :]


def _gradients(model: Any, losses: torch.Tensor) -> dict[str, torch.Tensor]:
    model.zero_grad()
    losses.sum().backward()
    return {name: one.grad.clone() for name, one in model.named_parameters() if one.grad is not None}


def _packed(model: Any, rows: Sequence[TokenRow]) -> torch.Tensor:
    with reading(model), fused(model, "default"):
        return token_losses(model, pack(rows, "cpu"))


@pytest.mark.parametrize("made", [LLAMA, GROUPED, OTHER_LAYERS], ids=["llama", "grouped heads", "other layers"])
def test_a_pack_has_the_losses_and_gradients_of_its_rows_alone(made: tuple[type[Any], PreTrainedConfig]) -> None:
    """Neither neighbours, nor shared beginnings, nor the fused layers, nor the shortened last one change anything."""
    model = _adapted(*made)
    alone = torch.cat([_alone(model, row) for row in ROWS])
    expected = _gradients(model, alone)
    together = _packed(model, ROWS)
    found = _gradients(model, together)

    torch.testing.assert_close(together, alone, atol=1e-5, rtol=1e-5)
    assert found.keys() == expected.keys()
    for name, gradient in expected.items():
        torch.testing.assert_close(found[name], gradient, atol=1e-5, rtol=1e-4)


def test_a_common_beginning_is_read_once() -> None:
    """Five, one and four new tokens, then a row that begins otherwise."""
    packed = pack(ROWS, "cpu")

    assert packed.ids.tolist() == [[5, 6, 7, 8, 9, 30, 31, 32, 33, 40, 41, 42]]
    assert packed.positions.tolist() == [[0, 1, 2, 3, 4, 3, 4, 5, 6, 0, 0, 1]]
    assert packed.expected.tolist() == [8, 9, 9, 31, 32, 33, 42]
    assert packed.before.tolist() == [2, 3, 3, 5, 6, 7, 10]
    assert packed.owners.tolist() == [0, 0, 1, 2, 2, 2, 4]


def test_a_row_does_not_see_its_neighbour() -> None:
    """Another neighbour leaves a row's losses bit-equal."""
    model = _adapted(*LLAMA)
    first = _packed(model, [TokenRow([9, 9, 9], completion=1), ROWS[2]])
    second = _packed(model, [TokenRow([8, 1, 2], completion=1), ROWS[2]])

    assert first[0] != second[0]
    assert torch.equal(first[1:], second[1:])


def test_a_model_reads_padded_batches_again_afterwards() -> None:
    """The attention of before is back, and an adapter that is switched off leaves the base."""
    model = _adapted(*LLAMA)
    before = _alone(model, ROWS[2])
    with reading(model), fused(model, "default"), model.disable_adapter():
        base = token_losses(model, pack(ROWS[2:3], "cpu"))

    assert torch.equal(_alone(model, ROWS[2]), before)
    torch.testing.assert_close(base, _alone(model.unload(), ROWS[2]))


def test_an_attention_that_packs_cannot_express_is_refused() -> None:
    """A sliding window shorter than a row would be ignored silently."""
    config = Qwen2Config(**SIZE, num_key_value_heads=2, use_sliding_window=True, sliding_window=3, max_window_layers=0)
    with pytest.raises(ConfigurationInvalidError, match="cannot be packed"):
        _packed(_adapted(Qwen2ForCausalLM, config), ROWS)


def test_rows_are_grouped_up_to_a_number_of_tokens() -> None:
    """A group never exceeds it, except for a row that does so alone."""
    groups = list(packs_of(ROWS, most_tokens=6))

    assert sorted(index for group in groups for index in group) == list(range(len(ROWS)))
    assert [sum(len(ROWS[index].ids) for index in group) for group in groups] == [5, 5, 7, 3]
