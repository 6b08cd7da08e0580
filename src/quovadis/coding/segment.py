"""Text to units that a parser can take: sentences, headings, bullet items, with exact offsets.

Lines matter in news pages: a heading or a bullet item is a unit of its own, whether it ends with a
full stop or not. Hard-wrapped paragraphs are put together again. Every unit is a span of the text,
so nothing needs to be mapped back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["MAX_UNIT", "Unit", "segment"]

MAX_UNIT = 1_200
"""Code points after which a sentence is cut; no sentence of the news comes near it."""

_WRAP_WIDTH = 160  # a text whose longest line is longer than this is not hard-wrapped
_HEADING_CHARS = 90
_HEADING_WORDS = 13

_BULLET = re.compile(r"[ \t]*(?:[-*+•‣◦▪–—·]|\(?\d{1,2}[.)]|\(?[a-z][.)])(?:[ \t]+|$)")
_MARKDOWN_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]+")
_BOLD_LINE = re.compile(r"[ \t]*(\*\*|__)[^*_]{1,90}\1:?[ \t]*$")
_TERMINAL = re.compile(r"[.!?…][\"'”’»)\]]*$")
_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)")
_LETTER = re.compile(r"[^\W\d_]")
# Abbreviations whose full stop does not end the sentence …
_TITLES = re.compile(
    r"(?:^|[^\w.])(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Gov|Sen|Rep|Pres|Hon|Rev|St|Mt|Ft"
    r"|vs|v|e\.g|i\.e|cf|approx|est|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.$"
)
# … unless a word that opens sentences follows …
_SHORT_FORMS = re.compile(
    r"(?:^|[^\w.])(?:(?:[A-Za-z]\.){2,}|(?:[A-Z]|Jr|Sr|etc|al|Inc|Ltd|Co|Corp)\.)$"
)
# … or no number follows.
_NUMBERED = re.compile(r"(?:^|[^\w.])(?:No|Nos|Art|Sec|Fig|pp|p)\.$")
# Words that begin a sentence after an initialism ("… in the U.S. The talks …").
_OPENERS = re.compile(
    r"(?:A|An|And|As|At|But|By|For|From|He|Her|His|However|I|If|In|It|Its|Last|Many|Meanwhile|Most"
    r"|No|On|One|Our|She|Since|So|Some|That|The|Their|There|These|They|This|Those|To|Under|We|When"
    r"|While|With)"
)
_WORD = re.compile(r"[^\W_]+")
# "KABUL, April 9 (Reuters) - ", "NAIROBI, Kenya — ", "Geneva, Nov 3 (Xinhua) ", "(AP) — "
_CAPITALS = (
    r"(?!(?:NATO|OPEC|OSCE|IAEA|OPCW|ASEAN|BRICS|UNHCR|UNICEF|UNESCO)\b)"
    r"(?:[A-Z]{2,3} )?[A-Z][A-Z.'’-]{3,24}(?: [A-Z][A-Z.'’-]{2,24}){0,2}"
    r"(?:, [A-Z][\w.'’]{1,20}){0,2}"
)
_DAY = r",? [A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?"
_AGENCY = r"\([A-Z][\w ./-]{1,30}\)"
_DASH = r" ?(?:--|[—–-])\s"
_DATELINE = re.compile(
    rf"(?:{_CAPITALS}(?:{_DAY})?(?: ?{_AGENCY})?{_DASH}"
    rf"|[A-Z][\w.'’-]{{2,20}}(?: [A-Z][\w.'’-]{{2,20}})?{_DAY} ?{_AGENCY}(?:{_DASH})?"
    rf"|{_AGENCY}{_DASH})\s*(?=[\"“‘A-Z0-9])"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, heading or list item.

    Attributes:
        start: First code point in the text.
        end: One past the last.
        heading: It is a heading.
        bullet: It stands in a list item.
        cut: It is a piece of something longer than `MAX_UNIT`.
        under: Index of the heading (among the units) above it, or None.
    """

    start: int
    end: int
    heading: bool = False
    bullet: bool = False
    cut: bool = False
    under: int | None = None


def segment(text: str) -> list[Unit]:
    """Split a text into units, in order, without overlap, in linear time.

    Stretches without a letter are left out, and datelines: they say where a report was written.

    Examples:
        >>> text = "# Talks\\nMr. Lavrov met U.S. envoys. They signed\\nnothing."
        >>> [text[u.start : u.end] for u in segment(text)]
        ['Talks', 'Mr. Lavrov met U.S. envoys.', 'They signed\\nnothing.']
        >>> [u.heading for u in segment(text)]
        [True, False, False]
        >>> text = "KABUL, April 9 (Reuters) - Iran thanked Oman."
        >>> [text[u.start : u.end] for u in segment(text)]
        ['Iran thanked Oman.']
    """
    units: list[Unit] = []
    under: int | None = None
    for start, end, heading, bullet in _paragraphs(text):
        if heading:
            if _LETTER.search(text, start, end):
                under = len(units)
                units.extend(_cut(text, Unit(start, end, heading=True)))
            continue
        dateline = _DATELINE.match(text, start, end)
        for s, e in _sentences(text, dateline.end() if dateline else start, end):
            if _LETTER.search(text, s, e):
                units.extend(_cut(text, Unit(s, e, bullet=bullet, under=under)))
    return units


