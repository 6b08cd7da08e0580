"""Event files as their publishers ship them: plain, gzip, zip; folders and patterns of them."""

from __future__ import annotations

import glob
import gzip
import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from quovadis.errors import FormatError, InputError
from quovadis.readers.files import check_regular

__all__ = ["DAMAGED", "DATA_SUFFIXES", "Source", "sources_of"]

DATA_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".gz", ".zip")
"""Files of a folder that are looked at; others (notes, codebooks) are passed over."""

DAMAGED = (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile)
"""What reading a broken archive raises."""

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_AGAIN = "fetch the file again"


@dataclass(frozen=True, slots=True)
class Source:
    """One table: a file, or a member of a zip archive.

    Attributes:
        path: The file.
        member: Name inside the archive, or None.
    """

    path: Path
    member: str | None = None

    def __str__(self) -> str:
        return f"{self.path}/{self.member}" if self.member else str(self.path)

    @property
    def name(self) -> str:
        """Its own name without folder and without `.gz`.

        Examples:
            >>> Source(Path("x/20180101000000.export.CSV.gz")).name
            '20180101000000.export.CSV'
        """
        name = Path(self.member).name if self.member else self.path.name
        return name[:-3] if name.lower().endswith(".gz") else name

    def open(self) -> io.BufferedIOBase:
        """Open it for reading; what is packed is unpacked while it is read.

        Raises:
            InputError: It is not a regular file, or may not be read.
            FormatError: The archive is damaged, or locked with a password.
        """
        file = _open(self.path)
        try:
            if self.member is not None:
                archive = zipfile.ZipFile(file)
                return cast(io.BufferedIOBase, archive.open(self.member))
            start = file.peek(2)[:2]
        except DAMAGED:
            file.close()
            raise FormatError("the archive is damaged", where=str(self), do=_AGAIN) from None
        except (RuntimeError, NotImplementedError, KeyError) as error:
            file.close()
            what = f"it cannot be unpacked ({str(error).splitlines()[0]})"
            raise FormatError(what, where=str(self), do="unpack it and pass the folder") from None
        return gzip.GzipFile(fileobj=file) if start == _GZIP else file


def sources_of(path: Path) -> Iterator[Source]:
    """Yield the tables behind a path: a file, an archive's members, a folder's files, a pattern's.

    Folders and archives are read in the order of their names, folders below them are not entered.

    Raises:
        InputError: There is no such file or folder, and no file fits the pattern.
        FormatError: The folder holds no table.

    Examples:
        >>> list(sources_of(Path("/no/such/*.csv")))
        Traceback (most recent call last):
        ...
        quovadis.errors.InputError: /no/such/*.csv: no file fits this pattern; check the path
    """
    if not _exists(path):
        if not glob.has_magic(str(path)) or "\x00" in str(path):
            what = "there is no such file or folder"
            raise InputError(what, where=ascii(str(path))[1:-1], do="check the path")
        found = sorted(Path(p) for p in glob.glob(str(path), recursive=True))  # noqa: PTH207
        if not found:
            raise InputError("no file fits this pattern", where=str(path), do="check the path")
        for one in found:
            if one.is_file() and not one.name.startswith("."):
                yield from _inside(one)
        return
    if not path.is_dir():
        yield from _inside(path)
        return
    try:
        names = sorted(p for p in path.iterdir() if p.suffix.lower() in DATA_SUFFIXES)
        files = [p for p in names if p.is_file() and not p.name.startswith(".")]
    except OSError as error:
        what = f"the folder cannot be read ({error.strerror})"
        raise InputError(what, where=str(path)) from None
    if not files:
        what = "there is no event file in this folder"
        raise FormatError(
            what, where=str(path), do=f"pass files that end in {', '.join(DATA_SUFFIXES)}"
        )
    for file in files:
        yield from _inside(file)


def _inside(path: Path) -> Iterator[Source]:
    """The file itself, or the members of a zip archive."""
    check_regular(path)
    with _open(path) as file:
        if file.peek(4)[:4] != _ZIP:
            yield Source(path)
            return
        try:
            with zipfile.ZipFile(file) as archive:
                members = sorted(i.filename for i in archive.infolist() if not i.is_dir())
        except DAMAGED:
            members = []
    tables = [m for m in members if Path(m).suffix.lower() in DATA_SUFFIXES[:-1]]
    if not tables:
        yield Source(path)  # damaged, or an office document: whoever reads it will say so
    for member in tables:
        if not Path(member).name.startswith(".") and "__MACOSX" not in member:
            yield Source(path, member)


def _open(path: Path) -> io.BufferedReader:
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    check_regular(path)
    try:
        return os.fdopen(os.open(path, flags), "rb")
    except OSError as error:
        raise InputError(f"it cannot be read ({error.strerror})", where=str(path)) from None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
