"""The same ratio by Poisson regression with fixed effects: slower, and written by others.

Needs `pyfixest` (the extra `study`). The estimates of this package are closed forms of it on a
balanced design; this is how that is shown, and how effects of calendar weeks are added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from quovadis.forecast.study.cohort import HISTORY, QUIET
from quovadis.forecast.study.estimates import SPARED, clusters, counted, usable
from quovadis.forecast.study.panel import Panel
from quovadis.forecast.study.study import Design

__all__ = ["Regression", "poisson_change"]


@dataclass(frozen=True, slots=True)
class Regression:
    """Coefficient of the treated after the trigger, with its error clustered by pair."""

    log_ratio: float
    error: float


def poisson_change(
    panel: Panel, made: Design, horizon: int, *, by_week: bool = False
) -> Regression:
    """Regress counts before and after on the trigger, with effects of rows and of time.

    Args:
        panel: The dyads.
        made: The matched design.
        horizon: Days of the window.
        by_week: Give each calendar week's cohort its own move over time, instead of all one.

    Raises:
        ImportError: `pyfixest` is not installed: `pip install 'quovadis[study]'`.
    """
    import pandas as pd  # type: ignore[import-untyped]
    import pyfixest

    rows = usable(panel, made.matched, horizon + 1)
    after = counted(made.matched, made.outcome, rows, SPARED, horizon + 1)
    before = counted(made.matched, made.outcome, rows, -HISTORY, -QUIET)
    n = len(after)
    treated = made.matched.cohort.treated[rows]
    pair = clusters(panel, made.matched.cohort.unit[rows], made.role)[0]
    time = np.repeat([0, 1], n)
    week = np.tile(made.matched.cohort.week[rows], 2) if by_week else np.zeros(2 * n, np.int64)
    frame = pd.DataFrame(
        {
            "y": np.concatenate([before, after]),
            "change": np.tile(treated, 2) * time,
            "row": np.tile(np.arange(n), 2),
            "time": week * 2 + time,
            "pair": np.tile(pair, 2),
            "weight": np.tile(made.matched.weight[rows], 2),
        }
    )
    fit: Any = pyfixest.fepois(
        "y ~ change | row + time", data=frame, vcov={"CRV1": "pair"}, weights="weight"
    )
    return Regression(float(fit.coef()["change"]), float(fit.se()["change"]))
