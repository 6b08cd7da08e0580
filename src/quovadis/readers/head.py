"""What a page says about itself: title, publisher, date, language, address."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from quovadis.readers.dates import Written, parse_date
from quovadis.readers.normalise import squeeze

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["Head", "read_head"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says about itself; None where it does not.

    Attributes:
        dates: Publication dates of its metadata, the most trusted first.
        url: Its canonical address (http or https only).
        language: Two letters, from the `lang` attribute.
    """

    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    dates: tuple[Written, ...] = ()


_DATE_KEYS = tuple(
    """
    article:published_time og:article:published_time og:published_time article:published
    datepublished publishdate publish-date publish_date published_date published-date
    publication_date publicationdate pubdate sailthru.date parsely-pub-date dc.date.issued
    dcterms.issued dc.date dcterms.date dc.date.created dcterms.created citation_publication_date
    cxenseparse:recs:publishtime article.published bt:pubdate originalpublicationdate date
    og:pubdate article_date_original release_date
    """.split()  # noqa: SIM905 - a table of words
)
"""Names under which pages keep their date of publication, the most telling first."""
_LONGEST_LD = 200_000
_ARTICLE = re.compile(r"article|posting|report|newsitem", re.IGNORECASE)
_SITE = re.compile(r"\s+([|–—•·»-])\s+([^|–—•·»]{2,40})$")
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_].*)?", re.IGNORECASE)


def read_head(tree: HtmlElement) -> Head:
    """Read the metadata of a page; call it before scripts are taken out (JSON-LD is one).

    Args:
        tree: The page.
    """
    meta = _meta(tree)
    linked = list(_json_ld(tree))
    full = _first(tree, "title")
    title = meta.get("og:title") or meta.get("twitter:title") or _first(tree, "h1")
    publisher = (
        meta.get("og:site_name")
        or _publisher(linked)
        or meta.get("application-name")
        or _site(full, title)
    )
    return Head(
        title=_without_site(title or full, publisher) or None,
        publisher=publisher,
        url=_address(tree, meta),
        language=_language(tree),
        dates=tuple(_dates(tree, meta, linked)),
    )


def _meta(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = squeeze(element.get("content") or "")
        if content:
            found.setdefault(key.strip().lower(), content)
    return found


def _json_ld(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the objects of JSON-LD blocks, articles first."""
    nodes: list[dict[str, Any]] = []
    for element in tree.iter("script"):
        source = element.text or ""
        if element.get("type") != "application/ld+json" or len(source) > _LONGEST_LD:
            continue
        try:
            waiting = [json.loads(source, strict=False)]
        except (ValueError, RecursionError):
            _log.debug("broken JSON-LD")
            continue
        while waiting:
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                nodes.append(value)
                waiting += [value[k] for k in ("@graph", "mainEntity") if k in value]
    yield from sorted(nodes, key=lambda n: _ARTICLE.search(str(n.get("@type", ""))) is None)


def _dates(
    tree: HtmlElement, meta: dict[str, str], linked: list[dict[str, Any]]
) -> Iterator[Written]:
    values: list[object] = [node.get("datePublished") for node in linked]
    values += [meta.get(key) for key in _DATE_KEYS]
    values += [e.get("content") or e.get("datetime") for e in _published_elements(tree)]
    for value in values:
        if isinstance(value, str) and (written := parse_date(value)):
            yield written


def _published_elements(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield elements that mark the date of publication in the body."""
    times = list(tree.iter("time"))
    for element in tree.iter("time", "span", "meta", "abbr"):
        if (element.get("itemprop") or "").lower() == "datepublished":
            yield element
    yield from (e for e in times if e.get("pubdate") is not None)
    yield from (e for e in times if "publish" in (e.get("class") or "").lower())
    # The first time of the page, unless it says that it is that of an update.
    yield from (e for e in times[:1] if "update" not in (e.get("class") or "").lower())


def _publisher(linked: list[dict[str, Any]]) -> str | None:
    for node in linked:
        publisher = node.get("publisher")
        for candidate in publisher if isinstance(publisher, list) else [publisher]:
            name = candidate.get("name") if isinstance(candidate, dict) else candidate
            if isinstance(name, str) and 1 < len(name) < 100 and squeeze(name):
                return squeeze(name)
    return None


def _first(tree: HtmlElement, tag: str) -> str | None:
    for element in tree.iter(tag):
        if words := squeeze(element.text_content()):
            return words
    return None


def _site(full: str | None, title: str | None) -> str | None:
    """Return the name of the site that ends a title, where it is clear that it is one.

    A bar sets a name apart; a dash may belong to the title, unless what stands before it is known
    to be the whole of it.
    """
    end = _SITE.search(full or "")
    if full and end and (end[1] == "|" or full[: end.start()] == title):
        return end[2]
    return None


def _without_site(title: str | None, site: str | None) -> str:
    title = title or ""
    end = _SITE.search(title)
    if end and site and end[2].casefold() in (site.casefold(), f"the {site}".casefold()):
        return title[: end.start()]
    return title


def _address(tree: HtmlElement, meta: dict[str, str]) -> str | None:
    links = [e.get("href") or "" for e in tree.iter("link") if e.get("rel") == "canonical"]
    for url in (*links, meta.get("og:url", "")):
        url = url.strip()
        try:
            parts = urlsplit(url)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.netloc and "@" not in parts.netloc:
            return url
    return None


def _language(tree: HtmlElement) -> str | None:
    match = _LANGUAGE.fullmatch((tree.get("lang") or tree.get("xml:lang") or "").strip())
    return match[1].lower() if match else None
