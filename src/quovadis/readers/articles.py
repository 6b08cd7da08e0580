"""Read articles: files, raw bytes, standard input, URLs and feeds to documents."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from quovadis.errors import EmptyInput, QuovadisError
from quovadis.readers.boilerplate import clean
from quovadis.readers.dates import Written
from quovadis.readers.encoding import decode
from quovadis.readers.files import read_file, read_stdin, too_large
from quovadis.readers.front_matter import split_front_matter
from quovadis.readers.kinds import kind_of
from quovadis.readers.language import language_of
from quovadis.readers.limits import LIMITS, MAX_FOLLOWED, Limits
from quovadis.readers.magic import refuse_binary
from quovadis.readers.normalise import normalise, squeeze
from quovadis.readers.publication import (
    Published,
    as_moment,
    choose,
    date_in_url,
    explicit,
    take_date_lines,
)
from quovadis.records import Document

__all__ = ["is_url", "read"]

_log = logging.getLogger(__name__)

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_LONGEST_TITLE = 140


@dataclass(frozen=True, slots=True)
class _Raw:
    """Bytes and what is known of where they come from."""

    data: bytes
    where: str
    suffix: str = ""
    url: str | None = None
    content_type: str = ""
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class _Settings:
    """What the caller gives for all documents of a source."""

    published: Published | None
    publisher: str | None
    now: dt.datetime
    allow_private: bool
    follow: bool
    limits: Limits


def read(
    source: str | Path | bytes,
    *,
    published: dt.date | dt.datetime | str | None = None,
    publisher: str | None = None,
    now: dt.date | dt.datetime | None = None,
    allow_private: bool = False,
    follow: bool = False,
    limits: Limits = LIMITS,
) -> list[Document]:
    """Read one source: an article, or a feed whose items are documents each.

    The date of publication is that of the argument, else of the front matter, of the feed, of the
    page's metadata, of a visible date line, of the URL, in this order; `published_how` says which.
    Without any it is None. A date that was merely found and lies in the future is passed over.

    The text is in Unicode normal form C, one paragraph, heading or list item a line, without
    credits, share bars, comment lines, date lines and opening pictographs.

    Args:
        source: A path, a URL (http, https), `-` for standard input, or the bytes themselves.
        published: Overrides what the text says.
        publisher: Overrides what the text says.
        now: What counts as the present; a day counts to its end.
        allow_private: Also open URLs of private and local addresses.
        follow: Open the links of a feed's items and read the pages behind them; an item whose
            page cannot be read keeps what the feed says.
        limits: How much to read, and for how long.

    Returns:
        At least one document.

    Raises:
        InputError: One of its kinds (see `quovadis.errors`), when the source cannot be read.

    Examples:
        >>> [note] = read(b"---\\ntitle: Kabul\\ndate: 2021-08-15\\n---\\nThe Taliban took Kabul.")
        >>> note.title, note.published.isoformat(), note.published_how, note.text
        ('Kabul', '2021-08-15T00:00:00+00:00', 'front matter', 'The Taliban took Kabul.')
    """
    present = as_moment(now)
    where = _name(source)
    given = None if published is None else explicit(published, "argument", where, present)
    settings = _Settings(given, publisher, present, allow_private, follow, limits)
    return _documents(_load(source, where, settings), settings)


def is_url(source: str) -> bool:
    """Tell whether a string is to be opened as a URL: it has a scheme and is no existing file.

    Examples:
        >>> is_url("https://example.org/a"), is_url("notes/a.md"), is_url("C:\\\\notes\\\\a.md")
        (True, False, False)
    """
    return _SCHEME.match(source) is not None and ("://" in source[:40] or not _exists(source))


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return False


def _name(source: str | Path | bytes) -> str:
    if isinstance(source, bytes):
        return "input"
    if source == "-":
        return "standard input"
    if isinstance(source, str) and is_url(source) and "@" in source:
        return urlsplit(source).scheme + "://…@" + source.rsplit("@", 1)[1]
    return str(source)


def _load(source: str | Path | bytes, where: str, settings: _Settings) -> _Raw:
    limit = settings.limits.size
    if isinstance(source, bytes):
        if len(source) > limit:
            raise too_large(where, limit, len(source))
        return _Raw(source, where)
    if source == "-":
        return _Raw(read_stdin(limit=limit), where)
    if isinstance(source, str) and is_url(source):
        from quovadis.readers.fetch import fetch

        got = fetch(source, allow_private=settings.allow_private, limits=settings.limits)
        suffix = Path(urlsplit(got.url).path).suffix.lower()
        suffix = "" if got.content_type.startswith("text/html") else suffix
        return _Raw(got.data, where, suffix, got.url, got.content_type, got.charset)
    path = Path(source)
    return _Raw(read_file(path, limit=limit), where, path.suffix.lower())


def _documents(raw: _Raw, settings: _Settings) -> list[Document]:
    refuse_binary(raw.data, raw.where)
    marked = raw.data[:400].lstrip()[:1] == b"<" or raw.suffix in (".html", ".htm")
    sniff = marked or "html" in raw.content_type or "xml" in raw.content_type
    text = decode(raw.data, raw.where, declared=raw.charset, sniff=sniff)
    kind = kind_of(text, raw.where, suffix=raw.suffix, content_type=raw.content_type)
    if kind == "feed":
        return _from_feed(text, raw, settings)
    if kind == "html":
        return [_from_page(text, raw, settings)]
    return [_from_text(text, raw, settings, markdown=kind == "markdown")]


def _from_text(text: str, raw: _Raw, settings: _Settings, *, markdown: bool) -> Document:
    from quovadis.readers.paragraphs import from_markdown, from_text

    head, body = split_front_matter(normalise(text), raw.where)
    title: str | None = None
    if markdown:
        lines, title = from_markdown(body)
    else:
        lines = from_text(body)
    lines, written = take_date_lines(lines)
    lines = clean(lines)
    if title is None and not markdown:
        title = _title(lines)
    published = settings.published
    if published is None and (day := head.get("date")):
        published = explicit(day, "front matter", raw.where, settings.now)
    url = head.get("url") or raw.url
    if published is None:
        found = [(written, "visible date line"), (date_in_url(url), "url")]
        published = choose(found, raw.where, settings.now)
    return _document(
        lines,
        raw.where,
        settings,
        title=head.get("title") or title,
        publisher=head.get("publisher") or _host(raw.url),
        url=url if url and url.startswith(("http://", "https://")) else None,
        language=head.get("language"),
        published=published,
    )


def _from_page(text: str, raw: _Raw, settings: _Settings) -> Document:
    from quovadis.readers.page import read_page

    page = read_page(text)
    url = raw.url or page.head.url
    lines, _ = take_date_lines(list(page.lines))
    published = settings.published or choose(
        [*page.dates, (date_in_url(url), "url")], raw.where, settings.now
    )
    lines = clean(lines)
    language = page.head.language if sum(map(len, lines)) < _LONGEST_TITLE else None
    return _document(
        lines,
        raw.where,
        settings,
        title=page.head.title,
        publisher=page.head.publisher or _host(url),
        url=url,
        language=language,
        published=published,
    )


def _from_feed(text: str, raw: _Raw, settings: _Settings) -> list[Document]:
    from quovadis.readers.feeds import read_feed

    documents: list[Document] = []
    for number, item in enumerate(read_feed(text, raw.where)):
        where = f"{raw.where} item {number + 1}"
        if settings.follow and item.link and number < MAX_FOLLOWED:
            try:
                documents += _behind(item.link, item.published, settings)
                continue
            except QuovadisError as error:
                _log.warning("%s: the feed's own words are taken: %s", where, error)
        lines, _ = take_date_lines(list(item.lines))
        published = settings.published or choose(
            [(item.published, "feed"), (date_in_url(item.link), "url")], where, settings.now
        )
        cleaned = clean(lines)
        if not _has_words(cleaned):
            cleaned = [item.title or ""]
        if not _has_words(cleaned):
            _log.warning("%s: no words: left out", where)
            continue
        documents.append(
            _document(
                cleaned,
                where,
                settings,
                title=item.title,
                publisher=item.publisher,
                url=item.link,
                language=item.language if len(" ".join(cleaned)) < _LONGEST_TITLE else None,
                published=published,
            )
        )
    if not documents:
        raise EmptyInput("the feed has no item with text", where=raw.where, do="try again later")
    return documents


def _behind(link: str, dated: Written | None, settings: _Settings) -> list[Document]:
    """Read the page behind an item; a page without a date has that of the item."""
    once = replace(settings, follow=False)
    documents = _documents(_load(link, link, once), once)
    feed = choose([(dated, "feed")], link, settings.now)
    return [
        document
        if document.published
        else replace(
            document,
            published=feed.moment,
            published_how=feed.how,
            published_precision=feed.precision,
        )
        for document in documents
    ]


def _document(
    lines: Sequence[str],
    where: str,
    settings: _Settings,
    *,
    title: str | None,
    publisher: str | None,
    url: str | None,
    language: str | None,
    published: Published,
) -> Document:
    text = normalise("\n".join(lines)).strip()
    if not _has_words([text]):
        what = "there is no text in it but for boilerplate"
        raise EmptyInput(what, where=where, do="pass a page with an article")
    return Document(
        text=text,
        title=squeeze(title or "")[:500] or None,
        publisher=squeeze(settings.publisher or publisher or "")[:200] or None,
        url=url,
        language=language or language_of(text),
        published=published.moment,
        published_how=published.how,
        published_precision=published.precision,
        retrieved=settings.now,
    )


def _has_words(lines: Sequence[str]) -> bool:
    return any(char.isalnum() for line in lines for char in line)


def _title(lines: list[str]) -> str | None:
    """Return the first line, if it reads like a heading: short, and not a sentence."""
    first = lines[0] if len(lines) > 1 else ""
    heading = 3 <= len(first) <= _LONGEST_TITLE and not first.endswith(
        (".", "!", ":", ";", ",", "…")
    )
    return first if heading and any(map(str.isalpha, first)) else None


def _host(url: str | None) -> str | None:
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.") if host else None
