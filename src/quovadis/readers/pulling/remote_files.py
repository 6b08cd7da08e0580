"""A file that a publisher offers: where it lies, how large it is, which days it is about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

__all__ = ["RemoteFile", "Site"]


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file.

    Attributes:
        path: Below the publisher's address, without a slash in front.
        format: One of `readers.FORMATS`.
        first: First day that it is about.
        last: Last day.
        size: Bytes, or None when the publisher does not say.
        md5: Its MD5 digest, 32 hexadecimal digits, or None when the publisher does not say.
        mixed: Whether its rows are of different days, so that each must be looked at: a year or a
            month of the backfile, or all years.
    """

    path: str
    format: str
    first: dt.date
    last: dt.date
    size: int | None = None
    md5: str | None = None
    mixed: bool = False

    @property
    def name(self) -> str:
        """Its name without folders.

        Examples:
            >>> day = dt.date(2015, 2, 18)
            >>> RemoteFile("events/20150218.export.CSV.zip", "gdelt1", day, day).name
            '20150218.export.CSV.zip'
        """
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Site:
    """Where a publisher's files are taken from.

    Attributes:
        address: URL without a slash at the end.
        private: Whether it may lie on a private or local network: only for a mirror that the user
            has named.
    """

    address: str
    private: bool = False

    def url(self, path: str) -> str:
        """Return the URL of a file.

        Examples:
            >>> Site("https://example.org/data").url("a/b.zip")
            'https://example.org/data/a/b.zip'
        """
        return f"{self.address}/{path}"
