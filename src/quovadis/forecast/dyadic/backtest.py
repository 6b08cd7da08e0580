"""Roll the origin through a panel: fit, forecast, wait, score."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quovadis.errors import Abstained
from quovadis.forecast.arrays import Floats, Ints
from quovadis.forecast.dyadic.forecaster import Forecaster, Plan, fit_forecaster
from quovadis.forecast.dyadic.panel import CLASSES, N_QUADS, Panel
from quovadis.forecast.dyadic.snapshots import GROUPS, Snapshots
from quovadis.forecast.scores import (
    Bin,
    block_bootstrap,
    brier_scores,
    expected_calibration_error,
    log_scores,
    reliability,
    skill_score,
)

__all__ = ["POOLS", "Backtest", "Row", "Trials", "roll", "score"]

POOLS: dict[str, tuple[int, ...]] = {
    "quad classes": tuple(range(N_QUADS)),
    "types": tuple(range(N_QUADS, len(CLASSES))),
    **{name: (k,) for k, name in enumerate(CLASSES)},
}
"""Classes by which scores are given: pooled, and each for itself."""

_DRAWS = 400

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trials:
    """Forecasts of one horizon whose windows are over.

    Attributes:
        horizon: Days.
        said: By model, shape (pairs, classes).
        came: 0 or 1, likewise.
        group: Number in `GROUPS`, by pair.
        dyad: Number of the pair, from 0.
        time: Number of the origin, from 0.
        origins: Their dates.
        fitted: Dates that models were fitted at.
    """

    horizon: int
    said: dict[str, Floats]
    came: Floats
    group: Ints
    dyad: Ints
    time: Ints
    origins: tuple[dt.date, ...]
    fitted: tuple[dt.date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Scores of one model.

    Attributes:
        pool: Key of `POOLS`.
        group: One of `GROUPS`.
        n: Forecasts: pairs times origins times classes.
        n_came: Of them, how many came about.
        brier: Mean Brier score.
        log: Mean log score.
        skill: Brier skill against climatology; None where nothing came about.
        low: Lower end of its 95% interval, or None.
        high: Upper end, or None.
        over_recurrency: Brier skill against recurrency, or None.
        calibration_error: Expected calibration error, ten bins.
        sharpness: Standard deviation of the probabilities.
        bins: Reliability.
    """

    horizon: int
    pool: str
    group: str
    model: str
    n: int
    n_came: int
    brier: float
    log: float
    skill: float | None
    low: float | None
    high: float | None
    over_recurrency: float | None
    calibration_error: float
    sharpness: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """What came of a backtest.

    Attributes:
        level: Of the actors.
        first: First day of the events.
        last: Last day.
        n_actors: Actors in them.
        n_dyads: Directed dyads with at least one event.
        origins: By horizon, the days that forecasts were made.
        rows: Scores.
        seed: Of all draws.
    """

    level: str
    first: dt.date
    last: dt.date
    n_actors: int
    n_dyads: int
    origins: dict[int, tuple[dt.date, ...]]
    rows: tuple[Row, ...]
    seed: int = 0

    def find(self, horizon: int, pool: str, group: str, model: str) -> Row | None:
        """The scores of one model, or None where there was nothing to score."""
        for row in self.rows:
            if (row.horizon, row.pool, row.group, row.model) == (horizon, pool, group, model):
                return row
        return None


