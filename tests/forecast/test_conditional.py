"""From a base rate and a ratio to two probabilities and their difference."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.forecast import Association, condition, conditional, role_of
from quovadis.forecast.associations import Step
from quovadis.ontology import Ontology, load_ontology
from quovadis.records import Forecast, Outcome

DAY = dt.date(2025, 4, 9)


def outcome(source: tuple[str, ...], target: tuple[str, ...], undirected: bool = False) -> Outcome:
    return Outcome(label="x", source=source, target=target, horizon=30, undirected=undirected)


def base(p: float | None, low: float = 0.0, high: float = 1.0, label: str = "x") -> Forecast:
    return Forecast(
        outcome=Outcome(label=label, source=("RUS",), target=("AFG",), horizon=30),
        given=None, origin=DAY, probability=p, low=None if p is None else low,
        high=None if p is None else high, base_rate=0.2, n_windows=9, n_hits=2, model="base rate",
    )  # fmt: skip


def linked(ratio: float, error: float, checked: bool = False) -> Association:
    return Association(math.log(ratio), error, (Step("code:08", 253, 80, 0.75),), checked)


def made(p: float, low: float, high: float, ratio: float, error: float) -> Forecast:
    return conditional(
        base(p, low, high),
        linked(ratio, error),
        given="A eases",
        is_detectable=False,
        ontology=load_ontology(),
    )


def test_the_hazard_is_multiplied() -> None:
    found = made(0.19, 0.1, 0.3, 2.0, 0.1)
    # 1 − 0.81².
    assert found.probability == pytest.approx(0.3439)
    assert found.without == 0.19
    assert found.given == "A eases"


def test_what_it_rests_on_is_said() -> None:
    found = made(0.19, 0.1, 0.3, 2.0, 0.1)
    assert found.basis == (
        "hazard times 2.00 (1.70–2.36), drawn from 253 cases of CAMEO 08 (75%) and no change (25%)"
    )
    assert found.reason is None


@given(
    st.floats(0.001, 0.999), st.floats(0, 1), st.floats(0, 1), st.floats(0.1, 10),
    st.floats(0.01, 2),
)  # fmt: skip
def test_intervals_hold_their_numbers(
    p: float, down: float, up: float, ratio: float, error: float
) -> None:
    found = made(p, p * down, p + (1 - p) * up, ratio, error)
    assert found.probability is not None
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.probability <= found.high <= 1
    assert found.change_low is not None
    assert found.change_high is not None
    assert found.change_low <= found.change_high
    assert found.change_low >= -1
    assert found.change_high <= 1
    if ratio >= 1:
        assert found.probability >= p - 1e-6
    else:
        assert found.probability <= p + 1e-6


def test_a_sure_ratio_of_one_changes_nothing() -> None:
    found = made(0.4, 0.3, 0.5, 1.0, 1e-9)
    assert found.probability == pytest.approx(0.4)
    assert (found.low, found.high) == (pytest.approx(0.3, abs=0.01), pytest.approx(0.5, abs=0.01))
    assert found.change_low == pytest.approx(0.0, abs=1e-6)
    assert found.change_high == pytest.approx(0.0, abs=1e-6)


def test_outcomes_are_weighed_together(ontology: Ontology) -> None:
    # p of 0.02 alone; among twenty the false-discovery rate is 0.4.
    z = 2.326
    strong, none = linked(math.exp(z * 0.1), 0.1), linked(1.0, 0.1)
    alone = condition([base(0.2)], [strong], given="g", ontology=ontology)
    bases = [base(0.2, label=str(i)) for i in range(20)]
    among = condition(bases, [strong, *[none] * 19], given="g", ontology=ontology)
    assert alone[0].is_detectable is True
    assert among[0].is_detectable is False
    assert among[0].probability == alone[0].probability


def test_without_a_study_or_a_base_rate_nothing_is_made_up(ontology: Ontology) -> None:
    bases = [base(0.2), base(None)]
    found = condition(bases, [None, linked(2.0, 0.1)], given="g", ontology=ontology)
    assert found == bases


@pytest.mark.parametrize(
    ("source", "target", "undirected", "role"),
    [
        (("RUS",), ("TALIBAN",), False, "AB"),
        (("RUS",), ("TALIBAN", "AFG"), False, "AB"),
        (("TALIBAN",), ("RUS",), False, "BA"),
        (("RUS",), ("TALIBAN",), True, "A~B"),
        (("TALIBAN",), ("RUS",), True, "A~B"),
        (("RUS",), ("UZB", "TJK"), True, "A~N"),
        (("RUS",), ("CHN", "USA"), True, "A~X"),
        (("USA", "FRA"), ("RUS",), False, "XA"),
        (("USA", "FRA"), ("TALIBAN",), False, "XB"),
        (("UZB",), ("TALIBAN",), True, "B~X"),
        (("TALIBAN",), ("AFG.CVL", "AFG.OPP"), False, "BB"),
        (("RUS.OPP",), ("RUS",), False, "AA"),
        (("RUS",), ("USA",), False, None),
        (("USA",), ("FRA",), False, None),
    ],
)
def test_roles_are_read_from_who_is_who(
    ontology: Ontology,
    source: tuple[str, ...],
    target: tuple[str, ...],
    undirected: bool,
    role: str | None,
) -> None:
    a, b = ontology.actor("RUS", DAY), ontology.actor("TALIBAN", DAY)
    assert role_of(outcome(source, target, undirected), a, b, ontology) == role


def test_two_of_one_country_have_no_role(ontology: Ontology) -> None:
    a, b = ontology.actor("TALIBAN", DAY), ontology.actor("AFG", DAY)
    assert role_of(outcome(("TALIBAN",), ("AFG",)), a, b, ontology) is None
