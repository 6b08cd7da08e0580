"""Counts by role and window, against events laid by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import ibis
import numpy as np
import pytest

from quovadis.forecast.study import ANY, ROLES, EventKind, Panel, read_panel
from quovadis.ontology import Ontology
from quovadis.records import Coverage, EventType

SUPPORT = EventKind(event_types=("SUPPORT",))
EVENTS = [
    ("AAA", "BBB", 1, "SUPPORT"),
    ("AAA", "BBB", 3, "SUPPORT"),
    ("AAA", "BBB", 3, "CONCEDE"),
    ("BBB", "AAA", 3, "SUPPORT"),
    ("CCC", "BBB", 2, "SUPPORT"),
    ("AAA", "CCC", 4, "SUPPORT"),
    ("DDD", "AAA", 0, "SUPPORT"),
    ("BBB", "BBB", 2, "SUPPORT"),
    ("AAA", "AAA", 2, "SUPPORT"),
    ("AAA", "AAA", 4, "SUPPORT"),
]


def count(panel: Panel, kind: EventKind, role: str, start: int, stop: int) -> int:
    """Events of the dyad AAA → BBB."""
    a, b = (panel.countries.index(n) for n in ("AAA", "BBB"))
    unit = np.flatnonzero((panel.source == a) & (panel.target == b))
    found = panel.series(kind, role).between(unit, np.array([start]), np.array([stop]))
    return int(found[0])


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("AB", 2),
        ("BA", 1),
        ("A~B", 3),
        ("XA", 1),  # DDD → AAA
        ("AX", 1),  # AAA → CCC
        ("A~X", 2),
        ("XB", 1),  # CCC → BBB
        ("BX", 0),
        ("B~X", 1),
        ("A~N", 1),  # CCC borders on BBB; AAA itself does not count
        ("AA", 2),
        ("BB", 1),
    ],
)
def test_each_role_counts_what_it_says(
    panel_of: Callable[..., Panel], role: str, expected: int
) -> None:
    assert role in ROLES
    assert count(panel_of(EVENTS, range(6)), SUPPORT, role, 0, 6) == expected


def test_windows_are_half_open(panel_of: Callable[..., Panel]) -> None:
    panel = panel_of(EVENTS, range(6))
    counts = [count(panel, SUPPORT, "AB", *w) for w in ((0, 1), (1, 2), (1, 3), (1, 4), (4, 4))]
    assert counts == [0, 1, 1, 2, 0]


def test_kinds_are_types_quads_codes_or_anything(panel_of: Callable[..., Panel]) -> None:
    panel = panel_of(EVENTS, range(6))
    kinds = (ANY, EventKind(codes=("081",)), EventKind(quad_classes=("verbal_cooperation",)))
    assert [count(panel, k, "AB", 0, 6) for k in kinds] == [3, 1, 3]


def test_a_gap_in_the_days_makes_two_blocks(panel_of: Callable[..., Panel]) -> None:
    panel = panel_of([("AAA", "BBB", 9, "SUPPORT")], [1, 2, 3, 8, 9])
    assert panel.block.tolist() == [0, 0, 0, 1, 1]
    assert panel.first.tolist() == [0, 0, 0, 3, 3]
    assert count(panel, SUPPORT, "AB", 4, 5) == 1


@pytest.mark.parametrize("key", ["any", "type:AGREE", "code:081+085", "quad:verbal_conflict"])
def test_keys_are_read_back(key: str) -> None:
    assert EventKind.read(key).key == key


@pytest.mark.parametrize("key", ["type:NOSUCH", "quad:nice", "what:ever"])
def test_a_wrong_key_is_an_error(key: str) -> None:
    with pytest.raises(ValueError, match=r"NOSUCH|nice|what:ever"):
        EventKind.read(key)


def test_reading_leaves_out_texts_and_what_was_not_known(
    table: Callable[..., ibis.Table], make: Callable[..., object], ontology: Ontology
) -> None:
    late = dt.datetime(2018, 3, 1, tzinfo=dt.UTC)
    events = [
        make("2018-01-02", "RUS", "AFG", EventType.CONSULT),
        make("2018-01-03", "RUS", "AFG", EventType.CONSULT, known_at=late),
        make("2018-01-04", "RUS", "AFG", EventType.CONSULT, dataset="text", document="d"),
        make("2018-02-20", "RUS", "AFG", EventType.CONSULT),
    ]
    panel = read_panel(
        table(events),
        origin=dt.date(2018, 1, 31),
        coverage=[Coverage("feed", dt.date(2018, 1, 1), dt.date(2018, 12, 31))],
        neighbours=ontology.neighbours,
    )
    assert len(panel.days) == 31
    assert {panel.name(u) for u in range(panel.n_units)} == {("AFG", "RUS"), ("RUS", "AFG")}
    total = panel.series(ANY, "A~B").between(np.array([0]), np.array([0]), np.array([31]))
    assert total.tolist() == [1]
