"""When a text was published, and how we know: the order of trust, and what is not believed."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass

from quovadis.errors import DateError
from quovadis.readers.dates import Written, find_date, parse_date
from quovadis.records import Precision

__all__ = [
    "NO_DATE",
    "Published",
    "as_moment",
    "choose",
    "date_in_url",
    "explicit",
    "take_date_lines",
]

_log = logging.getLogger(__name__)

_ZONE_SLACK = dt.timedelta(hours=14)
"""A day has begun somewhere on Earth up to 14 hours before it begins in UTC."""
_CLOCK_SLACK = dt.timedelta(minutes=10)
"""Clocks of publishers run ahead by minutes."""


@dataclass(frozen=True, slots=True)
class Published:
    """A publication date and how it was found.

    Attributes:
        moment: UTC, or None when it could not be established.
        how: `argument`, `front matter`, `feed`, `meta`, `visible date line`, `url` or `none`.
        precision: `DAY`, or `MOMENT` when hour and time zone are known.
    """

    moment: dt.datetime | None
    how: str = "none"
    precision: Precision = Precision.DAY


NO_DATE = Published(None)


def as_moment(day: dt.date | dt.datetime | None) -> dt.datetime:
    """Return the moment that stands for `now`: a day counts to its end; None is the present.

    Examples:
        >>> as_moment(dt.date(2025, 4, 9)).isoformat()
        '2025-04-09T23:59:59+00:00'
    """
    if day is None:
        return dt.datetime.now(dt.UTC)
    if isinstance(day, dt.datetime):
        return day.replace(tzinfo=dt.UTC) if day.tzinfo is None else day.astimezone(dt.UTC)
    return dt.datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=dt.UTC)


def explicit(
    value: str | dt.date | dt.datetime, how: str, where: str, now: dt.datetime
) -> Published:
    """Return the date that the caller or a front matter gives; it overrides all others.

    Raises:
        DateError: It is not a full date, could be read in two ways, or lies in the future.

    Examples:
        >>> explicit("2025-04-09", "argument", "a.txt", as_moment(dt.date(2025, 5, 1))).how
        'argument'
    """
    if isinstance(value, dt.datetime):
        naive = value.tzinfo is None
        moment = value.replace(tzinfo=dt.UTC) if naive else value.astimezone(dt.UTC)
        written: Written | None = Written(moment, Precision.MOMENT)
    elif isinstance(value, dt.date):
        written = Written(dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC))
    else:
        written = parse_date(value)
    if written is None:
        shown = str(value)[:40]
        what = f"“{shown}” ({how}) is not a full date that can be read in one way only"
        raise DateError(what, where=where, do="write it as 2025-04-09")
    if _is_future(written, now):
        what = f"the date {written.moment.date()} ({how}) lies in the future"
        raise DateError(what, where=where, do=f"give a day up to {now.date()}")
    return Published(written.moment, how, written.precision)


def choose(
    candidates: Iterable[tuple[Written | None, str]], where: str, now: dt.datetime
) -> Published:
    """Return the first date found that does not lie in the future.

    Args:
        candidates: Dates and how each was found, the most trusted first.
        where: Name of the source, for the log.
        now: What counts as the present.
    """
    for written, how in candidates:
        if written is None:
            continue
        if _is_future(written, now):
            _log.warning("%s: date %s (%s) lies in the future: ignored", where, written.moment, how)
            continue
        return Published(written.moment, how, written.precision)
    return NO_DATE


def _is_future(written: Written, now: dt.datetime) -> bool:
    slack = _ZONE_SLACK if written.precision is Precision.DAY else _CLOCK_SLACK
    return written.moment > now + slack


_IN_URL = re.compile(
    r"[/_-](?P<y>(?:19|20)\d\d)(?:(?P<sep>[/_-])(?P<m>0?[1-9]|1[0-2]|[a-z]{3})(?P=sep)"
    r"(?P<d>0?[1-9]|[12]\d|3[01])|(?P<mm>0[1-9]|1[0-2])(?P<dd>0[1-9]|[12]\d|3[01]))(?=[/_.?#-]|$)",
    re.IGNORECASE,
)


def date_in_url(url: str | None) -> Written | None:
    """Return the day that a URL carries, or None.

    Examples:
        >>> date_in_url("https://x.org/world/2025/apr/09/story").moment.date().isoformat()
        '2025-04-09'
        >>> date_in_url("https://x.org/2025/04/story") is None
        True
    """
    match = _IN_URL.search(url or "")
    if match is None:
        return None
    month, day = (match["m"], match["d"]) if match["m"] else (match["mm"], match["dd"])
    name = f"{day} {month} {match['y']}" if month.isalpha() else f"{match['y']}-{month}-{day}"
    return parse_date(name)


_LABEL = (
    r"(?P<label>(?:first |originally )?"
    r"(?:published|posted|released|issued|date(?: of publication)?)"
    r"|(?:last |page )?(?:updated|modified|edited)|dated)?(?: on| at)?\s?:?\s?"
)
_BYLINE = r"(?:(?:by|from) [^|·•\n]{2,60}?[|·•,–—-]\s?)?"
_LEAD = re.compile(
    r"^[\s|·•–—*\[(-]{0,6}"
    + _BYLINE
    + r"[|·•\s]{0,3}"
    + _LABEL
    + r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s?)?",
    re.IGNORECASE,
)
# After the date: time words, a reading time, separators; another dated label is dropped with it.
_TAIL = re.compile(
    r"[\s|·•,;.)\]–—-]{0,6}"
    r"(?:\d{1,2} min(?:ute)?s? read|(?:updated|modified|published):? .{0,60}"
    r"|(?:by|in) [^.;:]{2,40}(?<![.!?]))?[\s|·•]{0,4}",
    re.IGNORECASE,
)
# "KABUL, April 9, 2025 (AFP) — …": the paragraph opens with place and date; it stays in the text.
_WIRE = re.compile(
    r"^[A-Z][A-Z .'/-]{2,30}(?:, (?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z.]* \d)"
    r"[A-Z][\w .]{2,25})?,? [|(–—-]?\s?"
)
# "October 3, 2023 — …", "Kabul (9 April 2025) - …": here a dash must follow.
_OPENING = re.compile(r"^(?:[A-Z][\w.'’/-]*(?: [A-Z][\w.'’/-]*){0,3},? )?\(?")
_DASH = re.compile(r"\)?(?: \([^)]{2,30}\))?\s?(?:[—–]|-{1,2}\s)")
_TOP, _BOTTOM, _UNLABELLED, _LINE = 30, 10, 8, 160


def take_date_lines(lines: list[str]) -> tuple[list[str], Written | None]:
    """Take the visible date lines out of a text.

    A date line says "Published", "Posted" or "Updated" and a date, or is a date alone near the
    top; it may also carry a byline, a time and a reading time. The date that is labelled as of
    publication goes before an unlabelled one, and that before an update.

    Args:
        lines: Lines of the text, from its top.

    Returns:
        The other lines, and the date of publication, or None.

    Examples:
        >>> rest, written = take_date_lines(["| Published April 9, 2025", "Russia is moving."])
        >>> rest, written.moment.date().isoformat()
        (['Russia is moving.'], '2025-04-09')
    """
    rest: list[str] = []
    ranked: dict[int, Written] = {}
    seen = 0
    for number, line in enumerate(lines):
        seen += bool(line.strip())
        near_end = number >= len(lines) - _BOTTOM
        if len(line) > _LINE * 20 or not (seen <= _TOP or near_end):
            rest.append(line)
            continue
        rank, written = _date_line(line)
        if written is None or (rank == 1 and seen > _UNLABELLED):
            rest.append(line)
            if seen <= 4 and (wire := _wire_date(line)):
                ranked.setdefault(3, wire)
            continue
        ranked.setdefault(rank, written)
    return rest, ranked[min(ranked)] if ranked else None


def _date_line(line: str) -> tuple[int, Written | None]:
    """Return rank (0 published, 1 unlabelled, 2 updated) and date of a line that is a date line."""
    if len(line) > _LINE:
        return 0, None
    lead = _LEAD.match(line)
    if lead is None:
        return 0, None
    found = find_date(line, lead.end(), anchored=True)
    if found is None:
        return 0, None
    written, end = found
    if not _TAIL.fullmatch(line, end):
        return 0, None
    label = (lead["label"] or "").lower()
    if not label:
        return 1, written
    return (2 if re.search("updated|modified|edited", label) else 0), written


def _wire_date(line: str) -> Written | None:
    lead = _WIRE.match(line[:100])
    if lead and (found := find_date(line[:120], lead.end(), anchored=True)):
        return found[0]
    place = _OPENING.match(line[:100])
    for start in (0, place.end() if place else 0):
        found = find_date(line[:120], start, anchored=True)
        if found and _DASH.match(line, found[1]):
            return found[0]
    return None
