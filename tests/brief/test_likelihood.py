"""Words of likelihood follow ICD 203 and never disagree with the number printed beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.brief.likelihood import LIKELIHOODS, confidence, likelihood, percent


@pytest.mark.parametrize(
    ("p", "word"),
    [
        (0.0, "almost no chance"), (0.044, "almost no chance"), (0.05, "very unlikely"),
        (0.194, "very unlikely"), (0.2, "unlikely"), (0.444, "unlikely"),
        (0.45, "roughly even chance"), (0.55, "roughly even chance"), (0.56, "likely"),
        (0.8, "likely"), (0.81, "very likely"), (0.95, "very likely"), (0.96, "almost certain"),
        (1.0, "almost certain"),
    ],
)  # fmt: skip
def test_each_class_begins_where_the_decision_says(p: float, word: str) -> None:
    assert likelihood(p) == word


def test_the_classes_cover_every_whole_percentage_once() -> None:
    covered = [n for _, low, high in LIKELIHOODS for n in range(low, high + 1)]
    assert covered == list(range(101))


@given(st.floats(0, 1))
def test_the_scale_is_symmetric(p: float) -> None:
    words = [w for w, _, _ in LIKELIHOODS]
    if round(p * 100) + round((1 - p) * 100) == 100:  # half percentages round to even
        assert words.index(likelihood(p)) == 6 - words.index(likelihood(1 - p))


@given(st.floats(0, 1))
def test_the_word_fits_the_printed_number(p: float) -> None:
    printed = percent(p)
    if printed.startswith(("under", "over")):
        return
    assert likelihood(int(printed.rstrip("%")) / 100) == likelihood(p)


@pytest.mark.parametrize("p", [-0.01, 1.01, float("nan")])
def test_what_is_no_probability_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="not a probability"):
        likelihood(p)


def test_confidence_never_falls_when_the_basis_grows() -> None:
    order = ["low", "moderate", "high"]
    for publishers in range(4):
        levels = [order.index(confidence(n, publishers, 0)) for n in range(0, 100, 5)]
        assert levels == sorted(levels)
    assert confidence(100, 1, 9) == "moderate"
