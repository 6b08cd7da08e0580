"""One form for equal text: NFC, plain newlines and spaces, nothing invisible."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["normalise", "squeeze"]

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Controls; soft hyphen; Arabic letter mark; zero-width characters; bidirectional overrides and
# isolates; invisible operators; byte order mark; annotation marks; surrogates; noncharacters;
# tag characters (invisible text in plain sight).
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff\ufdd0-\ufdef\U000e0000-\U000e0fff]"
)
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


def normalise(text: str) -> str:
    """Return the text in the one form that hashes and offsets rest on.

    Newlines become `\\n`, any run of other white space one space (none at the ends of lines);
    controls, zero-width characters and bidirectional overrides go; the rest is put into Unicode
    normal form C. Quotation marks, dashes and letters stay as they are.

    Examples:
        >>> normalise("Moscow\\u2019s  list\\u202e\\r\\n")
        'Moscow’s list\\n'
        >>> normalise("Cafe\\u0301\\u200b")
        'Café'
    """
    text = _NEWLINES.sub("\n", text)
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    text = unicodedata.normalize("NFC", text)
    return "\n".join(line.strip(" ") for line in text.split("\n"))


def squeeze(text: str) -> str:
    """Return the text as one normalised line.

    Examples:
        >>> squeeze(" a \\n b ")
        'a b'
    """
    return " ".join(normalise(text).split())
