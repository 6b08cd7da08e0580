"""Who does what to whom next: ranking of (s, r, ?, t) and (?, r, o, t).

Needs the extra `quovadis[forecast]` (Numba, LightGBM). Importing this package loads neither: its
names are loaded when they are asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Additive": "additive",
    "Boosted": "boosted",
    "History": "history",
    "Plan": "rolling",
    "Quadruples": "quadruples",
    "RankingScores": "evaluation",
    "Traits": "traits",
    "ask": "features",
    "both_directions": "quadruples",
    "mean_rank": "evaluation",
    "rank_days": "rolling",
    "read_traits": "traits",
    "recurrency_ranks": "recurrency",
    "score_ranks": "evaluation",
    "tune_recurrency": "recurrency",
}

__all__ = [
    "Additive",
    "Boosted",
    "History",
    "Plan",
    "Quadruples",
    "RankingScores",
    "Traits",
    "ask",
    "both_directions",
    "mean_rank",
    "rank_days",
    "read_traits",
    "recurrency_ranks",
    "score_ranks",
    "tune_recurrency",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
