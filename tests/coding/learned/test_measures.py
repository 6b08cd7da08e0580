"""Measures, against figures worked out by hand."""

import pytest

from quovadis.coding.learned.measures import (
    Found,
    Tally,
    calibration_error,
    macro_f1,
    match_events,
    precision_at,
    same_phrase,
)
from quovadis.records import EventType

A, B, C = (1, 0, 2), (5, 4, 6), (9, 8, 10)


def test_phrases_are_the_same_when_a_head_stands_in_the_other() -> None:
    assert same_phrase((3, 0, 4), (3, 3, 4))
    assert same_phrase((3, 0, 4), (2, 2, 3))
    assert not same_phrase(A, B)
    assert same_phrase(None, None)
    assert not same_phrase(None, A)


def test_each_label_is_matched_once() -> None:
    event = Found(EventType.ACCUSE, A, B)
    assert match_events([event, event], [event]) == [(0, 0)]


def test_type_and_direction_count_but_for_what_is_mutual() -> None:
    accuse, turned = Found(EventType.ACCUSE, A, B), Found(EventType.ACCUSE, B, A)
    assert match_events([turned], [accuse]) == []
    meet, met = Found(EventType.CONSULT, A, B), Found(EventType.CONSULT, B, A)
    assert match_events([met], [meet]) == [(0, 0)]
    threat = Found(EventType.THREATEN, A, B)
    assert match_events([threat], [accuse]) == []
    assert match_events([threat], [accuse], types=False) == [(0, 0)]


def test_tally() -> None:
    tally = Tally()
    tally.add(found=4, gold=5, right=3)
    tally.add(found=1, gold=0, right=0)
    assert (tally.right, tally.wrong, tally.missed) == (3, 2, 2)
    assert tally.precision == pytest.approx(0.6)
    assert tally.recall == pytest.approx(0.6)
    assert tally.f1 == pytest.approx(0.6)
    assert (Tally().precision, Tally().recall, Tally().f1) == (0, 0, 0)


def test_macro_f1_weighs_each_gold_class_alike() -> None:
    # a: 2 right of 3 said and 2 gold -> 4/5; b: 1 gold, never said -> 0.
    mean, scores = macro_f1([("a", "a"), ("a", "a"), ("b", "a")])
    assert scores == {"a": pytest.approx(0.8), "b": 0}
    assert mean == pytest.approx(0.4)


def test_calibration_error() -> None:
    # bin 0.8: mean 0.85 against 1/2, weight 2/4; bin 0.1: 0.1 against 0, weight 2/4.
    cases = [(0.85, True), (0.85, False), (0.1, False), (0.1, False)]
    assert calibration_error(cases) == pytest.approx(0.5 * 0.35 + 0.5 * 0.1)
    assert calibration_error([(1.0, True)]) == 0


def test_precision_at_coverage_takes_the_surest() -> None:
    cases = [(0.9, True), (0.8, True), (0.7, False), (0.1, False)]
    assert precision_at(cases, 0.5) == 1
    assert precision_at(cases, 0.75) == pytest.approx(2 / 3)
    assert precision_at(cases, 1) == 0.5
