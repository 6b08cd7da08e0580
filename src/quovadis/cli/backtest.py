"""`quovadis backtest`: how good forecasts of dyads would have been."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quovadis.cli.options import as_of_option, day_option, json_option, not_after_today
from quovadis.cli.output import hint, progress, table, write_json
from quovadis.settings import Settings

if TYPE_CHECKING:
    from quovadis.forecast.dyadic.backtest import Backtest

__all__ = ["command"]

_HORIZONS = ("7", "30", "90", "180")
_LEVELS = ("country", "sector", "name")


@click.command(name="backtest")
@click.option(
    "--horizon",
    "horizons",
    multiple=True,
    type=click.Choice(_HORIZONS),
    help="Days that a forecast looks ahead; repeatable. Default: 7 and 30.",
)
@click.option(
    "--level",
    type=click.Choice(_LEVELS),
    default="country",
    show_default=True,
    help="Whether actors are countries, their sectors, or the actors as they are named.",
)
@day_option("--since", help="First origin. Default: after two thirds of the days covered.")
@day_option("--until", help="Last day of the last window. Default: the end of the data.")
@click.option("--dataset", "datasets", multiple=True, help="Only this dataset; repeatable.")
@click.option(
    "--refit",
    type=click.IntRange(1, 100),
    default=4,
    show_default=True,
    help="Weeks after which the models are fitted anew.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of all draws.")
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Threads that trees are grown with.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page with plots to this file (HTML).",
)
@click.option("--all", "every", is_flag=True, help="Show each type too, not the quad classes only.")
@as_of_option()
@json_option
@click.pass_obj
def command(
    settings: Settings,
    horizons: tuple[str, ...],
    level: str,
    since: date | None,
    until: date | None,
    datasets: tuple[str, ...],
    refit: int,
    seed: int,
    threads: int,
    out: Path | None,
    every: bool,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Roll the origin through the store, week by week, and score what would have been forecast.

    Will at least one event of a class come about from A to B within so many days? Models from
    climatology to boosted trees (with the extra `forecast`) are fitted to what was over at each
    origin, and scored on what came after: dyads with ten earlier events or more, those with fewer,
    and pairs with none.
    """
    from quovadis.forecast.dyadic.forecaster import Plan
    from quovadis.pipeline.backtesting import backtest
    from quovadis.store import Store

    not_after_today(as_of, settings, "--as-of")
    with progress(settings) as shown:
        task = shown.add_task("Forecasting", total=None) if shown else None

        def on_origin(done: int, total: int) -> None:
            if shown and task is not None:
                shown.update(task, completed=done, total=total)

        found = backtest(
            Store(settings.store, create=False),
            horizons=[int(h) for h in horizons or ("7", "30")],
            level=level,
            since=since,
            until=until,
            datasets=datasets,
            as_of=as_of,
            refit=refit,
            plan=Plan(seeds=(seed,), threads=threads),
            seed=seed,
            on_origin=on_origin,
        )
    if out is not None:
        from quovadis.pipeline.backtest_page import backtest_page

        out.write_text(backtest_page(found), encoding="utf-8")
        hint(f"wrote {out}")
    if as_json:
        write_json(found)
        return
    _show(found, every)


def _show(found: Backtest, every: bool) -> None:
    click.echo(
        f"{found.n_dyads:,} directed dyads of {found.n_actors:,} actors ({found.level}) · "
        f"{found.first} to {found.last}"
    )
    for horizon, origins in found.origins.items():
        click.echo(
            f"{horizon} days: {len(origins)} origin{'' if len(origins) == 1 else 's'}, "
            f"{origins[0]} to {origins[-1]}"
        )
    click.echo()
    shown = [r for r in found.rows if every or r.pool == r.pool.lower()]
    table(
        ("days", "dyads", "class", "model", "n", "came", "Brier", "log", "skill", "95%", "ECE"),
        [
            (
                r.horizon,
                r.group,
                r.pool.replace("_", " "),
                r.model,
                r.n,
                r.n_came,
                f"{r.brier:.4f}",
                f"{r.log:.4f}",
                None if r.skill is None else f"{r.skill:+.4f}",
                None if r.low is None else f"{r.low:+.3f} to {r.high:+.3f}",
                f"{r.calibration_error:.4f}",
            )
            for r in shown
        ],
        right=(0, 4, 5, 6, 7, 8),
    )
    click.echo()
    click.echo("skill: share by which the Brier score is below climatology's; its interval draws")
    click.echo("dyads and origins anew. ECE: expected calibration error.")
