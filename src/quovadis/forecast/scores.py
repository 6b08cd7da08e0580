"""Scores of a probability against what happened. Both are proper: honesty is the best policy."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Bin",
    "block_bootstrap",
    "brier_score",
    "brier_scores",
    "expected_calibration_error",
    "log_score",
    "log_scores",
    "reliability",
    "skill_score",
]

_Floats = NDArray[np.float64]


def brier_score(outcome: bool, probability: float) -> float:
    r"""Score a probability by the square of its distance from what happened.

    Formula: ``(p - y)**2`` with y 1 if it happened, else 0. Range: 0 (best) to 1; always saying
    one half scores 0.25. Brier (1950), Verification of forecasts expressed in terms of
    probability, Monthly Weather Review 78.

    Args:
        outcome: Whether it happened.
        probability: 0 to 1.

    Raises:
        ValueError: For a probability outside 0 to 1.

    Examples:
        >>> brier_score(True, 0.75), brier_score(False, 0.75)
        (0.0625, 0.5625)
    """
    _check(probability)
    return (probability - float(outcome)) ** 2


def log_score(outcome: bool, probability: float) -> float:
    r"""Score a probability by the surprise at what happened.

    Formula: ``-ln(p)`` if it happened, ``-ln(1 - p)`` if not. Range: 0 (best) to infinity, which
    a certainty that proves false earns; always saying one half scores 0.693. Good (1952), Rational
    decisions, Journal of the Royal Statistical Society B 14.

    Args:
        outcome: Whether it happened.
        probability: 0 to 1.

    Raises:
        ValueError: For a probability outside 0 to 1.

    Examples:
        >>> round(log_score(True, 0.5), 4), log_score(True, 0.0)
        (0.6931, inf)
    """
    _check(probability)
    said = probability if outcome else 1.0 - probability
    return -math.log(said) if said > 0 else math.inf


def brier_scores(outcomes: _Floats, probabilities: _Floats) -> _Floats:
    """Score many probabilities at once; see `brier_score`.

    Args:
        outcomes: 0 or 1, of any shape.
        probabilities: 0 to 1, of the same shape.

    Raises:
        ValueError: For a probability outside 0 to 1.

    Examples:
        >>> brier_scores(np.array([1.0, 0.0]), np.array([0.75, 0.75])).tolist()
        [0.0625, 0.5625]
    """
    _check_all(probabilities)
    found: _Floats = (probabilities - outcomes) ** 2
    return found


def log_scores(outcomes: _Floats, probabilities: _Floats) -> _Floats:
    """Score many probabilities at once; see `log_score`.

    Args:
        outcomes: 0 or 1, of any shape.
        probabilities: 0 to 1, of the same shape.

    Raises:
        ValueError: For a probability outside 0 to 1.

    Examples:
        >>> log_scores(np.array([1.0, 1.0]), np.array([0.5, 0.25])).round(4).tolist()
        [0.6931, 1.3863]
    """
    _check_all(probabilities)
    said = np.where(outcomes > 0.5, probabilities, 1.0 - probabilities)
    with np.errstate(divide="ignore"):
        found: _Floats = -np.log(said)
    return found


def skill_score(score: float, reference: float) -> float:
    """Say by which share a mean score is better than that of a reference.

    Formula: ``1 - score / reference``. Range: minus infinity to 1; 0 is as good as the reference,
    above is better. Murphy (1988), Skill scores based on the mean square error, Monthly Weather
    Review 116.

    Args:
        score: Mean score of the forecasts; lower is better.
        reference: Mean score of the reference, on the same outcomes.

    Returns:
        NaN when the reference makes no error: there is nothing to be better at.

    Examples:
        >>> skill_score(0.15, 0.20)
        0.25
    """
    if reference == 0.0:
        return math.nan
    return float(f"{1.0 - score / reference:.12g}")


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts of about the same probability.

    Attributes:
        low: Lower edge; the bin holds probabilities from here on.
        high: Upper edge, not in it (but for 1).
        n: How many forecasts.
        said: Their mean probability, None for none.
        came: Share of them that came about, None for none.
    """

    low: float
    high: float
    n: int
    said: float | None
    came: float | None


