"""Columns of dataset rows to record batches: every distinct name is resolved once, then taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quovadis.records import Actor, ActorKind, EventType, Modality, Precision
from quovadis.schema import arrow_schema

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quovadis.ontology import CameoCode, Ontology

__all__ = ["ActorTable", "CodeTable", "Rows", "batch", "plover_columns", "to_days"]

_K = TypeVar("_K", bound=Hashable)
_EPOCH = dt.date(1970, 1, 1)
_END_OF_DAY_US = (24 * 3600 - 1) * 1_000_000
_DAY_US = 24 * 3600 * 1_000_000
_BY_DATE = (ActorKind.PERSON, ActorKind.ARMED_GROUP)
"""Kinds whose country and sector may change from one day to the next."""


class ActorTable(Generic[_K]):
    """The actors behind the names of a dataset, each with the role it had on the day.

    A name is resolved once. Where the answer may hold for some time only (people in office, armed
    groups, actors with a validity), it is resolved on the first and the last day of the batch, and
    if the two differ on each day between.

    Args:
        resolve: Name and day to actor.
    """

    def __init__(self, resolve: Callable[[_K, dt.date], Actor]) -> None:
        self._resolve = resolve
        self._rows: list[Actor] = []
        self._row_of: dict[Actor, int] = {}
        self._constant: dict[_K, int] = {}
        self._seen: dict[tuple[_K, int], int] = {}

    def rows(
        self, keys: Sequence[_K], inverse: NDArray[Any], days: NDArray[Any]
    ) -> NDArray[np.int32]:
        """Return for each event the row of its actor.

        Args:
            keys: Distinct names.
            inverse: Shape (n,): index into `keys` of each event.
            days: Shape (n,): days since 1970-01-01 of each event.
        """
        first, last = int(days.min()), int(days.max())
        row_of_key = np.empty(len(keys), dtype=np.int32)
        moving: list[int] = []
        for index in np.unique(inverse).tolist():
            row = self._constant.get(keys[index])
            if row is None:
                row = self._on(keys[index], first)
                if not _changes(self._rows[row]):
                    self._constant[keys[index]] = row
                elif self._on(keys[index], last) != row:
                    moving.append(index)
            row_of_key[index] = row
        found: NDArray[np.int32] = row_of_key[inverse]
        for index in moving:
            at = np.flatnonzero(inverse == index)
            own, back = np.unique(days[at], return_inverse=True)
            each = [self._on(keys[index], day) for day in own.tolist()]
            found[at] = np.array(each, dtype=np.int32)[back]
        return found

    def columns(
        self, role: str, rows: NDArray[np.int32], empty: NDArray[np.bool_] | None = None
    ) -> dict[str, pa.Array]:
        """Return the five columns of a role (`source`, `target`), null where `empty` is true."""
        cells = {
            role: [a.id for a in self._rows],
            f"{role}_name": [a.name for a in self._rows],
            f"{role}_country": [a.country for a in self._rows],
            f"{role}_sector": [a.sector for a in self._rows],
            f"{role}_kind": [a.kind.value for a in self._rows],
        }
        take = pa.array(rows, mask=empty)
        return {n: pa.array(values, pa.string()).take(take) for n, values in cells.items()}

    def _on(self, key: _K, day: int) -> int:
        row = self._seen.get((key, day))
        if row is None:
            actor = self._resolve(key, _EPOCH + dt.timedelta(days=day))
            row = self._row_of.setdefault(actor, len(self._rows))
            if row == len(self._rows):
                self._rows.append(actor)
            self._seen[key, day] = row
        return row


def _changes(actor: Actor) -> bool:
    bounded = actor.valid_from is not None or actor.valid_to is not None
    return bounded or actor.kind in _BY_DATE


@dataclass(slots=True)
class CodeTable:
    """The event codes of a dataset, with their PLOVER reading.

    Args:
        ontology: Gives quad class and score.
    """

    ontology: Ontology
    _codes: list[CameoCode] = field(default_factory=list)
    _row_of: dict[str, int] = field(default_factory=dict)

    def row(self, code: CameoCode) -> int:
        """Return the row of a code."""
        row = self._row_of.setdefault(code.code, len(self._codes))
        if row == len(self._codes):
            self._codes.append(code)
        return row

    def columns(self, rows: NDArray[np.int32]) -> dict[str, pa.Array]:
        """Return the columns that a code gives."""
        plover = self.ontology.plover
        types = [EventType(c.plover_type) for c in self._codes]
        cells: dict[str, tuple[list[Any], pa.DataType]] = {
            "event_type": ([t.value for t in types], pa.string()),
            "quad_class": ([plover.quad_class(t).value for t in types], pa.string()),
            "plover_score": (
                [plover.score(t, c.mode) for t, c in zip(types, self._codes, strict=True)],
                pa.float64(),
            ),
            "mode": ([c.mode for c in self._codes], pa.string()),
            "contexts": ([list(c.contexts) for c in self._codes], pa.list_(pa.string())),
            "goldstein": ([c.goldstein for c in self._codes], pa.float64()),
            "cameo": ([c.code for c in self._codes], pa.string()),
        }
        take = pa.array(rows)
        return {name: pa.array(values, kind).take(take) for name, (values, kind) in cells.items()}


def plover_columns(
    ontology: Ontology,
    readings: Sequence[tuple[EventType, str | None, tuple[str, ...]]],
    rows: NDArray[Any],
) -> dict[str, pa.Array]:
    """Return the columns of a dataset that has no CAMEO code.

    Args:
        ontology: Gives quad class and score.
        readings: PLOVER type, mode and contexts.
        rows: Shape (n,): which reading stands in each row.
    """
    plover = ontology.plover
    cells: dict[str, tuple[list[Any], pa.DataType]] = {
        "event_type": ([t.value for t, _, _ in readings], pa.string()),
        "quad_class": ([plover.quad_class(t).value for t, _, _ in readings], pa.string()),
        "plover_score": ([plover.score(t, m) for t, m, _ in readings], pa.float64()),
        "mode": ([m for _, m, _ in readings], pa.string()),
        "contexts": ([list(c) for _, _, c in readings], pa.list_(pa.string())),
    }
    take = pa.array(rows)
    return {name: pa.array(values, kind).take(take) for name, (values, kind) in cells.items()}


@dataclass(frozen=True, slots=True)
class Rows:
    """What the rows of one batch say; all arrays have one entry per row.

    Attributes:
        dataset: Name of the dataset.
        days: Days since 1970-01-01.
        row_ids: Key of each row in the dataset (texts, or an Arrow array of them).
        wording: The words that the dataset has for the event.
        columns: Columns by name: actors, codes, and what else the dataset has.
    """

    dataset: str
    days: NDArray[np.int32]
    row_ids: Sequence[str] | pa.Array
    wording: pa.Array
    columns: dict[str, pa.Array]


def batch(rows: Rows) -> pa.RecordBatch:
    """Return the rows as a record batch with the schema of events.

    Where no column says more, the hour of a row is not known: it counts as known from the last
    second of its day.
    """
    n = len(rows.row_ids)
    keys = pa.array(rows.row_ids, pa.string()) if isinstance(rows.row_ids, list) else rows.row_ids
    days = rows.days.astype(np.int64)
    schema = arrow_schema("events")
    columns = {
        "id": pc.binary_join_element_wise(f"{rows.dataset}:", keys, ""),
        "row_id": keys,
        "dataset": _same(rows.dataset, n),
        "evidence_dataset": _same(rows.dataset, n),
        "date": pa.array(rows.days.astype("datetime64[D]")),
        "precision": _same(Precision.DAY.value, n),
        "modality": _same(Modality.ACTUAL.value, n),
        "known_at": pa.array(
            (days * _DAY_US + _END_OF_DAY_US).astype("datetime64[us]"), pa.timestamp("us", tz="UTC")
        ),
        "quote": rows.wording,
        "phrase": rows.wording,
        "start": pa.array(np.zeros(n, dtype=np.int32)),
        "end": pa.array(np.zeros(n, dtype=np.int32)),
        "coder": _same("", n),
        "coder_version": _same("", n),
        "reasons": pa.ListArray.from_arrays(
            pa.array(np.zeros(n + 1, dtype=np.int32)), pa.array([], pa.string())
        ),
        **rows.columns,
    }
    arrays = [
        columns[f.name].cast(f.type) if f.name in columns else pa.nulls(n, f.type) for f in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def to_days(day: dt.date) -> int:
    """Return the days since 1970-01-01.

    Examples:
        >>> to_days(dt.date(1970, 1, 2))
        1
    """
    return (day - _EPOCH).days


def _same(value: str, n: int) -> pa.Array:
    return pa.repeat(pa.scalar(value, pa.string()), n)
