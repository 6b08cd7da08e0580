"""Scan a series for one change of its mean: two statistics, and a p-value that pays for the search.

Counts: the likelihood ratio of two negative binomial means against one. With exposure `e` (the
covered share of a step) a count is taken as NB with mean `m·e` and size `r·e`; sums of such counts
are NB again, so that the estimate of a segment's mean is its total over its exposure, exactly,
and the log likelihood of a segment with total S and exposure E is, up to terms that do not depend
on the split, `g(S) - g(S + rE) + g(rE)` with `g(x) = x log x`. `r` comes from the Pearson
dispersion around a constant mean; without over-dispersion the Poisson ratio is the limit.

Net cooperation (cooperative less conflictual events): a difference of counts with variance
cooperative + conflictual (Skellam 1946) times an over-dispersion; the statistic is the squared
difference of two segment means over its variance, taken in each segment by itself, since volume
may change where the balance does not.

The p-value of the largest statistic over all splits is found by permuting the steps (Antoch and
Hušková 2001, Permutation tests in change point analysis, Statistics & Probability Letters 53). It
is exact for exchangeable steps whatever their distribution, hence also for over-dispersed ones.
Reports come in bursts that outlast a step; therefore the statistic is first divided by the
long-run variance ratio (1 + ρ)/(1 − ρ), with ρ the serial correlation of the residuals (Robbins,
Gallagher, Lund and Aue 2011, Mean shift testing in correlated data, Journal of Time Series
Analysis 32).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "DRAWS",
    "Array",
    "Gain",
    "Scan",
    "best_split",
    "bound",
    "count_gain",
    "dispersion",
    "net_gain",
    "scan",
    "serial_correlation",
]

Array = NDArray[np.float64]
Gain = Callable[[Array | Sequence[Array], int], Array]
"""From rows of shape (…, steps) and a shortest segment to a statistic per split (…, steps − 1)."""

DRAWS = 399
"""Permutations behind a p-value, whose smallest value is therefore 0.0025."""

_CHUNK = 20_000
_MAX_SIZE = 1e4
_SEED = 20_250_409


@dataclass(frozen=True, slots=True)
class Scan:
    """The best split of a series.

    Attributes:
        split: Steps before the change.
        statistic: Its likelihood ratio or squared standardised difference, less what serial
            correlation explains.
        p_value: Of "no change", corrected for the search over splits (0 to 1).
    """

    split: int
    statistic: float
    p_value: float


def dispersion(counts: Array, exposure: Array) -> Array:
    """Pearson dispersion around a constant mean: 1 for Poisson counts, more for clustered ones.

    Args:
        counts: Shape (…, steps).
        exposure: Same shape or (steps,); steps without any are left out.

    Examples:
        >>> float(dispersion(np.array([0.0, 4.0, 0.0, 4.0]), np.ones(4)))
        2.666...
    """
    mean = counts.sum(-1, keepdims=True) / exposure.sum(-1, keepdims=True) * exposure
    with np.errstate(invalid="ignore", divide="ignore"):
        terms = np.where(mean > 0, (counts - mean) ** 2 / mean, 0.0)
    told = (np.broadcast_to(exposure, counts.shape) > 0).sum(-1)
    phi: Array = terms.sum(-1) / np.maximum(told - 1, 1)
    return phi


def count_gain(data: Array | Sequence[Array], shortest: int) -> Array:
    """Twice the log likelihood ratio of a change of a negative binomial mean, for each split.

    Args:
        data: Counts and exposures, each of shape (…, steps).
        shortest: Least number of steps on either side; other splits get −inf.

    Returns:
        Shape (…, steps − 1); entry i is the split after i + 1 steps.
    """
    counts, exposure = data
    total, time = counts.sum(-1, keepdims=True), exposure.sum(-1, keepdims=True)
    size = _size(counts, exposure)
    s1, e1 = counts.cumsum(-1)[..., :-1], exposure.cumsum(-1)[..., :-1]
    gain = 2.0 * (
        _likelihood(s1, size * e1)
        + _likelihood(total - s1, size * (time - e1))
        - _likelihood(total, size * time)
    )
    return _inner(gain, shortest)


def _size(counts: Array, exposure: Array) -> Array:
    """Size of the negative binomial for one unit of exposure, from the Pearson dispersion."""
    mean = counts.sum(-1, keepdims=True) / exposure.sum(-1, keepdims=True)
    phi = np.maximum(dispersion(counts, exposure), 1.0)[..., None]
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.minimum(mean / (phi - 1.0), _MAX_SIZE)
    bounded: Array = np.maximum(np.nan_to_num(size, nan=_MAX_SIZE), 1e-6)
    return bounded


def net_gain(data: Array | Sequence[Array], shortest: int) -> Array:
    """Squared standardised difference of net cooperation before and after each split.

    Args:
        data: Cooperative counts, conflictual counts and exposures, each of shape (…, steps).
        shortest: Least number of steps on either side; other splits get −inf.

    Returns:
        Shape (…, steps − 1).
    """
    cooperative, conflictual, exposure = data
    net, volume = cooperative - conflictual, cooperative + conflictual
    n, v, e = (a.sum(-1, keepdims=True) for a in (net, volume, exposure))
    n1, v1, e1 = (a.cumsum(-1)[..., :-1] for a in (net, volume, exposure))
    e2 = np.maximum(e - e1, 1e-9)
    e1 = np.maximum(e1, 1e-9)
    # A short side is drawn to the volume of the whole: a quiet spell is not a variance of nought.
    whole = shortest * np.maximum(v, 1.0) / e
    variance = (v1 + whole) / (e1 + shortest) / e1 + (v - v1 + whole) / (e2 + shortest) / e2
    residual = ((net - n / e * exposure) ** 2).sum(-1, keepdims=True)
    phi = np.maximum(residual / np.maximum(v, 1.0), 1.0)
    gain = (n1 / e1 - (n - n1) / e2) ** 2 / (phi * variance)
    return _inner(gain, shortest)


def serial_correlation(
    data: Array, gain: Gain, split: NDArray[np.intp], shortest: int
) -> NDArray[np.float64]:
    """Correlation of neighbouring steps around their means, 0 to 0.85; negative ones count as 0.

    The means are those of the best split and of the next best one on either side of it, so that a
    change, or one that is taken back later, does not pass for dependence. What fitting three means
    takes away from the correlation is given back (Kendall's bias, once for each).

    Args:
        data: Rows as for the statistic, shape (rows, series, steps).
        gain: The statistic.
        split: Steps before the best split of each series, shape (series,).
        shortest: Least number of steps on either side of a split.

    Returns:
        Shape (series,).
    """
    steps, exposure = data.shape[-1], data[-1]
    other = _second_split(data, gain, split, shortest)
    signal = data[0] if len(data) == 2 else data[0] - data[1]
    at = np.arange(steps)
    segment = (at >= split[:, None]).astype(int) + (at >= other[:, None])
    residual = signal.copy()
    for k in range(3):
        inside = segment == k
        time = np.maximum((exposure * inside).sum(-1, keepdims=True), 1e-12)
        residual -= (signal * inside).sum(-1, keepdims=True) / time * exposure * inside
    spread = (residual**2).sum(-1)
    rho = (residual[:, 1:] * residual[:, :-1]).sum(-1) / np.where(spread > 0, spread, 1.0)
    means = np.where(other == split, 2, 3)
    rho += means * (1.0 + 4.0 * np.maximum(rho, 0.0)) / steps
    return np.where(spread > 0, np.clip(rho, 0.0, 0.85), 0.0)


def _second_split(
    data: Array, gain: Gain, split: NDArray[np.intp], shortest: int
) -> NDArray[np.intp]:
    """The best split of either side of the best split; that one again where both are too short."""
    steps = data.shape[-1]
    at, cut = np.arange(steps), split[:, None]
    highest = np.full(len(split), -np.inf)
    found = split.copy()
    # Steps without exposure and events count for nothing: each side is scanned in its place.
    for side, low, high in (
        (at < cut, np.zeros_like(cut), cut),
        (at >= cut, cut, np.full_like(cut, steps)),
    ):
        gains = gain(data * side, shortest)
        after = at[:-1] + 1
        allowed = (after >= low + shortest) & (after <= high - shortest)
        gains = np.where(allowed, gains, -np.inf)
        best, largest = gains.argmax(-1) + 1, gains.max(-1)
        found = np.where(largest > highest, best, found)
        highest = np.maximum(highest, largest)
    return found


def bound(statistic: Array | float, steps: int, shortest: int) -> Array:
    """Approximate p-value of the largest of many chi-squared statistics along one series.

    Miller and Siegmund (1982), Maximally selected chi square statistics, Biometrics 38:
    `4φ(b)/b + φ(b)(b − 1/b) log((1 − ε)²/ε²)` with b² the statistic and ε the share of the shortest
    segment. Used to pass over what cannot be significant, never as the final word.
    """
    b = np.sqrt(np.maximum(np.asarray(statistic, dtype=float), 1e-12))
    edge = min(max(shortest, 1) / steps, 0.49)
    density = np.exp(-(b**2) / 2) / math.sqrt(2 * math.pi)
    p = 4 * density / b + density * (b - 1 / b) * 2 * math.log((1 - edge) / edge)
    return np.where(b < 1.2, 1.0, np.clip(p, 0.0, 1.0))


def scan(
    data: Array,
    gain: Gain,
    *,
    shortest: int,
    alpha: float = 0.01,
    best: tuple[int, float] | None = None,
) -> Scan | None:
    """Find the best split and its p-value.

    Args:
        data: Rows of the statistic (counts, …, exposures) by steps, shape (rows, steps).
        gain: `count_gain` or `net_gain`.
        shortest: Least number of steps on either side.
        alpha: Level at which the answer is wanted: drawing stops once p is sure to lie far above
            it (Besag and Clifford 1991, Sequential Monte Carlo p-values, Biometrika 78).
        best: What `best_split` found, where the caller has asked it already.

    Returns:
        The best split, or None for a series that is too short or has no events.
    """
    best = best or best_split(data, gain, shortest)
    if best is None:
        return None
    split, statistic = best
    if statistic <= 0:
        return Scan(split, 0.0, 1.0)
    highest = _shuffled(data, gain, shortest)
    chunk = max(16, _CHUNK // data.shape[-1])
    reached, drawn = 0, 0
    while drawn < DRAWS and reached + 1 <= 5 * alpha * (DRAWS + 1):
        part = _orders(data.shape[-1], drawn, min(chunk, DRAWS - drawn))
        reached += int((highest(part) >= statistic * (1 - 1e-9)).sum())
        drawn += len(part)
    return Scan(split, statistic, (reached + 1) / (drawn + 1))


def best_split(
    data: Array, gain: Gain, shortest: int, observed: Array | None = None
) -> tuple[int, float] | None:
    """Find the best split and its statistic, less what serial correlation explains of it.

    Args:
        data: As for `scan`.
        gain: The statistic.
        shortest: Least number of steps on either side.
        observed: What `gain` says of the data, where the caller has it already.

    Returns:
        Steps before the split and the statistic, or None for a series that is too short or empty.
    """
    steps = data.shape[-1]
    if steps < 2 * shortest or not data[:-1].any():
        return None
    observed = gain(data, shortest) if observed is None else observed
    split = int(np.argmax(observed)) + 1
    statistic = float(observed[split - 1])
    if statistic <= 0:
        return split, 0.0
    rho = float(serial_correlation(data[:, None], gain, np.array([split]), shortest)[0])
    return split, statistic * (1.0 - rho) / (1.0 + rho)


def _shuffled(
    data: Array, gain: Gain, shortest: int
) -> Callable[[NDArray[np.intp]], NDArray[np.float64]]:
    """From orders of the steps, shape (draws, steps), to each order's largest statistic."""
    if not (data[-1] == data[-1][0]).all():
        return lambda part: gain([row[part] for row in data], shortest).max(-1)
    # Equal exposures need no permuting, and are summed once instead of once a draw.
    if gain is count_gain and (data[0] == np.rint(data[0])).all():
        return _shuffled_counts(data, shortest)
    return lambda part: gain([*(row[part] for row in data[:-1]), data[-1]], shortest).max(-1)


def _shuffled_counts(
    data: Array, shortest: int
) -> Callable[[NDArray[np.intp]], NDArray[np.float64]]:
    """`count_gain` of whole counts in any order: what no order changes is worked out once."""
    counts, exposure = data[0].astype(int), data[1]
    total, time = int(counts.sum()), exposure.sum()
    size = float(_size(data[0], exposure)[0])
    inner = slice(shortest - 1, len(counts) - shortest)
    first = size * exposure.cumsum()[inner]
    last = size * time - first
    fixed = _xlogx(first) + _xlogx(last) - _likelihood(np.array(float(total)), size * time)
    whole = _xlogx(np.arange(total + 1, dtype=float))

    def highest(part: NDArray[np.intp]) -> NDArray[np.float64]:
        before = counts[part].cumsum(-1)[:, inner]
        after = total - before
        gains = whole[before] + whole[after] + fixed
        gains -= _xlogx(before + first)
        gains -= _xlogx(after + last)
        largest: NDArray[np.float64] = 2.0 * gains.max(-1)
        return largest

    return highest


@functools.lru_cache(maxsize=64)
def _orders(steps: int, first: int, number: int) -> NDArray[np.intp]:
    """A few permutations of so many steps; the same ones for every series of that length."""
    rng = np.random.default_rng([_SEED, steps, first])
    return rng.permuted(np.tile(np.arange(steps), (number, 1)), axis=1)


def _likelihood(total: Array, size: Array) -> Array:
    return _xlogx(total) - _xlogx(total + size) + _xlogx(size)


def _xlogx(x: Array) -> Array:
    return x * np.log(np.maximum(x, 1e-300))


def _inner(gain: Array, shortest: int) -> Array:
    gain[..., : shortest - 1] = -np.inf
    if shortest > 1:
        gain[..., -(shortest - 1) :] = -np.inf
    return gain
