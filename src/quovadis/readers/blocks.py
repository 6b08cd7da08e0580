"""Large files in blocks of whole lines."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from quovadis.errors import FormatError
from quovadis.readers.magic import refuse_binary
from quovadis.readers.sources import DAMAGED, Source

__all__ = ["Block", "blocks", "head"]

_CHUNK = 1 << 20
_HEAD = 1 << 20
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


def head(source: Source, n: int = 5) -> list[bytes]:
    """Return the first lines of a table, at most `n`; fewer when it is short.

    Raises:
        EmptyInput: There is nothing in it.
        BinaryInput: It is not text.
        InputError: It is not a regular file, or may not be read.
    """
    start = b""
    try:
        with source.open() as file:
            while len(start) < _HEAD and (piece := file.read1(_HEAD)):
                start += piece
    except DAMAGED:
        if not start:
            raise FormatError(
                "the archive is damaged", where=str(source), do="fetch the file again"
            ) from None
    # Only the first line tells: a stray NUL further down costs its own row, not the file.
    body = start.lstrip(b"\r\n \t")
    refuse_binary(body.split(b"\n", 1)[0], str(source))
    return [line.rstrip(b"\r") for line in start.removeprefix(b"\xef\xbb\xbf").split(b"\n")[:n]]


def blocks(source: Source, *, rows: int = 100_000) -> Iterator[Block]:
    """Yield the lines of a table in blocks of `rows`; memory stays bounded.

    Raises:
        FormatError: A line has more than 256 KB: this is no table. Or an archive breaks off.
        InputError: It is not a regular file, or may not be read.
    """
    number, waiting, rest = 1, list[bytes](), b""
    with source.open() as file:
        while chunk := _next(file, source):
            if number == 1 and not waiting and not rest:
                chunk = chunk.removeprefix(b"\xef\xbb\xbf")
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > _LONGEST:
                what = f"line {number + len(waiting) + len(lines)} does not end: this is no table"
                raise FormatError(what, where=str(source), do="pass an event file")
            waiting += [line.rstrip(b"\r") for line in lines]
            while len(waiting) >= rows:
                yield Block(number, waiting[:rows])
                number, waiting = number + rows, waiting[rows:]
    if rest:
        waiting.append(rest.rstrip(b"\r"))
    if waiting:
        yield Block(number, waiting)


def _next(file: io.BufferedIOBase, source: Source) -> bytes:
    try:
        return file.read1(_CHUNK)
    except DAMAGED:
        what = "the archive breaks off before its end"
        raise FormatError(what, where=str(source), do="fetch the file again") from None
