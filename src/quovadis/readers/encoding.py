"""Bytes to text: byte order mark, UTF-8, declared character set, detection; never a guess."""

from __future__ import annotations

import logging
import re

from quovadis.errors import EncodingError
from quovadis.readers.magic import BOMS

__all__ = ["decode"]

_log = logging.getLogger(__name__)

_HEAD = 2048
_DECLARED = (
    re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([A-Za-z0-9._:-]{2,40})"),
    re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{2,40})", re.IGNORECASE),
)
# Only codecs that stand for a character set: Python's registry also holds `unicode_escape`,
# `punycode`, `utf-7` and others that a page has no business naming.
_SINGLE_BYTE = "|".join(
    [
        r"iso-?8859-?(?:[1-9]|1[0-6])",
        r"latin-?(?:[1-9]|10)",
        r"(?:windows|cp)-?(?:125[0-8]|874|866|437|850|852)",
        r"koi8-?[rut]",
        r"mac-?(?:roman|cyrillic|greek|turkish|latin2)",
        r"tis-?620",
        r"us-ascii|ascii",
    ]
)
_MULTI_BYTE = "|".join(
    [
        r"utf-?(?:8|16|16le|16be|16-le|16-be)",
        r"shift[_-]?jis|sjis|cp932|euc[_-]?jp|iso-?2022-?jp",
        r"gb2312|gbk|gb18030|big5(?:-?hkscs)?",
        r"euc[_-]?kr|cp949|iso-?2022-?kr",
    ]
)
_CHARSET = re.compile(f"(?:{_SINGLE_BYTE}|{_MULTI_BYTE})", re.IGNORECASE)
# What pages call Latin-1 or GB2312 is its superset (WHATWG Encoding Standard, section 4.2).
_SUPERSET = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "euc-kr": "cp949",
}
_SAMPLE = 100_000
_MAX_CHAOS = 0.10
"""Share of "messy" characters above which a detected encoding is not believed."""
_TIE = 0.01


def decode(data: bytes, where: str, *, declared: str | None = None, sniff: bool = False) -> str:
    """Return the text that the bytes hold.

    In this order: a byte order mark; UTF-8, which other encodings almost never imitate; the
    character set that the HTTP header or the page declares; detection by charset-normalizer,
    where it is sure. A page that declares UTF-8 and breaks it in no more than one byte in a
    thousand is read with those bytes replaced, and a warning logged.

    Args:
        data: The bytes.
        where: Their name, for messages.
        declared: Character set of the HTTP header, or None.
        sniff: Look for a declaration in the first 2 KB (HTML, XML).

    Raises:
        EncodingError: None of these gives text; names the first offset that is not UTF-8.

    Examples:
        >>> decode("Кабул".encode(), "a.txt")
        'Кабул'
        >>> decode("Кабул".encode("utf-16"), "a.txt")
        'Кабул'
        >>> decode("Кабул".encode("koi8-r"), "a.txt", declared="koi8-r")
        'Кабул'
    """
    for mark, codec in BOMS:
        if data.startswith(mark):
            return _strictly(data, codec, where)
    names = [n for n in (declared, *(_sniff(data) if sniff else ())) if n]
    charsets = [c for c in map(_charset, names) if c]
    if charsets and charsets[0].startswith("iso2022") and b"\x1b" in data:
        return _strictly(data, charsets[0], where)  # seven-bit: it would pass as UTF-8
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        first = error.start
    if "utf-8" in charsets and (text := _nearly_utf8(data, where)):
        return text
    for charset in charsets:
        try:
            return data.decode(charset)
        except UnicodeDecodeError as error:
            _log.warning("%s: declared %s, broken at byte %d", where, charset, error.start)
    if not _is_broken_utf8(data) and (text := _detected(data, where)):
        return text
    raise EncodingError(
        f"it is neither UTF-8 (byte {data[first]:#04x} at offset {first}) nor in an encoding that "
        "can be established",
        where=where,
        do="save it as UTF-8",
    )


def _strictly(data: bytes, codec: str, where: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise EncodingError(
            f"it declares itself {codec} and is not, at offset {error.start}",
            where=where,
            do="save it as UTF-8",
        ) from None


def _sniff(data: bytes) -> list[str]:
    found = (pattern.search(data[:_HEAD]) for pattern in _DECLARED)
    return [match.group(1).decode("ascii") for match in found if match]


def _charset(name: str) -> str | None:
    name = name.strip().strip("\"'").lower()
    if not _CHARSET.fullmatch(name):
        return None
    if re.fullmatch(r"utf-?8", name):
        return "utf-8"
    if name.startswith(("utf-16", "utf16")):
        return None  # without a byte order mark and not refused for NULs: it cannot be
    if name.startswith(("iso-2022", "iso2022")):
        return "iso2022_kr" if name.endswith("kr") else "iso2022_jp"
    name = re.sub(r"^(windows|cp)-?", "cp", name)
    return _SUPERSET.get(name, name)


def _nearly_utf8(data: bytes, where: str) -> str | None:
    text = data.decode("utf-8", "replace")
    broken = text.count("�")
    if broken * 1000 > len(data):
        return None
    _log.warning("%s: declared UTF-8, %d broken places replaced", where, broken)
    return text


def _is_broken_utf8(data: bytes) -> bool:
    """Tell whether this is UTF-8 with a few broken bytes: no other encoding is then right."""
    text = data.decode("utf-8", "replace")
    broken = text.count("�")
    whole = sum(c > "\x7f" for c in text) - broken
    return whole > 4 * broken


def _detected(data: bytes, where: str) -> str | None:
    from charset_normalizer import from_bytes

    matches = list(from_bytes(data[:_SAMPLE]))
    if not matches or matches[0].chaos > _MAX_CHAOS or matches[0].coherence <= 0:
        return None
    best = matches[0]
    tied = [
        m
        for m in matches
        if m.chaos <= best.chaos + _TIE and m.coherence >= best.coherence - 2 * _TIE
    ]
    names = {name for m in tied for name in (m.encoding, *m.could_be_from_charset)}
    # Sister encodings often fit equally well: then only the one that pages mean by default counts.
    name = "cp1252" if "cp1252" in names else best.encoding
    if len(tied) > 1 and name != "cp1252":
        return None
    charset = _charset(name.replace("_", "-")) or _charset(name)
    if charset is None:
        return None
    try:
        text = data.decode(charset)
    except UnicodeDecodeError:
        return None
    _log.warning("%s: no encoding declared, read as %s", where, charset)
    return text
