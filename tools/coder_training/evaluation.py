"""Figures of a network on examples, and the fit of its calibration."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from coder_training.corpora import MODALITIES, NONE, ROLES, TYPES, Example, Side
from quovadis.coding.learned.calibration import EVIDENCE, Calibration, softmax
from quovadis.coding.learned.decoding import Choice, choose
from quovadis.coding.learned.encoder import Logits
from quovadis.coding.learned.measures import (
    Found,
    Tally,
    calibration_error,
    macro_f1,
    match_events,
    precision_at,
    same_phrase,
)
from quovadis.coding.learned.reader import evidence_of
from quovadis.coding.learned.suggestions import hint_arrays

Run = Callable[[Any], Logits]


@dataclass
class Case:
    """A choice in one example, and whether it is right."""

    example: int
    choice: Choice
    evidence: dict[str, float]
    right: bool
    probability: float = 0.0


def plain(side: Side) -> tuple[int, int, int] | None:
    """Return head and bounds of a phrase."""
    return None if side is None else (side.root, side.start, side.end)


def root_of(index: int) -> str:
    """Return the root of a type: CONCEDE and RETREAT are one."""
    name = TYPES[index].value
    return "YIELD" if name in {"CONCEDE", "RETREAT"} else name


QUAD = {"AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "AID": 2, "COOPERATE": 2, "YIELD": 2, "ACCUSE": 3,
        "REJECT": 3, "REQUEST": 3, "THREATEN": 3, "ASSAULT": 4, "COERCE": 4, "MOBILIZE": 4,
        "PROTEST": 4, "SANCTION": 4}  # fmt: skip


def roots(logits: np.ndarray[Any, Any]) -> dict[str, float]:
    """Return the probability of each of the 15 roots from the logits of 16 types."""
    found: dict[str, float] = {}
    for n, p in enumerate(softmax(logits[:NONE].astype(np.float64))):
        found[root_of(n)] = found.get(root_of(n), 0.0) + float(p)
    return found


def given_figures(examples: Sequence[Example], outputs: Sequence[Logits]) -> dict[str, float]:
    """Return root and quad figures with source and target given."""
    root_pairs, quad_pairs = [], []
    for e, out in zip(examples, outputs, strict=True):
        shares = roots(out.types[0])
        quads: dict[int, float] = {}
        for root, p in shares.items():
            quads[QUAD[root]] = quads.get(QUAD[root], 0.0) + p
        root_pairs.append((e.marked.root, max(shares, key=shares.__getitem__)))
        quad_pairs.append((e.marked.quad, max(quads, key=quads.__getitem__)))
    return {
        "root macro-F1": macro_f1(root_pairs)[0],
        "root accuracy": sum(a == b for a, b in root_pairs) / len(root_pairs),
        "quad macro-F1": macro_f1(quad_pairs)[0],
    } | {f"F1 {k}": v for k, v in sorted(macro_f1(root_pairs)[1].items())}


def open_figures(examples: Sequence[Example], outputs: Sequence[Logits]) -> dict[str, float]:
    """Return pair and root figures with no marks: the likeliest pair of each sentence."""
    found, right, cases = 0, 0, []
    for e, out in zip(examples, outputs, strict=True):
        types = out.types.astype(np.float64)
        odds = np.logaddexp.reduce(types[:, :NONE], axis=1) - types[:, NONE]
        row = int(np.argmax(odds))
        spots = e.arrays.pairs[row] - 1
        sides = [e.candidates[i] if i >= 0 else None for i in spots]
        pair = all(same_phrase(plain(a), plain(b)) for a, b in zip(sides, e.gold[0], strict=True))
        shares = roots(types[row])
        best = max(shares, key=shares.__getitem__)
        hit = pair and best == e.marked.root
        found += pair
        right += hit
        share = softmax(odds)[row]
        # The pair has to be ahead of the others, be an event at all and have a clear type.
        cases.append((float(share * shares[best]), bool(hit)))
    n = len(examples)
    return {
        "pair": found / n,
        "pair and root": right / n,
        "precision at 50%": precision_at(cases, 0.5),
    }


def collect(examples: Sequence[Example], outputs: Sequence[Logits]) -> list[Case]:
    """Return all choices of corpus examples, each with whether it is right."""
    cases = []
    for n, (e, out) in enumerate(zip(examples, outputs, strict=True)):
        chosen = choose(e.arrays, out, e.candidates)
        gold = gold_of(e)
        hits = {i for i, _ in match_events([found_of(e, c) for c in chosen], gold)}
        for i, choice in enumerate(chosen):
            s = None if choice.source is None else e.candidates[choice.source]
            t = None if choice.target is None else e.candidates[choice.target]
            cases.append(Case(n, choice, evidence_of(choice, s, t, e.hints), i in hits))
    return cases


def gold_of(e: Example) -> list[Found]:
    """Return the gold events of a corpus example."""
    return [
        Found(v.event_type, plain(s), plain(t))
        for v, (s, t) in zip(e.sentence.events, e.gold, strict=True)
    ]


def found_of(e: Example, c: Choice) -> Found:
    """Return a choice as it is compared."""
    s = None if c.source is None else e.candidates[c.source]
    t = None if c.target is None else e.candidates[c.target]
    return Found(TYPES[c.type_index], plain(s), plain(t))


def blended(e: Example, out: Logits, calibration: Calibration) -> Logits:
    """Return the logits in the light of the lexicon."""
    hints = hint_arrays(e.hints, [c.root for c in e.candidates], e.arrays.pairs)
    return replace(out, types=calibration.blend(out.types, *hints))


def fit_blend(
    examples: Sequence[Example], outputs: Sequence[Logits], *, lexicon: bool = True
) -> Calibration:
    """Return temperature, hints and shift under which the labels of all pairs are likeliest."""
    from scipy.optimize import minimize

    logits, own, near, gold = [], [], [], []
    for e, out in zip(examples, outputs, strict=True):
        rows = np.flatnonzero(e.types.any(axis=1))
        pair, whole = hint_arrays(e.hints, [c.root for c in e.candidates], e.arrays.pairs[rows])
        logits.append(out.types[rows].astype(np.float64))
        own.append(pair)
        near.append(np.broadcast_to(whole, pair.shape))
        gold.append(e.types[rows])
    x, p, n, y = (np.concatenate(v) for v in (logits, own, near, gold))

    def loss(values: Any) -> float:
        t, a, b, c = values
        z = x / np.exp(t)
        z[:, :-1] += a * p + b * n if lexicon else 0.0
        z[:, -1] += c
        z -= np.logaddexp.reduce(z, axis=1, keepdims=True)
        hit = np.logaddexp.reduce(np.where(y, z, -1e4), axis=1)
        return float(-hit.sum() + 0.5 * (t * t + 0.2 * (a * a + b * b)))

    t, a, b, c = minimize(loss, np.zeros(4), method="Nelder-Mead", options={"maxiter": 250}).x
    return Calibration(
        type_temperature=round(float(np.exp(t)), 3),
        pair_hint=round(float(a), 3) if lexicon else 0.0,
        near_hint=round(float(b), 3) if lexicon else 0.0,
        none_shift=round(float(c), 3),
    )


def fit(cases: Sequence[Case], *, lexicon: bool = True) -> tuple[float, dict[str, float]]:
    """Return intercept and weights of the probability of an event."""
    from sklearn.linear_model import LogisticRegression

    names = [n for n in EVIDENCE if lexicon or not n.startswith("lexicon")]
    x = np.array([[c.evidence[n] for n in names] for c in cases])
    y = np.array([c.right for c in cases])
    model = LogisticRegression(C=1.0, max_iter=2000).fit(x, y)
    weights = {n: round(float(w), 4) for n, w in zip(names, model.coef_[0], strict=True)}
    return round(float(model.intercept_[0]), 4), weights


def cross_fit(
    examples: Sequence[Example], outputs: Sequence[Logits], *, folds: int = 5,
    lexicon: bool = True, seed: int = 3,
) -> list[Case]:  # fmt: skip
    """Return all choices, each with the probability that the other folds' calibration says."""
    order = list(range(len(examples)))
    random.Random(seed).shuffle(order)
    fold = {n: i % folds for i, n in enumerate(order)}
    found: list[Case] = []
    for k in range(folds):
        seen = [n for n in order if fold[n] != k]
        blend = fit_blend([examples[n] for n in seen], [outputs[n] for n in seen], lexicon=lexicon)
        adjusted = [blended(e, o, blend) for e, o in zip(examples, outputs, strict=True)]
        cases = collect(examples, adjusted)
        intercept, weights = fit([c for c in cases if fold[c.example] != k], lexicon=lexicon)
        calibration = Calibration(intercept=intercept, weights=weights)
        for c in cases:
            if fold[c.example] == k:
                c.probability = calibration.probability(c.evidence)
                found.append(c)
    return found


