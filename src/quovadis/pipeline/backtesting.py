"""A backtest on a store: how good forecasts of dyads would have been."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from quovadis.errors import Abstained, DateError
from quovadis.pipeline.dyads import coverage_at
from quovadis.store import Store

if TYPE_CHECKING:
    from quovadis.forecast.dyadic.backtest import Backtest
    from quovadis.forecast.dyadic.forecaster import Plan
    from quovadis.forecast.dyadic.panel import Panel

__all__ = ["backtest", "roll_panel"]


def backtest(
    store: Store,
    *,
    horizons: Sequence[int] = (7, 30),
    level: str = "country",
    since: date | None = None,
    until: date | None = None,
    datasets: Sequence[str] = (),
    as_of: date | None = None,
    refit: int = 4,
    n_unseen: int = 300,
    plan: Plan | None = None,
    seed: int = 0,
    on_origin: Callable[[int, int], None] | None = None,
) -> Backtest:
    """Roll the origin through a store, and score what would have been forecast.

    Args:
        store: The store to ask.
        horizons: Days.
        level: `country`, `sector` or `name`.
        since: First origin; None for the day after two thirds of what is covered.
        until: Last day of the last window; None for the end of the data.
        datasets: Only these; none for all feeds.
        as_of: Use only what was known by the end of this day.
        refit: Origins after which the models are fitted anew.
        n_unseen: Pairs without any earlier event to draw at each origin.
        plan: How models are fitted; None for the usual way, with the seed.
        seed: Of all draws.
        on_origin: Called after each origin, with how many are done and how many there are.

    Raises:
        Abstained: There is too little data.
        DateError: The first origin lies outside the data.
        StoreError: The store cannot be read.
    """
    from quovadis.forecast.dyadic.panel import read_panel

    coverage = coverage_at(store, as_of)
    unknown = sorted(set(datasets) - {c.dataset for c in coverage})
    if unknown:
        loaded = ", ".join(sorted(c.dataset for c in coverage)) or "none"
        raise Abstained(f"there is no dataset {unknown[0]} in the store", do=f"loaded: {loaded}")
    panel = read_panel(
        store.events(as_of),
        coverage=coverage,
        level=level,
        datasets=datasets or None,
        origin=as_of,
    )
    return roll_panel(
        panel,
        horizons=horizons,
        since=since,
        until=until,
        refit=refit,
        n_unseen=n_unseen,
        plan=plan,
        seed=seed,
        on_origin=on_origin,
    )


def roll_panel(
    panel: Panel,
    *,
    horizons: Sequence[int],
    since: date | None = None,
    until: date | None = None,
    refit: int = 4,
    n_unseen: int = 300,
    most: int = 4000,
    plan: Plan | None = None,
    seed: int = 0,
    on_origin: Callable[[int, int], None] | None = None,
) -> Backtest:
    """Backtest on a panel; see `backtest`.

    Args:
        panel: The dyads.
        most: Well-known dyads to ask about at an origin; where there are more, as many are drawn.
    """
    from quovadis.forecast.dyadic.backtest import Backtest, roll, score
    from quovadis.forecast.dyadic.forecaster import Plan
    from quovadis.forecast.dyadic.snapshots import Snapshots

    days = tuple(sorted(set(horizons)))
    chosen = plan or Plan(seeds=(seed,))
    start = panel.day(since) if since else panel.n_days * 2 // 3
    end = panel.day(until) if until else panel.last
    first, last = panel.date(0), panel.date(panel.last)
    if not 0 <= start <= panel.last:
        raise DateError(
            f"the first origin, {since}, lies outside the data",
            do=f"give a day from {first} to {last}",
        )
    snapshots = Snapshots(panel, days, n_unseen=n_unseen, most=most, seed=seed)
    total = sum(len(range(start, min(end, panel.last) - h + 1, chosen.step)) for h in days)
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        if on_origin:
            on_origin(done, total)

    trials = [
        roll(
            panel,
            horizon,
            snapshots=snapshots,
            since=start,
            until=end,
            refit=refit,
            plan=chosen,
            on_origin=count,
        )
        for horizon in days
    ]
    return Backtest(
        level=panel.level,
        first=first,
        last=last,
        n_actors=len(panel.actors),
        n_dyads=len(panel.source),
        origins={t.horizon: t.origins for t in trials},
        rows=tuple(row for t in trials for row in score(t, seed=seed)),
        seed=seed,
    )
