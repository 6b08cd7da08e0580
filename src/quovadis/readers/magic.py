"""Tell text from what is not text, by its first bytes."""

from __future__ import annotations

import codecs

from quovadis.errors import BinaryInput, EmptyInput

__all__ = ["BOMS", "refuse_binary"]

BOMS: tuple[tuple[bytes, str], ...] = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks and the codec that reads (and drops) each."""

_TEXT = "save its text as .txt, .md or .html and pass that"
_UNPACK = "unpack it and pass the text inside"
_SIGNATURES: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"%PDF-", "a PDF", _TEXT),
    (0, b"PK\x03\x04", "a zip archive or an office document", _TEXT),
    (0, b"PK\x05\x06", "an empty zip archive", _UNPACK),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document", _TEXT),
    (0, b"{\\rtf", "rich text (RTF)", _TEXT),
    (0, b"\x1f\x8b", "gzip data", _UNPACK),
    (0, b"BZh", "bzip2 data", _UNPACK),
    (0, b"\xfd7zXZ\x00", "xz data", _UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "zstandard data", _UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (0, b"Rar!\x1a\x07", "a rar archive", _UNPACK),
    (257, b"ustar", "a tar archive", _UNPACK),
    (0, b"\x89PNG\r\n\x1a\n", "a PNG image", _TEXT),
    (0, b"\xff\xd8\xff", "a JPEG image", _TEXT),
    (0, b"GIF87a", "a GIF image", _TEXT),
    (0, b"GIF89a", "a GIF image", _TEXT),
    (8, b"WEBP", "a WebP image", _TEXT),
    (0, b"\x7fELF", "a program", _TEXT),
    (0, b"SQLite format 3\x00", "an SQLite database", _TEXT),
    (0, b"PAR1", "a Parquet table", _TEXT),
    (0, b"ID3", "an MP3 recording", _TEXT),
    (0, b"OggS", "an Ogg recording", _TEXT),
    (4, b"ftyp", "an MP4 recording", _TEXT),
)


def refuse_binary(data: bytes, where: str) -> None:
    """Raise unless the bytes may be text.

    Args:
        data: The whole input.
        where: Its name, for the message.

    Raises:
        EmptyInput: Nothing but white space.
        BinaryInput: A known binary format, or NUL bytes without a byte order mark.

    Examples:
        >>> refuse_binary(b"Russia", "a.txt")
        >>> refuse_binary(b"%PDF-1.7", "a.pdf")
        Traceback (most recent call last):
        ...
        quovadis.errors.BinaryInput: a.pdf: it is a PDF; save its text as .txt, .md or .html ...
    """
    if not data.strip():
        raise EmptyInput("there is no text in it", where=where, do="pass something with text")
    for offset, signature, what, do in _SIGNATURES:
        if data.startswith(signature, offset):
            raise BinaryInput(f"it is {what}", where=where, do=do)
    if not data.startswith(tuple(mark for mark, _ in BOMS)):
        at = data.find(b"\x00")
        if at >= 0:
            what = f"it is not text (a NUL byte at offset {at})"
            raise BinaryInput(what, where=where, do=_TEXT)
