"""Bytes of files and of standard input: regular files only, and never more than the limit."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from quovadis.errors import EmptyInput, InputError, InputTooLarge
from quovadis.readers.limits import MAX_BYTES

__all__ = ["ARTICLE_SUFFIXES", "check_regular", "files_of", "read_file", "read_stdin", "too_large"]

ARTICLE_SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm", ".xml", ".rss", ".atom")
"""Files of a folder that are read; the others are passed over."""


def read_file(path: Path, *, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of a regular file.

    The file is asked for its kind before it is opened, and opened so that nothing can block: a
    pipe, a device or a folder is refused. A file over the limit is refused without being read.

    Raises:
        InputError: There is no such file, it is not a regular file, or it may not be read.
        InputTooLarge: It has more than `limit` bytes.

    Examples:
        >>> read_file(Path("/no/such/file"))
        Traceback (most recent call last):
        ...
        quovadis.errors.InputError: /no/such/file: there is no such file; ...
    """
    size = check_regular(path)
    if size > limit:
        raise too_large(str(path), limit, size)
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
        with os.fdopen(handle, "rb") as file:
            # Asked again of what was opened: the name may point elsewhere by now.
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise _not_regular(path)
            data = file.read(limit + 1)
    except OSError as error:
        raise _unreadable(path, error) from None
    if data is not None and len(data) > limit:
        raise too_large(str(path), limit)
    return data or b""


def read_stdin(*, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of standard input, up to its end.

    Raises:
        InputTooLarge: It has more than `limit` bytes.
    """
    stream = getattr(sys.stdin, "buffer", None)
    data = sys.stdin.read(limit + 1).encode() if stream is None else stream.read(limit + 1)
    if len(data) > limit:
        raise too_large("standard input", limit)
    return bytes(data)


def check_regular(path: Path) -> int:
    """Return the size in bytes of a regular file.

    Raises:
        InputError: There is no such file, or it is something else than a regular file.
    """
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if stat.S_ISDIR(status.st_mode):
        raise InputError("it is a folder", where=_name(path), do="pass the files in it")
    if not stat.S_ISREG(status.st_mode):
        raise _not_regular(path)
    return status.st_size


def files_of(folder: Path, suffixes: tuple[str, ...] = ARTICLE_SUFFIXES) -> Iterator[Path]:
    """Yield the regular, visible files of a folder that have a known suffix, sorted by name.

    Raises:
        EmptyInput: There is none.
        InputError: The folder cannot be listed.
    """
    try:
        names = sorted(p for p in folder.iterdir() if p.suffix.lower() in suffixes)
        found = [p for p in names if not p.name.startswith(".") and p.is_file()]
    except OSError as error:
        raise _unreadable(folder, error) from None
    if not found:
        what = f"no file in it ends in {', '.join(suffixes)}"
        raise EmptyInput(what, where=str(folder), do="pass a folder with articles")
    yield from found


def too_large(where: str, limit: int, size: int | None = None) -> InputTooLarge:
    """Return the error for something over the limit (bytes)."""
    has = f"it has {size / 1e6:,.1f} MB" if size else "it does not end"
    return InputTooLarge(
        f"{has}, more than the {limit / 1e6:,.1f} MB that an article may have",
        where=where,
        do="pass single articles, each on its own",
    )


_BINARY = getattr(os, "O_BINARY", 0)


def _name(path: Path) -> str:
    return ascii(str(path)).strip("'\"") if "\x00" in str(path) else str(path)


def _not_regular(path: Path) -> InputError:
    what = "it is not a regular file (a pipe, a socket or a device)"
    return InputError(what, where=_name(path), do='pass a file, or "-" to read standard input')


def _unreadable(path: Path, error: Exception) -> InputError:
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
        what, do = "there is no such file", "check the path"
    elif isinstance(error, PermissionError):
        what, do = "it may not be read", "check its permissions"
    else:
        what, do = f"it cannot be read ({getattr(error, 'strerror', error)})", "check the path"
    return InputError(what, where=_name(path), do=do)
