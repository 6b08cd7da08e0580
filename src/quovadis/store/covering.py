"""Which days a dataset covers: where its silence means that nothing was reported."""

from __future__ import annotations

from datetime import datetime

from quovadis.store.moments import known_clause

__all__ = ["coverage_query"]

_LATE = 6
"""Days after which a report looks back: "a week ago" is a favourite stray of coders."""


def coverage_query(view: str, before: datetime | None) -> str:
    """Return the SQL for first day, last day and number of events of each dataset.

    For `text` the days of the reports count, not of the events that they look back on: a page of
    2025 that mentions the 1990s does not cover them. Datasets have strays too: a coder that takes
    "ten years ago" for the day of the event. So rows that became known on one day count with the
    days of those that are less than a week old; unless most of them are older, as in a backfile or
    a yearly release, which covers all its days.

    Args:
        view: Name of the view of the events.
        before: Only what was known before this moment.

    Examples:
        >>> "known_at <" in coverage_query("events_1", None)
        False
    """
    known = f" AND {known_clause(before)}" if before else ""
    late = f"known - day > {_LATE}"
    # Grouped before the moments become days: in UTC or not, that cast goes through a calendar.
    return (
        "WITH grouped AS (SELECT dataset, known_at, date, count(*) AS n"  # noqa: S608 - names are ours
        f' FROM "{view}" WHERE dataset IS NOT NULL{known} GROUP BY ALL),'
        " dated AS (SELECT dataset, known_at::DATE AS known,"
        " CASE WHEN dataset = 'text' THEN known_at::DATE ELSE date END AS day, n FROM grouped),"
        " waves AS (SELECT dataset, sum(n) AS n, sum(n) FILTER (" + late + ") AS late,"  # noqa: S608
        " min(day) AS first, max(day) AS last,"
        f" min(day) FILTER (NOT ({late})) AS new_first, max(day) FILTER (NOT ({late})) AS new_last"
        " FROM dated WHERE day IS NOT NULL GROUP BY dataset, known)"
        " SELECT dataset, min(CASE WHEN 2 * late > n THEN first ELSE new_first END) AS first,"
        " max(CASE WHEN 2 * late > n THEN last ELSE new_last END) AS last,"
        " sum(n)::BIGINT AS n_events FROM waves GROUP BY dataset ORDER BY dataset"
    )
