"""All models of one horizon, fitted at one day to what was over by then, kept in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from quovadis.errors import Abstained
from quovadis.forecast.arrays import Floats
from quovadis.forecast.dyadic.boosted import Boosted, fit_boosted, have_lightgbm
from quovadis.forecast.dyadic.calibration import Calibration, fit_calibration
from quovadis.forecast.dyadic.climatology import Climatology, choose_climatology
from quovadis.forecast.dyadic.features import Features
from quovadis.forecast.dyadic.hazard import Hazard, fit_hazard
from quovadis.forecast.dyadic.levels import expected_shift, shift_of, shifted
from quovadis.forecast.dyadic.links import log_odds, sigmoid
from quovadis.forecast.dyadic.recurrency import Recurrency, fit_recurrency
from quovadis.forecast.dyadic.snapshots import Snapshot, Snapshots

__all__ = ["MODELS", "Forecaster", "Plan", "fit_forecaster", "origins_before"]

_LEVEL_HALF_LIFE, _LEVEL_STRENGTH = 28.0, 1.0

MODELS = ("climatology", "recurrency", "hazard", "boosted", "blend")
"""In order: each knows more than the one before. The last averages the two before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How forecasters are fitted.

    Attributes:
        step: Days from one origin to the next.
        burn_in: Days of past that an origin must have, besides those of one horizon: short pasts
            teach a model what a long one will not show again.
        least: Origins whose window must be over, below which nothing is fitted.
        most: Origins to fit to at the most, the latest.
        calibrate: Of these, how many of the latest are kept for calibration, fewer where they would
            leave less than `least` to fit to; below 2 for none.
        between: Days from one origin to the next where those between the weekly ones are learned
            from too: windows overlap more, but a short past tells more of what it holds.
        most_pairs: Pairs of actors to learn from, above which the origins between are left out.
        rounds: Trees for each seed.
        seeds: Of the trees.
        threads: How many to work with.
        boosted: Whether to fit trees (needs LightGBM).
    """

    step: int = 7
    burn_in: int = 56
    least: int = 8
    most: int = 52
    between: int = 3
    most_pairs: int = 200_000
    calibrate: int = 8
    rounds: int = 100
    seeds: tuple[int, ...] = (0,)
    threads: int = 1
    boosted: bool = field(default_factory=have_lightgbm)


@dataclass(frozen=True, slots=True)
class Forecaster:
    """Models of one horizon.

    Attributes:
        horizon: Days.
        fitted: The day they were fitted at, counted from the panel's first.
        boosted: None without LightGBM; then there is no blend either.
        levels: By model, the shift in log-odds by class with which its latest windows would have
            come out right; of well-known dyads only, as is the next.
        calibrations: By model, for those that are calibrated.
    """

    horizon: int
    fitted: int
    climatology: Climatology
    recurrency: Recurrency
    hazard: Hazard
    boosted: Boosted | None
    levels: dict[str, Floats] = field(default_factory=dict)
    calibrations: dict[str, Calibration] = field(default_factory=dict)

    def probabilities(self, snapshot: Snapshot) -> dict[str, Floats]:
        """Give each model's probabilities, by its name, of shape (pairs, classes)."""
        said = self.raw(snapshot)
        known = (snapshot.group == 0)[:, None]
        for name, found in self.calibrations.items():
            right = shifted(found.probabilities(said[name]), self.levels[name])
            said[name] = np.where(known, right, said[name])
        return said

    def raw(self, snapshot: Snapshot) -> dict[str, Floats]:
        """Give them as they are before calibration."""
        climatology = self.climatology.probabilities(snapshot.climates[self.horizon])
        said = {
            "climatology": climatology,
            "recurrency": self.recurrency.probabilities(snapshot.features),
            "hazard": self.hazard.probabilities(snapshot.features, climatology),
        }
        if self.boosted is not None:
            said["boosted"] = self.boosted.probabilities(snapshot.features, climatology)
            both = log_odds(said["hazard"]) + log_odds(said["boosted"])
            said["blend"] = sigmoid(both / 2)
        return said


