"""HTML to plain lines, with everything that runs, asks or hides taken out first."""

from __future__ import annotations

import html as entities
import logging
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["fragment_lines", "lines_of", "parse", "purge", "stripped"]

_log = logging.getLogger(__name__)

_DROPPED = frozenset(
    """
    script style noscript template iframe frame frameset object embed applet svg math canvas audio
    video source track map area input button select option optgroup textarea datalist output
    progress meter dialog link base head meta title
    """.split()  # noqa: SIM905 - a table of words
)
_BLOCK = frozenset(
    """
    address article aside blockquote body br caption center dd details div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre
    section summary table tbody tfoot thead tr ul
    """.split()  # noqa: SIM905 - a table of words
)
_CELL = frozenset({"td", "th"})
_HEAD = frozenset({"head", "meta", "title", "link", "base"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*\?>")


def parse(text: str) -> HtmlElement | None:
    """Return the tree of a page, or None when it has none, or nests too deep to be read whole.

    The parser resolves no entity and opens no file or address.
    """
    from lxml import etree, html

    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
    )
    source = _PROLOGUE.sub("", text).encode("utf-8", "replace")
    try:
        tree: HtmlElement = html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    if any(e.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for e in parser.error_log):
        # The parser gives up at 256 levels, and what comes after would be lost in silence.
        _log.warning("markup nested too deep: its tags are passed over")
        return None
    return tree


def purge(tree: HtmlElement) -> None:
    """Take out scripts, styles, frames, form controls and hidden elements, in place.

    A form goes with its words, unless most of the page stands in it (some sites wrap the whole
    page in one): then only its controls go.
    """
    whole = sum(map(len, tree.itertext()))
    for element in list(tree.iter()):
        if element is tree:
            continue
        if not isinstance(element.tag, str):
            _empty(element)
        elif element.tag == "form":
            outermost = next(element.iterancestors("form"), None) is None
            if outermost and 2 * sum(map(len, element.itertext())) < whole:
                _empty(element)
        elif element.tag in _HEAD:
            continue
        elif element.tag in _DROPPED or _is_hidden(element):
            _empty(element)


def _is_hidden(element: HtmlElement) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN.search(element.get("style") or "") is not None
    )


def _empty(element: HtmlElement) -> None:
    """Leave a `script` without content in its place.

    Taking it out would join the texts around it, which is quadratic in the number of elements.
    """
    element.clear(keep_tail=True)
    element.tag = "script"


def lines_of(tree: HtmlElement) -> list[str]:
    """Return the words of a tree, one block element a line.

    Walks without recursion: a page may nest as deep as it likes.
    """
    from lxml import etree

    pieces: list[str] = []
    skipped = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag: Any = element.tag
        silent = not isinstance(tag, str) or tag in _DROPPED
        if event == "start":
            skipped += silent
            if not skipped:
                pieces.append(_mark(tag))
                pieces.append(_flat(element.text))
        else:
            if not skipped:
                pieces.append(_mark(tag))
            skipped -= silent
            if not skipped and element is not tree:
                pieces.append(_flat(element.tail))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return [line for line in lines if line]


_RUNS = re.compile(
    r"<(script|style|form|noscript|template|svg|iframe|head)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[/!?A-Za-z][^<>]*>?")


def stripped(text: str) -> list[str]:
    """Return the words of markup that cannot be parsed: each tag ends a line.

    Examples:
        >>> stripped("<div>The court<div>ruled &amp; adjourned.<script>x()</script>")
        ['The court', 'ruled & adjourned.']
    """
    plain = entities.unescape(_TAG.sub("\n", _RUNS.sub("\n", text)))
    return [line.strip() for line in plain.split("\n") if line.strip()]


def fragment_lines(text: str) -> list[str]:
    """Return the plain lines of a piece of HTML (the body of a feed item).

    Examples:
        >>> fragment_lines("<p>The <b>court</b> ruled.</p><script>x()</script><p>It &amp; they.")
        ['The court ruled.', 'It & they.']
        >>> fragment_lines("No markup")
        ['No markup']
    """
    if "<" not in text:
        return [line.strip() for line in entities.unescape(text).split("\n") if line.strip()]
    tree = parse(text)
    if tree is None:
        return stripped(text)
    purge(tree)
    return lines_of(tree)


def _mark(tag: str) -> str:
    return "\n" if tag in _BLOCK else " " if tag in _CELL else ""


def _flat(text: str | None) -> str:
    return " ".join(re.split(r"[\r\n]+", text)) if text else ""
