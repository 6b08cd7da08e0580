"""What "as of" means: which moment bounds what a reader may know."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

__all__ = ["AsOf", "known_before", "known_clause"]

AsOf = date | datetime | None
"""The end of a UTC day, a moment, or None for all that the store holds."""


def known_before(as_of: AsOf) -> datetime | None:
    """Return the first moment that is too late: a row is visible iff its `known_at` is before it.

    Args:
        as_of: A date means the end of that UTC day; a datetime includes that moment (to the
            microsecond; without a zone it is taken as UTC); None sets no bound.

    Examples:
        >>> known_before(date(2025, 4, 9)).isoformat()
        '2025-04-10T00:00:00+00:00'
        >>> known_before(datetime(2025, 4, 9, 12, tzinfo=UTC)).isoformat()
        '2025-04-09T12:00:00.000001+00:00'
        >>> known_before(None) is None
        True
    """
    if as_of is None:
        return None
    if isinstance(as_of, datetime):
        moment = as_of.replace(tzinfo=UTC) if as_of.tzinfo is None else as_of.astimezone(UTC)
        step = timedelta(microseconds=1)
    elif isinstance(as_of, date):
        moment = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)
        step = timedelta(days=1)
    else:
        raise TypeError(f"as_of is a date, a datetime or None, not {type(as_of).__name__}")
    try:
        return moment + step
    except OverflowError:  # the last day that a date can name: nothing is later
        return None


def known_clause(before: datetime) -> str:
    """Write the bound as SQL: a whole number of microseconds, no text of anybody's.

    (A bound parameter would do as well, but to bind one DuckDB imports pandas, a quarter second.)

    Examples:
        >>> known_clause(datetime(1970, 1, 2, tzinfo=UTC))
        'known_at < make_timestamptz(86400000000)'
    """
    since = (before - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return f"known_at < make_timestamptz({since:d})"
