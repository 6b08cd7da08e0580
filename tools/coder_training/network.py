"""The network: MiniLM once over the words, then a small attention for each candidate pair."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from coder_training.corpora import MODALITIES, NONE, ROLES
from quovadis.coding.learned.representation import (
    PAIR_FEATURES,
    RELATIONS,
    SIDE_FEATURES,
    Arrays,
)

WIDTH, HEADS = 384, 6


class Layer(nn.Module):
    """One BERT layer (post-norm)."""

    def __init__(self, width: int, heads: int, inner: int, eps: float, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=eps)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=eps)
        self.dropout = dropout

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        b, n, d = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-1, -2) * (d // self.heads) ** -0.5
        if bias is not None:
            scores = scores + bias
        p = self._drop(scores.softmax(-1))
        y = (p @ v).transpose(1, 2).reshape(b, n, d)
        x = self.norm1(x + self._drop(self.out(y)))
        return self.norm2(x + self._drop(self.down(functional.gelu(self.up(x)))))

    def _drop(self, x: Tensor) -> Tensor:
        return functional.dropout(x, self.dropout, self.training)


class Encoder(nn.Module):
    """BERT without a pooler; weights from a sentence-transformers folder."""

    def __init__(self, folder: Path, dropout: float = 0.1) -> None:
        super().__init__()
        config = json.loads((folder / "config.json").read_text())
        width, eps = config["hidden_size"], config["layer_norm_eps"]
        self.words = nn.Embedding(config["vocab_size"], width)
        self.places = nn.Embedding(config["max_position_embeddings"], width)
        self.norm = nn.LayerNorm(width, eps=eps)
        self.layers = nn.ModuleList(
            Layer(width, config["num_attention_heads"], config["intermediate_size"], eps, dropout)
            for _ in range(config["num_hidden_layers"])
        )
        self._load(load_file(folder / "model.safetensors"))

    def _load(self, held: dict[str, Tensor]) -> None:
        state: dict[str, Tensor] = {"words.weight": held["embeddings.word_embeddings.weight"]}
        kind = held["embeddings.token_type_embeddings.weight"][0]
        state["places.weight"] = held["embeddings.position_embeddings.weight"] + kind
        for end in ("weight", "bias"):
            state[f"norm.{end}"] = held[f"embeddings.LayerNorm.{end}"]
            for n in range(len(self.layers)):
                old, new = f"encoder.layer.{n}", f"layers.{n}"
                parts = [held[f"{old}.attention.self.{p}.{end}"] for p in ("query", "key", "value")]
                state[f"{new}.qkv.{end}"] = torch.cat(parts)
                state[f"{new}.out.{end}"] = held[f"{old}.attention.output.dense.{end}"]
                state[f"{new}.norm1.{end}"] = held[f"{old}.attention.output.LayerNorm.{end}"]
                state[f"{new}.up.{end}"] = held[f"{old}.intermediate.dense.{end}"]
                state[f"{new}.down.{end}"] = held[f"{old}.output.dense.{end}"]
                state[f"{new}.norm2.{end}"] = held[f"{old}.output.LayerNorm.{end}"]
        self.load_state_dict(state)

    def forward(self, pieces: Tensor, mask: Tensor | None = None) -> Tensor:
        places = torch.arange(pieces.shape[1])
        x = self.norm(self.words(pieces) + self.places(places))
        bias = None if mask is None else (~mask)[:, None, None, :].float() * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x


class Network(nn.Module):
    """Encoder and heads. `heads` works on one text."""

    def __init__(self, folder: Path, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(folder, dropout)
        w = WIDTH
        self.candidate = nn.Linear(w, w)
        self.sides = nn.Linear(len(SIDE_FEATURES), w, bias=False)
        self.nobody = nn.Parameter(torch.randn(w) * 0.02)
        self.query_source, self.query_target = nn.Linear(w, w), nn.Linear(w, w, bias=False)
        self.query_facts = nn.Linear(len(PAIR_FEATURES), w, bias=False)
        self.key, self.value = nn.Linear(w, w), nn.Linear(w, w)
        self.relation = nn.Embedding(RELATIONS, HEADS)
        nn.init.zeros_(self.relation.weight)
        self.of_source, self.of_target = nn.Linear(w, w), nn.Linear(w, w, bias=False)
        self.of_context, self.of_text = nn.Linear(w, w, bias=False), nn.Linear(w, w, bias=False)
        self.of_facts = nn.Linear(len(PAIR_FEATURES), w, bias=False)
        self.mix = nn.LayerNorm(w)
        self.deeper = nn.Linear(w, w)
        self.kind = nn.Linear(w, NONE + 1)
        self.modality = nn.Linear(w, len(MODALITIES))
        self.pointer = nn.Linear(w, w)
        self.pointer_relation = nn.Embedding(RELATIONS, 1)
        self.role1, self.role2 = nn.Linear(2 * w, w), nn.Linear(w, len(ROLES))
        self.dropout = nn.Dropout(0.15)
        with torch.no_grad():
            self.kind.bias[NONE] = 4.0

    def heads(
        self,
        h: Tensor,
        pool: Tensor,
        sides: Tensor,
        pairs: Tensor,
        facts: Tensor,
        relations: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return type, modality and trigger logits of each pair of one text of L pieces."""
        c = self.candidate(pool @ h) + self.sides(sides)
        empty = (pool.sum(-1, keepdim=True) == 0).to(c.dtype)
        c = c * (1 - empty) + self.nobody * empty
        s, t = pairs[:, 0], pairs[:, 1]
        q = self.query_source(c)[s] + self.query_target(c)[t] + self.query_facts(facts)
        size = WIDTH // HEADS
        q = q.view(-1, HEADS, size).transpose(0, 1)
        k = self.key(h).view(-1, HEADS, size).permute(1, 2, 0)
        v = self.value(h).view(-1, HEADS, size).transpose(0, 1)
        near = self.relation(relations).permute(2, 0, 1)
        attention = (q @ k * size**-0.5 + near).softmax(-1)
        context = (attention @ v).transpose(0, 1).reshape(-1, WIDTH)
        z = self.of_source(c)[s] + self.of_target(c)[t] + self.of_context(context)
        z = z + self.of_text(h.mean(0)) + self.of_facts(facts)
        z = self.dropout(functional.gelu(self.mix(z)))
        z = self.dropout(functional.gelu(self.deeper(z)) + z)
        trigger = self.pointer(z) @ h.transpose(0, 1) * WIDTH**-0.5
        trigger = trigger + self.pointer_relation(relations).squeeze(-1)
        return self.kind(z), self.modality(z), trigger

    def roles(self, h: Tensor) -> Tensor:
        """Return the role logits of one text."""
        x = torch.cat([h[0], h.mean(0)], -1)
        return self.role2(self.dropout(functional.gelu(self.role1(x))))

    def forward(
        self, pieces: Tensor, pool: Tensor, sides: Tensor, pairs: Tensor, facts: Tensor,
        relations: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:  # fmt: skip
        h = self.encoder(pieces[None])[0]
        return *self.heads(h, pool, sides, pairs, facts, relations), self.roles(h)


def tensors(arrays: Arrays, rows: np.ndarray[Any, Any] | None = None) -> tuple[Tensor, ...]:
    """Return pool, sides, pairs, facts and relations, of some pairs only if told."""
    keep = slice(None) if rows is None else rows
    return tuple(
        torch.from_numpy(a)
        for a in (
            arrays.pool, arrays.sides, arrays.pairs[keep], arrays.facts[keep],
            arrays.relations[keep],
        )
    )  # fmt: skip
