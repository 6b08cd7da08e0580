"""The publishers' lists of files: GDELT's master list of 2.0, its sizes and sums of 1.0.

A line of the master list is `size md5 URL`; the lists of 1.0 are two, `size name` and `md5  name`.
Lines end in LF or CR LF, at times both in one file.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from quovadis.readers.pulling.remote_files import RemoteFile

__all__ = ["KINDS", "Listing", "gdelt1_files", "gdelt2_files"]

KINDS: dict[str, str] = {"export": "gdelt2", "mentions": "gdelt-mentions", "gkg": "gdelt-gkg"}
"""What GDELT 2.0 calls its three kinds of files, and the format of each."""

_MASTER = re.compile(
    r"(?P<size>\d{1,12}) +(?P<md5>[0-9a-fA-F]{32}) +https?://data\.gdeltproject\.org/"
    r"(?P<path>gdeltv2/(?P<moment>\d{14})\.(?:translation\.)?(?P<kind>export|mentions|gkg)"
    r"\.csv\.zip)",
    re.IGNORECASE,
)
_SIZE = re.compile(r"(\d{1,12}) +(\S+)")
_SUM = re.compile(r"([0-9a-fA-F]{32}) +\*?(\S+)")
_DAILY = re.compile(r"(\d{4})(\d\d)(\d\d)\.export\.CSV\.zip", re.IGNORECASE)
_BACKFILE = re.compile(r"(\d{4})(\d\d)?\.zip")
_REDUCED = re.compile(r"GDELT\.MASTERREDUCED\S*")


@dataclass(slots=True)
class Listing:
    """What a list offers of what was asked for.

    Attributes:
        files: In the order of their days.
        unread: Lines of the list that could not be read.
    """

    files: list[RemoteFile] = field(default_factory=list)
    unread: int = 0

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(f.size or 0 for f in self.files)


def gdelt2_files(
    lines: Iterable[str], first: dt.date, last: dt.date, kinds: Iterable[str] = ("export",)
) -> Listing:
    """Choose files from a master list of GDELT 2.0.

    A file is of the day on which GDELT took its rows in, which its name tells. Of a file that is
    listed twice, the later line holds.

    Args:
        lines: The list; a last line that is cut short is passed over.
        first: First day.
        last: Last day.
        kinds: Of `KINDS`.

    Examples:
        >>> line = f"150383 {'0' * 32} http://data.gdeltproject.org/gdeltv2/20150218230000"
        >>> [f] = gdelt2_files([line + ".export.CSV.zip"], dt.date(2015, 2, 18), dt.date.max).files
        >>> f.path, f.format, f.size, f.first.isoformat()
        ('gdeltv2/20150218230000.export.CSV.zip', 'gdelt2', 150383, '2015-02-18')
    """
    wanted, chosen, listing = frozenset(kinds), {}, Listing()
    from_, to = f"{first:%Y%m%d}000000", f"{last:%Y%m%d}235959"
    for line in _words(lines):
        found = _MASTER.fullmatch(line)
        if not found:
            listing.unread += 1
            continue
        kind = found["kind"].lower()
        # Texts of equal length compare as the moments that they stand for.
        if kind not in wanted or not from_ <= found["moment"] <= to:
            continue
        day = _day(*(found["moment"][i:j] for i, j in ((0, 4), (4, 6), (6, 8))))
        if day is None:
            listing.unread += 1
            continue
        path, md5 = found["path"], found["md5"].lower()
        chosen[path] = RemoteFile(path, KINDS[kind], day, day, int(found["size"]), md5)
    listing.files = sorted(chosen.values(), key=lambda f: f.name)
    return listing


def gdelt1_files(
    sizes: Iterable[str], sums: Iterable[str], first: dt.date, last: dt.date
) -> Listing:
    """Choose files from the lists of GDELT 1.0.

    Until 2005 a file is of a year, until March 2013 of a month: of the day on which the events
    took place. Later ones are of the day on which GDELT took their rows in. The reduced master
    file, which says all of it once more with 17 columns, is passed over.

    Args:
        sizes: Lines of `filesizes`.
        sums: Lines of `md5sums`; a file that is not in it has no known digest.
        first: First day.
        last: Last day.

    Examples:
        >>> day = dt.date(2006, 1, 31)
        >>> [f] = gdelt1_files(["14276482 1979.zip", "7 200601.zip"], [], day, day).files
        >>> f.path, f.first.isoformat(), f.last.isoformat(), f.mixed
        ('events/200601.zip', '2006-01-01', '2006-01-31', True)
    """
    listing = Listing()
    digests: dict[str, str] = {}
    for line in _words(sums):
        if found := _SUM.fullmatch(line):
            digests[found[2]] = found[1].lower()
        else:
            listing.unread += 1
    chosen = {}
    for line in _words(sizes):
        found = _SIZE.fullmatch(line)
        days = _days(found[2]) if found else None
        if not found or days is None:
            listing.unread += found is None or not _REDUCED.fullmatch(found[2])
            continue
        name, mixed = found[2], len(found[2]) < len("20130401.zip")
        if days[0] <= last and first <= days[1]:
            chosen[name] = RemoteFile(
                f"events/{name}", "gdelt1", *days, int(found[1]), digests.get(name), mixed
            )
    listing.files = sorted(chosen.values(), key=lambda f: (f.first, f.name))
    return listing


def _words(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if words := line.strip():
            yield words


def _days(name: str) -> tuple[dt.date, dt.date] | None:
    if found := _DAILY.fullmatch(name):
        day = _day(*found.groups())
        return (day, day) if day else None
    if found := _BACKFILE.fullmatch(name):
        year, month = found[1], found[2]
        begin = _day(year, month or "01", "01")
        if begin:
            end = calendar.monthrange(begin.year, begin.month)[1] if month else 31
            return begin, begin.replace(month=begin.month if month else 12, day=end)
    return None


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
