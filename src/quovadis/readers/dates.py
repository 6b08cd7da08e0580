"""Written dates to days and moments; an ambiguous date is none."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from quovadis.records import Precision

__all__ = ["DATE_PATTERN", "Written", "as_day", "find_date", "parse_date"]


@dataclass(frozen=True, slots=True)
class Written:
    """A date as a text gives it.

    Attributes:
        moment: UTC; for a day its midnight.
        precision: `DAY`, or `MOMENT` when hour and time zone are given.
    """

    moment: dt.datetime
    precision: Precision = Precision.DAY


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_ZONES: dict[str, int | None] = {
    zone: minutes
    for minutes, zones in (
        (0, "utc gmt z"),
        (60, "bst cet"),
        (120, "cest eet"),
        (180, "eest msk"),
        (-240, "edt"),
        (-300, "est cdt"),
        (-360, "cst mdt"),
        (-420, "mst pdt"),
        (-480, "pst"),
    )
    for zone in zones.split()
}
"""Minutes east of Greenwich, for letters that stand for one zone only."""

_MONTH = r"(?P<{0}>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<{0}>0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?P<{0}>(?:19|20)\d\d)(?!\d)"
_WRITTEN = (
    # April 9, 2025 · Apr. 9th 2025
    _MONTH.format("m1") + r"\s{0,2}" + _DAY.format("d1") + r"(?:st|nd|rd|th)?,?\s{1,2}"
    r"" + _YEAR.format("y1"),
    # 9 April 2025 · 9th of April, 2025 · 09-Apr-2025
    _DAY.format("d2") + r"(?:st|nd|rd|th|\.)?(?:\s{1,2}of)?[\s-]{1,2}" + _MONTH.format("m2") + r""
    r",?[\s-]{1,2}" + _YEAR.format("y2"),
    # 2025-04-09 · 2025/4/9 · 2025.04.09
    _YEAR.format("y3")
    + r"(?P<sep>[-/.])(?P<m3>0?[1-9]|1[0-2])(?P=sep)"
    + _DAY.format("d3")
    + r"(?!\d)",
    # 09.04.2025: with points the day stands first everywhere
    _DAY.format("d4") + r"\.\s?(?P<m4>0?[1-9]|1[0-2])\.\s?" + _YEAR.format("y4"),
    # 25/12/2025 or 12/25/2025: only where one of the two cannot be a month
    r"(?P<a5>\d{1,2})(?P<sep5>[/-])(?P<b5>\d{1,2})(?P=sep5)" + _YEAR.format("y5"),
    # 2025年4月9日
    _YEAR.format("y6").replace(r"(?!\d)", "")
    + r"\s?年\s?(?P<m6>1[0-2]|0?[1-9])\s?月\s?"
    + _DAY.format("d6")
    + r"\s?日",
)
DATE_PATTERN = re.compile(r"(?<![\d\w/.-])(?:" + "|".join(_WRITTEN) + ")", re.IGNORECASE)
"""A full date (day, month and year) in running English text, or in figures."""

_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s{0,2}"
_TIME = re.compile(
    r"[\s,T|–—-]{0,4}(?:at\s)?(?P<h>[01]?\d|2[0-3])[:.](?P<min>[0-5]\d)(?::(?P<s>[0-5]\d)(?:[.,]\d{1,9})?)?"
    r"\s?(?P<half>[ap]\.?m\.?)?\s?\(?(?P<zone>[A-Z]{1,4}\b|[+-]\d\d:?\d\d)?\)?",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"^\s*(?:" + _WEEKDAY + ")?", re.IGNORECASE)
_COMPACT = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])")
_LONGEST = 80


def parse_date(text: str) -> Written | None:
    """Read a string that is a date and nothing else.

    ISO 8601 (with or without time), RFC 2822 (`Wed, 09 Apr 2025 10:15:00 +0000`), `20250409`, and
    what `find_date` knows. A time without its zone is not a moment: then only the day is taken.

    Returns:
        The date, or None when the string is none, or could be read in two ways (`04/05/2025`).

    Examples:
        >>> parse_date("2025-04-09").moment.isoformat()
        '2025-04-09T00:00:00+00:00'
        >>> parse_date("2025-04-09T23:30:00-05:00").moment.isoformat()
        '2025-04-10T04:30:00+00:00'
        >>> parse_date("April 9, 2025").moment.day
        9
        >>> parse_date("04/05/2025"), parse_date("soon")
        (None, None)
    """
    text = text.strip()
    if not 8 <= len(text) <= _LONGEST:
        return None
    if match := _COMPACT.fullmatch(text):
        return _day(match["y"], match["m"], match["d"])
    if text[:4].isdecimal() and not text[8:].startswith("-"):
        try:
            return _moment(dt.datetime.fromisoformat(text))
        except ValueError:
            pass
    lead = _WHOLE.match(text)
    found = find_date(text, lead.end() if lead else 0, anchored=True)
    if found is not None:
        written, end = found
        return written if not text[end:].strip(" .,|)") else None
    try:
        return _moment(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def find_date(text: str, start: int = 0, *, anchored: bool = False) -> tuple[Written, int] | None:
    """Return the first full date of a text and where it ends (a time after it included).

    Args:
        text: One line; keep it short.
        start: Where to begin.
        anchored: The date must stand at `start`.

    Examples:
        >>> written, end = find_date("| Published April 9, 2025 at 10:15 UTC |")
        >>> written.moment.isoformat(), end
        ('2025-04-09T10:15:00+00:00', 38)
    """
    match = DATE_PATTERN.match(text, start) if anchored else DATE_PATTERN.search(text, start)
    if match is None:
        return None
    day = _matched(match)
    if day is None:
        return None
    clock = _TIME.match(text, match.end())
    if clock is None:
        return day, match.end()
    return _at(day, clock), clock.end()


def as_day(text: str) -> dt.date | None:
    """Read a day of a dataset: `2018-06-01`, or `12/1/2017` with the month first.

    Examples:
        >>> as_day("12/1/2017"), as_day("2018-06-01"), as_day("NA")
        (datetime.date(2017, 12, 1), datetime.date(2018, 6, 1), None)
    """
    try:
        if "/" in text:
            month, day, year = (int(part) for part in text.split("/"))
            return dt.date(year, month, day)
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _matched(match: re.Match[str]) -> Written | None:
    for which in "12346":
        if year := match[f"y{which}"]:
            month = match[f"m{which}"]
            number = _MONTHS.get(month.lower()) or int(month)
            return _day(year, number, match[f"d{which}"])
    first, second = int(match["a5"]), int(match["b5"])
    if first > 12 >= second:
        first, second = second, first  # the day stood first
    elif first <= 12 and second <= 12 and first != second:
        return None
    return _day(match["y5"], first, second)


def _day(year: str, month: str | int, day: str | int) -> Written | None:
    try:
        return Written(dt.datetime(int(year), int(month), int(day), tzinfo=dt.UTC))
    except ValueError:
        return None


def _moment(moment: dt.datetime) -> Written | None:
    if not 1900 <= moment.year <= 2200:
        return None
    if moment.tzinfo is None:
        midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=dt.UTC)
        return Written(midnight)
    return Written(moment.astimezone(dt.UTC), Precision.MOMENT)


def _at(day: Written, clock: re.Match[str]) -> Written:
    zone = (clock["zone"] or "").lower()
    if zone[:1] in ("+", "-"):
        digits = zone[1:].replace(":", "")
        offset: int | None = int(digits[:2]) * 60 + int(digits[2:])
        offset = -offset if zone[0] == "-" and offset is not None else offset
    else:
        offset = _ZONES.get(zone)
    hour = int(clock["h"])
    half = (clock["half"] or "").lower()[:1]
    if offset is None or abs(offset) >= 1440 or (half and not 1 <= hour <= 12):
        return day
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    local = day.moment + dt.timedelta(hours=hour, minutes=int(clock["min"]))
    local += dt.timedelta(seconds=int(clock["s"] or 0))
    return Written(local - dt.timedelta(minutes=offset), Precision.MOMENT)
