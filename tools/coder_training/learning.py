"""The training loop: one batch holds texts of all sets, each with the labels that it has."""

from __future__ import annotations

import copy
import logging
import math
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from coder_training.examples import (
    NONE,
    TYPES,
    Example,
    Given,
    Taught,
    Words,
    given_of,
    words_of,
)
from coder_training.network import Network, tensors
from quovadis.coding.learned.carriers import LEXICON_FEATURES
from quovadis.coding.learned.deeds import WordLogits
from quovadis.coding.learned.links import FRAME_FEATURES
from quovadis.coding.learned.representation import SIDE_FEATURES
from quovadis.records import EventType

_MASK = 103
"""The word piece that stands for a hidden one."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """How to train.

    Attributes:
        epochs: Passes over the examples.
        rate: Of the last encoder layer; each lower one learns `decay` times as fast.
        head_rate: Of the heads.
        frozen: Lowest encoder layers that do not learn (the word vectors never do).
        given: Weight of what is known of given pairs of the corpus.
        linked: The same of the marked pairs.
        marked: Weight of a marked pair for the words of its text.
        told: Weight of a text of which only a type is known.
        taught: Weight of what a teacher says of a text that nobody labelled.
        smoothing: Share of the labels spread over all types.
        swap: Share of the texts in which names are swapped.
        mask: Share of the word pieces that are hidden.
        unlisted: Share of the words of which the lexicon is not asked.
        average: Share of the old in the running average of the weights.
    """

    epochs: float = 4
    rate: float = 6e-5
    head_rate: float = 6e-4
    decay: float = 0.85
    frozen: int = 1
    batch: int = 16
    average: float = 0.99
    smoothing: float = 0.05
    swap: float = 0.5
    mask: float = 0.06
    unlisted: float = 0.3
    given: float = 0.5
    linked: float = 1.5
    marked: float = 1.0
    told: float = 0.2
    taught: float = 1.0
    seed: int = 7


def train(network: Network, examples: Sequence[Example], plan: Plan) -> Network:
    """Train in place and return the network that holds the averaged weights."""
    torch.manual_seed(plan.seed)
    order = random.Random(plan.seed)
    optimiser = _optimiser(network, plan)
    rates = [g["lr"] for g in optimiser.param_groups]
    steps = math.ceil(len(examples) * plan.epochs / plan.batch)
    weights, names = _rarity(examples), name_pieces(examples)
    mean = copy.deepcopy(network).eval()
    done, started, sums = 0, time.monotonic(), Counter()
    network.train()
    while done < steps:
        for batch in _batches(examples, plan.batch, order):
            scale = _schedule(done, steps)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * scale
            losses = _losses(network, batch, plan, weights, order, names)
            loss = sum(losses.values())
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[union-attr]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            done += 1
            _average(mean, network, min(plan.average, done / (done + 10)))
            sums.update({k: float(v.detach()) for k, v in losses.items()})
            if done % 50 == 0 or done == steps:
                spent = time.monotonic() - started
                shown = " ".join(f"{k} {v / 50:.3f}" for k, v in sums.items())
                log.info("%d/%d %.0fs %s", done, steps, spent, shown)
                sums.clear()
            if done >= steps:
                break
    return mean


def between(one: Network, other: Network, share: float = 0.5) -> Network:
    """Return the network between two whose training began alike.

    Args:
        one: The first.
        other: The second.
        share: How far on the way from the first to the second (0 to 1).
    """
    found = copy.deepcopy(one).eval()
    with torch.no_grad():
        for a, b in zip(found.parameters(), other.parameters(), strict=True):
            a.lerp_(b, share)
    return found


def _optimiser(network: Network, plan: Plan) -> torch.optim.Optimizer:
    groups: list[dict[str, Any]] = []
    layers = network.encoder.layers
    for parameter in network.encoder.parameters():
        parameter.requires_grad_(False)
    for n, layer in enumerate(layers):
        if n >= plan.frozen:
            held = list(layer.parameters())
            for parameter in held:
                parameter.requires_grad_(True)
            groups.append({"params": held, "lr": plan.rate * plan.decay ** (len(layers) - 1 - n)})
    heads = [p for name, p in network.named_parameters() if not name.startswith("encoder.")]
    groups.append({"params": heads, "lr": plan.head_rate})
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=True)


def _schedule(step: int, steps: int) -> float:
    warm = max(1, int(0.08 * steps))
    return (step + 1) / warm if step < warm else max(0.02, (steps - step) / (steps - warm))


def _batches(examples: Sequence[Example], size: int, order: random.Random) -> list[list[Example]]:
    """Texts of like length together, batches in random order."""
    places = list(range(len(examples)))
    places.sort(key=lambda i: len(examples[i].arrays.pieces) + order.uniform(-4, 4))
    batches = [[examples[i] for i in places[n : n + size]] for n in range(0, len(places), size)]
    order.shuffle(batches)
    return batches


def _rarity(examples: Sequence[Example]) -> Tensor:
    """Weights of the types: the square root of how rare each is, 1 on average, at most 2."""
    seen: Counter[EventType] = Counter()
    for e in examples:
        if e.sentence is not None:
            seen.update(v.event_type for v in e.sentence.events)
        elif e.marked is not None and e.marked.root:
            seen.update(e.marked.types)
    counts = np.array([max(seen[t], 5) for t in TYPES], dtype=np.float32)
    raw = np.sqrt(counts.mean() / counts)
    return torch.tensor(np.clip(raw, 0.7, 2.0))


def _average(mean: Network, now: Network, keep: float) -> None:
    with torch.no_grad():
        for a, b in zip(mean.parameters(), now.parameters(), strict=True):
            if b.requires_grad:
                a.lerp_(b, 1 - keep)


_NAME = SIDE_FEATURES.index("shape:PROPN")


def disguised(e: Example, plan: Plan, order: random.Random, names: Sequence[int]) -> Any:
    """Return word pieces with some names swapped for others and some words masked.

    Types must be learned from what is done, not from who did it in the few texts at hand.
    """
    pieces = e.arrays.pieces.copy()
    inside = e.arrays.tokens >= 0
    named = (e.arrays.pool[e.arrays.sides[:, _NAME] > 0] > 0).any(axis=0) & inside
    if order.random() < plan.swap:
        for n in np.flatnonzero(named):
            pieces[n] = order.choice(names)
    for n in np.flatnonzero(inside):
        if order.random() < plan.mask:
            pieces[n] = _MASK
    return pieces


def name_pieces(examples: Sequence[Example]) -> list[int]:
    """Return all word pieces of names, as often as they stand in the texts."""
    found: list[int] = []
    for e in examples:
        named = (e.arrays.pool[e.arrays.sides[:, _NAME] > 0] > 0).any(axis=0)
        found.extend(int(p) for p in e.arrays.pieces[named & (e.arrays.tokens >= 0)])
    return found


def encode(
    network: Network, examples: Sequence[Example], shown: Sequence[Any] | None = None
) -> Tensor:
    """Return the states (B, L, width) of a batch, padded."""
    longest = max(len(e.arrays.pieces) for e in examples)
    pieces = torch.zeros(len(examples), longest, dtype=torch.long)
    mask = torch.zeros(len(examples), longest, dtype=torch.bool)
    for n, e in enumerate(examples):
        own = e.arrays.pieces if shown is None else shown[n]
        pieces[n, : len(own)] = torch.from_numpy(own)
        mask[n, : len(e.arrays.pieces)] = True
    with torch.autocast("cpu", dtype=torch.bfloat16):
        h = network.encoder(pieces, mask)
    return h.float()


def _losses(
    network: Network, batch: list[Example], plan: Plan, weights: Tensor, order: random.Random,
    names: Sequence[int],
) -> dict[str, Tensor]:  # fmt: skip
    h = encode(network, batch, [disguised(e, plan, order, names) for e in batch])
    total: dict[str, Tensor] = {}

    def add(name: str, value: Tensor, weight: float = 1.0) -> None:
        total[name] = total.get(name, torch.zeros(())) + weight * value / len(batch)

    for n, e in enumerate(batch):
        own = h[n, : len(e.arrays.pieces)]
        if e.taught is not None:
            add("taught", _learned(network, own, e, e.taught, plan), plan.taught)
            continue
        if e.given is not None:
            share = plan.given if e.marked is None else plan.linked * _sure(e)
            _given(network, own, e.given, plan, weights, share, add)
        if e.words is not None and e.words.carriers:
            _worded(network, own, e, e.words, plan, weights, add)
        if e.role >= 0:
            rare = 1.0 if e.role == 0 else 2.0
            logits = network.roles(own)[None]
            add("role", functional.cross_entropy(logits, torch.tensor([e.role])), 0.5 * rare)
    return total


def _given(
    network: Network, h: Tensor, given: Given, plan: Plan, weights: Tensor, sure: float, add: Any
) -> None:  # fmt: skip
    """What one actor does to another, that they are linked being known."""
    types, modality, trigger = network.pairs(h, *tensors(given.arrays))
    allowed = torch.from_numpy(given.types)
    add("given", _marginal(types.log_softmax(-1), allowed, plan, weights).sum(), sure)
    known = torch.from_numpy(given.modality >= 0)
    if known.any():
        gold = torch.from_numpy(given.modality)[known]
        add("given mood", functional.cross_entropy(modality[known], gold, reduction="sum"), 0.3)
    spots = torch.from_numpy(given.arrays.tokens[None] == given.trigger[:, None]) & known[:, None]
    if spots.any():
        hit = trigger.log_softmax(-1).masked_fill(~spots, -1e4).logsumexp(-1)
        add("given word", -hit[spots.any(-1)].sum(), 0.2)


def _scores(
    network: Network, h: Tensor, e: Example, words: Words, plan: Plan
) -> tuple[Tensor, Tensor, Tensor]:
    """Types, modalities and ends, the lexicon not being asked of some words."""
    facts, links = torch.from_numpy(words.facts).clone(), torch.from_numpy(words.links).float()
    unlisted = torch.rand(len(facts)) < plan.unlisted
    facts[unlisted, :LEXICON_FEATURES] = 0
    links[unlisted, :, -FRAME_FEATURES:] = 0
    pool, sides = torch.from_numpy(e.arrays.pool), torch.from_numpy(e.arrays.sides)
    z, types, modality = network.words(h, torch.from_numpy(words.spots), facts)
    return types, modality, network.links(z, network.phrases(h, pool, sides), links)


def _learned(network: Network, h: Tensor, e: Example, taught: Taught, plan: Plan) -> Tensor:
    """How far the network is from its teacher, weighed as labels are."""
    role = _apart(network.roles(h)[None], taught.roles[None]).sum()
    total = 0.5 * role
    if e.words is not None and e.words.carriers:
        types, modality, ends = _scores(network, h, e, e.words, plan)
        event = torch.from_numpy(1 - taught.types[:, NONE])
        total = total + _apart(types, taught.types).sum()
        total = total + 0.5 * (event * _apart(modality, taught.modalities)).sum()
        for n in (0, 1):
            total = total + (event * _apart(ends[..., n], taught.ends[..., n])).sum()
    if e.given is not None:
        pairs = network.pairs(h, *tensors(e.given.arrays))[0]
        total = total + _apart(pairs, taught.given).sum()
    return total


def _apart(logits: Tensor, shares: np.ndarray[Any, Any]) -> Tensor:
    """Kullback-Leibler divergence of each row from the shares that are taught."""
    wanted = torch.from_numpy(shares)
    return (wanted * (wanted.clamp_min(1e-9).log() - logits.log_softmax(-1))).sum(-1)


def _worded(
    network: Network, h: Tensor, e: Example, words: Words, plan: Plan, weights: Tensor, add: Any
) -> None:
    """What each word carries, and who acts in it."""
    types, modality, ends = _scores(network, h, e, words, plan)
    logs, labels = types.log_softmax(-1), torch.from_numpy(words.sides)
    # Doubtful phrases (in apposition to the right one) do not compete.
    shares = [ends[..., n].masked_fill(labels[n] < 0, -1e4).log_softmax(-1) for n in (0, 1)]
    if e.told is not None:
        add("told", _told(logs, e.told), plan.told)
        return
    if e.marked is not None:
        add("marked", _marked(logs, shares, labels, e), plan.marked * _sure(e))
        return
    none = torch.from_numpy(words.types[:, NONE])
    add("quiet", -logs[none, NONE].sum())
    event = ~none
    if not event.any():
        return
    allowed = torch.from_numpy(words.types[:, :NONE])[event]
    add("deed", _marginal(logs[event], allowed, plan, weights).sum())
    gold = torch.from_numpy(words.modality)[event]
    add("mood", functional.cross_entropy(modality[event], gold, reduction="sum"), 0.5)
    for n in (0, 1):
        right = (labels[n] == 1)[event].float()
        total = right.sum(-1)
        own = -(shares[n][event] * right).sum(-1) / total.clamp_min(1)
        add("ends", own[total > 0].sum())


def _marked(logs: Tensor, shares: list[Tensor], labels: Tensor, e: Example) -> Tensor:
    """-log of the probability that any word carries an allowed type between the marked two."""
    if e.given is None or not (labels == 1).any(-1).all():
        return torch.zeros(())
    allowed = torch.from_numpy(e.given.types)
    whole = logs[:, :NONE].masked_fill(~allowed, -1e4).logsumexp(-1)
    for share, label in zip(shares, labels, strict=True):
        whole = whole + share.masked_fill(label != 1, -1e4).logsumexp(-1)
    return -whole.logsumexp(0)


_DOUBT = 0.15
"""How likely the type of a whole text is wrong."""


def _told(logs: Tensor, types: frozenset[EventType]) -> Tensor:
    """-log of the probability that some word carries one of some types.

    Such labels are noisy: one that the network finds impossible does not pull without end.
    """
    wanted = torch.tensor([t in types for t in TYPES])
    hit = logs[:, :NONE].masked_fill(~wanted, -1e4).exp().sum(-1)
    chance = 1 - (1 - hit.clamp(max=1 - 1e-6)).prod()
    return -(_DOUBT + (1 - _DOUBT) * chance).log()


def _sure(e: Example) -> float:
    """Sets with a quad class alone, or noisy ones, count half."""
    return 1.0 if e.marked is None or e.marked.root else 0.5


def _marginal(logs: Tensor, allowed: Tensor, plan: Plan, weights: Tensor) -> Tensor:
    """−log of the probability of any allowed type, smoothed, rare types weighing more."""
    hit = logs[:, :NONE].masked_fill(~allowed, -1e4).logsumexp(-1)
    smooth = logs[:, :NONE].mean(-1)
    loss = -(1 - plan.smoothing) * hit - plan.smoothing * smooth
    share = allowed.float()
    return loss * ((share * weights).sum(-1) / share.sum(-1))


@torch.no_grad()
def predict_given(network: Network, examples: Sequence[Example]) -> list[np.ndarray[Any, Any]]:
    """Return the type logits of the given pairs of each example."""
    network.eval()
    return [given_logits(network, encode(network, [e])[0], e) for e in examples]


@torch.no_grad()
def predict(network: Network, examples: Sequence[Example]) -> list[WordLogits]:
    """Return what the network makes of the words of each example."""
    network.eval()
    return [word_logits(network, encode(network, [e])[0], e) for e in examples]


def given_logits(network: Network, h: Tensor, e: Example) -> np.ndarray[Any, Any]:
    """Return the type logits of the given pairs from the states of a text."""
    found: np.ndarray[Any, Any] = network.pairs(h, *tensors(given_of(e).arrays))[0].numpy()
    return found


def word_logits(network: Network, h: Tensor, e: Example) -> WordLogits:
    """Return the scores of the words from the states of a text."""
    w = words_of(e)
    z, types, modality = network.words(h, torch.from_numpy(w.spots), torch.from_numpy(w.facts))
    pool, sides = torch.from_numpy(e.arrays.pool), torch.from_numpy(e.arrays.sides)
    ends = network.links(z, network.phrases(h, pool, sides), torch.from_numpy(w.links).float())
    outputs = (types, modality, ends, network.roles(h))
    return WordLogits(*(o.numpy() for o in outputs))
