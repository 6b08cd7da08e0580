"""Scores of a probability against what happened. Both are proper: honesty is the best policy."""

from __future__ import annotations

import math

__all__ = ["brier_score", "log_score"]


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


def _check(probability: float) -> None:
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"a probability lies between 0 and 1, not at {probability!r}")