def temperature(logits: np.ndarray[Any, Any], gold: np.ndarray[Any, Any]) -> float:
    """Return the temperature at which the gold classes are likeliest."""
    best = min(
        np.linspace(0.5, 3.0, 51),
        key=lambda t: -np.log(softmax(logits, t)[np.arange(len(gold)), gold] + 1e-9).sum(),
    )
    return round(float(best), 2)


def event_figures(
    examples: Sequence[Example], outputs: Sequence[Logits], cases: Sequence[Case], threshold: float
) -> dict[str, Any]:
    """Return detection, modality, role and calibration figures on corpus examples."""
    whole, untyped = Tally(), Tally()
    by_type: dict[str, Tally] = {}
    by_class: dict[str, Tally] = {}
    modality, role = [], []
    for n, (e, out) in enumerate(zip(examples, outputs, strict=True)):
        own = [c for c in cases if c.example == n and c.probability >= threshold]
        own.sort(key=lambda c: -c.probability)
        found, gold = [found_of(e, c.choice) for c in own], gold_of(e)
        pairs = match_events(found, gold)
        whole.add(len(found), len(gold), len(pairs))
        untyped.add(len(found), len(gold), len(match_events(found, gold, types=False)))
        for name in e.sentence.classes:
            by_class.setdefault(name, Tally()).add(len(found), len(gold), len(pairs))
        for i, j in pairs:
            best = int(np.argmax(out.modalities[own[i].choice.row]))
            modality.append((e.sentence.events[j].modality.value, MODALITIES[best].value))
        for name in TYPES:
            f = [i for i, v in enumerate(found) if v.event_type is name]
            g = [j for j, v in enumerate(gold) if v.event_type is name]
            hits = sum(1 for i, j in pairs if j in g)
            by_type.setdefault(name.value, Tally()).add(len(f), len(g), hits)
        role.append((e.sentence.role.value, ROLES[int(np.argmax(out.roles))].value))
    return {
        "precision": whole.precision,
        "recall": whole.recall,
        "f1": whole.f1,
        "pair f1": untyped.f1,
        "modality accuracy": sum(a == b for a, b in modality) / max(len(modality), 1),
        "modality macro-F1": macro_f1(modality)[0],
        "role macro-F1": macro_f1(role)[0],
        "ece": calibration_error([(c.probability, c.right) for c in cases]),
        "types": by_type,
        "classes": by_class,
    }