def roll(
    panel: Panel,
    horizon: int,
    *,
    snapshots: Snapshots,
    since: int,
    until: int | None = None,
    refit: int = 4,
    plan: Plan | None = None,
    on_origin: Callable[[], None] | None = None,
) -> Trials:
    """Forecast from origin to origin, with models fitted to what was over by then.

    Args:
        panel: The dyads.
        horizon: Days; one of those of the snapshots.
        snapshots: Of the panel.
        since: First origin, counted from the panel's first day.
        until: Last day of the last window; None for the panel's last.
        refit: Origins after which the models are fitted anew.
        plan: How they are fitted.
        on_origin: Called after each origin.

    Raises:
        Abstained: No window fits, or there is too little before the first origin.
    """
    chosen = plan or Plan()
    last = panel.last if until is None else min(until, panel.last)
    origins = list(range(since, last - horizon + 1, chosen.step))
    if not origins:
        raise Abstained(
            f"no window of {horizon} days fits between {panel.date(since)} and {panel.date(last)}",
            do="choose an earlier first origin, a shorter horizon, or load more days",
        )
    model: Forecaster | None = None
    fitted: list[dt.date] = []
    parts: list[tuple[dict[str, Floats], NDArray[np.bool_], Ints, Ints]] = []
    for i, origin in enumerate(origins):
        if model is None or i % refit == 0:
            log.info("fitting forecasts of %d days at %s", horizon, panel.date(origin))
            model = fit_forecaster(snapshots, origin, horizon, chosen)
            fitted.append(panel.date(origin))
        shot = snapshots.at(origin)
        key = shot.source * len(panel.actors) + shot.target
        parts.append((model.probabilities(shot), shot.came(panel, horizon), shot.group, key))
        if on_origin:
            on_origin()
    sizes = [len(group) for _, _, group, _ in parts]
    keys = np.concatenate([key for *_, key in parts])
    return Trials(
        horizon=horizon,
        said={m: np.concatenate([said[m] for said, *_ in parts]) for m in parts[0][0]},
        came=np.concatenate([came for _, came, _, _ in parts]).astype(float),
        group=np.concatenate([group for _, _, group, _ in parts]),
        dyad=np.unique(keys, return_inverse=True)[1].astype(np.int64),
        time=np.repeat(np.arange(len(parts)), sizes),
        origins=tuple(panel.date(o) for o in origins),
        fitted=tuple(fitted),
    )


def score(trials: Trials, *, seed: int = 0, pools: Sequence[str] | None = None) -> list[Row]:
    """Score every model, by class and by how well the dyads were known.

    Args:
        trials: What was said, and what came about.
        seed: Of the bootstrap.
        pools: Keys of `POOLS`; None for all.
    """
    rows: list[Row] = []
    for number, group in enumerate(GROUPS):
        kept = trials.group == number
        if not kept.any():
            continue
        for pool in pools or POOLS:
            rows += _rows(trials, kept, group, pool, seed)
    return rows


def _rows(
    trials: Trials, kept: NDArray[np.bool_], group: str, pool: str, seed: int
) -> Iterator[Row]:
    columns = list(POOLS[pool])
    came = trials.came[kept][:, columns]
    said = {m: p[kept][:, columns] for m, p in trials.said.items()}
    brier = {m: brier_scores(came, p).sum(axis=1) for m, p in said.items()}
    dyad = np.unique(trials.dyad[kept], return_inverse=True)[1].astype(np.int64)
    time = np.unique(trials.time[kept], return_inverse=True)[1].astype(np.int64)
    n, any_came = came.size, bool(came.any())
    for model, p in said.items():
        low = high = None
        if any_came and model != "climatology":
            low, high = block_bootstrap(
                brier[model], brier["climatology"], dyad, time, draws=_DRAWS, seed=seed
            )
        mean = {m: float(b.sum()) / n for m, b in brier.items()}
        yield Row(
            horizon=trials.horizon,
            pool=pool,
            group=group,
            model=model,
            n=n,
            n_came=int(came.sum()),
            brier=mean[model],
            log=float(log_scores(came, p).mean()),
            skill=skill_score(mean[model], mean["climatology"]) if any_came else None,
            low=low,
            high=high,
            over_recurrency=skill_score(mean[model], mean["recurrency"]) if any_came else None,
            calibration_error=expected_calibration_error(came, p),
            sharpness=float(p.std()),
            bins=tuple(reliability(came, p)),
        )
