"""Large files in blocks of whole lines."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from quovadis.errors import EmptyInput, FormatError, InputError
from quovadis.readers.files import check_regular
from quovadis.readers.magic import refuse_binary

__all__ = ["Block", "blocks", "head"]

_CHUNK = 1 << 20
_LONGEST = 1 << 18


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a file.

    Attributes:
        first: Number of the first line, from 1.
        lines: Without their line ends; a blank line is an empty one.
    """

    first: int
    lines: list[bytes]


def head(path: Path, n: int = 5) -> list[bytes]:
    """Return the first lines of a regular file, at most `n`; fewer when it is short.

    Raises:
        EmptyInput: There is nothing in it.
        BinaryInput: It is not text.
        InputError: It is not a regular file, or may not be read.
    """
    check_regular(path)
    with _open(path) as file:
        start = file.read(1 << 16)
    refuse_binary(start, str(path))
    return [line.rstrip(b"\r") for line in start.removeprefix(b"\xef\xbb\xbf").split(b"\n")[:n]]


def blocks(path: Path, *, rows: int = 100_000) -> Iterator[Block]:
    """Yield the lines of a regular file in blocks of `rows`; memory stays bounded.

    Raises:
        EmptyInput: There is nothing in it.
        FormatError: A line has more than 256 KB: this is no table.
        InputError: It is not a regular file, or may not be read.
    """
    if not check_regular(path):
        raise EmptyInput("there is nothing in it", where=str(path))
    number, waiting, rest = 1, list[bytes](), b""
    with _open(path) as file:
        while chunk := file.read(_CHUNK):
            if number == 1 and not waiting and not rest:
                chunk = chunk.removeprefix(b"\xef\xbb\xbf")
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > _LONGEST:
                what = f"line {number + len(waiting) + len(lines)} does not end: this is no table"
                raise FormatError(what, where=str(path), do="pass an event file")
            waiting += [line.rstrip(b"\r") for line in lines]
            while len(waiting) >= rows:
                yield Block(number, waiting[:rows])
                number, waiting = number + rows, waiting[rows:]
    if rest:
        waiting.append(rest.rstrip(b"\r"))
    if waiting:
        yield Block(number, waiting)


def _open(path: Path) -> BufferedReader:
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        return os.fdopen(os.open(path, flags), "rb")
    except OSError as error:
        raise InputError(f"it cannot be read ({error.strerror})", where=str(path)) from None
