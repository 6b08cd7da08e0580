"""What became of the rows of event files."""

from __future__ import annotations

from dataclasses import dataclass, field

from quovadis.readers.rejects import Reject

__all__ = ["Tally"]


@dataclass(slots=True)
class Tally:
    """Counts, while files are read.

    Attributes:
        rows: Rows that were read. One row may be several events (a list of actors), and
            several rows one event (see `repeats`).
        repeats: Rows that say again what another row of the same story says; their event counts
            them among its reports.
        rejects: Rows that could not be read.

    Examples:
        >>> Tally().repeats
        0
    """

    rows: int = 0
    repeats: int = 0
    rejects: list[Reject] = field(default_factory=list)
