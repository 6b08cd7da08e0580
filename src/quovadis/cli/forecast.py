"""`quovadis forecast`: what is likely between two actors, whatever happens."""

from __future__ import annotations

from datetime import date

import click

from quovadis.cli.options import as_of_option, json_option, limit_option, not_after_today
from quovadis.cli.output import safe, table, title, write_json
from quovadis.settings import Settings

__all__ = ["command"]


@click.command(name="forecast")
@click.argument("source")
@click.argument("target")
@click.option(
    "--horizon",
    type=click.IntRange(1, 365),
    default=30,
    show_default=True,
    help="Days within which the outcomes are asked for.",
)
@limit_option(20, "outcomes")
@as_of_option("Use only what was known by the end of this day (UTC). Default: today.")
@json_option
@click.pass_obj
def command(
    settings: Settings,
    source: str,
    target: str,
    horizon: int,
    limit: int,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Say how likely events between SOURCE and TARGET are, the most uncertain first.

    One line a type of event and direction: those that are neither a matter of course nor out of
    the question tell most. The numbers are not conditional on anything: see `quovadis whatif`.
    """
    from quovadis.pipeline import forecast_pair
    from quovadis.store import Store

    day = not_after_today(as_of, settings, "--as-of") or settings.now.date()
    found = forecast_pair(
        Store(settings.store), source, target, as_of=day, horizon=horizon, limit=limit
    )
    if as_json:
        write_json(found.as_dict())
        return
    names = f"{found.source.name} → {found.target.name}"
    title(f"{names} · within {horizon} days of {day}", settings)
    rows = [
        (
            f.outcome.label,
            f"{100 * (f.probability or 0):.1f}%",
            f"{100 * (f.low or 0):.0f}–{100 * (f.high or 0):.0f}%",
            None if f.base_rate is None else f"{100 * f.base_rate:.1f}%",
            f"{f.n_hits} of {f.n_windows} windows" if f.n_windows else "none",
        )
        for f in found.forecasts
    ]
    table(("outcome", "probability", "90%", "class", "own record"), rows, right=(1, 2, 3))
    for caveat in found.caveats:
        click.echo(safe(caveat))
