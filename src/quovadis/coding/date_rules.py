"""From the parts of a date expression to an interval of days: pure calendar arithmetic.

Every function takes what an expression says (a month, "late", two weeks, "last") and returns an
`Interval`: its first day, its last day, and how finely it is known. Weeks are ISO weeks, Monday to
Sunday. Seasons are those of the northern hemisphere, since the press means them unless it says so.
"""

from __future__ import annotations

import calendar
import datetime as dt
from typing import NamedTuple

from quovadis.records import Precision

__all__ = [
    "Interval",
    "Unresolved",
    "ago",
    "day",
    "day_without_year",
    "decade",
    "half",
    "month",
    "month_without_year",
    "part",
    "quarter",
    "season",
    "season_without_year",
    "span_of_unit",
    "stretch",
    "weekday",
    "year",
    "years",
]


class Interval(NamedTuple):
    """First and last day, both included, and how finely they are known."""

    first: dt.date
    last: dt.date
    precision: Precision


class Unresolved(Exception):
    """The expression has no date that we could stand by; the message says why."""


def day(y: int, m: int, d: int) -> Interval:
    """One day, or `Unresolved` when the calendar has no such day."""
    try:
        date = dt.date(y, m, d)
    except ValueError:
        raise Unresolved(f"the calendar has no day {y}-{m:02}-{d:02}") from None
    return Interval(date, date, Precision.DAY)


def month(y: int, m: int) -> Interval:
    """A calendar month.

    Examples:
        >>> month(2024, 2).last
        datetime.date(2024, 2, 29)
    """
    if not 1 <= m <= 12 or not 1 <= y <= 9999:
        raise Unresolved(f"the calendar has no month {y}-{m:02}")
    last = calendar.monthrange(y, m)[1]
    return Interval(dt.date(y, m, 1), dt.date(y, m, last), Precision.MONTH)


def year(y: int) -> Interval:
    """A calendar year."""
    if not 1 <= y <= 9999:
        raise Unresolved(f"the calendar has no year {y}")
    return Interval(dt.date(y, 1, 1), dt.date(y, 12, 31), Precision.YEAR)


def years(first: int, last: int) -> Interval:
    """Several calendar years, both ends included; ends in the wrong order are put right."""
    first, last = min(first, last), max(first, last)
    return Interval(year(first).first, year(last).last, Precision.YEARS)


def decade(first: int, which: str | None) -> Interval:
    """A decade or a part of it.

    Writers use "early" and "late" loosely, so the parts overlap: early is years 0 to 3, mid 3 to
    7, late 6 to 9.

    Examples:
        >>> decade(1990, "late")[:2]
        (datetime.date(1996, 1, 1), datetime.date(1999, 12, 31))
    """
    low, high = {"early": (0, 3), "mid": (3, 7), "late": (6, 9)}.get(which or "", (0, 9))
    return years(first + low, first + high)


def part(whole: Interval, which: str | None) -> Interval:
    """Narrow a year or month to "early", "mid", "late", "start" or "end"; else leave it whole.

    A year is cut into thirds (precision season), a month into tens of days (precision week); the
    start and the end of a year are its first and last month.
    """
    if which is None:
        return whole
    first, last, precision = whole
    if precision is Precision.YEAR:
        months = {"early": (1, 4), "mid": (5, 8), "late": (9, 12), "start": (1, 1), "end": (12, 12)}
        if which not in months:
            return whole
        low, high = months[which]
        fine = Precision.MONTH if low == high else Precision.SEASON
        return Interval(month(first.year, low).first, month(first.year, high).last, fine)
    if precision is Precision.MONTH:
        early, mid = first.replace(day=10), first.replace(day=20)
        one = dt.timedelta(days=1)
        cut = {
            "early": (first, early),
            "start": (first, early),
            "mid": (early + one, mid),
            "late": (mid + one, last),
            "end": (mid + one, last),
        }
        if which in cut:
            return Interval(*cut[which], Precision.WEEK)
    return whole


_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


def season(name: str, y: int) -> Interval:
    """A season of the northern hemisphere; the winter of a year begins in its December."""
    m = _SEASONS[name]
    end = month(y, m + 2) if m < 12 else month(y + 1, 2)
    return Interval(month(y, m).first, end.last, Precision.SEASON)


def season_without_year(name: str, now: dt.date, prefer: str | None) -> Interval:
    """The season nearest to `now` in the wanted direction."""
    choices = [season(name, now.year + k) for k in (-1, 0, 1)]
    if prefer == "past":
        return max((c for c in choices if c.first <= now), key=lambda c: c.first)
    return min((c for c in choices if c.last >= now), key=lambda c: c.first)


