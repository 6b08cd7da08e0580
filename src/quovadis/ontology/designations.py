"""Changes of terrorist or comparable designation, 1979 to 2025, as a dated catalogue."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from quovadis.errors import OntologyError
from quovadis.ontology.tables import first_day, read_table
from quovadis.records import Precision

__all__ = ["CHANGES", "Designation", "load_designations"]

CHANGES = ("listed", "delisted", "suspended", "relisted", "exempted")
"""What may happen to a listing."""

_COLUMNS = ("by", "by_name", "whom", "whom_name", "change", "date", "precision", "regime",
            "legal_act", "reference")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Designation:
    """One change of one listing.

    Attributes:
        by: Actor id of the state or body that lists, or empty where the ontology has none.
        whom: Actor id of the state or organisation that is listed, or empty.
        change: One of `CHANGES`.
        date: First day of the interval that `precision` names.
        regime: The list.
        legal_act: The act that made the change.
        reference: Where a reader can look it up.
    """

    by: str
    by_name: str
    whom: str
    whom_name: str
    change: str
    date: dt.date
    precision: Precision
    regime: str
    legal_act: str
    reference: str


def load_designations() -> tuple[Designation, ...]:
    """Read the table `designations` in order of date; empty while the table is absent.

    Raises:
        OntologyError: A row with an unknown change or without a date.

    Examples:
        >>> all(d.change in CHANGES for d in load_designations())
        True
    """
    found = []
    for row in read_table("designations", _COLUMNS, optional=True):
        day = first_day(row["date"])
        if day is None or row["change"] not in CHANGES:
            raise OntologyError(f"no date or an unknown change in {row}", where="designations.csv")
        found.append(
            Designation(
                row["by"],
                row["by_name"],
                row["whom"],
                row["whom_name"],
                row["change"],
                day,
                Precision(row["precision"]),
                row["regime"],
                row["legal_act"],
                row["reference"],
            )
        )
    return tuple(sorted(found, key=lambda d: (d.date, d.by, d.whom, d.change)))
