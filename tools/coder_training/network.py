"""The network: MiniLM once over the words, then a small attention for each candidate pair."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from coder_training.examples import MODALITIES, NONE, ROLES
from quovadis.coding.learned.carriers import CARRIER_FEATURES
from quovadis.coding.learned.links import LINK_FEATURES
from quovadis.coding.learned.representation import (
    PAIR_FEATURES,
    RELATIONS,
    SIDE_FEATURES,
    Arrays,
)

if TYPE_CHECKING:
    from coder_training.teacher import LargeEncoder

HEADS = 6


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
        p = scores.softmax(-1)
        y = (p @ v).transpose(1, 2).reshape(b, n, d)
        x = self.norm1(x + self._drop(self.out(y)))
        return self.norm2(x + self._drop(self.down(functional.gelu(self.up(x)))))

    def _drop(self, x: Tensor) -> Tensor:
        return functional.dropout(x, self.dropout, self.training)


_BERT = (
    ("attention.self.query", "attention.self.key", "attention.self.value"),
    "attention.output.dense",
    "attention.output.LayerNorm",
)


def stack(
    held: dict[str, Tensor], layers: int, names: tuple[tuple[str, ...], str, str]
) -> dict[str, Tensor]:
    """Return the weights of `layers` layers, and of the norm before them, under our names.

    Args:
        held: The weights under the names of their publisher.
        layers: How many there are.
        names: How the publisher calls query, key and value, the output and the norm of attention.
    """
    parts, out, norm = names
    state: dict[str, Tensor] = {}
    for end in ("weight", "bias"):
        state[f"norm.{end}"] = held[f"embeddings.LayerNorm.{end}"]
        for n in range(layers):
            old, new = f"encoder.layer.{n}", f"layers.{n}"
            state[f"{new}.qkv.{end}"] = torch.cat([held[f"{old}.{p}.{end}"] for p in parts])
            state[f"{new}.out.{end}"] = held[f"{old}.{out}.{end}"]
            state[f"{new}.norm1.{end}"] = held[f"{old}.{norm}.{end}"]
            state[f"{new}.up.{end}"] = held[f"{old}.intermediate.dense.{end}"]
            state[f"{new}.down.{end}"] = held[f"{old}.output.dense.{end}"]
            state[f"{new}.norm2.{end}"] = held[f"{old}.output.LayerNorm.{end}"]
    return state


class Encoder(nn.Module):
    """BERT without a pooler; weights from a sentence-transformers folder."""

    def __init__(self, folder: Path, dropout: float = 0.1) -> None:
        super().__init__()
        config = json.loads((folder / "config.json").read_text())
        self.width, eps = config["hidden_size"], config["layer_norm_eps"]
        heads, inner = config["num_attention_heads"], config["intermediate_size"]
        self.words = nn.Embedding(config["vocab_size"], self.width)
        self.places = nn.Embedding(config["max_position_embeddings"], self.width)
        self.norm = nn.LayerNorm(self.width, eps=eps)
        self.layers = nn.ModuleList(
            Layer(self.width, heads, inner, eps, dropout)
            for _ in range(config["num_hidden_layers"])
        )
        self._load(load_file(folder / "model.safetensors"))

    def _load(self, held: dict[str, Tensor]) -> None:
        state: dict[str, Tensor] = {"words.weight": held["embeddings.word_embeddings.weight"]}
        kind = held["embeddings.token_type_embeddings.weight"][0]
        state["places.weight"] = held["embeddings.position_embeddings.weight"] + kind
        state |= stack(held, len(self.layers), _BERT)
        self.load_state_dict(state)

    def forward(self, pieces: Tensor, mask: Tensor | None = None) -> Tensor:
        places = torch.arange(pieces.shape[1])
        x = self.norm(self.words(pieces) + self.places(places))
        bias = None if mask is None else (~mask)[:, None, None, :].float() * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x


class Words(nn.Module):
    """What each word carries: a type or none, a modality."""

    def __init__(self, w: int, dropout: float) -> None:
        super().__init__()
        self.word, self.text = nn.Linear(w, w), nn.Linear(w, w, bias=False)
        self.facts = nn.Linear(len(CARRIER_FEATURES), w, bias=False)
        self.mix, self.deeper = nn.LayerNorm(w), nn.Linear(w, w)
        self.kind, self.modality = nn.Linear(w, NONE + 1), nn.Linear(w, len(MODALITIES))
        self.dropout = nn.Dropout(dropout)
        with torch.no_grad():
            self.kind.bias[NONE] = 3.0

    def forward(self, h: Tensor, spots: Tensor, facts: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return (W, width) vectors, (W, 17) type and (W, 5) modality logits."""
        z = self.word(spots @ h) + self.text(h.mean(0)) + self.facts(facts)
        z = self.dropout(functional.gelu(self.mix(z)))
        z = self.dropout(functional.gelu(self.deeper(z)) + z)
        return z, self.kind(z), self.modality(z)


