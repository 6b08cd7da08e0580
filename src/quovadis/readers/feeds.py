"""RSS and Atom feeds: each item is a document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from quovadis.errors import EmptyInput, FormatError, InputTooLarge
from quovadis.readers.dates import Written, parse_date
from quovadis.readers.limits import MAX_ITEMS
from quovadis.readers.markup import fragment_lines
from quovadis.readers.normalise import normalise, squeeze

__all__ = ["Item", "read_feed"]

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ROOTS = ("rss", "feed", "rdf")


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a feed.

    Attributes:
        lines: Its content, or else its summary, as plain lines; its title when it has neither.
        publisher: Title of the feed, or of the feed that it comes from.
        link: Address of the page behind it (http or https), or None.
    """

    lines: tuple[str, ...]
    title: str | None
    publisher: str | None
    link: str | None
    published: Written | None
    language: str | None


def read_feed(text: str, where: str) -> list[Item]:
    """Return the items of a feed, in its order.

    The XML is checked before it is read: it must be well-formed, and a document type declaration
    (with it entities, bombs and external files) is refused. Items without a word are left out.

    Args:
        text: The feed, decoded.
        where: Its name, for messages.

    Raises:
        FormatError: It is not XML, declares a document type, or is no feed.
        EmptyInput: It has no item.
        InputTooLarge: It has more than `MAX_ITEMS` items.
    """
    import feedparser

    text = _DECLARATION.sub("", text.lstrip("\ufeff"))
    _check(text, where)
    # A stream: what feedparser gets as a string, it might take for an address and open.
    source = BytesIO(b'<?xml version="1.0" encoding="utf-8"?>' + text.strip().encode("utf-8"))
    feed: Any = feedparser.parse(source, sanitize_html=True, resolve_relative_uris=False)
    name = squeeze(_plain(feed.feed.get("title"))) or None
    language = (feed.feed.get("language") or "")[:2].lower() or None
    items = [_item(entry, name, language) for entry in feed.entries]
    items = [item for item in items if item.lines]
    if not items:
        raise EmptyInput("the feed has no item with text", where=where, do="try again later")
    return items


def _check(text: str, where: str) -> None:
    from defusedxml import DTDForbidden, ElementTree
    from defusedxml.common import DefusedXmlException

    do = "pass an RSS or Atom feed"
    try:
        root = ElementTree.fromstring(text.strip().encode("utf-8"), forbid_dtd=True)
    except DTDForbidden:
        what = "it declares a document type (DTD); entities and external files are not read"
        raise FormatError(what, where=where, do="remove the declaration") from None
    except DefusedXmlException as error:
        raise FormatError(f"unsafe XML ({type(error).__name__})", where=where, do=do) from None
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        raise FormatError(f"the feed is not XML ({error})", where=where, do=do) from None
    tag = str(root.tag).rsplit("}", 1)[-1].lower()
    if tag not in _ROOTS:
        raise FormatError(f"it is XML, but no feed (its root is <{tag[:40]}>)", where=where, do=do)
    items = sum(str(e.tag).rsplit("}", 1)[-1] in ("item", "entry") for e in root.iter())
    if items > MAX_ITEMS:
        what = f"the feed has {items:,} items, more than {MAX_ITEMS:,}"
        raise InputTooLarge(what, where=where, do="split it")


def _item(entry: Any, feed: str | None, language: str | None) -> Item:
    bodies = [c.get("value") or "" for c in entry.get("content", ())]
    bodies.append(entry.get("summary") or "")
    body = max(bodies, key=len)
    title = squeeze(_plain(entry.get("title"))) or None
    lines = [line for line in normalise("\n".join(fragment_lines(body))).split("\n") if line]
    link = entry.get("link") or ""
    # Plain dictionary access: feedparser's own takes one date for another when that is missing.
    keys = ("published", "created", "updated")
    dated = next((value for key in keys if (value := dict.get(entry, key))), "")
    origin = (entry.get("source") or {}).get("title")
    return Item(
        lines=tuple(lines or ([title] if title else [])),
        title=title,
        publisher=squeeze(_plain(origin)) or feed,
        link=link if link.startswith(("http://", "https://")) else None,
        published=parse_date(str(dated)),
        language=language,
    )


def _plain(markup: str | None) -> str:
    return " ".join(fragment_lines(markup or ""))
