"""Numbers in a sentence, read back as tokens with the words that follow them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quovadis.brief.dates import read_dates

__all__ = ["Figure", "figures", "numbers"]

_SCALE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_NUMBER = re.compile(
    r"(?P<sign>[-−])?(?P<money>[$€£]|\b[A-Z]{3} )?(?<![\w.])"
    r"(?P<n>\d+(?:,\d{3})*(?:\.\d+)?)(?: (?P<scale>thousand|million|billion|trillion))?(?P<pct>%)?"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as a sentence states it.

    Attributes:
        text: The token, with its currency sign, scale word or percent sign.
        value: The number, scale applied; percentages stay as printed.
        percent: Whether a percent sign belongs to it (the low end of "52–74%" included).
        money: Currency sign or code, or an empty string.
        before: What stands before it in the sentence.
        after: What stands after it.
    """

    text: str
    value: float
    percent: bool
    money: str
    before: str
    after: str


def figures(text: str) -> list[Figure]:
    """Read the numbers of a sentence; dates are left out (`dates.read_dates` reads them).

    Examples:
        >>> [f.text for f in figures("likely (64%, 52–74%) within 180 days of 3 May 2024")]
        ['64%', '52', '74%', '180']
        >>> figures("over $3 trillion")[0].value
        3000000000000.0
    """
    masked = list(text)
    for mention in read_dates(text):
        masked[mention.start : mention.end] = "_" * (mention.end - mention.start)
    line = "".join(masked)
    found = []
    for m in _NUMBER.finditer(line):
        after = text[m.end() :]
        value = float(m["n"].replace(",", "")) * _SCALE.get(m["scale"] or "", 1.0)
        pct = bool(m["pct"]) or bool(re.match(r"–\d+%", after))
        sign = -1 if m["sign"] else 1
        found.append(
            Figure(m[0], sign * value, pct, (m["money"] or "").strip(), text[: m.start()], after)
        )
    return found


def numbers(text: str) -> tuple[str, ...]:
    """Return every number and date that a sentence states, as it stands there, in order.

    Examples:
        >>> numbers("Russia sold 2 ships for $3 million on 3 May 2024")
        ('2', '$3 million', '3 May 2024')
    """
    stated = [(len(f.before), f.text) for f in figures(text)]
    stated += [(d.start, d.text) for d in read_dates(text)]
    return tuple(token for _, token in sorted(stated))
