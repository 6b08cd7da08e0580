"""The boosted ranker: trees that add to the additive score what sums cannot say."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.ranking.additive import Additive
from quovadis.forecast.ranking.sample import Sample
from quovadis.forecast.ranking.softmax import softmax_loss
from quovadis.forecast.trees import load_lightgbm

__all__ = ["Boosted", "fit_boosted"]

_PARAMETERS = {
    "objective": "none",
    "learning_rate": 0.06,
    "num_leaves": 63,
    "min_data_in_leaf": 100,
    "min_sum_hessian_in_leaf": 1.0,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.5,
    "bagging_freq": 1,
    "lambda_l2": 20.0,
    "max_bin": 63,
    "verbose": -1,
    "deterministic": True,
    "force_row_wise": True,
}


_BATCH = 1 << 16


@dataclass(frozen=True, slots=True)
class Boosted:
    """The additive model, and sets of trees (one for each seed) whose mean is added to it."""

    additive: Additive
    trees: tuple[Any, ...]
    threads: int

    def score(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log-odds between candidates of one question, up to a constant of the question."""
        flat = features.reshape(-1, features.shape[-1])
        parts = np.array_split(flat, self.threads)
        with ThreadPoolExecutor(self.threads) as pool:
            scores = list(pool.map(self._score, parts))
        return np.concatenate(scores).reshape(features.shape[:-1])

    def _score(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        score = self.additive.score(rows).astype(np.float64)
        for trees in self.trees:
            score += trees.predict(rows, num_threads=1) / len(self.trees)
        return score


def fit_boosted(
    sample: Sample,
    additive: Additive,
    *,
    rounds: int = 120,
    seeds: tuple[int, ...] = (0,),
    threads: int = 1,
) -> Boosted:
    """Boost trees by the softmax loss over each question's candidates, from the additive score on.

    LightGBM (Ke et al. 2017, NeurIPS) with an objective of our own: its ranking objectives cannot
    be started from another model's scores.

    Args:
        sample: To learn from; the additive model may have been fitted to the same.
        additive: Where to start.
        rounds: Number of trees for each seed.
        seeds: One set of trees for each; more of them steady the scores.
        threads: How many to work with.

    Raises:
        QuovadisError: Without LightGBM (extra `quovadis[forecast]`).
    """
    lgb = load_lightgbm("boosted ranking")
    parameters = {**_PARAMETERS, "num_threads": threads}
    data = lgb.Dataset(_rows(lgb, sample.features), params=parameters).construct()
    start = _scores(additive, sample.features)
    slope, curve = np.zeros(len(start)), np.zeros(len(start))
    weight = np.ones(len(sample.start) - 1)

    def objective(score: NDArray[np.float64], _: Any) -> Any:
        softmax_loss(
            start + score, sample.offset, sample.answer, sample.start, weight, slope, curve
        )
        return slope, np.maximum(curve, 1e-6)

    trees = []
    for seed in seeds:
        booster = lgb.Booster({**parameters, "seed": seed}, data)
        for _ in range(rounds):
            booster.update(fobj=objective)
        trees.append(booster)
    return Boosted(additive, tuple(trees), threads)


def _rows(lgb: Any, features: NDArray[np.floating]) -> Any:
    """Rows that LightGBM reads a few at a time, so that no copy of all in float32 is made."""

    class Rows(lgb.Sequence):  # type: ignore[misc]
        batch_size = _BATCH

        def __len__(self) -> int:
            return len(features)

        def __getitem__(self, index: Any) -> NDArray[np.float64]:
            return np.asarray(features[index], np.float64)

    return Rows()


def _scores(additive: Additive, features: NDArray[np.floating]) -> NDArray[np.float64]:
    """The additive scores of many rows, converted a few at a time."""
    scores = np.empty(len(features))
    for low in range(0, len(features), _BATCH):
        part = slice(low, low + _BATCH)
        scores[part] = additive.score(features[part].astype(np.float32))
    return scores
