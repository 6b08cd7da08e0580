"""Rows that could not be read."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Reject"]


@dataclass(frozen=True, slots=True)
class Reject:
    """A row of an event file that could not be read, and why.

    Attributes:
        file: Path of the file.
        line: Number of the line, from 1.
        reason: One sentence without a full stop.
    """

    file: str
    line: int
    reason: str
