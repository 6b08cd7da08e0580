"""Which days a dataset covers: where its silence means that nothing was reported."""

from __future__ import annotations

from datetime import datetime

from quovadis.store.moments import known_clause

__all__ = ["coverage_query"]

_LATE = 6
"""Days after which a report looks back: "a week ago" is a favourite stray of coders."""

_SPANS = (  # names and numbers are ours
    "dated AS (SELECT dataset, known, CASE WHEN dataset = 'text' THEN known ELSE day END AS day, n"  # noqa: S608
    f" FROM grouped), marked AS (SELECT *, known - day > {_LATE} AS late FROM dated),"
    " waves AS (SELECT dataset, sum(n) AS n, sum(n) FILTER (late) AS late,"
    " min(day) AS first, max(day) AS last, min(day) FILTER (NOT late) AS new_first,"
    " max(day) FILTER (NOT late) AS new_last"
    " FROM marked WHERE day IS NOT NULL GROUP BY dataset, known)"
    " SELECT dataset, min(CASE WHEN 2 * late > n THEN first ELSE new_first END) AS first,"
    " max(CASE WHEN 2 * late > n THEN last ELSE new_last END) AS last,"
    " sum(n)::BIGINT AS n_events FROM waves GROUP BY dataset ORDER BY dataset"
)


def coverage_query(view: str, before: datetime | None, *, counted: str | None = None) -> str:
    """Return the SQL for first day, last day and number of events of each dataset.

    For `text` the days of the reports count, not of the events that they look back on: a page of
    2025 that mentions the 1990s does not cover them. Datasets have strays too: a coder that takes
    "ten years ago" for the day of the event. So rows that became known on one day count with the
    days of those that are less than a week old; unless most of them are older, as in a backfile or
    a yearly release, which covers all its days.

    Args:
        view: Name of the view of the events.
        before: Only what was known before this moment.
        counted: Name of a relation with what `daily.daily_counts` returns, which then stands in for
            all events that no coder made; `before` must be the beginning of a day. The view need
            hold no more than the files with events that a coder made.

    Examples:
        >>> "known_at <" in coverage_query("events_1", None)
        False
    """
    known = f" AND {known_clause(before)}" if before else ""
    coded = " AND document_id IS NOT NULL AND coalesce(coder, '') <> ''" if counted else ""
    # Grouped before the moments become days: in UTC or not, that cast goes through a calendar.
    grouped = (
        "SELECT dataset, known_at::DATE AS known, date AS day, n"  # noqa: S608 - names are ours
        " FROM (SELECT dataset, known_at, date, count(*) AS n"
        f' FROM "{view}" WHERE dataset IS NOT NULL{known}{coded} GROUP BY ALL)'
    )
    if counted is not None:
        limit = " WHERE NOT coded"
        limit += f" AND known < DATE '{before.date().isoformat()}'" if before else ""
        grouped += f' UNION ALL SELECT dataset, known, day, n FROM "{counted}"{limit}'  # noqa: S608
    return f"WITH grouped AS ({grouped}), {_SPANS}"