def day_without_year(m: int, d: int, now: dt.date, prefer: str | None) -> Interval:
    """A day and month without a year, in the direction that the sentence looks.

    Without a direction the nearest such day is meant.

    Examples:
        >>> now = dt.date(2025, 4, 9)
        >>> [day_without_year(4, 17, now, way).first.year for way in ("past", "future", None)]
        [2024, 2025, 2025]
    """
    choices = []
    for y in range(max(1, now.year - 4), min(9999, now.year + 4) + 1):
        try:
            choices.append(dt.date(y, m, d))
        except ValueError:
            continue
    if not choices:
        raise Unresolved(f"the calendar has no day {d} in month {m}")
    if prefer == "past":
        choices = [c for c in choices if c <= now] or choices
    elif prefer == "future":
        choices = [c for c in choices if c >= now] or choices
    best = min(choices, key=lambda c: abs((c - now).days))
    return Interval(best, best, Precision.DAY)


def month_without_year(m: int, now: dt.date, prefer: str | None) -> Interval:
    """A month without a year. The month of `now` itself counts both as past and as future."""
    if prefer == "future":
        return month(now.year if m >= now.month else now.year + 1, m)
    return month(now.year if m <= now.month else now.year - 1, m)


def weekday(number: int, now: dt.date, which: str | None, prefer: str | None) -> Interval:
    """A named day of the week (Monday is 0).

    "Last" is the latest before today, "next" the first after today, "this" the one in today's
    week; bare, the latest up to today, or for what is to come the first from today on.
    """
    back = (now.weekday() - number) % 7
    if which == "this":
        date = now + dt.timedelta(days=number - now.weekday())
    elif which == "next" or (which is None and prefer == "future"):
        date = now + dt.timedelta(days=(-back) % 7 or (7 if which == "next" else 0))
    else:
        date = now - dt.timedelta(days=back or (7 if which == "last" else 0))
    return Interval(date, date, Precision.DAY)


def _shift_months(now: dt.date, n: int) -> tuple[int, int]:
    index = now.year * 12 + now.month - 1 + n
    return index // 12, index % 12 + 1


def span_of_unit(unit: str, n: int, now: dt.date) -> Interval:
    """The day, week, weekend, month, quarter, year, decade or century `n` steps from that of `now`.

    Examples:
        >>> span_of_unit("week", -1, dt.date(2025, 4, 9))[:2]
        (datetime.date(2025, 3, 31), datetime.date(2025, 4, 6))
    """
    try:
        if unit == "day":
            date = now + dt.timedelta(days=n)
            return Interval(date, date, Precision.DAY)
        if unit in ("week", "weekend", "fortnight"):
            steps = 2 * n if unit == "fortnight" else n
            monday = now - dt.timedelta(days=now.weekday()) + dt.timedelta(weeks=steps)
            first = monday + dt.timedelta(days=5 if unit == "weekend" else 0)
            return Interval(first, monday + dt.timedelta(days=6), Precision.WEEK)
        if unit == "month":
            return month(*_shift_months(now, n))
        if unit == "quarter":
            y, m = _shift_months(now, 3 * n)
            return quarter(y, (m - 1) // 3 + 1)
        if unit == "year":
            return year(now.year + n)
        if unit == "decade":
            return decade(now.year // 10 * 10 + 10 * n, None)
        first_year = (now.year - 1) // 100 * 100 + 1 + 100 * n
        return years(first_year, first_year + 99)
    except (ValueError, OverflowError):
        raise Unresolved("it lies outside the calendar") from None


def quarter(y: int, q: int) -> Interval:
    """A quarter of a year (1 to 4)."""
    if not 1 <= q <= 4:
        raise Unresolved(f"a year has no quarter {q}")
    return Interval(month(y, 3 * q - 2).first, month(y, 3 * q).last, Precision.SEASON)


def half(y: int, h: int) -> Interval:
    """A half of a year (1 or 2)."""
    return Interval(month(y, 6 * h - 5).first, month(y, 6 * h).last, Precision.SEASON)


def ago(unit: str, n: int, now: dt.date) -> Interval:
    """`n` units before `now` (after it when `n` is negative), as fine as the unit is.

    "Two years ago" names a year, "two weeks ago" a week, "two days ago" a day.
    """
    if unit == "decade":
        return span_of_unit("year", -10 * n, now)._replace(precision=Precision.YEARS)
    return span_of_unit(unit, -n, now)


def stretch(unit: str, n: int, now: dt.date, *, ahead: bool) -> Interval:
    """The last (or the next, `ahead`) `n` units, up to (or from) `now`."""
    try:
        if unit in ("day", "week", "fortnight"):
            far = dt.timedelta(days=n * {"day": 1, "week": 7, "fortnight": 14}[unit])
            other = now + far if ahead else now - far
        else:
            months = n * {"month": 1, "quarter": 3, "year": 12, "decade": 120}.get(unit, 1200)
            y, m = _shift_months(now, months if ahead else -months)
            other = dt.date(y, m, min(now.day, calendar.monthrange(y, m)[1]))
    except (ValueError, OverflowError):
        raise Unresolved("it lies outside the calendar") from None
    fine = {
        "day": Precision.DAY,
        "week": Precision.WEEK,
        "fortnight": Precision.WEEK,
        "month": Precision.MONTH,
        "quarter": Precision.SEASON,
        "year": Precision.YEAR if n == 1 else Precision.YEARS,
    }.get(unit, Precision.YEARS)
    return Interval(min(now, other), max(now, other), fine)
