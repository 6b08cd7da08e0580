"""How commands write: tables, JSON, hints; colours only on a terminal."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quovadis.settings import Settings

if TYPE_CHECKING:
    from rich.progress import Progress

    from quovadis.records import Quantity

__all__ = ["amount", "hint", "plain", "progress", "safe", "table", "title", "warn", "write_json"]


def safe(text: object) -> str:
    """Return text that cannot steer the terminal: control characters become spaces.

    Examples:
        >>> safe("a\\x1b[31mb")
        'a [31mb'
    """
    return "".join(c if c.isprintable() or c == "\n" else " " for c in str(text))


def amount(quantity: Quantity) -> str:
    """Write a quoted figure with its qualifier and unit: "over 3,000,000,000,000 USD"."""
    figure = quantity.amount
    number = f"{figure:,.0f}" if figure == int(figure) else f"{figure:,.10g}"
    return f"{quantity.qualifier or ''} {number} {quantity.unit}".strip()


def title(text: str, settings: Settings) -> None:
    """Write a heading."""
    click.echo(click.style(safe(text), bold=True) if settings.color else safe(text))


def hint(text: str) -> None:
    """Write a line of advice to standard error."""
    click.echo(safe(text), err=True)


def warn(error: Exception, settings: Settings) -> None:
    """Write an error that did not end the run to standard error."""
    label = "error:"
    if sys.stderr.isatty() and settings.color:
        label = click.style(label, fg="red", bold=True)
    click.echo(f"{label} {safe(error)}", err=True)


def table(
    header: Sequence[str], rows: Iterable[Sequence[object]], right: Sequence[int] = ()
) -> None:
    """Write aligned columns, the last one unpadded.

    Args:
        header: Names of the columns.
        rows: Cells; None is written as a dash.
        right: Positions of columns to be aligned to the right.
    """
    cells = [list(header), *[["–" if c is None else safe(c) for c in row] for row in rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    for row in cells:
        line = "  ".join(
            c.rjust(w) if i in right else c.ljust(w)
            for i, (c, w) in enumerate(zip(row, widths, strict=True))
        )
        click.echo(line.rstrip())


def plain(value: Any) -> Any:
    """Turn records, dates, enumerations and paths into what JSON knows.

    Examples:
        >>> plain({"day": date(2025, 4, 9), "kind": (1, None)})
        {'day': '2025-04-09', 'kind': [1, None]}
    """
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    return value


def write_json(value: Any) -> None:
    """Write a value as JSON to standard output."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


@contextmanager
def progress(settings: Settings) -> Iterator[Progress | None]:
    """Give a progress display on a terminal, or None where nobody would see it."""
    if not settings.progress:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as display:
        yield display
