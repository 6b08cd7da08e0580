"""Where the publishers keep their files, and how their lists are brought in."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import random
import re
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from quovadis.errors import FetchError, FormatError, InputError, StoreError
from quovadis.readers.addresses import check_url
from quovadis.readers.pulling.connection import Connection, Refused, Unanswered
from quovadis.readers.pulling.download import Downloader
from quovadis.readers.pulling.file_lists import Listing, gdelt1_files, gdelt2_files
from quovadis.readers.pulling.pace import Gate, Pace
from quovadis.readers.pulling.remote_files import RemoteFile, Site

__all__ = [
    "BY_HAND",
    "GDELT",
    "UCDP",
    "list_gdelt",
    "mirror",
    "sized",
    "ucdp_file",
    "where_to_get",
]

GDELT = Site("https://data.gdeltproject.org")
"""Its lists name `http:` addresses; the same files lie behind TLS, which is what we ask for."""
UCDP = Site("https://ucdp.uu.se/downloads")

BY_HAND: dict[str, str] = {
    "icews": "ICEWS lies on the Harvard Dataverse behind its terms of use: download the event "
    "files from https://doi.org/10.7910/DVN/28075 in a browser",
    "polecat": "POLECAT lies on the Harvard Dataverse behind its terms of use: download the event "
    "files from https://doi.org/10.7910/DVN/AJGVIT in a browser",
    "acled": "ACLED asks for an account: register at https://acleddata.com and export the data as "
    "csv, with all columns; its terms bar passing the rows on",
}
"""What cannot be pulled, and how to come by it."""

_MASTER = "gdeltv2/masterfilelist.txt"
_TRANSLATED = "gdeltv2/masterfilelist-translation.txt"
_OVERLAP = 4096
_LONGEST_LINE = 4096
_YEARLY = re.compile(r"(\d\d)\.([12])")
_MONTHLY = re.compile(r"(\d\d)\.0\.(\d\d?)")
_SPAN = re.compile(r"(\d\d)\.01\.\1\.(\d\d)")
_FIRST_YEAR = 1989


def mirror(address: str) -> Site:
    """Return a mirror of a publisher's folders, which may lie on a private network.

    Raises:
        UnsafeUrl: It is no http or https URL, or carries credentials.

    Examples:
        >>> mirror("http://localhost:8000/gdelt/").url("events/md5sums")
        'http://localhost:8000/gdelt/events/md5sums'
    """
    check_url(address)
    return Site(address.rstrip("/"), private=True)


def list_gdelt(
    folder: Path,
    first: dt.date,
    last: dt.date,
    *,
    release: str = "2.0",
    kinds: Iterable[str] = ("export",),
    translated: bool = False,
    site: Site = GDELT,
    pace: Pace | None = None,
    seed: int | None = None,
) -> Listing:
    """Return the files that GDELT offers for some days.

    The master list of 2.0 has more than 100 MB and grows at its end: what is in the folder is kept
    there, and only what is new is fetched the next time.

    Args:
        folder: Where lists are kept.
        first: First day.
        last: Last day.
        release: `1.0` or `2.0`.
        kinds: Of `file_lists.KINDS`; 1.0 has only `export`.
        translated: Also what GDELT reads in translation from 65 languages (2.0 only).
        site: Where from.
        pace: Limits.
        seed: Of the chance in pauses.

    Raises:
        FetchError: A list cannot be had.
        StoreError: The folder cannot be written.
    """
    gate = Gate(threading.Event())
    loader = Downloader(site, pace or Pace(), gate, seed=seed)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if release == "1.0":
            sizes, sums = (_whole(loader, f"events/{n}", folder) for n in ("filesizes", "md5sums"))
            return gdelt1_files(_lines(sizes), _lines(sums), first, last)
        total = Listing()
        for path in (_MASTER, _TRANSLATED) if translated else (_MASTER,):
            grown = _grown(loader, site, path, folder, pace or Pace(), gate, seed)
            one = gdelt2_files(_lines(grown), first, last, kinds)
            total.files += one.files
            total.unread += one.unread
        total.files.sort(key=lambda f: f.name)
        return total
    except OSError as error:
        what = f"the list of files cannot be kept ({error.strerror or error})"
        raise StoreError(what, where=str(folder), do="check its permissions") from error
    finally:
        loader.connection.close()


def ucdp_file(version: str, today: dt.date) -> RemoteFile:
    """Return the file of a release of UCDP GED.

    UCDP lists neither sizes nor digests; the sum of each member of a zip archive is in it.

    Args:
        version: `24.1`, a yearly release; `25.0.3`, the candidate events of a month;
            `25.01.25.06`, those of several months.
        today: The present day.

    Raises:
        InputError: This is no version.

    Examples:
        >>> today = dt.date(2025, 9, 1)
        >>> [ucdp_file(v, today).path for v in ("24.1", "25.0.3")]
        ['ged/ged241-csv.zip', 'candidateged/GEDEvent_v25_0_3.csv']
        >>> ucdp_file("latest", today)
        Traceback (most recent call last):
        ...
        quovadis.errors.InputError: latest: this is no version of UCDP GED; ...
    """
    if found := _YEARLY.fullmatch(version):
        year = 2000 + int(found[1])
        first, last = dt.date(_FIRST_YEAR, 1, 1), dt.date(year - 1, 12, 31)
        path = f"ged/ged{found[1]}{found[2]}-csv.zip"
    elif found := _MONTHLY.fullmatch(version) or _SPAN.fullmatch(version):
        year = 2000 + int(found[1])
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        path = f"candidateged/GEDEvent_v{version.replace('.', '_')}.csv"
    else:
        do = "name one as UCDP writes it: 24.1, or 25.0.3 or 25.01.25.06 for candidate events"
        raise InputError("this is no version of UCDP GED", where=version, do=do)
    if year > today.year:
        raise InputError(f"this version is of {year}", where=version, do="name an earlier one")
    return RemoteFile(path, "ucdp", first, last, mixed=True)


def sized(file: RemoteFile, site: Site, pace: Pace | None = None) -> RemoteFile:
    """Return the file with the size that the server gives, where it gives one.

    Args:
        file: A file whose size no list tells.
        site: Where it lies.
        pace: Limits.

    Raises:
        UnsafeUrl: It leads to where we do not go.
    """
    limits = pace or Pace()
    connection = Connection(limits, private=site.private)
    headers = {"Range": "bytes=0-0"}
    try:
        with connection.get(
            site.url(file.path), seconds=limits.seconds(0), headers=headers
        ) as answer:
            if answer.status_code == 206:
                words = str(answer.headers.get("content-range", "")).rpartition("/")[2]
            else:
                words = str(answer.headers.get("content-length", ""))
            known = words.isdecimal() and len(words) < 20 and answer.status_code != 416
            return dataclasses.replace(file, size=int(words)) if known else file
    except FetchError:
        return file  # whoever fetches it will say why it cannot be had
    finally:
        connection.close()


def where_to_get(dataset: str) -> InputError:
    """Return the error that says how to come by a dataset that cannot be pulled.

    Args:
        dataset: Of `BY_HAND`.

    Examples:
        >>> print(where_to_get("acled"))
        ACLED asks for an account: ...; then `quovadis load` the files as they are
    """
    return InputError(BY_HAND[dataset], do="then `quovadis load` the files as they are")


def _whole(loader: Downloader, path: str, folder: Path) -> Path:
    file = RemoteFile(path, "list", dt.date.min, dt.date.max)
    to = folder / path.replace("/", "-")
    try:
        loader.fetch(file, to)
    except FetchError as error:
        error.where = error.where or path
        raise
    return to


def _grown(
    loader: Downloader,
    site: Site,
    path: str,
    folder: Path,
    pace: Pace,
    gate: Gate,
    seed: int | None,
) -> Path:
    """Bring in what a list has more than the copy here; all of it where the two do not agree."""
    to = folder / path.replace("/", "-")
    chance = random.Random(seed)  # noqa: S311 - parts clients, hides nothing
    for attempt in range(1, pace.attempts):
        if not to.is_file() or not to.stat().st_size:
            break
        try:
            if _append(loader, site.url(path), to, pace):
                return to
            break
        except Unanswered:
            gate.wait(pace.back_off(attempt, chance))
        except Refused:
            break
    return _whole(loader, path, folder)


def _append(loader: Downloader, url: str, to: Path, pace: Pace) -> bool:
    """Append what is new; False when the copy here is not the beginning of what is there."""
    size = to.stat().st_size
    with to.open("rb") as file:
        file.seek(max(0, size - _OVERLAP))
        tail = file.read()
    start = size - len(tail)
    headers = {"Range": f"bytes={start}-"}
    with contextlib.ExitStack() as stack:
        answer = stack.enter_context(
            loader.connection.get(url, seconds=pace.seconds(0), headers=headers)
        )
        place = str(answer.headers.get("content-range", ""))
        if answer.status_code != 206 or not place.startswith(f"bytes {start}-"):
            return False
        pieces = answer.iter_raw()
        head = b""
        while len(head) < len(tail) and (piece := next(pieces, b"")):
            head += piece
        if not head.startswith(tail):
            return False
        loader.connection.allow(pace.seconds(1 << 28))
        out = stack.enter_context(to.open("ab"))
        out.write(head[len(tail) :])
        for piece in pieces:
            out.write(piece)
    return True


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="ascii", errors="replace") as file:
        start = file.read(200)
        if start.lstrip()[:1] == "<":
            what = "this is a page, not a list of files"
            raise FormatError(what, where=path.name, do="check the address, or try again later")
        file.seek(0)
        while line := file.readline(_LONGEST_LINE):
            yield line
