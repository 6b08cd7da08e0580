"""What each form of date expression means: from the parts of a match to an interval of days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from quovadis.coding import date_rules as rules
from quovadis.coding.date_patterns import HINTS, MONTHS, NUMBERS, PATTERNS, WEEKDAYS
from quovadis.coding.date_rules import Interval, Unresolved
from quovadis.records import Precision

__all__ = ["Prefer", "matches", "read"]

Prefer = Literal["past", "future"]
_Groups = dict[str, str | None]

_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_ONE_DIGIT = str.maketrans("123456789", "000000000")
_NO_DAY = "the text counts from the day of publication, which is not known"


@lru_cache(maxsize=512)
def matches(text: str) -> tuple[tuple[str, re.Match[str]], ...]:
    """Return rule name and match of each date expression, in order, without overlap.

    Several finders ask for the same sentence, so that the last answers are kept.
    """
    plain = text.casefold().translate(_ONE_DIGIT)
    hits = [
        (name, m)
        for name, pattern in PATTERNS
        if any(hint in plain for hint in HINTS[name])
        for m in pattern.finditer(text)
    ]
    hits.sort(key=lambda hit: (hit[1].start(), -hit[1].end()))
    kept: list[tuple[str, re.Match[str]]] = []
    for name, match in hits:
        if kept and match.start() < kept[-1][1].end():
            continue
        if name == "year" and not _is_year(text, match):
            continue
        kept.append((name, match))
    return tuple(kept)


_NOT_A_YEAR_BEFORE = re.compile(
    r"(?:resolution|no\.?|number|article|law|act|decree|section|chapter|flight|room|page|order|"
    r"nearly|almost|about|over|than|least|most|some|around|roughly|approximately|only|another|"
    r"killing|killed|least|to|ID|route|highway|unit)\s{1,2}$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s{1,2}(?:people|men|women|children|troops|staff|police|personnel|dead|wounded|km|miles?|"
    r"metres?|meters?|tons?|tonnes?|percent|per\s?cent|dollars|euros|(?:[a-z]{2,14}\s)?"
    r"[a-z]{3,14}(?<!ss)s\b(?!\s[a-z]+ed\b))"
)
_NAMES_A_YEAR = re.compile(
    r"(?:\b(?:in|since|by|until|till|from|before|after|during|of|and|between|early|late|mid|the|"
    r"its|their|his|her|this|a|to|for|through)|['’]s?|[(,–—-])[\s-]{0,2}$",
    re.IGNORECASE,
)


def _is_year(text: str, match: re.Match[str]) -> bool:
    """Tell a year from a number ("2000 people", "Resolution 1973")."""
    if match["part"]:
        return True
    before = text[max(0, match.start() - 24) : match.start()]
    named = _NAMES_A_YEAR.search(before)
    if named and named.group().strip().lower() in ("in", "since", "during", "until", "by"):
        return not re.match(
            r"\s(?:people|cases|cities|towns|villages|locations|places)\b",
            text[match.end() : match.end() + 12],
        )
    if _NOT_A_YEAR_BEFORE.search(before):
        return False
    after = text[match.end() : match.end() + 40]
    if _COUNTED.match(after):
        # "the 2021 talks" names a year, "2021 talks" counts them.
        return named is not None and not before.lower().rstrip().endswith((",", "of", "for"))
    return True


def read(name: str, got: _Groups, now: dt.date | None, way: Prefer | None) -> Interval:
    """Return the days that a match means, or raise `Unresolved` with the reason."""
    return _READERS[name](got, now, way)


def _need(now: dt.date | None) -> dt.date:
    if now is None:
        raise Unresolved(_NO_DAY)
    return now


def _month(name: str) -> int:
    return MONTHS[name.lower().rstrip(".")]


def _part(words: str | None) -> str | None:
    if not words:
        return None
    words = words.lower()
    for key, part in (
        ("early", "early"),
        ("mid", "mid"),
        ("late", "late"),
        ("start", "start"),
        ("begin", "start"),
        ("end", "end"),
        ("close", "end"),
    ):
        if key in words:
            return part
    return None


def _iso(got: _Groups, _now: dt.date | None, _way: Prefer | None) -> Interval:
    y, m = int(got["year"] or 0), int(got["month"] or 0)
    return rules.day(y, m, int(got["day"])) if got["day"] else rules.month(y, m)


def _numeric(got: _Groups, _now: dt.date | None, _way: Prefer | None) -> Interval:
    first, second, y = (int(got[k] or 0) for k in ("first", "second", "year"))
    if got["sep"] == "." or first > 12 or first == second:
        return rules.day(y, second, first)
    if second > 12:
        return rules.day(y, first, second)
    raise Unresolved("day and month cannot be told apart")


def _day_month(got: _Groups, now: dt.date | None, way: Prefer | None) -> Interval:
    d, m = int(got["day"] or 0), got.get("month") or got.get("month2")
    first_month = _month(m or "")
    if got.get("year"):
        first = rules.day(int(got["year"] or 0), first_month, d)
    else:
        first = rules.day_without_year(first_month, d, _need(now), way)
    if not got.get("day2"):
        return first
    last_month = _month(got.get("month2") or m or "")
    y = first.first.year
    if got.get("year") and last_month < first_month:
        first = rules.day(y - 1, first_month, d)
    elif last_month < first_month:
        y += 1
    last = rules.day(y, last_month, int(got["day2"] or 0))
    if last.first < first.first:
        raise Unresolved("it ends before it begins")
    return Interval(first.first, last.last, Precision.DAY)


def _month_year(got: _Groups, _now: dt.date | None, _way: Prefer | None) -> Interval:
    y, m = int(got["year"] or 0), _month(got["month"] or "")
    if got["month2"]:
        last = rules.month(y, _month(got["month2"] or ""))
        first = rules.month(y - 1 if _month(got["month2"] or "") < m else y, m)
        return Interval(first.first, last.last, Precision.SEASON)
    return rules.part(rules.month(y, m), _part(got["part"]))


def _bare_month(got: _Groups, now: dt.date | None, way: Prefer | None) -> Interval:
    name = next(v for k, v in got.items() if k.startswith("month") and v)
    m, today = _month(name), _need(now)
    which = (got.get("which") or "").lower()
    if which in ("last", "this past"):
        y = today.year if m < today.month else today.year - 1
    elif which in ("next", "this coming"):
        y = today.year if m > today.month else today.year + 1
    elif which == "this":
        y = today.year
    else:
        y = rules.month_without_year(m, today, way).first.year
    return rules.part(rules.month(y, m), _part(got.get("part")))


def _weekday(got: _Groups, now: dt.date | None, way: Prefer | None) -> Interval:
    which = (got["which"] or "").lower() or None
    which = {"this coming": "next", "this past": "last"}.get(which or "", which)
    if which == "the following":
        raise Unresolved("it counts from another day of the text")
    return rules.weekday(WEEKDAYS[(got["weekday"] or "").lower()], _need(now), which, way)


def _near(got: _Groups, now: dt.date | None, _way: Prefer | None) -> Interval:
    words = (got["near"] or "").lower()
    step = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(words, 0)
    if "before" in words or "after " in words:
        step = -2 if "before" in words else 2
    return rules.span_of_unit("day", step, _need(now))


def _anaphoric(_got: _Groups, _now: dt.date | None, _way: Prefer | None) -> Interval:
    raise Unresolved("it counts from another day of the text")


def _vague(_got: _Groups, _now: dt.date | None, _way: Prefer | None) -> Interval:
    raise Unresolved("the text does not say how many")


def _unit(got: _Groups, now: dt.date | None, _way: Prefer | None) -> Interval:
    today = _need(now)
    if got.get("yearend"):
        return rules.part(rules.year(today.year), "end")
    which = re.sub(r"^the\s+", "", (got.get("which") or "this").lower())
    step = {"last": -1, "previous": -1, "past": -1, "next": 1, "coming": 1}.get(which, 0)
    unit = (got["unit"] or "").lower()
    if unit in ("spring", "summer", "autumn", "fall", "winter"):
        if step == 0:
            return rules.season(unit, today.year)
        return rules.season_without_year(unit, today, "past" if step < 0 else "future")
    whole = rules.span_of_unit(unit, step, today)
    part = _part(got.get("part"))
    if unit == "decade" and part in ("early", "late", "mid"):
        return rules.decade(whole.first.year, part)
    side = (got.get("side") or "").lower()
    if side == "earlier" and whole.first <= today <= whole.last:
        return whole._replace(last=today)
    if side == "later" and whole.first <= today <= whole.last:
        return whole._replace(first=today)
    return rules.part(whole, part)


def _number(words: str | None) -> int:
    got = (words or "").lower()
    if got.isdigit():
        return int(got)
    if got not in NUMBERS:
        raise Unresolved("the text does not say how many")
    return NUMBERS[got]


def _ago(got: _Groups, now: dt.date | None, _way: Prefer | None) -> Interval:
    return rules.ago((got["unit"] or "").lower(), _number(got["n"]), _need(now))


def _stretch(got: _Groups, now: dt.date | None, way: Prefer | None) -> Interval:
    number = _number(got["n"] or got["n2"])
    unit = (
        (got["unit"] or got["unit2"] or "").lower().removesuffix("s").replace("centurie", "century")
    )
    which = (got["which"] or got["which2"] or "").lower()
    if which:
        return rules.stretch(unit, number, _need(now), ahead=which in ("next", "coming"))
    if way == "future":
        return rules.stretch(unit, number, _need(now), ahead=True)
    raise Unresolved("it says how long, not when")


def _decade(got: _Groups, _now: dt.date | None, _way: Prefer | None) -> Interval:
    return rules.decade(int(got["decade"] or 0), (got["part"] or "").lower() or None)


def _century(got: _Groups, _now: dt.date | None, _way: Prefer | None) -> Interval:
    first = int(got["century"] or 0) * 100 - 99
    low, high = {"early": (0, 32), "mid": (33, 65), "late": (66, 99)}.get(
        (got["part"] or "").lower(), (0, 99)
    )
    return rules.years(first + low, first + high)


def _season(got: _Groups, _now: dt.date | None, _way: Prefer | None) -> Interval:
    return rules.season((got["season"] or "").lower(), int(got["year"] or 0))


def _quarter(got: _Groups, _now: dt.date | None, _way: Prefer | None) -> Interval:
    if got["q"]:
        return rules.quarter(int(got["year2"] or 0), int(got["q"] or 0))
    if got["h"]:
        return rules.half(int(got["year3"] or 0), int(got["h"] or 0))
    y, piece = int(got["year"] or 0), got["piece"]
    which = _ORDER.get(got["nth"] or "", 4 if piece == "quarter" else 2)
    if piece == "quarter":
        return rules.quarter(y, which)
    if which > 2:
        raise Unresolved("a year has two halves")
    return rules.half(y, which)


def _years(got: _Groups, _now: dt.date | None, _way: Prefer | None) -> Interval:
    first, last = got["year"] or "", got["year2"] or ""
    last_year = int(first[:2] + last if len(last) == 2 else last)
    if last_year < int(first):
        raise Unresolved("it ends before it begins")
    return rules.years(int(first), last_year)


def _year(got: _Groups, _now: dt.date | None, _way: Prefer | None) -> Interval:
    return rules.part(rules.year(int(got["year"] or 0)), _part(got["part"]))


_READERS: dict[str, Callable[[_Groups, dt.date | None, Prefer | None], Interval]] = {
    "iso": _iso,
    "numeric": _numeric,
    "day_month": _day_month,
    "month_year": _month_year,
    "month": _bare_month,
    "weekday": _weekday,
    "near": _near,
    "anaphoric": _anaphoric,
    "unit": _unit,
    "ago": _ago,
    "stretch": _stretch,
    "vague": _vague,
    "decade": _decade,
    "century": _century,
    "season": _season,
    "quarter": _quarter,
    "years": _years,
    "year": _year,
}
