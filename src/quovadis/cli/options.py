"""Options and argument types that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import click

from quovadis.errors import DateError
from quovadis.settings import Settings

__all__ = [
    "Day",
    "as_of_option",
    "backend_option",
    "day_option",
    "json_option",
    "limit_option",
    "not_after_today",
]

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day as `YYYY-MM-DD`, or the word `today`.

    Examples:
        >>> Day().convert("2025-04-09", None, None)
        datetime.date(2025, 4, 9)
    """

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Turn what the user typed into a date, or fail with what was expected."""
        if isinstance(value, date):
            return value
        if value == "today":
            return datetime.now(UTC).date()
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day: write it as YYYY-MM-DD, or today", param, ctx)


def day_option(*names: str, help: str) -> Callable[[F], F]:  # noqa: A002
    """Return an option that takes a day."""
    return click.option(*names, type=Day(), metavar="DATE", help=help)


def as_of_option(help: str = "") -> Callable[[F], F]:  # noqa: A002
    """Return the `--as-of` option: what became known after the end of that day is not used."""
    text = help or "Use only what was known by the end of this day (UTC). Default: all there is."
    return day_option("--as-of", help=text)


def backend_option(command: F) -> F:
    """Add `--backend`, of the coders whose facts a store keeps (`pipeline.intake.STORED`)."""
    return click.option(
        "--backend",
        type=click.Choice(("light", "default")),
        default="light",
        show_default=True,
        help="Who codes: parse and lexicons, or learned weights too. What the store holds as coded "
        "by the other stays so.",
    )(command)


def json_option(command: F) -> F:
    """Add `--json`: the same answer for machines."""
    return click.option("--json", "as_json", is_flag=True, help="Write the answer as JSON.")(
        command
    )


def limit_option(default: int, what: str) -> Callable[[F], F]:
    """Return the `--limit` option."""
    return click.option(
        "--limit",
        type=click.IntRange(1, 10_000),
        default=default,
        show_default=True,
        help=f"How many {what} to show at the most.",
    )


def not_after_today(day: date | None, settings: Settings, option: str) -> date | None:
    """Return the day, or raise `DateError` when it has not come yet."""
    if day is not None and day > settings.now.date():
        raise DateError(
            f"{day} is in the future",
            where=option,
            do=f"give a day up to today, {settings.now.date()}",
        )
    return day
