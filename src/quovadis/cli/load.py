"""`quovadis load`: event files into the store."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from quovadis.cli.options import day_option, json_option
from quovadis.cli.output import hint, progress, table, warn, write_json
from quovadis.errors import PARTIAL, QuovadisError
from quovadis.readers import FORMATS
from quovadis.settings import Settings

if TYPE_CHECKING:
    from quovadis.pipeline import LoadReport

__all__ = ["command"]


@click.command(name="load")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dataset", help="Name of the dataset. Default: told from the file or its folder.")
@day_option("--epoch", help="Day 0 of a quadruple file whose folder does not tell it.")
@click.option(
    "--format",
    type=click.Choice(tuple(FORMATS)),
    help="Take the files for this format. Default: told from the content of each.",
)
@click.option(
    "--rejects",
    type=click.File("w", encoding="utf-8", lazy=False),
    help="Write the rows that cannot be read to this file, as CSV: file, line, column, reason.",
)
@json_option
@click.pass_obj
def command(
    settings: Settings,
    paths: tuple[Path, ...],
    dataset: str | None,
    epoch: date | None,
    format: str | None,  # noqa: A002 - the option's name
    rejects: TextIO | None,
    as_json: bool,
) -> int:
    """Load event files, folders or patterns of them into the store.

    Read here: GDELT 1.0 and 2.0 (events, mentions, GKG), ICEWS, POLECAT, ACLED, UCDP GED, and
    quadruple sets (train, valid, test and the two id files, as the ICEWS14 and ICEWS18 benchmarks
    ship them); plain, .gz or .zip. The format is recognised from the content. Loading the same
    rows twice changes nothing; a load that was cut off is completed by running it again. Rows that
    cannot be read are listed; the others go in.
    """
    from quovadis.pipeline import load_events
    from quovadis.store import Store

    store = Store(settings.store)
    reports: list[LoadReport] = []
    failures: list[QuovadisError] = []
    with progress(settings) as display:
        task = display.add_task("rows", total=None) if display else None
        for path in paths:

            def advance(rows: int, name: str = str(path)) -> None:
                if display and task is not None:
                    display.update(task, advance=rows, description=f"{name}: rows")

            try:
                report = load_events(
                    path, store, dataset=dataset, epoch=epoch, format=format, on_rows=advance
                )
                reports.append(report)
            except QuovadisError as error:
                failures.append(error)
                warn(error, settings)
    if rejects is not None:
        _write_rejects(reports, rejects)
    _write(reports, failures, as_json, rejects)
    if not failures:
        return 0
    return PARTIAL if reports else failures[0].exit_code


def _write_rejects(reports: list[LoadReport], file: TextIO) -> None:
    rows = csv.writer(file)
    rows.writerow(("file", "line", "column", "reason"))
    for report in reports:
        rows.writerows((r.file, r.line, r.column, r.reason) for r in report.rejects)


def _write(
    reports: list[LoadReport], failures: list[QuovadisError], as_json: bool, rejects: TextIO | None
) -> None:
    if as_json:
        write_json({"loaded": reports, "failed": [str(f) for f in failures]})
        return
    if reports:
        table(
            ("dataset", "rows read", "repeats", "added", "already there", "rejected", "path"),
            [
                (r.dataset, r.read, r.repeats, r.added, r.already, len(r.rejects), r.path)
                for r in reports
            ],
            right=(1, 2, 3, 4, 5),
        )
    for report in reports:
        for reject in report.rejects[:20]:
            hint(str(reject))
        if len(report.rejects) > 20:
            more = f"… and {len(report.rejects) - 20:,} more rejected rows"
            hint(
                f"{more}: {rejects.name}"
                if rejects
                else f"{more} (all of them with --rejects FILE)"
            )
