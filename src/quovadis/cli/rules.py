"""`quovadis rules`: what tends to follow what, with the cases behind it."""

from __future__ import annotations

from datetime import date

import click

from quovadis.cli.options import as_of_option, json_option, limit_option, not_after_today
from quovadis.cli.output import progress, safe, title, write_json
from quovadis.settings import Settings

__all__ = ["command"]


@click.command(name="rules")
@click.option("--trigger", help="Only rules after this PLOVER type or CAMEO code (`081+085`).")
@click.option("--outcome", help="Only rules that end in this PLOVER type.")
@click.option(
    "--horizon",
    type=click.IntRange(2, 180),
    default=30,
    show_default=True,
    help="Days within which the outcome follows.",
)
@click.option(
    "--mine",
    is_flag=True,
    help="Learn the rules from the events in the store, and show their cases; takes about a "
    "minute unless --trigger or --outcome is given. Default: the rules that ship.",
)
@click.option(
    "--cases",
    type=click.IntRange(0, 1000),
    default=5,
    show_default=True,
    help="With --mine: how many cases to show with each rule, the newest first.",
)
@limit_option(20, "rules")
@as_of_option("Use only what was known by the end of this day (UTC). Default: today.")
@json_option
@click.pass_obj
def command(
    settings: Settings,
    trigger: str | None,
    outcome: str | None,
    horizon: int,
    mine: bool,
    cases: int,
    limit: int,
    as_of: date | None,
    as_json: bool,
) -> None:
    """List what tends to follow what, with support, lift and a bound, the surest lift first.

    A rule compares its cases with quiet dyads that looked the same in the same week.
    """
    from quovadis.pipeline import find_rules
    from quovadis.store import Store

    day = not_after_today(as_of, settings, "--as-of") or settings.now.date()
    with progress(settings) as display:
        if display and mine:
            display.add_task("mining", total=None)
        found = find_rules(
            Store(settings.store),
            as_of=day,
            trigger=trigger,
            outcome=outcome,
            horizon=horizon,
            mine=mine,
            n_cases=cases,
            limit=limit,
        )
    if as_json:
        write_json(found.as_dict())
        return
    title(f"Rules from {found.source}", settings)
    if not found.rules:
        click.echo("No rule stands out from chance.")
    for says, rule in zip(found.sentences, found.rules, strict=True):
        click.echo(f"{safe(says)}; false discoveries {rule.q_value:.1%}.")
        for case in rule.cases:
            followed = f"followed on {case.followed}" if case.followed else "not followed"
            click.echo(f"    {case.date}  {case.source} → {case.target}, {followed}")
