"""An HTML page to the text proper and what the page says about itself."""

from __future__ import annotations

import copy
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quovadis.readers.dates import Written, parse_date
from quovadis.readers.head import Head, read_head
from quovadis.readers.markup import lines_of, parse, purge, stripped
from quovadis.readers.normalise import normalise
from quovadis.readers.publication import take_date_lines

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["Page", "read_page"]

_log = logging.getLogger(__name__)

_MOST_ELEMENTS = 20_000
"""Pages with more elements are lists or generated: their words are taken as they stand."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is on a page.

    Attributes:
        lines: Normalised lines of the main text: paragraphs, headings, list items.
        head: What the page says about itself.
        dates: Candidates for its date and how each was found, the most trusted first.
    """

    lines: tuple[str, ...] = ()
    head: Head = Head()  # noqa: RUF009 - frozen
    dates: tuple[tuple[Written | None, str], ...] = ()


def read_page(text: str) -> Page:
    """Read a page.

    The main text is found by trafilatura (Barbaresi 2021, doi:10.18653/v1/2021.acl-demo.15), and
    where that finds none, all words of the page are taken. Dates come from metadata (JSON-LD,
    `meta`, `time`), then from a visible date line, then from what htmldate finds in the markup.

    Args:
        text: HTML, decoded.
    """
    tree = parse(text)
    if tree is None:
        lines = _normalised(stripped(text))
        return Page(tuple(lines), dates=((take_date_lines(lines)[1], "visible date line"),))
    head = read_head(tree)
    purge(tree)
    everything = _normalised(lines_of(tree))
    elements = sum(1 for _ in tree.iter())
    lines = _main_lines(tree) if elements <= _MOST_ELEMENTS else []
    dates: list[tuple[Written | None, str]] = [(written, "meta") for written in head.dates]
    if not dates:
        # The date line often stands outside of the main text.
        dates.append((take_date_lines(everything)[1], "visible date line"))
        if dates[0][0] is None and elements <= _MOST_ELEMENTS:
            dates += _marked_dates(tree)
    return Page(tuple(lines or everything), head, tuple(dates))


def _main_lines(tree: HtmlElement) -> list[str]:
    from trafilatura import extract

    try:
        main: str | None = extract(
            copy.deepcopy(tree), include_comments=False, include_tables=True, with_metadata=False
        )
    except Exception:  # whatever a hostile page breaks in a parser, its words can still be read
        _log.warning("the main text could not be told from the rest", exc_info=True)
        return []
    return _normalised((main or "").split("\n"))


def _marked_dates(tree: HtmlElement) -> list[tuple[Written | None, str]]:
    """Ask htmldate, first of the head alone, then of the page: only what is marked as a date."""
    from htmldate import find_date
    from lxml import html

    found: list[tuple[Written | None, str]] = []
    head_only: Any = html.document_fromstring("<html><head></head><body><p></p></body></html>")
    for element in tree.iter("meta"):
        head_only.head.append(copy.deepcopy(element))
    for part, how in ((head_only, "meta"), (copy.deepcopy(tree), "visible date line")):
        try:
            day = find_date(part, extensive_search=False, original_date=True)
        except Exception:
            _log.warning("no date could be looked for in the markup", exc_info=True)
            continue
        found.append((parse_date(day) if day else None, how))
    return found


def _normalised(lines: list[str]) -> list[str]:
    return [line for line in normalise("\n".join(lines)).split("\n") if line]
