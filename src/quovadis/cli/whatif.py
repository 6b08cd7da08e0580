"""`quovadis whatif`: what follows if a trigger happens, and what follows if it does not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from quovadis.cli.options import as_of_option, json_option, limit_option, not_after_today
from quovadis.cli.output import hint, safe, table, title, write_json
from quovadis.records import EventType, Forecast, StatusChange, StatusKind
from quovadis.settings import Settings

if TYPE_CHECKING:
    from quovadis.pipeline import WhatIf

__all__ = ["command"]


@click.command(name="whatif")
@click.argument("trigger", required=False)
@click.option("--source", help="Instead of TRIGGER: who would act (id or name).")
@click.option("--target", help="Instead of TRIGGER: towards whom.")
@click.option(
    "--status",
    type=click.Choice([k.value for k in StatusKind]),
    help="With --source and --target: the lasting fact that would change.",
)
@click.option(
    "--change",
    type=click.Choice([c.value for c in StatusChange]),
    help="With --status: how it would change.",
)
@click.option(
    "--type",
    "event_type",
    type=click.Choice([t.value for t in EventType], case_sensitive=False),
    help="With --source and --target, instead of --status: an event of this PLOVER type.",
)
@click.option(
    "--horizon",
    type=click.IntRange(1, 365),
    help="Days within which the outcomes are asked for. Default: each lens's own.",
)
@limit_option(5, "precedents")
@as_of_option("Use only what was known by the end of this day (UTC). Default: today.")
@json_option
@click.pass_obj
def command(
    settings: Settings,
    trigger: str | None,
    source: str | None,
    target: str | None,
    status: str | None,
    change: str | None,
    event_type: str | None,
    horizon: int | None,
    limit: int,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Say what becomes more or less likely if TRIGGER happens, under six lenses.

    TRIGGER is a clause of who does what to whom, such as "RUS lifts designation of TALIBAN". The
    answer says how it was understood, and refuses what it does not understand.
    """
    from quovadis.ontology import load_ontology
    from quovadis.pipeline import structured_trigger, what_if
    from quovadis.store import Store

    day = not_after_today(as_of, settings, "--as-of") or settings.now.date()
    if (trigger is None) == (source is None or target is None):
        raise click.UsageError("give a TRIGGER, or --source and --target with the rest")
    supposed = trigger or structured_trigger(
        source or "",
        target or "",
        load_ontology(),
        day,
        status_kind=StatusKind(status) if status else None,
        change=StatusChange(change) if change else None,
        event_type=EventType(event_type.upper()) if event_type else None,
    )
    found = what_if(Store(settings.store), supposed, as_of=day, horizon=horizon, limit=limit)
    if as_json:
        write_json(found.as_dict())
        return
    _show(found, settings)


def _show(found: WhatIf, settings: Settings) -> None:
    title(f"If {found.trigger.phrase} · as of {found.as_of}", settings)
    click.echo(f"Understood as: {safe(found.understood)}")
    click.echo(f"Counted as: {safe('; else '.join(found.counted_as))}")
    click.echo(
        f"{found.n_conditional} outcomes with and without the trigger; weighed together (false "
        f"discoveries at most 10%), {found.n_detectable} of them show a change."
    )
    for lens in found.lenses:
        click.echo()
        title(lens.title, settings)
        if lens.forecasts:
            table(_HEADER, [_row(f) for f in lens.forecasts], right=(1, 2, 3, 4))
        for f in lens.forecasts:
            if f.basis:
                click.echo(f"  {safe(f.outcome.label)}: {safe(f.basis)}.")
        for line in lens.refused:
            click.echo(f"  {safe(line)}")
    click.echo()
    title("What the base rates rest on", settings)
    for caveat, labels in _caveats(found).items():
        click.echo(f"{safe(caveat)}: {labels}")
    _show_precedents(found, settings)
    hint(
        "Ranges hold 90%. “Associated change, matched” is no effect: whoever pulls a trigger "
        "chooses when. See docs/forecasting.md."
    )


def _show_precedents(found: WhatIf, settings: Settings) -> None:
    click.echo()
    title("Precedents", settings)
    if not found.precedents:
        click.echo("No precedent in the catalogue or in the store.")
    for case in found.precedents:
        click.echo(f"{case.date}  {safe(case.label)}  (similarity {case.similarity:.2f})")
        click.echo(f"            why: {'; '.join(safe(w) for w in case.why)}")
        click.echo(f"            followed: {safe(case.followed or 'the data cannot say')}")


_HEADER = ("outcome", "days", "without", "with", "difference", "says", "own record")


def _row(f: Forecast) -> tuple[object, ...]:
    p = f.probability or 0.0
    label, days = f.outcome.label, f.outcome.horizon
    record = f"{f.n_hits} of {f.n_windows} windows" if f.n_windows else "none"
    if f.without is None or f.change_low is None or f.change_high is None:
        return label, days, _percent(p), None, None, "no study of it: base rate alone", record
    change = 100 * (p - f.without)
    low, high = 100 * f.change_low, 100 * f.change_high
    return (
        label,
        days,
        _percent(f.without),
        f"{_percent(p)} ({_whole(f.low)}–{_whole(f.high)}%)",
        f"{_signed(change)} ({_signed(low)} to {_signed(high)})",
        f.verdict,
        record,
    )


def _signed(points: float) -> str:
    return f"{points:+.1f}".replace("-0.0", "+0.0")


def _percent(p: float) -> str:
    return f"{100 * p:.1f}%"


def _whole(p: float | None) -> str:
    return "?" if p is None else f"{100 * p:.0f}"


def _caveats(found: WhatIf) -> dict[str, str]:
    """Each caveat of a base rate, and of how many outcomes it holds."""
    told: dict[str, int] = {}
    forecasts = [f for lens in found.lenses for f in lens.forecasts]
    for f in forecasts:
        for part in (f.reason or "its own record, shrunk to comparable dyads").split("; "):
            told[part] = told.get(part, 0) + 1
    whole = len(forecasts)
    return {c: "all outcomes" if n == whole else f"{n} of {whole}" for c, n in told.items()}
