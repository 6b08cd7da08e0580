"""The forms in which news writes dates, as patterns. `dates` gives them their meaning.

Own rules rather than `dateparser` or `parsedatetime`: those guess (a bare "may" becomes a month, a
"3" a day), do not say how finely a date is known, give no interval, and take milliseconds for every
word of a text. All quantifiers here are bounded, so that matching is linear in the text.
"""

from __future__ import annotations

import re

__all__ = ["HINTS", "MONTHS", "NUMBERS", "PATTERNS", "WEEKDAYS"]

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
}
NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "twenty": 20,
    "thirty": 30,
}

_S = r"\s{1,2}"
# Capitalised on purpose: "may" and "march" are verbs.
_MONTH = (
    r"(?P<month{0}>January|February|March|April|May|June|July|August|September|October|November|"
    r"December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?P<day{0}>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%]|[.,]\d|:\d)"
_YEAR = r"(?P<year{0}>1[5-9]\d\d|20\d\d)(?![\d%]|[.,]\d)"
_M1, _M2, _D1, _D2, _Y1 = (
    _MONTH.format(""),
    _MONTH.format("2"),
    _DAY.format(""),
    _DAY.format("2"),
    _YEAR.format(""),
)
_TO = rf"(?:\s?[-–—]\s?|{_S}(?:to|and|until|through){_S})"
_EDGE = rf"(?:the{_S})?(?:start|beginning|end|middle|close){_S}of"
_PART = rf"(?P<part>early|mid|late|{_EDGE}(?:{_S}the)?)"
_DAYS = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_LEAD = rf"(?:{_DAYS},?{_S})?"
_UNITS = r"day|week|fortnight|month|quarter|year|decade|century"
_UNITS_PLURAL = r"(?:day|week|fortnight|month|quarter|year|decade)s?|century|centuries"
_N = (
    r"\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|"
    r"several|a\s{1,2}few|a\s{1,2}couple\s{1,2}of|many|some"
)
_SEASONS = r"spring|summer|autumn|fall|winter"
_CI = re.IGNORECASE


def _compile(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w$€£¥#/.-])(?:{pattern})(?!\w)", flags)


def _days() -> list[tuple[str, re.Pattern[str]]]:
    comma_year = rf"(?:,?{_S}{_Y1})?"
    forms = (
        # 17-19 April 2025; 30 March to 2 April 2025
        rf"{_LEAD}(?:the\s)?{_D1}(?:{_S}{_M1})?{_TO}{_D2}(?:{_S}of)?{_S}{_M2}{comma_year}",
        # 17 April 2025
        rf"{_LEAD}(?:the\s)?{_D1}(?:{_S}of)?{_S}{_M1}{comma_year}",
        # April 17-19; March 30 to April 2, 2025
        rf"{_LEAD}{_M1}{_S}{_D1}{_TO}(?:{_M2}{_S})?{_D2}{comma_year}",
        # April 17, 2025
        rf"{_LEAD}{_M1}{_S}{_D1}{comma_year}",
    )
    return [("day_month", _compile(form)) for form in forms]


def _months() -> list[tuple[str, re.Pattern[str]]]:
    which = r"(?P<which>[Ll]ast|[Nn]ext|[Tt]his(?:\scoming|\spast)?)"
    # A bare month needs a preposition before it; look-behinds have one length each.
    bare = "|".join(
        rf"(?<=\b{word}\s){_MONTH.format(n)}(?![\w-])"
        for n, word in enumerate(
            ("[Ii]n", "[Bb]y", "[Ss]ince", "[Uu]ntil", "[Aa]fter", "[Dd]uring", "[Bb]efore", "for"),
            start=3,
        )
    )
    return [
        # early March 2024; March to May 2025
        (
            "month_year",
            _compile(rf"(?:{_PART}[\s-]{{1,2}})?{_M1}(?:{_TO}{_M2})?,?{_S}(?:of{_S})?{_Y1}"),
        ),
        # last March; mid-March; the end of March
        (
            "month",
            _compile(
                rf"(?:{_PART}[\s-]{{1,2}}|{which}{_S})(?:the{_S}month{_S}of{_S})?{_M1}(?!\s\d)"
            ),
        ),
        ("month", re.compile(bare)),
    ]


def _near() -> list[tuple[str, re.Pattern[str]]]:
    which = r"last|next|this(?:\scoming|\spast)?|the\sfollowing"
    later = rf"(?:{_N}){_S}(?:days?|weeks?|months?|years?|decades?){_S}(?:later|earlier|afterwards)"
    return [
        ("weekday", _compile(rf"(?:(?P<which>{which}){_S})?(?P<weekday>{_DAYS})(?!s)", _CI)),
        (
            "near",
            _compile(
                r"(?P<near>the\sday\sbefore\syesterday|the\sday\safter\stomorrow|yesterday|tonight|"
                r"(?:earlier\s(?:on\s)?)?today|tomorrow|last\snight|this\s(?:morning|afternoon|"
                r"evening))",
                _CI,
            ),
        ),
        (
            "anaphoric",
            _compile(
                rf"the\s(?:same|following|previous|next)\s(?:day|week|month|year)|{later}|"
                r"(?:that|the\ssame)\s(?:day|week|month|year|summer|winter|spring|autumn)",
                _CI,
            ),
        ),
    ]


def _units() -> list[tuple[str, re.Pattern[str]]]:
    which = r"this|last|next|the\s(?:past|current|coming|previous)|current"
    about = rf"(?:(?:about|around|nearly|almost|over|more\sthan|some){_S})?"
    side = r"last|past|previous|next|coming"
    n2, unit2 = rf"(?P<n2>{_N})", rf"(?P<unit2>{_UNITS_PLURAL})"
    return [
        (
            "unit",
            _compile(
                rf"(?:{_PART}{_S}|(?P<side>earlier|later){_S})?(?P<which>{which}){_S}"
                rf"(?P<unit>week|weekend|month|quarter|year|decade|century|{_SEASONS})",
                _CI,
            ),
        ),
        # by the end of the year; year-end
        (
            "unit",
            _compile(
                rf"(?P<part>{_EDGE}){_S}the{_S}(?P<unit>week|month|quarter|year|decade|century)|"
                r"(?P<yearend>year[\s-]end)",
                _CI,
            ),
        ),
        ("ago", _compile(rf"{about}(?P<n>{_N}){_S}(?P<unit>{_UNITS})s?{_S}ago", _CI)),
        # the past two years; within 45 days; in two weeks' time
        (
            "stretch",
            _compile(
                rf"(?:the{_S})?(?P<which>{side}){_S}(?P<n>{_N}){_S}(?P<unit>{_UNITS_PLURAL})|"
                rf"(?:within|in){_S}(?:the\s(?P<which2>{side})\s)?{n2}{_S}{unit2}['’]?(?:{_S}time)?",
                _CI,
            ),
        ),
        (
            "vague",
            _compile(
                r"in\s(?:recent|the\s(?:coming|next))\s(?:days|weeks|months|years|decades)|"
                r"(?:the|these)\s(?:last|past|coming)\s(?:days|weeks|months|years)",
                _CI,
            ),
        ),
    ]


def _years() -> list[tuple[str, re.Pattern[str]]]:
    part = r"(?:(?P<part>early|mid|late)[\s-]{1,2})?"
    nth = r"first|second|third|fourth|last"
    return [
        ("decade", _compile(rf"(?:the{_S})?{part}(?P<decade>1[5-9]\d0|20\d0)['’]?s")),
        (
            "century",
            _compile(
                rf"(?:the{_S})?{part}(?P<century>1[5-9]|2[01]|[5-9])(?:th|st)[\s-]century", _CI
            ),
        ),
        ("season", _compile(rf"(?:the{_S})?(?P<season>{_SEASONS}){_S}(?:of{_S})?{_Y1}", _CI)),
        (
            "quarter",
            _compile(
                rf"(?:the{_S})?(?P<nth>{nth})\s(?P<piece>quarter|half)\sof(?:\sthe\syear)?{_S}{_Y1}|"
                r"Q(?P<q>[1-4])\s(?P<year2>20\d\d)|H(?P<h>[12])\s(?P<year3>20\d\d)"
            ),
        ),
        ("years", _compile(rf"{_Y1}{_TO}(?P<year2>1[5-9]\d\d|20\d\d|\d\d)(?![\d%]|[.,-]\d)")),
        ("year", _compile(rf"(?:{_PART}[\s-]{{1,2}})?(?:the\syear\s)?{_Y1}", _CI)),
    ]


PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "iso",
        _compile(
            r"(?P<year>1[5-9]\d\d|20\d\d)([-/])(?P<month>0[1-9]|1[0-2])(\2(?P<day>\d\d))?"
            r"(?:T\d\d:\d\d(?::\d\d)?Z?)?(?![-/\d])"
        ),
    ),
    (
        "numeric",
        _compile(
            r"(?P<first>\d\d?)(?P<sep>[./])(?P<second>\d\d?)(?P=sep)(?P<year>1[5-9]\d\d|20\d\d)"
        ),
    ),
    *_days(),
    *_months(),
    *_near(),
    *_units(),
    *_years(),
)
"""Pairs of rule name and pattern. Where two overlap, the earlier start wins, then the longer."""

_DIGIT = ("0",)
_MONTH_NAMES = tuple(name[:3] for name in MONTHS if len(name) > 3 or name == "may")
_UNIT_NAMES = (
    "day", "week", "fortnight", "month", "quarter", "year", "decade", "centur", "spring", "summer",
    "autumn", "fall", "winter",
)  # fmt: skip

HINTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("iso", "numeric", "decade", "century", "season", "quarter", "years", "year"), _DIGIT
    ),
    **dict.fromkeys(("day_month", "month_year", "month"), _MONTH_NAMES),
    **dict.fromkeys(("anaphoric", "unit", "stretch", "vague"), _UNIT_NAMES),
    "weekday": ("day",),
    "near": ("day", "night", "tomorrow", "this"),
    "ago": ("ago",),
}
"""Of each rule, what a text must hold one of for the rule to match: in lower case, every digit
written as 0. Most sentences have no date, and to look for these pieces costs next to nothing."""
