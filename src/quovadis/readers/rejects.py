"""Rows that could not be read."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Reject"]


@dataclass(frozen=True, slots=True)
class Reject:
    """A row of an event file that could not be read, and why.

    Attributes:
        file: Path of the file; of a member of an archive, the archive's path and its name.
        line: Number of the line, from 1; of a row that spans lines, its first.
        reason: One sentence without a full stop.
        column: Name of the column that is at fault, or None when it is the whole row.

    Examples:
        >>> str(Reject("a.csv", 7, "“June” is not a date", "event_date"))
        'a.csv: line 7, event_date: “June” is not a date'
    """

    file: str
    line: int
    reason: str
    column: str | None = None

    def __str__(self) -> str:
        at = f", {self.column}" if self.column else ""
        return f"{self.file}: line {self.line}{at}: {self.reason}"
