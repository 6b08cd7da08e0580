"""Near-duplicate texts: the wire copy that ten papers print is one story, told once.

Texts are compared by their runs of five words. Which pairs are worth comparing is found by MinHash
(Broder 1997): of many random orders of all runs, the least run of two texts agrees as often as the
share of runs that they have in common. Signatures are cut into bands, and texts that agree in a
whole band are compared exactly. Cost grows with the number of texts, not with its square.
"""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from quovadis.records import Document

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Runs = NDArray[np.uint64]

__all__ = ["ALIKE", "CONTAINED", "find_copies", "likeness"]

ALIKE = 0.5
"""Two texts are copies when they share at least this part of all their runs (Jaccard) …"""

CONTAINED = 0.8
"""… or when the shorter has at least this part of its runs from the longer: a copy cut short."""

_RUN = 5
_FEWEST = 12
"""Texts with fewer runs are copies only when all their words are the same."""
_BANDS, _ROWS = 40, 3
"""Texts that share half of their runs agree in some band in 199 of 200 cases (1 - (1 - s³)⁴⁰)."""
_WITHIN = dt.timedelta(days=7)
_WORD = re.compile(r"[^\W_]+")


def find_copies(documents: Sequence[Document]) -> list[int]:
    """Return for each document which one it is a copy of: its own position when of none.

    The earliest published of a group is what the others are copies of; of those published at the
    same moment the first in order. Texts published more than seven days apart are no copies.

    Examples:
        >>> wire = "Kenya and Uganda signed a pact on the shared use of the lake on Monday, and "
        >>> wire += "both sides said that patrols would begin before the end of the month."
        >>> other = "Chile's parliament met to discuss the budget of the coming year, which grows."
        >>> find_copies([Document(text=t) for t in (wire, other, "KAMPALA - " + wire)])
        [0, 1, 0]
    """
    runs = [_runs(d.text) for d in documents]
    order = sorted(range(len(documents)), key=lambda i: (_moment(documents[i]), i))
    rank = {i: n for n, i in enumerate(order)}
    original = list(range(len(documents)))

    def first(i: int) -> int:
        while original[i] != i:
            i = original[i]
        return i

    for a, b in sorted(_candidates(runs), key=lambda p: sorted((rank[p[0]], rank[p[1]]))):
        early, late = sorted((first(a), first(b)), key=lambda i: rank[i])
        if early == late or not _near(documents[a], documents[b]):
            continue
        if _are_copies(documents[a], documents[b], runs[a], runs[b]):
            original[late] = early
    return [first(i) for i in range(len(documents))]


def likeness(one: str, other: str) -> tuple[float, float]:
    """Return the share of runs in common, of all (Jaccard), and of those of the shorter text.

    Examples:
        >>> likeness("a b c d e f", "a b c d e g")
        (0.3333333333333333, 0.5)
        >>> likeness("", "a b c d e")
        (0.0, 0.0)
    """
    return _likeness(_runs(one), _runs(other))


def _likeness(one: Runs, other: Runs) -> tuple[float, float]:
    if not len(one) or not len(other):
        return 0.0, 0.0
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both), both / min(len(one), len(other))


def _are_copies(a: Document, b: Document, one: Runs, other: Runs) -> bool:
    if min(len(one), len(other)) < _FEWEST:
        return _words(a.text) == _words(b.text)
    alike, contained = _likeness(one, other)
    return alike >= ALIKE or contained >= CONTAINED


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _runs(text: str) -> Runs:
    """Return the distinct runs of five words, as hashes: shape (k,), sorted."""
    words = [zlib.crc32(w.encode("utf-8", "surrogatepass")) for w in _words(text)]
    hashes = np.array(words, np.uint64)
    n = max(len(hashes) - _RUN + 1, 0)
    runs = np.zeros(n, np.uint64)
    for k in range(_RUN):
        runs = runs * np.uint64(0x9E3779B97F4A7C15) + hashes[k : k + n]
    return np.unique(_mixed(runs))


def _mixed(values: Runs) -> Runs:
    """Spread hashes over all bits (the finisher of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _candidates(runs: Sequence[Runs]) -> Iterator[tuple[int, int]]:
    """Yield pairs that agree in a band, each once; short texts that are equal word by word."""
    generator = np.random.default_rng(20250409)
    orders = generator.integers(0, 1 << 63, _BANDS * _ROWS, np.uint64)
    buckets: defaultdict[tuple[int, bytes], list[int]] = defaultdict(list)
    for i, own in enumerate(runs):
        if len(own) < _FEWEST:
            buckets[-1, own.tobytes()].append(i)
            continue
        least = np.array([_mixed(own ^ order).min() for order in orders], np.uint64)
        for band, rows in enumerate(least.reshape(_BANDS, _ROWS)):
            buckets[band, rows.tobytes()].append(i)
    seen: set[tuple[int, int]] = set()
    for members in buckets.values():
        # Of a large bucket each is compared with the first few: copies of one story chain up.
        for n, b in enumerate(members):
            for a in members[: min(n, 8)]:
                if (a, b) not in seen:
                    seen.add((a, b))
                    yield a, b


def _near(a: Document, b: Document) -> bool:
    if a.published is None or b.published is None:
        return True
    return abs(a.published - b.published) <= _WITHIN


def _moment(document: Document) -> float:
    return document.published.timestamp() if document.published else float("inf")
