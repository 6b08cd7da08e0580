"""What the coder once got wrong beside type and actors: who says so, when, in which role."""

from __future__ import annotations

import datetime as dt

import pytest

from quovadis.coding import Coder
from quovadis.records import Coded, Document, Precision


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def read(coder: Coder, text: str, day: str = "2024-05-15") -> Coded:
    published = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
    return coder.code(Document(text=text, published=published))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Sudan maintained its embassy in Chad, while Niger closed its mission there.", None),
        ("Peru found the weapons that Chile supplied to Bolivia.", None),
        ("Peru maintained that Chile had attacked Bolivia.", "Peru"),
        ("Peru said that Chile attacked Bolivia.", "Peru"),
        ("Chile attacked Bolivia, Peru maintained.", "Peru"),
    ],
)
def test_a_verb_reports_only_what_stands_in_a_clause(
    coder: Coder, text: str, says: str | None
) -> None:
    (event,) = read(coder, text).events
    assert event.says == says


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("Peru condemned Chile in September.", "2023-09-01"),
        ("In September, Kenya expelled three Ugandan diplomats.", "2023-09-01"),
        ("Kenya has expelled three Ugandan diplomats since September.", "2023-09-01"),
        ("Peru recognised Kosovo in December.", "2023-12-01"),
        ("Peru condemned Chile in May.", "2024-05-01"),
        ("Kenya will host talks with Uganda in September.", "2024-09-01"),
    ],
)
def test_a_bare_month_goes_with_the_tense(coder: Coder, text: str, month: str) -> None:
    (event,) = read(coder, text).events
    assert (event.date, event.precision) == (dt.date.fromisoformat(month), Precision.MONTH)


def test_the_present_of_headlines_has_the_day_that_it_names(coder: Coder) -> None:
    (event,) = read(coder, "Canada bans Hezbollah on Monday.").events
    assert event.date == dt.date(2024, 5, 13)


def test_must_names_a_hurdle_under_such_a_heading(coder: Coder) -> None:
    text = "Peru must first win over its own parliament before the treaty is ratified."
    for heading, role in (("Constraints", "constraint"), ("Outlook", "opinion")):
        assert read(coder, f"# {heading}\n\n{text}").sentences[-1].role.value == role
    clear = "# Constraints\n\nIt must be clear to anyone that Peru is reckless."
    assert read(coder, clear).sentences[-1].role.value == "opinion"
