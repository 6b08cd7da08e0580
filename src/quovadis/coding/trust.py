"""How sure the lexicon is of a reading: a product of factors, each with a name.

A heuristic, documented in docs/coding.md: the frame's own trust, less for each detour.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from quovadis.records import Modality

if TYPE_CHECKING:
    from quovadis.coding.frames import Predicate
    from quovadis.coding.modality import Reading
    from quovadis.coding.parties import Party

__all__ = ["Factors", "factors_of", "weigh"]

Factors = tuple[tuple[str, float], ...]
"""Names and values, in the order in which they are multiplied."""


def factors_of(
    predicate: Predicate, reading: Reading, source: Party, target: Party, says: str | None
) -> Factors:
    """Return what speaks for and against a reading."""
    frame = predicate.frame
    found = [
        ("frame", frame.probability + 0.05 * min(frame.specificity, 2)),
        ("source", source.trust),
        ("target", target.trust if target.actor else 0.75),
    ]
    if source.actor is None:
        found.append(("open source", 0.8))
    if frame.noun:
        found.append(("noun", 0.85))
    if reading.modality in {Modality.HYPOTHETICAL, Modality.PLANNED}:
        found.append(("not yet", 0.9))
    if says:
        found.append(("reported speech", 0.95))
    return tuple(found)


def weigh(factors: Factors) -> float:
    """Return the probability: the product, between 0.05 and 0.9.

    Examples:
        >>> weigh((("frame", 0.8), ("source", 1.0), ("target", 0.75)))
        0.6
    """
    product = math.prod(value for _, value in factors)
    return round(min(max(product, 0.05), 0.9), 2)
