"""A larger network that teaches the one that ships, on texts that nobody labelled.

Its encoder is MPNet (Song et al. 2020, arXiv:2004.09297), which reads the same word pieces under
other numbers. The smaller network learns its probabilities (Hinton et al. 2015, arXiv:1503.02531).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from coder_training.corpora import Builder
from coder_training.examples import NONE, Example, Taught, words_of
from coder_training.learning import encode, given_logits, word_logits
from coder_training.network import Layer, Network, stack
from quovadis.coding.learned.calibration import softmax
from quovadis.coding.learned.deeds import WordLogits, choose_deeds

_OPENS, _CLOSES, _HIDDEN = 101, 102, 103
"""BERT's pieces for the start and end of a text, and for a hidden word."""

_SHIFT = 4
"""MPNet's vocabulary is BERT's behind four special pieces."""

_FIRST_PLACE = 2

_MPNET = (
    ("attention.attn.q", "attention.attn.k", "attention.attn.v"),
    "attention.attn.o",
    "attention.LayerNorm",
)

LEAST, MOST = 0.1, 4
"""The deeds whose pairs are given: how likely each has to be, and how many of a text."""


class LargeEncoder(nn.Module):
    """MPNet without a pooler; weights from a sentence-transformers folder."""

    def __init__(self, folder: Path, dropout: float = 0.1) -> None:
        super().__init__()
        config = json.loads((folder / "config.json").read_text())
        self.width, eps = config["hidden_size"], config["layer_norm_eps"]
        heads, inner = config["num_attention_heads"], config["intermediate_size"]
        self.hidden = config["vocab_size"] - 1
        self.words = nn.Embedding(config["vocab_size"], self.width)
        self.places = nn.Embedding(config["max_position_embeddings"], self.width)
        self.norm = nn.LayerNorm(self.width, eps=eps)
        self.apart = nn.Embedding(config["relative_attention_num_buckets"], heads)
        self.layers = nn.ModuleList(
            Layer(self.width, heads, inner, eps, dropout)
            for _ in range(config["num_hidden_layers"])
        )
        self._load(load_file(folder / "model.safetensors"))

    def _load(self, held: dict[str, Tensor]) -> None:
        state = {
            "words.weight": held["embeddings.word_embeddings.weight"],
            "places.weight": held["embeddings.position_embeddings.weight"],
            "apart.weight": held["encoder.relative_attention_bias.weight"],
        }
        state |= stack(held, len(self.layers), _MPNET)
        self.load_state_dict(state)

    def forward(self, pieces: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return the states (B, L, width) of BERT's word pieces."""
        length = pieces.shape[1]
        own = pieces + _SHIFT
        for theirs, ours in ((_OPENS, 0), (_CLOSES, 2), (_HIDDEN, self.hidden)):
            own = own.masked_fill(pieces == theirs, ours)
        x = self.norm(self.words(own) + self.places(torch.arange(length) + _FIRST_PLACE))
        bias = self.apart(_buckets(length, self.apart.num_embeddings)).permute(2, 0, 1)[None]
        if mask is not None:
            bias = bias + (~mask)[:, None, None, :].float() * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x


class Teacher:
    """Says what it makes of texts that nobody labelled.

    Args:
        network: A large network, trained.
    """

    def __init__(self, network: Network) -> None:
        self.network = network.eval()

    @torch.no_grad()
    def lessons(self, builder: Builder, texts: Sequence[str]) -> list[Example]:
        """Return the texts as examples, each with what is to be learned of it."""
        held = [builder.unlabelled(text) for text in texts]
        held = [(e, span) for e, span in held if words_of(e).carriers]
        if not held:
            return []
        states = encode(self.network, [e for e, _ in held])
        for h, (e, span) in zip(states, held, strict=True):
            own = h[: len(e.arrays.pieces)]
            read = word_logits(self.network, own, e)
            builder.give(e, span, self._pairs(e, read))
            e.taught = self._taught(own, e, read)
        return [e for e, _ in held]

    @staticmethod
    def _pairs(e: Example, read: WordLogits) -> list[tuple[int | None, int | None]]:
        """Return the sides of the deeds that it finds."""
        deeds = choose_deeds(read, words_of(e).carriers, e.candidates, e.groups, least=LEAST)
        return list(dict.fromkeys((d.source, d.target) for d in deeds))[:MOST]

    def _taught(self, h: Tensor, e: Example, read: WordLogits) -> Taught:
        pairs = np.zeros((0, NONE))
        if e.given is not None:
            pairs = softmax(given_logits(self.network, h, e).astype(np.float64))
        ends = softmax(read.ends.astype(np.float64).transpose(0, 2, 1)).transpose(0, 2, 1)
        held = [softmax(a.astype(np.float64)) for a in (read.types, read.modalities, read.roles)]
        arrays = (held[0], held[1], ends, held[2], pairs)
        return Taught(*(np.ascontiguousarray(a, dtype=np.float32) for a in arrays))


def _buckets(length: int, size: int, farthest: int = 128) -> Tensor:
    """(L, L): how far the second piece lies from the first, coarser the farther (T5's buckets)."""
    place = torch.arange(length)
    away = place[:, None] - place[None]
    half = size // 2
    exact = half // 2
    far = away.abs().clamp_min(1).float()
    step = exact + (far / exact).log() / math.log(farthest / exact) * (half - exact)
    return (away < 0).long() * half + torch.where(
        away.abs() < exact, away.abs(), step.long().clamp(max=half - 1)
    )
