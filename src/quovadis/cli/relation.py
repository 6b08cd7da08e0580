"""`quovadis relation`: one dyad over time."""

from __future__ import annotations

import csv
import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from quovadis.cli.options import as_of_option, day_option, json_option, not_after_today
from quovadis.cli.output import table, title, write_json
from quovadis.settings import Settings

if TYPE_CHECKING:
    from quovadis.pipeline import Relation

__all__ = ["command"]

_MEASURES = ("events", "cooperation", "conflict", "net_cooperation")


@click.command(name="relation")
@click.argument("source")
@click.argument("target")
@click.option(
    "--step",
    type=click.Choice(["day", "week", "month"]),
    default="month",
    show_default=True,
    help="Length of a step of the series.",
)
@day_option("--since", help="First day of the series. Default: the first that the data covers.")
@day_option("--until", help="Last day of the series. Default: the last that the data covers.")
@click.option("--undirected", is_flag=True, help="Count what TARGET did to SOURCE as well.")
@click.option(
    "--count",
    type=click.Choice(["events", "reports"]),
    default="events",
    show_default=True,
    help="Count each event once, or as often as its dataset says it was reported.",
)
@click.option(
    "--normalise",
    is_flag=True,
    help="Tell counts per 1,000 of all that the same datasets hold for the step: news grows.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Write the series as CSV, one row a measure.")
@as_of_option()
@json_option
@click.pass_obj
def command(
    settings: Settings,
    source: str,
    target: str,
    step: str,
    since: date | None,
    until: date | None,
    undirected: bool,
    count: str,
    normalise: bool,
    as_csv: bool,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Show where the relation of SOURCE to TARGET stands and how it has moved.

    Both are actors at any level: a country (`RUS`), an agent of it (`RUS.GOV`), a named actor
    (`TALIBAN`), or any name that `quovadis actors` knows. A country's row counts what acts for it
    on the day of the event. Steps that no loaded data covers show a dash, not a zero.
    """
    from quovadis.pipeline import relation
    from quovadis.store import Store

    not_after_today(as_of, settings, "--as-of")
    answer = relation(
        Store(settings.store, create=False),
        source,
        target,
        step=step,
        since=since,
        until=until,
        undirected=undirected,
        count=count,
        normalise=normalise,
        as_of=as_of,
    )
    if as_json:
        write_json(answer.as_dict())
    elif as_csv:
        _write_csv(answer)
    else:
        _show(answer, settings)


def _write_csv(answer: Relation) -> None:
    rows = answer.series.to_pylist()
    writer = csv.DictWriter(sys.stdout, fieldnames=answer.series.column_names)
    writer.writeheader()
    writer.writerows(rows)


def _show(answer: Relation, settings: Settings) -> None:
    arrow = "↔" if answer.undirected else "→"
    known = f" · as of {answer.as_of}" if answer.as_of else ""
    title(f"{answer.source.name} {arrow} {answer.target.name}{known}", settings)
    click.echo(answer.summary)
    if answer.normalised or answer.count != "events":
        click.echo(f"The series is in {answer.unit}.")
    click.echo()
    steps: dict[date, dict[str, float | None]] = {}
    for row in answer.series.to_pylist():
        steps.setdefault(row["step_start"], {})[row["measure"]] = row["value"]
    shown = list(steps.items())[-60:]
    table(
        (answer.step, answer.count, "cooperation", "conflict", "net"),
        [(start, *(_number(values.get(m)) for m in _MEASURES)) for start, values in shown],
        right=(1, 2, 3, 4),
    )
    if len(steps) > len(shown):
        click.echo(f"… {len(steps) - len(shown)} earlier steps: use --csv, --json or --since")
    click.echo()
    for test in answer.tests:
        click.echo(test.verdict)
    if answer.statuses:
        click.echo()
        for line in answer.statuses:
            click.echo(line)


def _number(value: float | None) -> str | None:
    return None if value is None else f"{round(value, 2):g}"
