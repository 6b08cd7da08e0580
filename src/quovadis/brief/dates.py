"""Dates in a sentence: written by their precision, and read back from the text.

`write_date` and `read_dates` are two separate pieces of code on purpose: what one writes, the other
must understand, and `verify` trusts only what was read from the sentence.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from quovadis.records import Precision

__all__ = ["DateMention", "day", "read_dates", "span_of", "write_date", "write_set_for"]

_MONTHS = list(calendar.month_name)
_MONTH = "|".join(_MONTHS[1:])
_DAY_RE = rf"(?P<d>\d{{1,2}}) (?P<dm>{_MONTH}) (?P<dy>\d{{4}})"
_WEEK_RE = rf"the week of (?P<wd>\d{{1,2}}) (?P<wm>{_MONTH}) (?P<wy>\d{{4}})"
_MONTH_RE = rf"(?P<m>{_MONTH}) (?P<my>\d{{4}})"
_DECADE_RE = r"the (?:(?P<part>early|mid|late)[- ])?(?P<dec>\d{3}0)s"
_SEASON_RE = r"(?P<season>spring|summer|autumn|winter) (?P<sy>\d{4})"
_ISO_RE = r"(?P<iso>\d{4}-\d{2}-\d{2})"
_YEAR_RE = r"(?<![\d.,$€£])(?P<y>(?:1[6-9]|20)\d{2})(?![\d%]|[.,]\d)"
_ANY = re.compile(
    r"\b(?:" + "|".join((_WEEK_RE, _ISO_RE, _DAY_RE, _MONTH_RE, _DECADE_RE, _SEASON_RE)) + r")\b"
    r"|" + _YEAR_RE
)
_PARTS = {"early": (0, 3), "mid": (4, 6), "late": (6, 9), None: (0, 9)}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as a sentence states it.

    Attributes:
        start: Where it stands in the sentence.
        end: One past its last character.
        first: First day of the interval that it names.
        last: Last day of that interval.
    """

    start: int
    end: int
    text: str
    first: dt.date
    last: dt.date


def day(date: dt.date) -> str:
    """Write a day.

    Examples:
        >>> day(dt.date(2021, 10, 20))
        '20 October 2021'
    """
    return f"{date.day} {_MONTHS[date.month]} {date.year}"


def write_date(date: dt.date | None, precision: Precision, date_to: dt.date | None = None) -> str:
    """Write a date as a phrase that follows a verb, no finer than it is known.

    Args:
        date: First day of the interval, or None.
        precision: How finely it is known.
        date_to: Last day of an interval of several years, or None.

    Returns:
        The phrase with its preposition, or an empty string for an unknown date.

    Examples:
        >>> write_date(dt.date(2025, 3, 1), Precision.MONTH)
        'in March 2025'
        >>> write_date(dt.date(1997, 1, 1), Precision.YEARS, dt.date(1999, 12, 31))
        'in the late 1990s'
        >>> write_date(dt.date(2021, 8, 15), Precision.YEARS)
        'since 2021'
    """
    if date is None or precision is Precision.UNKNOWN:
        return ""
    if precision is Precision.DAY:
        return f"on {day(date)}"
    if precision is Precision.PUBLICATION:
        return f"by {day(date)}"
    if precision is Precision.WEEK:
        return f"in the week of {day(date)}"
    if precision is Precision.MONTH:
        return f"in {_MONTHS[date.month]} {date.year}"
    if precision is Precision.SEASON:
        season = next(s for s, m in _SEASONS.items() if (date.month % 12) // 3 == (m % 12) // 3)
        return f"in {season} {date.year}"
    if precision is Precision.YEAR:
        return f"in {date.year}"
    return _years(date, date_to)


def _years(date: dt.date, date_to: dt.date | None) -> str:
    if date_to is None:
        return f"since {date.year}"
    decade, low, high = date.year // 10 * 10, date.year % 10, date_to.year % 10
    if date_to.year // 10 * 10 == decade:
        for part, ends in (("early ", (0, 3)), ("mid-", (4, 6)), ("", (0, 9))):
            if (low, high) == ends:
                return f"in the {part}{decade}s"
        if low >= 5 and high == 9:
            return f"in the late {decade}s"
    if date.year == date_to.year:
        return f"in {date.year}"
    return f"between {date.year} and {date_to.year}"


def write_set_for(date: dt.date, precision: Precision) -> str:
    """Write for when something is set, after "set for".

    Examples:
        >>> write_set_for(dt.date(2024, 1, 22), Precision.WEEK)
        'the week of 22 January 2024'
        >>> write_set_for(dt.date(2023, 4, 1), Precision.MONTH)
        'April 2023'
    """
    return re.sub(r"^(?:on|in|by) ", "", write_date(date, precision)) or day(date)


def span_of(
    date: dt.date, precision: Precision, date_to: dt.date | None = None
) -> tuple[dt.date, dt.date]:
    """Return the first and last day of the interval that a dated record names.

    Examples:
        >>> span_of(dt.date(2025, 2, 1), Precision.MONTH)
        (datetime.date(2025, 2, 1), datetime.date(2025, 2, 28))
    """
    if precision is Precision.WEEK:
        return date, date + dt.timedelta(days=6)
    if precision is Precision.MONTH:
        return date.replace(day=1), _month_end(date.year, date.month)
    if precision is Precision.YEAR:
        return dt.date(date.year, 1, 1), dt.date(date.year, 12, 31)
    return date, date_to or date


def read_dates(text: str) -> list[DateMention]:
    """Read the dates that a sentence states, in order.

    Examples:
        >>> [m.text for m in read_dates("in March 2025, on 3 May 2024 and since 2021")]
        ['March 2025', '3 May 2024', '2021']
    """
    found = []
    for match in _ANY.finditer(text):
        span = _span(match)
        if span is not None:
            found.append(DateMention(match.start(), match.end(), match[0], *span))
    return found


def _span(match: re.Match[str]) -> tuple[dt.date, dt.date] | None:
    g = match.groupdict()
    try:
        if g["wd"]:
            first = dt.date(int(g["wy"]), _MONTHS.index(g["wm"]), int(g["wd"]))
            return first, first + dt.timedelta(days=6)
        if g["iso"]:
            one = dt.date.fromisoformat(g["iso"])
            return one, one
        if g["d"]:
            one = dt.date(int(g["dy"]), _MONTHS.index(g["dm"]), int(g["d"]))
            return one, one
        if g["m"]:
            year, month = int(g["my"]), _MONTHS.index(g["m"])
            return dt.date(year, month, 1), _month_end(year, month)
        if g["dec"]:
            low, high = _PARTS[g["part"]]
            return dt.date(int(g["dec"]) + low, 1, 1), dt.date(int(g["dec"]) + high, 12, 31)
        if g["season"]:
            year, month = int(g["sy"]), _SEASONS[g["season"]]
            end_year, end_month = (year + 1, 2) if month == 12 else (year, month + 2)
            return dt.date(year, month, 1), _month_end(end_year, end_month)
        year = int(g["y"])
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])
