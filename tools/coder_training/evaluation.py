"""Figures of a network on examples, and the fit of its calibration."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coder_training.examples import MODALITIES, NONE, ROLES, TYPES, Example, Side, words_of
from quovadis.coding.learned.calibration import EVIDENCE, Calibration, softmax
from quovadis.coding.learned.deeds import Deed, WordLogits, choose_deeds
from quovadis.coding.learned.measures import (
    Found,
    Tally,
    calibration_error,
    macro_f1,
    match_events,
    precision_at,
    same_phrase,
)

LEAST_PRECISION = 0.75
"""Of the events that are told so many have to be right on the dev part."""


@dataclass
class Case:
    """A deed in one example, and whether it is right."""

    example: int
    deed: Deed
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


def given_figures(
    examples: Sequence[Example], outputs: Sequence[np.ndarray[Any, Any]]
) -> dict[str, float]:
    """Return root and quad figures with source and target given."""
    root_pairs, quad_pairs = [], []
    for e, out in zip(examples, outputs, strict=True):
        shares = roots(out[0])
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


def open_figures(examples: Sequence[Example], outputs: Sequence[WordLogits]) -> dict[str, float]:
    """Return pair and root figures with no marks: the likeliest deed of each sentence."""
    found, right, cases = 0, 0, []
    for e, out in zip(examples, outputs, strict=True):
        deeds = choose_deeds(out, words_of(e).carriers, e.candidates, e.groups, least=0.0)
        if not deeds:
            cases.append((0.0, False))
            continue
        sides = deed_found(e, deeds[0])
        pair = all(
            same_phrase(a, plain(b))
            for a, b in zip((sides.source, sides.target), e.gold[0], strict=True)
        )
        hit = pair and root_of(deeds[0].type_index) == e.marked.root
        found += pair
        right += hit
        cases.append((deeds[0].share, bool(hit)))
    n = len(examples)
    return {
        "pair": found / n,
        "pair and root": right / n,
        "precision at 50%": precision_at(cases, 0.5),
    }


def collect(examples: Sequence[Example], outputs: Sequence[WordLogits]) -> list[Case]:
    """Return all deeds of corpus examples, each with whether it is right."""
    cases = []
    for n, (e, out) in enumerate(zip(examples, outputs, strict=True)):
        carriers = words_of(e).carriers
        deeds = choose_deeds(out, carriers, e.candidates, e.groups)
        hits = {i for i, _ in match_events([deed_found(e, d) for d in deeds], gold_of(e))}
        cases.extend(
            Case(n, deed, deed.evidence(carriers[deed.row]), i in hits)
            for i, deed in enumerate(deeds)
        )
    return cases


def gold_of(e: Example) -> list[Found]:
    """Return the gold events of a corpus example."""
    return [
        Found(v.event_type, plain(s), plain(t))
        for v, (s, t) in zip(e.sentence.events, e.gold, strict=True)
    ]


def deed_found(e: Example, deed: Deed) -> Found:
    """Return a deed as it is compared."""
    s = None if deed.source is None else e.candidates[deed.source]
    t = None if deed.target is None else e.candidates[deed.target]
    return Found(TYPES[deed.type_index], plain(s), plain(t))


def fit(cases: Sequence[Case]) -> tuple[float, dict[str, float]]:
    """Return intercept and weights of the probability of an event."""
    from sklearn.linear_model import LogisticRegression

    x = np.array([[c.evidence[n] for n in EVIDENCE] for c in cases])
    y = np.array([c.right for c in cases])
    model = LogisticRegression(C=1.0, max_iter=2000).fit(x, y)
    weights = {n: round(float(w), 4) for n, w in zip(EVIDENCE, model.coef_[0], strict=True)}
    return round(float(model.intercept_[0]), 4), weights


def cross_fit(cases: Sequence[Case], size: int, *, folds: int = 5, seed: int = 3) -> None:
    """Give each deed the probability that the calibration of the other folds says."""
    order = list(range(size))
    random.Random(seed).shuffle(order)
    fold = {n: i % folds for i, n in enumerate(order)}
    for k in range(folds):
        intercept, weights = fit([c for c in cases if fold[c.example] != k])
        calibration = Calibration(intercept=intercept, weights=weights)
        for c in cases:
            if fold[c.example] == k:
                c.probability = calibration.probability(c.evidence)


def temperature(logits: np.ndarray[Any, Any], gold: np.ndarray[Any, Any]) -> float:
    """Return the temperature at which the gold classes are likeliest."""
    best = min(
        np.linspace(0.5, 3.0, 51),
        key=lambda t: -np.log(softmax(logits, t)[np.arange(len(gold)), gold] + 1e-9).sum(),
    )
    return round(float(best), 2)


def event_figures(
    examples: Sequence[Example], outputs: Sequence[WordLogits], cases: Sequence[Case],
    threshold: float,
) -> dict[str, Any]:  # fmt: skip
    """Return detection, modality, role and calibration figures on corpus examples."""
    whole, untyped = Tally(), Tally()
    by_type: dict[str, Tally] = {}
    by_class: dict[str, Tally] = {}
    modality, role = [], []
    for n, (e, out) in enumerate(zip(examples, outputs, strict=True)):
        own = [c for c in cases if c.example == n and c.probability >= threshold]
        own.sort(key=lambda c: -c.probability)
        found, gold = [deed_found(e, c.deed) for c in own], gold_of(e)
        pairs = match_events(found, gold)
        whole.add(len(found), len(gold), len(pairs))
        untyped.add(len(found), len(gold), len(match_events(found, gold, types=False)))
        for name in e.sentence.classes:
            by_class.setdefault(name, Tally()).add(len(found), len(gold), len(pairs))
        for i, j in pairs:
            best = int(np.argmax(out.modalities[own[i].deed.row]))
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
    """Return the probability above which what stands has the best F1 at a precision of 0.75."""
    best = (0.0, 0.5)
    for step in range(20, 90):
        kept = [c for c in cases if c.probability >= step / 100]
        right = sum(c.right for c in kept)
        if right >= LEAST_PRECISION * len(kept) and right:
            best = max(best, (2 * right / (len(kept) + gold), step / 100))
    return best[1]


def calibrate(
    examples: Sequence[Example], outputs: Sequence[WordLogits],
    given: Sequence[np.ndarray[Any, Any]],
) -> tuple[Calibration, dict[str, Any]]:  # fmt: skip
    """Fit the calibration on examples that were not trained on; return it with its figures.

    The figures are those of calibrations fitted on the other four fifths of the examples.

    Args:
        examples: Of the corpus.
        outputs: What the networks make of each.
        given: Type logits of the given pairs of those examples that have any.
    """
    cases = collect(examples, outputs)
    intercept, weights = fit(cases)
    cross_fit(cases, len(examples))
    least = threshold_of(cases, sum(len(e.gold) for e in examples))
    kinds, moods = [], []
    for e, out in zip(examples, outputs, strict=True):
        words = words_of(e)
        for n in np.flatnonzero(words.modality >= 0):
            kinds.append((out.types[n, :NONE], int(np.argmax(words.types[n]))))
            moods.append((out.modalities[n], int(words.modality[n])))
    pairs = [e.given for e in examples if e.given is not None]
    links = [(row, int(np.argmax(types))) for g, own in zip(pairs, given, strict=True)
             for row, types in zip(own, g.types, strict=True)]  # fmt: skip
    roles = [(o.roles, e.role) for e, o in zip(examples, outputs, strict=True)]
    found = Calibration(
        type_temperature=_temperature(kinds),
        given_temperature=_temperature(links),
        modality_temperature=_temperature(moods),
        role_temperature=_temperature(roles),
        intercept=intercept,
        weights=weights,
        threshold=least,
    )
    return found, event_figures(examples, outputs, cases, least)


def _temperature(rows: Sequence[tuple[Any, int]]) -> float:
    return temperature(np.array([r for r, _ in rows]), np.array([g for _, g in rows]))