def reliability(outcomes: _Floats, probabilities: _Floats, n_bins: int = 10) -> list[Bin]:
    """Compare what was said with what came about, by bins of equal width.

    Murphy and Winkler (1977), Reliability of subjective probability forecasts of precipitation and
    temperature, Applied Statistics 26.

    Args:
        outcomes: 0 or 1, of any shape.
        probabilities: 0 to 1, of the same shape.
        n_bins: How many bins from 0 to 1.

    Raises:
        ValueError: For a probability outside 0 to 1.

    Examples:
        >>> bins = reliability(np.array([0.0, 1.0, 1.0]), np.array([0.1, 0.3, 0.9]), 2)
        >>> [(b.n, b.said, b.came) for b in bins]
        [(2, 0.2, 0.5), (1, 0.9, 1.0)]
    """
    _check_all(probabilities)
    p, y = np.ravel(probabilities), np.ravel(outcomes)
    at = np.minimum((p * n_bins).astype(int), n_bins - 1)
    n = np.bincount(at, minlength=n_bins)
    said, came = np.bincount(at, p, n_bins), np.bincount(at, y, n_bins)
    return [
        Bin(
            k / n_bins,
            (k + 1) / n_bins,
            int(n[k]),
            float(said[k] / n[k]) if n[k] else None,
            float(came[k] / n[k]) if n[k] else None,
        )
        for k in range(n_bins)
    ]


def expected_calibration_error(
    outcomes: _Floats, probabilities: _Floats, n_bins: int = 10
) -> float:
    """Say how far, on average, what was said lies from what came about.

    Formula: the mean over bins of ``|said - came|``, weighed by the forecasts in each. Range: 0
    (best) to 1. Chance alone keeps it above 0. Naeini, Cooper and Hauskrecht (2015), Obtaining well
    calibrated probabilities using Bayesian binning, AAAI.

    Args:
        outcomes: 0 or 1, of any shape.
        probabilities: 0 to 1, of the same shape.
        n_bins: How many bins from 0 to 1.

    Examples:
        >>> said = np.array([0.1, 0.3, 0.9])
        >>> round(expected_calibration_error(np.array([0.0, 1.0, 1.0]), said, 2), 4)
        0.2333
    """
    off, total = 0.0, 0
    for b in reliability(outcomes, probabilities, n_bins):
        if b.said is not None and b.came is not None:
            off += b.n * abs(b.said - b.came)
            total += b.n
    return off / total if total else math.nan


def block_bootstrap(
    score: _Floats,
    reference: _Floats,
    dyads: NDArray[np.int64],
    times: NDArray[np.int64],
    *,
    draws: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> tuple[float, float]:
    """Give an interval of the skill score, drawing whole dyads and whole origins anew.

    Forecasts of one dyad resemble each other, and so do those of one day: each draw takes dyads
    and origins with replacement, and weighs a forecast by the product of how often its dyad and
    its origin were drawn. Where there are fewer than four origins only dyads are drawn, and the
    interval says nothing about other times. Owen (2007), The pigeonhole bootstrap, Annals of
    Applied Statistics 1.

    Args:
        score: By forecast; lower is better.
        reference: Of the reference for the same forecasts.
        dyads: Number of each forecast's dyad, from 0.
        times: Number of its origin, from 0.
        draws: How many.
        level: Of the interval.
        seed: Of the draws.

    Returns:
        Lower and upper end.

    Examples:
        >>> score, reference = np.full(40, 0.15), np.full(40, 0.2)
        >>> dyads, times = np.repeat(np.arange(10), 4), np.tile(np.arange(4), 10)
        >>> [round(x, 6) for x in block_bootstrap(score, reference, dyads, times)]
        [0.25, 0.25]
    """
    n_dyads, n_times = int(dyads.max()) + 1, int(times.max()) + 1
    cells = dyads * n_times + times
    size = n_dyads * n_times
    ours = np.bincount(cells, score, size).reshape(n_dyads, n_times)
    theirs = np.bincount(cells, reference, size).reshape(n_dyads, n_times)
    random = np.random.default_rng(seed)
    found = np.empty(draws)
    for i in range(draws):
        by_dyad = np.bincount(random.integers(n_dyads, size=n_dyads), minlength=n_dyads)
        by_time = np.ones(n_times, dtype=np.int64)
        if n_times >= 4:
            by_time = np.bincount(random.integers(n_times, size=n_times), minlength=n_times)
        below = float(by_dyad @ theirs @ by_time)
        found[i] = 1.0 - float(by_dyad @ ours @ by_time) / below if below > 0 else math.nan
    low, high = np.nanquantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _check(probability: float) -> None:
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"a probability lies between 0 and 1, not at {probability!r}")


def _check_all(probabilities: _Floats) -> None:
    if not bool(np.all((probabilities >= 0.0) & (probabilities <= 1.0))):
        raise ValueError("a probability lies between 0 and 1, and one here does not")
