"""Tables that ship with the room: a head of `# key: value` lines, then rows."""

from __future__ import annotations

import csv
from importlib import resources

__all__ = ["read_shipped"]


def read_shipped(name: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return the head and the rows of a table of `forecast/data`.

    Args:
        name: Name of the file.

    Raises:
        FileNotFoundError: There is no such table.

    Examples:
        >>> head, rows = read_shipped("prior.csv")
        >>> head["known_at"], "horizon" in rows[0]
        ('2018-10-31', True)
    """
    lines = resources.files("quovadis.forecast").joinpath(f"data/{name}").read_text("utf-8")
    told = [line for line in lines.splitlines() if line.startswith("#")]
    rows = csv.DictReader(line for line in lines.splitlines() if not line.startswith("#"))
    head = dict(line[1:].strip().split(": ", 1) for line in told if ": " in line)
    return head, list(rows)
