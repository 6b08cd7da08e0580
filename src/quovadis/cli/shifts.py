"""`quovadis shifts`: lasting changes over all dyads."""

from __future__ import annotations

from datetime import date

import click

from quovadis.cli.options import (
    as_of_option,
    day_option,
    json_option,
    limit_option,
    not_after_today,
)
from quovadis.cli.output import table, write_json
from quovadis.records import QuadClass
from quovadis.settings import Settings

__all__ = ["MEASURES", "command"]

MEASURES = ("net_cooperation", *(q.value for q in QuadClass))
"""Series in which shifts can be looked for."""


@click.command(name="shifts")
@day_option("--since", help="Earliest onset. Default: 90 days before the end of the data.")
@day_option("--until", help="Latest onset. Default: the end of the data.")
@click.option("--source", help="Only what this actor does (id or name).")
@click.option("--target", help="Only what is done to this actor (id or name).")
@click.option(
    "--measure",
    "measures",
    multiple=True,
    type=click.Choice(MEASURES),
    help="Series in which to look; repeatable. Default: all of them.",
)
@limit_option(20, "shifts")
@as_of_option()
@json_option
@click.pass_obj
def command(
    settings: Settings,
    since: date | None,
    until: date | None,
    source: str | None,
    target: str | None,
    measures: tuple[str, ...],
    limit: int,
    as_of: date | None,
    as_json: bool,
) -> None:
    """List the dyads whose relation has lastingly changed, the surest change first.

    Countries only: what acts for a country counts as the country. Before and after are events a
    day. A change is listed when "no change" is rejected at 1%, with the search over onsets and over
    dyads corrected for.
    """
    from quovadis.pipeline import recent_shifts
    from quovadis.store import Store

    not_after_today(as_of, settings, "--as-of")
    found = recent_shifts(
        Store(settings.store, create=False),
        since=since,
        until=until,
        source=source,
        target=target,
        measures=measures or MEASURES,
        as_of=as_of,
        limit=limit,
        with_events=as_json,  # the table has no room for them
    )
    if as_json:
        write_json(found.as_dict())
        return
    click.echo(found.summary)
    if not found.shifts:
        return
    click.echo()
    table(
        ("source", "target", "measure", "onset", "way", "before", "after", "p", "detected"),
        [
            (
                s.source,
                s.target,
                s.measure,
                s.onset,
                s.direction.value,
                f"{s.before:.2f}",
                f"{s.after:.2f}",
                f"{s.p_value:.2g}",
                s.detected_at,
            )
            for s in found.shifts
        ],
        right=(5, 6, 7),
    )
