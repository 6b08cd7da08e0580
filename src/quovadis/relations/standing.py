"""How an actor stands with each country: cooperative and conflictual events, both ways."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quovadis.ontology.levels import involves
from quovadis.query import fetch
from quovadis.relations.series import measure_quads

if TYPE_CHECKING:
    import ibis

    from quovadis.ontology import Ontology

__all__ = ["Standing", "lower_share", "standings"]

_Z = 1.6449


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts of events between an actor and a country, in either direction."""

    cooperation: int
    conflict: int

    @property
    def total(self) -> int:
        """All events."""
        return self.cooperation + self.conflict

    @property
    def net(self) -> int:
        """Cooperative less conflictual events."""
        return self.cooperation - self.conflict


def standings(events: ibis.Table, actor: str, *, ontology: Ontology) -> dict[str, Standing]:
    """Count the events between an actor and every country, in either direction.

    Args:
        events: Table with the columns of `schema.arrow_schema("events")`, filtered as wanted.
        actor: Id at any level.
        ontology: The actors.

    Returns:
        Standing by ISO3; an actor's dealings within its own country are among them.
    """
    found: dict[str, list[int]] = {}
    cooperative = [q.value for q in measure_quads("cooperation")]
    for role, other in (("source", "target_country"), ("target", "source_country")):
        side = events.filter(involves(events, role, actor, ontology=ontology))
        side = side.filter(side[other].notnull())
        grouped = side.group_by(other).aggregate(
            good=side.count(where=side.quad_class.isin(cooperative)), n=side.count()
        )
        for row in fetch(grouped).to_pylist():
            counts = found.setdefault(row[other], [0, 0])
            counts[0] += row["good"]
            counts[1] += row["n"] - row["good"]
    return {i: Standing(*counts) for i, counts in sorted(found.items())}


def lower_share(hits: int, total: int) -> float:
    """Lower edge of the 90% Wilson interval of a share (Wilson 1927).

    Examples:
        >>> round(lower_share(8, 10), 3)
        0.541
    """
    if total == 0:
        return 0.0
    share = hits / total
    middle = share + _Z**2 / (2 * total)
    width = _Z * math.sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2))
    return max(0.0, (middle - width) / (1 + _Z**2 / total))
