"""What the small Whisper is trained to do: say the words, know the letters, and look where the words are spoken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from talktrack.world.models.recordings import Recording

if TYPE_CHECKING:
    import torch

FULL_POSITIONS = 1500
IGNORED = -100
ATTENTION_WEIGHT = 0.2
MISHEARD_SHARE = 0.1


def loss_of(model: Any, recordings: Sequence[Recording], positions: int) -> torch.Tensor:
    """Return the mean cross-entropy per token, plus that of the letter head, plus how far attention looks astray."""
    import torch

    whisper, cross_entropy = model["whisper"], torch.nn.functional.cross_entropy
    features, letters, inputs, targets = _stacked(recordings, positions)
    if model.training:
        inputs = _misheard(inputs, targets)
    heard = _encode(whisper.model.encoder, features)
    spoken = whisper.model.decoder(
        input_ids=inputs, encoder_hidden_states=heard, use_cache=False, output_attentions=True
    )
    said = cross_entropy(whisper.proj_out(spoken.last_hidden_state).transpose(1, 2), targets, ignore_index=IGNORED)
    spelled = cross_entropy(model["letters"](heard[:, : letters.shape[1]]).transpose(1, 2), letters)
    astray = _astray(spoken.cross_attentions[-1], recordings)
    return said + spelled + ATTENTION_WEIGHT * astray


def _misheard(inputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Replace some of the words said so far by others of the batch, so that the decoder listens and does not recite."""
    import torch

    words = targets[targets != IGNORED]
    others = words[torch.randint(len(words), inputs.shape)]
    wrong = torch.rand(inputs.shape) < MISHEARD_SHARE
    wrong[:, :2] = False
    return torch.where(wrong, others, inputs)


def _astray(attention: torch.Tensor, recordings: Sequence[Recording]) -> torch.Tensor:
    """Return the mean divergence of attention from an even spread over the time in which the next token is spoken.

    `attention` has the shape (recordings, heads, tokens, positions). Every head counts by itself and the spread is
    even, because word times come from all heads of the last layer, through a median filter of seven positions.
    """
    import torch

    even = torch.zeros_like(attention[:, 0])
    for row, recording in enumerate(recordings):
        for column, (first, last) in enumerate(recording.places[1:]):
            even[row, column, first:last] = 1.0 / max(last - first, 1)
    spoken = even.any(dim=-1)
    gap = even[:, None] * (even.clamp(min=1e-6).log()[:, None] - attention.add(1e-6).log())
    return gap.sum(dim=-1).transpose(1, 2)[spoken].mean()


def _encode(encoder: Any, features: torch.Tensor) -> torch.Tensor:
    """Run the encoder on any length: its own forward insists on thirty seconds."""
    from torch.nn.functional import gelu

    hidden = gelu(encoder.conv2(gelu(encoder.conv1(features)))).permute(0, 2, 1)
    hidden = hidden + encoder.embed_positions.weight[: hidden.shape[1]]
    for layer in encoder.layers:
        hidden = layer(hidden, None)
    result: torch.Tensor = encoder.layer_norm(hidden)
    return result


def _stacked(
    recordings: Sequence[Recording], positions: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return features padded with zeros as faster-whisper pads them, letters, input tokens and shifted targets."""
    import torch

    features = torch.zeros(len(recordings), 80, 2 * positions)
    longest = max(len(recording.tokens) for recording in recordings)
    tokens = torch.full((len(recordings), longest), IGNORED)
    for row, recording in enumerate(recordings):
        features[row, :, : recording.features.shape[1]] = torch.from_numpy(recording.features)
        tokens[row, : len(recording.tokens)] = torch.tensor(recording.tokens)
    letters = torch.from_numpy(np.stack([recording.letters for recording in recordings]))
    targets = tokens[:, 1:].clone()
    targets[:, 0] = IGNORED
    return features, letters, tokens[:, :-1].clamp(min=0), targets