def _paragraphs(text: str) -> Iterator[tuple[int, int, bool, bool]]:
    """Yield (start, end, heading, bullet) of stretches of lines that belong together."""
    lines = list(_lines(text))
    width = max((len(text[s:e].rstrip()) for s, e in lines), default=0)
    open_: tuple[int, int, bool] | None = None
    pending_bullet = False
    for n, (start, end) in enumerate(lines):
        s, e = _strip(text, start, end)
        if s == e:
            if open_:
                yield open_[0], open_[1], False, open_[2]
            open_ = None
            continue
        bullet = _BULLET.match(text, s, e)
        heading = _MARKDOWN_HEADING.match(text, s, e)
        if open_ and not bullet and not heading and _continues(text, lines[n - 1], (s, e), width):
            open_ = (open_[0], e, open_[2])
            continue
        if open_:
            yield open_[0], open_[1], False, open_[2]
            open_ = None
        if heading:
            yield *_strip(text, heading.end(), e), True, False
            pending_bullet = False
            continue
        if bullet and bullet.end() >= e:  # the marker alone: the item is on the next line
            pending_bullet = True
            continue
        in_list = pending_bullet or bool(bullet and text[s] not in "0123456789(")
        pending_bullet = False
        following = lines[n + 1] if n + 1 < len(lines) else None
        wraps = following is not None and _continues(text, (start, end), following, width)
        if not in_list and not wraps and _is_heading(text, s, e):
            yield s, e, True, False
            continue
        open_ = (bullet.end() if bullet and in_list else s, e, in_list)
    if open_:
        yield open_[0], open_[1], False, open_[2]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in re.finditer(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _continues(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    """Tell whether `following` is the same paragraph as `line`, wrapped."""
    s, e = _strip(text, *line)
    fs, fe = _strip(text, *following)
    if s == e or fs == fe or _BULLET.match(text, fs, fe) or _MARKDOWN_HEADING.match(text, fs, fe):
        return False
    if text[fs].islower() and text[e - 1] not in ".!?:…":
        return True
    if width > _WRAP_WIDTH:
        return False
    # A wrapped line ends where the next word would not have fitted.
    word_end = fs
    while word_end < fe and word_end - fs <= width and not text[word_end].isspace():
        word_end += 1
    return (e - s) >= 40 and (e - s) + 1 + (word_end - fs) > width


def _is_heading(text: str, start: int, end: int) -> bool:
    if end - start > _HEADING_CHARS:
        return False
    line = text[start:end]
    if _BOLD_LINE.match(line):
        return True
    words = len(_WORD.findall(line))
    return 0 < words <= _HEADING_WORDS and not _TERMINAL.search(line) and line[-1] not in ",;"


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for stop in _STOP.finditer(text, start, end):
        after, _ = _strip(text, stop.end(), end)
        if after >= end:
            break
        if not _opens_sentence(text, after, end) or _is_abbreviation(text, begin, stop, after, end):
            continue
        yield _strip(text, begin, stop.end())
        begin = after
    s, e = _strip(text, begin, end)
    if s < e:
        yield s, e


def _opens_sentence(text: str, at: int, end: int) -> bool:
    """Tell whether what stands here may begin a sentence: no lower-case letter."""
    while at < end and not text[at].isalnum():
        if text[at].isspace():
            return True
        at += 1
    return at >= end or not text[at].islower()


def _is_abbreviation(text: str, begin: int, stop: re.Match[str], after: int, end: int) -> bool:
    if stop.group() != ".":
        return False
    head = text[max(begin, stop.end() - 24) : stop.end()]
    if begin >= stop.end() - 24:
        head = " " + head
    if _SHORT_FORMS.search(head):
        word = _WORD.search(text, after, min(end, after + 40))
        return word is None or not _OPENERS.fullmatch(word.group())
    if _NUMBERED.search(head):
        return text[after].isdigit()
    if _TITLES.search(head):
        return True
    # "1. Strategic realignment": a number that opens the line.
    return text[begin : stop.start()].strip().isdigit() and stop.start() - begin <= 3


def _cut(text: str, unit: Unit) -> Iterator[Unit]:
    if unit.end - unit.start <= MAX_UNIT:
        yield unit
        return
    start = unit.start
    while start < unit.end:
        end = min(unit.end, start + MAX_UNIT)
        if end < unit.end:
            space = next((i for i in range(end, start, -1) if text[i - 1].isspace()), end)
            end = space if space > start else end
        s, e = _strip(text, start, end)
        if _LETTER.search(text, s, e):
            yield Unit(s, e, heading=unit.heading, bullet=unit.bullet, cut=True, under=unit.under)
        start = end
