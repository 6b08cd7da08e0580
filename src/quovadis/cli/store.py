"""`quovadis store`: what is in the store, is it whole, and out with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quovadis.cli.options import as_of_option, json_option
from quovadis.cli.output import hint, table, warn, write_json
from quovadis.settings import Settings

if TYPE_CHECKING:
    from quovadis.store import Store

__all__ = ["command"]


@click.group(name="store")
def command() -> None:
    """Look after the store: what it holds, whether it is whole, fewer files, tables as files."""


@command.command("info")
@json_option
@click.pass_obj
def _info(settings: Settings, as_json: bool) -> None:
    """Show the tables with their rows, files and size, and the days that each dataset covers."""
    found = _open(settings).info()
    if as_json:
        write_json(found)
        return
    click.echo(f"{found['path']} (format {found['format']}, {found['bytes'] / 1e6:,.1f} MB)")
    rows = [
        (name, f"{t['rows']:,}", t["files"], f"{t['bytes'] / 1e6:,.1f}", t["version"])
        for name, t in found["tables"].items()
    ]
    table(("table", "rows", "files", "MB", "version"), rows, right=(1, 2, 3, 4))
    if found["coverage"]:
        click.echo()
        covered = [(c["dataset"], c["first"], c["last"], c["n_events"]) for c in found["coverage"]]
        table(("dataset", "first day", "last day", "events"), covered, right=(3,))


@command.command("verify")
@json_option
@click.pass_obj
def _verify(settings: Settings, as_json: bool) -> int:
    """Read every value of every file, and see that it is whole and that no row stands twice.

    Shows a fingerprint of each table: two stores that hold the same rows have the same. Ends with
    exit code 5 when something is damaged.
    """
    store = _open(settings)
    problems = store.check()
    held = store.info()["tables"] if not problems else {}
    prints = {name: store.fingerprint(name) for name in held}
    if as_json:
        write_json({"whole": not problems, "problems": problems, "tables": prints})
    else:
        for problem in problems:
            warn(problem, settings)
        table(("table", "fingerprint"), list(prints.items()))
        if not problems:
            hint("Everything is there and whole.")
    return problems[0].exit_code if problems else 0


@command.command("compact")
@click.pass_obj
def _compact(settings: Settings) -> None:
    """Merge small files; safe while others read and write."""
    fewer = _open(settings).compact()
    click.echo(f"{fewer} files fewer")


@command.command("export")
@click.argument("name", metavar="TABLE")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--overwrite", is_flag=True, help="Replace a file of that name.")
@as_of_option()
@click.pass_obj
def _export(settings: Settings, name: str, file: Path, overwrite: bool, as_of: date | None) -> None:
    """Write TABLE (events, reports, documents …) to FILE: .parquet, .csv or .csv.gz."""
    rows = _open(settings).export(name, file, as_of, overwrite=overwrite)
    click.echo(f"{rows:,} rows in {file}")


def _open(settings: Settings) -> Store:
    from quovadis.store import Store

    return Store(settings.store, create=False)