def origins_before(day: int, horizon: int, plan: Plan) -> list[int]:
    """Origins whose windows are over by a day, the earliest first.

    Examples:
        >>> origins_before(130, 30, Plan())
        [86, 93, 100]
    """
    latest = day - horizon
    n = min((latest - horizon - plan.burn_in) // plan.step + 1, plan.most)
    return [latest - plan.step * i for i in range(n)][::-1]


def fit_forecaster(snapshots: Snapshots, day: int, horizon: int, plan: Plan) -> Forecaster:
    """Fit all models to the windows that are over by a day.

    Calibration is fitted on the latest origins to models that were fitted on windows over before
    the first of those began; then the models are fitted again to all.

    Args:
        snapshots: Of the panel.
        day: Counted from the panel's first.
        horizon: Days; one of those of the snapshots.
        plan: How.

    Raises:
        Abstained: There are too few windows.
    """
    origins = origins_before(day, horizon, plan)
    if len(origins) < plan.least:
        need = plan.burn_in + plan.step * (plan.least - 1) + 2 * horizon
        raise Abstained(
            f"{day + 1} days of events are too few to fit forecasts of {horizon} days",
            do=f"load at least {need + 1} days without a gap, or ask for a shorter horizon",
        )
    calibrations: dict[str, Calibration] = {}
    levels: dict[str, Floats] = {}
    early, late = _slices(origins, horizon, plan)
    if late:
        trial = _fit(snapshots, early, day, horizon, plan)
        levels, calibrations = _corrections(trial, snapshots, late)
    model = _fit(snapshots, origins, day, horizon, plan)
    return replace(model, levels=levels, calibrations=calibrations)


def _slices(origins: list[int], horizon: int, plan: Plan) -> tuple[list[int], list[int]]:
    """Part the origins in those to fit to and the latest, for calibration; few leave none."""
    for n in range(plan.calibrate, 1, -1):
        late = origins[len(origins) - n :]
        early = [o for o in origins if o + horizon <= late[0]]
        if len(early) >= plan.least:
            return early, late
    return origins, []


def _fit(
    snapshots: Snapshots,
    origins: Sequence[int],
    day: int,
    horizon: int,
    plan: Plan,
) -> Forecaster:
    shots = _learned_from(snapshots, origins, plan)
    happened = [s.came(snapshots.panel, horizon, known_by=day) for s in shots]
    climates = [s.climates[horizon] for s in shots]
    # Dyads with a record of their own show how much a record is worth; of a rare one it says less.
    known = [s.group == 0 for s in shots]
    climatology = choose_climatology(
        [c.among(k) for c, k in zip(climates, known, strict=True)],
        [y[k] for y, k in zip(happened, known, strict=True)],
        horizon,
    )
    features = Features(np.concatenate([s.features.values for s in shots]), shots[0].features.names)
    said = [climatology.probabilities(c) for c in climates]
    shifts = [
        shift_of(p[k], y[k].astype(float)) for p, y, k in zip(said, happened, known, strict=True)
    ]
    # What a window's level has of its own is taken out, so that only what lasts is learned.
    usual = np.mean(shifts, axis=0)
    shifts = [shift - usual for shift in shifts]
    start = np.concatenate([shifted(p, s) for p, s in zip(said, shifts, strict=True)])
    came = np.concatenate(happened).astype(float)
    boosted = None
    if plan.boosted:
        boosted = fit_boosted(
            features,
            np.concatenate(said),
            start,
            came,
            rounds=plan.rounds,
            seeds=plan.seeds,
            threads=plan.threads,
        )
    return Forecaster(
        horizon=horizon,
        fitted=day,
        climatology=climatology,
        recurrency=fit_recurrency(features, came),
        hazard=fit_hazard(features, start, came),
        boosted=boosted,
    )


def _learned_from(snapshots: Snapshots, origins: Sequence[int], plan: Plan) -> list[Snapshot]:
    """The snapshots of the origins, and of those between where they are not too many."""
    shots = [snapshots.at(o) for o in origins]
    dense = range(origins[-1], origins[0] - 1, -plan.between)
    pairs = sum(len(s.source) for s in shots) / len(shots)
    if pairs * len(dense) > plan.most_pairs or len(dense) <= len(shots):
        return shots
    return [snapshots.at(o) for o in reversed(dense)]


def _corrections(
    trial: Forecaster, snapshots: Snapshots, origins: Sequence[int]
) -> tuple[dict[str, Floats], dict[str, Calibration]]:
    """Learn each model's slope and level on windows that it has not seen.

    Of well-known dyads: of the others most stay quiet, and the same line would make far too many
    speak up. Climatology stays what it is.
    """
    shots = [snapshots.at(o) for o in origins]
    known = [s.group == 0 for s in shots]
    came = [
        s.came(snapshots.panel, trial.horizon, known_by=trial.fitted)[k].astype(float)
        for s, k in zip(shots, known, strict=True)
    ]
    said = [trial.raw(s) for s in shots]
    levels, calibrations = {}, {}
    for name in said[0]:
        if name == "climatology":
            continue
        mine = [p[name][k] for p, k in zip(said, known, strict=True)]
        found = fit_calibration(np.concatenate(mine), np.concatenate(came))
        calibrations[name] = found
        levels[name] = expected_shift(
            [shift_of(found.probabilities(p), y) for p, y in zip(mine, came, strict=True)],
            [origins[-1] - o for o in origins],
            half_life=_LEVEL_HALF_LIFE,
            strength=_LEVEL_STRENGTH,
        )
    return levels, calibrations
