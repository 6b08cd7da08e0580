"""`quovadis precedents`: past cases like a change that may come."""

from __future__ import annotations

from datetime import date

import click

from quovadis.cli.options import as_of_option, json_option, limit_option, not_after_today
from quovadis.cli.output import safe, title, write_json
from quovadis.records import EventType, StatusChange, StatusKind
from quovadis.settings import Settings

__all__ = ["command"]


@click.command(name="precedents")
@click.argument("source")
@click.argument("target")
@click.option(
    "--status",
    type=click.Choice([k.value for k in StatusKind]),
    default=StatusKind.DESIGNATION.value,
    show_default=True,
    help="The lasting fact that would change.",
)
@click.option(
    "--change",
    type=click.Choice([c.value for c in StatusChange]),
    default=StatusChange.LIFT.value,
    show_default=True,
    help="How it would change.",
)
@click.option(
    "--type",
    "event_type",
    type=click.Choice([t.value for t in EventType], case_sensitive=False),
    help="Instead of a change of status: an event of this PLOVER type.",
)
@limit_option(8, "precedents")
@as_of_option()
@json_option
@click.pass_obj
def command(
    settings: Settings,
    source: str,
    target: str,
    status: str,
    change: str,
    event_type: str | None,
    limit: int,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Find past cases like a change that SOURCE may make towards TARGET, the nearest first.

    Cases come from the catalogue of designations that ships with Quovadis and from the store.
    """
    from quovadis.pipeline import find_precedents
    from quovadis.store import Store

    day = not_after_today(as_of, settings, "--as-of") or settings.now.date()
    found = find_precedents(
        Store(settings.store),
        source,
        target,
        status_kind=None if event_type else StatusKind(status),
        change=None if event_type else StatusChange(change),
        event_type=EventType(event_type.upper()) if event_type else None,
        as_of=day,
        limit=limit,
    )
    if as_json:
        write_json({"trigger": found.trigger, "as_of": day, "precedents": found.precedents})
        return
    title(f"{found.trigger.phrase} · as of {day}", settings)
    if not found.precedents:
        click.echo("No precedent in the catalogue or in the store.")
    for case in found.precedents:
        click.echo(f"{case.date}  {safe(case.label)}  (similarity {case.similarity:.2f})")
        click.echo(f"            why: {'; '.join(safe(w) for w in case.why)}")
        click.echo(f"            followed: {safe(case.followed or 'the data cannot say')}")
        if case.reference:
            click.echo(f"            see: {safe(case.reference)}")