class Links(nn.Module):
    """Who acts in what a word carries, and to whom: each phrase, or nobody."""

    size = 192

    def __init__(self, w: int, dropout: float) -> None:
        super().__init__()
        self.word, self.phrase = nn.Linear(w, self.size), nn.Linear(w, self.size)
        self.facts = nn.Linear(len(LINK_FEATURES), self.size, bias=False)
        self.mix, self.score = nn.LayerNorm(self.size), nn.Linear(self.size, 2)
        self.asks, self.answers = nn.Linear(w, 2 * 64), nn.Linear(w, 2 * 64)
        self.dropout = nn.Dropout(dropout)

    def forward(self, z: Tensor, c: Tensor, links: Tensor) -> Tensor:
        """Return (W, C + 1, 2) logits of source and target."""
        x = self.word(z)[:, None] + self.phrase(c)[None] + self.facts(links)
        x = self.dropout(functional.gelu(self.mix(x)))
        asks = self.asks(z).view(-1, 2, 64).transpose(0, 1)
        answers = self.answers(c).view(-1, 2, 64).permute(1, 2, 0)
        return self.score(x) + (asks @ answers).permute(1, 2, 0) * 64**-0.5


class Network(nn.Module):
    """Encoder and heads. `heads` works on one text."""

    dropout_share = 0.15

    def __init__(self, encoder: Encoder | LargeEncoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.width = w = encoder.width
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
        self.kind = nn.Linear(w, NONE)
        self.modality = nn.Linear(w, len(MODALITIES))
        self.pointer = nn.Linear(w, w)
        self.pointer_relation = nn.Embedding(RELATIONS, 1)
        self.role1, self.role2 = nn.Linear(2 * w, w), nn.Linear(w, len(ROLES))
        self.words = Words(w, self.dropout_share)
        self.links = Links(w, self.dropout_share)
        self.dropout = nn.Dropout(self.dropout_share)

    def pairs(
        self,
        h: Tensor,
        pool: Tensor,
        sides: Tensor,
        ends: Tensor,
        facts: Tensor,
        relations: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return type, modality and trigger logits of each pair of one text of L pieces."""
        c = self.phrases(h, pool, sides)
        s, t = ends[:, 0], ends[:, 1]
        q = self.query_source(c)[s] + self.query_target(c)[t] + self.query_facts(facts)
        size = self.width // HEADS
        q = q.view(-1, HEADS, size).transpose(0, 1)
        k = self.key(h).view(-1, HEADS, size).permute(1, 2, 0)
        v = self.value(h).view(-1, HEADS, size).transpose(0, 1)
        near = self.relation(relations).permute(2, 0, 1)
        attention = (q @ k * size**-0.5 + near).softmax(-1)
        context = (attention @ v).transpose(0, 1).reshape(-1, self.width)
        z = self.of_source(c)[s] + self.of_target(c)[t] + self.of_context(context)
        z = z + self.of_text(h.mean(0)) + self.of_facts(facts)
        z = self.dropout(functional.gelu(self.mix(z)))
        z = self.dropout(functional.gelu(self.deeper(z)) + z)
        trigger = self.pointer(z) @ h.transpose(0, 1) * self.width**-0.5
        trigger = trigger + self.pointer_relation(relations).squeeze(-1)
        return self.kind(z), self.modality(z), trigger

    def phrases(self, h: Tensor, pool: Tensor, sides: Tensor) -> Tensor:
        """Return (C + 1, width) vectors of the candidates, that of nobody first."""
        c = self.candidate(pool @ h) + self.sides(sides)
        empty = (pool.sum(-1, keepdim=True) == 0).to(c.dtype)
        return c * (1 - empty) + self.nobody * empty

    def roles(self, h: Tensor) -> Tensor:
        """Return the role logits of one text."""
        x = torch.cat([h[0], h.mean(0)], -1)
        return self.role2(self.dropout(functional.gelu(self.role1(x))))


def tensors(arrays: Arrays) -> tuple[Tensor, ...]:
    """Return pool, sides, pairs, facts and relations."""
    held = (arrays.pool, arrays.sides, arrays.pairs, arrays.facts, arrays.relations)
    return tuple(torch.from_numpy(a) for a in held)