def threshold_of(cases: Sequence[Case], gold: int) -> float:
    """Return the probability above which what stands has the best F0.5: precision counts double."""
    best = (0.0, 0.5)
    for step in range(20, 90):
        kept = [c for c in cases if c.probability >= step / 100]
        right = sum(c.right for c in kept)
        score = 1.25 * right / (len(kept) + 0.25 * gold) if kept else 0.0
        best = max(best, (score, step / 100))
    return best[1]


def calibrate(
    examples: Sequence[Example], outputs: Sequence[Logits]
) -> tuple[Calibration, dict[str, Any]]:
    """Fit the calibration on examples that were not trained on; return it with its figures.

    The figures are those of calibrations fitted on the other four fifths of the examples.
    """
    cases = cross_fit(examples, outputs)
    gold = sum(len(e.gold) for e in examples)
    least = threshold_of(cases, gold)
    blend = fit_blend(examples, outputs)
    adjusted = [blended(e, o, blend) for e, o in zip(examples, outputs, strict=True)]
    intercept, weights = fit(collect(examples, adjusted))
    modalities, labels = _modalities(examples, outputs)
    found = replace(
        blend,
        modality_temperature=temperature(modalities, labels),
        role_temperature=temperature(
            np.array([o.roles for o in outputs]), np.array([e.role for e in examples])
        ),
        intercept=intercept,
        weights=weights,
        threshold=least,
    )
    return found, event_figures(examples, outputs, cases, least)


def _modalities(examples: Sequence[Example], outputs: Sequence[Logits]) -> tuple[Any, Any]:
    rows = [
        (out.modalities[n], int(e.modality[n]))
        for e, out in zip(examples, outputs, strict=True)
        for n in np.flatnonzero(e.modality >= 0)
    ]
    return np.array([r for r, _ in rows]), np.array([g for _, g in rows])
