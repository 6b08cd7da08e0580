"""How much, and for how long, we are willing to read."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LIMITS", "MAX_BYTES", "MAX_FOLLOWED", "MAX_ITEMS", "MAX_REDIRECTS", "Limits"]

MAX_BYTES = 10_000_000
"""Bytes of an article, page or feed that we read at most (after decompression). A long newspaper
page has 1 MB; what is larger is a dump, not an article. Event files have no such limit: they are
read block by block."""

MAX_REDIRECTS = 5
"""Hops that a URL may take before we give it up."""

MAX_FOLLOWED = 50
"""Links of one feed that are opened with `follow=True`; later items keep their summary."""


MAX_ITEMS = 5_000
"""Items that a feed may have."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one read.

    Attributes:
        size: Bytes, after decompression.
        connect: Seconds to find and reach a server.
        idle: Seconds without a single byte.
        total: Seconds for the whole URL: all redirects, headers and the body. A server that sends
            a byte now and then does not get around it.
        redirects: Hops.

    Examples:
        >>> Limits(total=5).size
        10000000
    """

    size: int = MAX_BYTES
    connect: float = 10.0
    idle: float = 10.0
    total: float = 30.0
    redirects: int = MAX_REDIRECTS


LIMITS = Limits()
"""The limits that hold unless others are passed."""
