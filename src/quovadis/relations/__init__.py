"""From events to relations: dyad series, lasting changes, roles, statuses as intervals.

Everything takes an Ibis table of events over any backend, already as of a day, and returns Arrow
tables or records. Importing this package imports neither Ibis nor the ontology's tables.
"""

from __future__ import annotations

from quovadis.relations.detection import detect
from quovadis.relations.dyads import dyad_events, placed
from quovadis.relations.roles import Role, Roles, roles
from quovadis.relations.series import MEASURES, SERIES_SCHEMA, series
from quovadis.relations.shifts import shifts
from quovadis.relations.statuses import StatusInterval, status_intervals

__all__ = [
    "MEASURES",
    "SERIES_SCHEMA",
    "Role",
    "Roles",
    "StatusInterval",
    "detect",
    "dyad_events",
    "placed",
    "roles",
    "series",
    "shifts",
    "status_intervals",
]
