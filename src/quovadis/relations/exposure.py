"""What the counts of a series are exposed to: days that the data covers, or the volume of news.

A normalised series is searched for changes as counts with the step's volume as exposure, not as
ratios: two of three events say less than two hundred of three hundred.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from quovadis.relations.scan import Array
from quovadis.relations.series import PER

__all__ = ["counts", "exposure", "mean", "scale", "unit"]

_Rows = Sequence[dict[str, Any]]


def counts(rows: _Rows, key: str = "value") -> Array:
    """Counts of the steps, those of a normalised series put together again.

    Args:
        rows: Rows of one measure of a series, whose values are not null.
        key: Column that holds values of the series' kind.

    Examples:
        >>> counts([{"value": 3.0, "volume": None}]).tolist()
        [3.0]
        >>> counts([{"value": 25.0, "volume": 40}, {"value": 2000 / 3, "volume": 3}]).tolist()
        [1.0, 2.0]
    """
    if not _is_normalised(rows):
        return np.array([r[key] for r in rows], dtype=float)
    return np.array([round(r[key] * r["volume"] / PER) for r in rows], dtype=float)


def exposure(rows: _Rows) -> Array:
    """Exposure of the steps: their covered share, or their volume by the mean of all volumes.

    Examples:
        >>> exposure([{"covered": 0.5, "volume": None}]).tolist()
        [0.5]
        >>> exposure([{"covered": 1.0, "volume": 10}, {"covered": 0.5, "volume": 30}]).tolist()
        [0.5, 1.5]
    """
    if not _is_normalised(rows):
        return np.array([r["covered"] for r in rows], dtype=float)
    volume = np.array([r["volume"] for r in rows], dtype=float)
    relative: Array = volume / volume.mean()
    return relative


def scale(rows: _Rows) -> float:
    """What a mean count by `exposure` is multiplied by, to be in the unit of the series.

    Examples:
        >>> scale([{"volume": None}]), scale([{"volume": 10}, {"volume": 30}])
        (1.0, 50.0)
    """
    if not _is_normalised(rows):
        return 1.0
    return PER * len(rows) / float(sum(r["volume"] for r in rows))


def mean(rows: _Rows) -> float:
    """Mean of a series in its own unit: per fully covered step, or per 1,000; 0 without rows.

    Examples:
        >>> mean([{"value": 25.0, "volume": 40}, {"value": 50.0, "volume": 60}])
        40.0
    """
    if not rows:
        return 0.0
    return float(counts(rows).sum() / exposure(rows).sum()) * scale(rows)


def unit(rows: _Rows) -> str:
    """The unit of a series in words.

    Examples:
        >>> unit([{"step": "month", "volume": None, "counted": "events"}])
        'a month'
        >>> unit([{"step": "month", "volume": 10, "counted": "reports"}])
        'per 1,000 reports'
    """
    if not _is_normalised(rows):
        return f"a {rows[0]['step']}" if rows else ""
    return f"per {PER:,} {rows[0]['counted']}"


def _is_normalised(rows: _Rows) -> bool:
    return bool(rows) and rows[0].get("volume") is not None
