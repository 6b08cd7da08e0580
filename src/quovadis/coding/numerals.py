"""Numbers in running text: digits, number words, scales and intervals.

`find_numbers` gives the bare numbers; `quantities` says what they measure.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Numeral", "find_numbers"]


class Numeral(NamedTuple):
    """A number in a text.

    `low` and `high` are equal unless the text gives an interval ("10–12 billion").
    """

    start: int
    end: int
    low: float
    high: float
    worded: bool


_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "lakh": 1e5,
    "million": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "m": 1e6,
    "crore": 1e7,
    "billion": 1e9,
    "bn": 1e9,
    "bln": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "trn": 1e12,
    "tn": 1e12,
}
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_UNITS = {word: float(n) for n, word in enumerate(re.findall(r"\w+", _SMALL))}
_TENS = {
    word: 10.0 * n
    for n, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
_WORDS = _UNITS | _TENS | {"dozen": 12.0}

_DIGITS = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?"
_LETTER_SCALE = r"(?:bn|mn|tn|mln|bln|trn|k|m|b)(?![\w'])"
_WORD_SCALE = r"[\s-]{1,2}(?:hundred|thousand|lakh|million|crore|billion|trillion)\b"
_SCALE = rf"(?:{_WORD_SCALE}|\s?{_LETTER_SCALE})"
_NUMBER = re.compile(
    rf"(?<![\w.,/:-])(?P<low>{_DIGITS})(?P<scale>{_SCALE})?"
    rf"(?:\s?(?:[-–—]|\bto\b)\s?(?:US\$|[$€£¥])?(?P<high>{_DIGITS})(?P<scale2>{_SCALE})?)?"
    r"(?P<after>st|nd|rd|th|s|[.:/]\d)?"
)
_WORD = "|".join(sorted(_WORDS, key=lambda w: -len(w)))
_WORDED = re.compile(
    rf"\b(?:(?:half\sa|a|an|{_WORD})(?:[\s-](?:and\s)?(?:{_WORD}))?"
    rf"(?:[\s-](?:hundred|thousand|million|billion|trillion|dozen)){{1,2}}"
    rf"(?:\s(?:and\s)?(?:{_WORD})(?:-(?:{_WORD}))?)?|(?:{_WORD})(?:-(?:{_WORD}))?)\b",
    re.IGNORECASE,
)


def find_numbers(text: str) -> list[Numeral]:
    """Return the numbers of a text in order; ordinals, versions, clock times are none.

    Examples:
        >>> [(n.low, n.high) for n in find_numbers("US$ 10–12 billion, 1,250 people, €1.2bn")]
        [(10000000000.0, 12000000000.0), (1250.0, 1250.0), (1200000000.0, 1200000000.0)]
        >>> [n.low for n in find_numbers("twenty-two staff, half a million people, on the 21st")]
        [22.0, 500000.0]
    """
    found: list[Numeral] = []
    for match in _NUMBER.finditer(text):
        if match["after"] or text[match.end() : match.end() + 1].isalpha():
            continue
        low, scale = _value(match["low"]), _scale(match["scale"])
        high, scale2 = low, scale
        end = match.end("scale") if match["scale"] else match.end("low")
        if match["high"]:
            high, scale2 = _value(match["high"]), _scale(match["scale2"])
            first = scale if match["scale"] else scale2
            if low * first > high * scale2 and not match["scale"]:
                first = 1.0  # "900 to 1.2k"
            if high * scale2 < low * first:
                high, scale2 = low, scale  # "5-3" is a score or a vote, no interval
            else:
                end, scale = match.end(), first
        found.append(Numeral(match.start(), end, low * scale, high * scale2, worded=False))
    for match in _WORDED.finditer(text):
        value = _worded(match.group().lower())
        if value is not None:
            found.append(Numeral(match.start(), match.end(), value, value, worded=True))
    found.sort()
    out: list[Numeral] = []
    for number in found:
        if not out or number.start >= out[-1].end:
            out.append(number)
    return out


def _value(digits: str) -> float:
    return float(digits.replace(",", ""))


def _scale(word: str | None) -> float:
    return _SCALES[word.strip(" -\t\n\xa0").lower()] if word else 1.0


def _worded(words: str) -> float | None:
    parts = re.split(r"[\s-]+", words)
    if parts[0] == "half":
        return 0.5 * _SCALES.get(parts[-1], 0.0) or None
    total = group = 0.0
    for word in parts:
        if word in ("a", "an"):
            group = 1.0
        elif word == "dozen":
            group = max(group, 1.0) * 12
        elif word in _WORDS:
            group += _WORDS[word]
        elif word == "hundred":
            group = max(group, 1.0) * 100
        elif word in _SCALES:
            total += max(group, 1.0) * _SCALES[word]
            group = 0.0
    return total + group or None
