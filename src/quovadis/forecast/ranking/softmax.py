"""The loss of a choice among candidates, and its slope.

McFadden (1974), *Conditional logit analysis of qualitative choice behavior*. Where a question has
several answers, each is taken as a choice against the candidates that are none (as the time-aware
filter does). Candidates that were left out by chance are made up for by an offset on those kept:
the logarithm of one over the chance to be kept (McFadden 1978).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.ranking.jit import compiled

__all__ = ["softmax_loss"]


@compiled
def softmax_loss(
    score: NDArray[np.float64],
    offset: NDArray[np.float32],
    answer: NDArray[np.bool_],
    start: NDArray[np.int64],
    weight: NDArray[np.float64],
    slope: NDArray[np.float64],
    curve: NDArray[np.float64],
) -> float:
    """Sum of ``-log P(answer)`` over all answers; fills in first and second derivatives.

    Args:
        score: Of each candidate.
        offset: Added to each score, for sampled candidates.
        answer: Which candidates are answers.
        start: Candidates of question i stand from start[i] to start[i + 1].
        weight: Of each question.
        slope: Filled with the derivatives by the scores.
        curve: Filled with the second derivatives by each score alone.
    """
    loss = 0.0
    for i in range(len(start) - 1):
        low, high = start[i], start[i + 1]
        top = -np.inf
        for j in range(low, high):
            top = max(top, score[j] + offset[j])
        rest = 0.0
        for j in range(low, high):
            if not answer[j]:
                rest += np.exp(score[j] + offset[j] - top)
        one, two = 0.0, 0.0
        for j in range(low, high):
            if answer[j]:
                e = np.exp(score[j] + offset[j] - top)
                p = e / (e + rest)
                loss -= weight[i] * np.log(max(p, 1e-300))
                slope[j] = weight[i] * (p - 1)
                curve[j] = weight[i] * p * (1 - p)
                one += 1 / (e + rest)
                two += 1 / (e + rest) ** 2
        for j in range(low, high):
            if not answer[j]:
                e = np.exp(score[j] + offset[j] - top)
                slope[j] = weight[i] * e * one
                curve[j] = weight[i] * (e * one - e * e * two)
    return loss
