"""What the user set for one run: made once, in the CLI, and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

__all__ = ["Settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a run.

    Attributes:
        store: Folder of the store (`--store`, else `QUOVADIS_STORE`, else the platform's data
            directory).
        now: The moment that counts as now, in UTC: dates after it are "in the future".
        color: Whether to write colours: only to a terminal, and never with `NO_COLOR` set.
        progress: Whether to show progress bars: only on a terminal, and never with `--quiet`.
        verbose: 0 for warnings, 1 for what is being done, 2 for details of every step.

    Examples:
        >>> from datetime import UTC
        >>> Settings(store=Path("s"), now=datetime(2025, 4, 9, tzinfo=UTC)).verbose
        0
    """

    store: Path
    now: datetime
    color: bool = False
    progress: bool = False
    verbose: int = 0
