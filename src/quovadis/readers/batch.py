"""Read many sources: what cannot be read is said in its place, and the others go on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from quovadis.errors import QuovadisError
from quovadis.readers.articles import is_url, read
from quovadis.readers.files import files_of
from quovadis.readers.limits import LIMITS, Limits
from quovadis.records import Document

__all__ = ["read_all"]


def read_all(
    sources: Iterable[str | Path | bytes],
    *,
    published: dt.date | dt.datetime | str | None = None,
    publisher: str | None = None,
    now: dt.date | dt.datetime | None = None,
    allow_private: bool = False,
    follow: bool = False,
    limits: Limits = LIMITS,
) -> Iterator[Document | QuovadisError]:
    """Read sources one after the other; a folder stands for its files, sorted by name.

    Of a folder, the visible regular files that end in `.txt`, `.md`, `.markdown`, `.html`, `.htm`,
    `.xml`, `.rss` or `.atom` are read; folders inside it are not.

    Args:
        sources: What `read` takes, and folders.
        published: For all of them; see `read`.
        publisher: For all of them.
        now: What counts as the present.
        allow_private: Also open URLs of private and local addresses.
        follow: Open the links of feeds.
        limits: For each source.

    Yields:
        Documents, and in the place of a source that cannot be read its error.

    Examples:
        >>> [type(r).__name__ for r in read_all([b"The court ruled.", b"", b"It was appealed."])]
        ['Document', 'EmptyInput', 'Document']
    """
    for source in sources:
        try:
            for one in _expand(source):
                try:
                    yield from read(
                        one,
                        published=published,
                        publisher=publisher,
                        now=now,
                        allow_private=allow_private,
                        follow=follow,
                        limits=limits,
                    )
                except QuovadisError as error:
                    yield error
        except QuovadisError as error:
            yield error


def _expand(source: str | Path | bytes) -> Iterator[str | Path | bytes]:
    if isinstance(source, bytes) or source == "-" or (isinstance(source, str) and is_url(source)):
        yield source
        return
    path = Path(source)
    try:
        folder = path.is_dir()
    except (OSError, ValueError):
        folder = False
    if folder:
        yield from files_of(path)
    else:
        yield source
