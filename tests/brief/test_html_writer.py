"""The difference that goes with a trigger, in words."""

from __future__ import annotations

import datetime as dt

import pytest

from quovadis.brief.html_writer import difference
from quovadis.records import Forecast, Outcome


@pytest.mark.parametrize(
    ("probability", "low", "high", "words"),
    [
        (0.21, -0.02, 0.06, "+1 point (−2 to +6), no detectable change"),
        (0.22, -0.003, 0.06, "+2 points (0 to +6), no detectable change"),
        (0.2004, -0.002, 0.014, "0.0 points (−0.2 to +1.4), no detectable change"),
        (0.19, -0.03, 0.02, "−1 point (−3 to +2), no detectable change"),
        (
            *(0.35, 0.03, 0.28),
            "+15 points (+3 to +28), no detectable change once weighed with the other outcomes",
        ),
    ],
)
def test_points(probability: float, low: float, high: float, words: str) -> None:
    outcome = Outcome(label="they agree", source=("A",), target=("B",), horizon=30)
    forecast = Forecast(
        outcome=outcome,
        given="A eases",
        origin=dt.date(2020, 1, 1),
        probability=probability,
        low=0.1,
        high=0.5,
        base_rate=0.2,
        n_windows=9,
        n_hits=1,
        model="m",
        without=0.2,
        change_low=low,
        change_high=high,
        is_detectable=False,
    )
    assert difference(forecast) == words
