"""Probabilities from logits, worked out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.coding.learned.calibration import Calibration, softmax


def test_a_higher_temperature_flattens() -> None:
    logits = np.array([math.log(4), 0.0])
    assert softmax(logits).tolist() == pytest.approx([0.8, 0.2])
    assert softmax(logits, 2).tolist() == pytest.approx([2 / 3, 1 / 3])


def test_the_probability_is_logistic_in_the_evidence() -> None:
    held = Calibration(intercept=1.0, weights={"event": 2.0, "no target": -1.0})
    z = 1 + 2 * 0.5 - 1
    found = held.probability({"event": 0.5, "no target": 1.0, "unheard of": 9.0})
    assert found == pytest.approx(1 / (1 + math.exp(-z)))


@given(st.floats(-1e6, 1e6))
def test_no_evidence_leaves_the_bounds(odds: float) -> None:
    assert 0 <= Calibration(weights={"event": 1.0}).probability({"event": odds}) <= 1


def test_figures_survive_json() -> None:
    held = Calibration(type_temperature=1.3, weights={"event": 0.9}, threshold=0.4)
    assert Calibration.from_json(held.as_json()) == held
