"""Which kind of text it is, by what stands in it, by its suffix and by its content type."""

from __future__ import annotations

import re
from typing import Literal

from quovadis.errors import FormatError

__all__ = ["Kind", "kind_of"]

Kind = Literal["feed", "html", "markdown", "text"]

_LEAD = re.compile(r"(?:\s+|\ufeff|<\?.{0,500}?\?>|<!--.{0,5000}?-->)*", re.DOTALL)
_FEED = re.compile(r"<(?:rss|feed|rdf:rdf)[\s>:]", re.IGNORECASE)
_DOCTYPE_HTML = re.compile(r"<!doctype\s+html", re.IGNORECASE)
_ELEMENT = re.compile(
    r"<(?:html|head|body|meta|title|link|script|style|main|article|section|header|nav|div|p|h[1-6]"
    r"|table|ul|ol|form|blockquote|span|a|img|br|b|i|em|strong|center|font)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_XML_TYPES = re.compile(r"(?:application|text)/(?:(?:rss|atom|rdf)\+)?xml|application/x-rss")
_FEED_SUFFIXES = (".rss", ".atom", ".xml", ".rdf")


def kind_of(text: str, where: str, *, suffix: str = "", content_type: str = "") -> Kind:
    """Return the kind; what the content shows goes before what its name says.

    Args:
        text: Decoded text.
        where: Its name, for messages.
        suffix: Of the file, in lower case with its point, or empty.
        content_type: Of the HTTP answer, in lower case, or empty.

    Raises:
        FormatError: It is called a feed, and is no XML.

    Examples:
        >>> kind_of("<!DOCTYPE html><p>Kabul", "a.txt"), kind_of("Kabul", "a.md", suffix=".md")
        ('html', 'markdown')
        >>> kind_of('<?xml version="1.0"?><rss version="2.0">', "-")
        'feed'
    """
    lead = _LEAD.match(text)
    start = text[lead.end() if lead else 0 :][:4000]
    if _FEED.match(start):
        return "feed"
    if _DOCTYPE_HTML.match(start) or re.match(r"<html\b", start, re.IGNORECASE):
        return "html"
    named_feed = suffix in _FEED_SUFFIXES or _XML_TYPES.fullmatch(content_type) is not None
    if re.match(r"\s*<\?xml\b|\s*<!DOCTYPE\b", text):
        return "feed"
    if named_feed:
        if start.startswith("<"):
            return "feed"
        do = "pass an RSS or Atom feed, or call the file .txt"
        raise FormatError("the feed is not XML", where=where, do=do)
    if suffix in (".html", ".htm", ".xhtml") or "html" in content_type or _ELEMENT.match(start):
        return "html"
    if suffix in (".md", ".markdown") or "markdown" in content_type or start.startswith("---\n"):
        return "markdown"
    return "text"
