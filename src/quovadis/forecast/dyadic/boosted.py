"""Boosted trees that start from climatology and learn where a dyad departs from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from quovadis.forecast.arrays import Floats
from quovadis.forecast.dyadic.features import Features
from quovadis.forecast.dyadic.links import log_odds, sigmoid
from quovadis.forecast.dyadic.panel import N_QUADS
from quovadis.forecast.trees import load_lightgbm

__all__ = ["Boosted", "fit_boosted", "have_lightgbm"]

_PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 200,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 20.0,
    "max_bin": 63,
    "boost_from_average": False,
    "verbose": -1,
    "deterministic": True,
    "force_row_wise": True,
}

_DEPARTURES = (
    *(
        (f"{name}_{near}", f"{name}_{far}")
        for name in ("own", "any", "back", "back_any", "source", "target")
        for near, far in (("3", "10"), ("10", "30"), ("30", "all"), ("10", "all"), ("90", "all"))
    ),
    *(
        (f"{name}{quad}_10", f"{name}{quad}_all")
        for name in ("quad", "back_quad")
        for quad in range(N_QUADS)
    ),
)
"""Columns and what is taken from them. Climatology knows the level: a departure from it is one
split here, and many on the rates themselves."""


def have_lightgbm() -> bool:
    """Whether LightGBM can be imported."""
    try:
        import lightgbm  # noqa: F401
    except ImportError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Boosted:
    """Sets of trees, one for each seed; their mean is added to the log-odds of the start."""

    trees: tuple[Any, ...]
    threads: int

    def probabilities(self, features: Features, climatology: Floats) -> Floats:
        """Give the probabilities, shape (pairs, classes).

        Args:
            features: Of the pairs.
            climatology: Probabilities that the trees look at and start from.
        """
        flat = _flat(features, climatology)
        score = np.zeros(len(flat))
        for trees in self.trees:
            score += trees.predict(flat, raw_score=True, num_threads=self.threads)
        return sigmoid(log_odds(climatology) + score.reshape(climatology.shape) / len(self.trees))


def fit_boosted(
    features: Features,
    climatology: Floats,
    start: Floats,
    came: Floats,
    *,
    rounds: int = 100,
    seeds: tuple[int, ...] = (0,),
    threads: int = 1,
) -> Boosted:
    """Boost trees by the log loss over all classes at once, from given probabilities on.

    LightGBM (Ke et al. 2017, NeurIPS). The class is a category that trees may split on, so that
    classes share what they have in common.

    Args:
        features: Of past pairs.
        climatology: Their probabilities by climatology, shape (pairs, classes).
        start: Probabilities to start from: climatology at the level that came about.
        came: Whether it came about, likewise, 0 or 1.
        rounds: Number of trees for each seed.
        seeds: One set of trees for each; more of them steady the probabilities.
        threads: How many to work with.

    Raises:
        QuovadisError: Without LightGBM (extra `quovadis[forecast]`).
    """
    lgb = load_lightgbm("the boosted forecaster")
    fixed = {**_PARAMETERS, "num_threads": threads}
    data = lgb.Dataset(
        _flat(features, climatology),
        came.ravel(),
        init_score=log_odds(start).ravel(),
        categorical_feature=[features.names.index("class")],
        params=fixed,
    )
    return Boosted(
        tuple(lgb.train({**fixed, "seed": seed}, data, rounds) for seed in seeds), threads
    )


def _flat(features: Features, climatology: Floats) -> Any:
    """Columns, departures and climatology, one row for each pair and class."""
    departures = [
        features.values[..., features.names.index(column)]
        - features.values[..., features.names.index(less)]
        for column, less in _DEPARTURES
    ]
    whole = np.concatenate(
        [
            features.values,
            np.stack(departures, axis=-1),
            log_odds(climatology)[..., None].astype(np.float32),
        ],
        -1,
    )
    return whole.reshape(-1, whole.shape[-1])
