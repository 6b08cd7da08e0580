"""What is set for a day to come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Read = Callable[..., Any]


@pytest.mark.parametrize(
    ("text", "date", "what", "who"),
    [
        (
            "Iran and the United States will hold talks in Oman on Saturday.",
            "2025-04-12",
            "talks",
            "IRN",
        ),
        ("Armenia's parliament will vote on the treaty on 2 May.", "2025-05-02", "vote", "ARM.LEG"),
        ("A summit of the African Union is scheduled for June.", "2025-06-01", "summit", "AU"),
        ("The election is due on 8 May 2025.", "2025-05-08", "election", None),
        ("The 45-day notice expires on 11 May.", "2025-05-11", "notice", None),
        ("China's president will visit Russia next month.", "2025-05-01", "visit", "CHN"),
        ("A hearing was set for 17 April.", "2025-04-17", "hearing", None),
    ],
)
def test_scheduled(read_facts: Read, text: str, date: str, what: str, who: str | None) -> None:
    (item,) = read_facts(text).scheduled
    assert str(item.date) == date
    assert what in item.what
    got = item.who.id if item.who else None
    assert got == who or (got or "").split(".")[0] == (who or "").split(".")[0]
    assert item.evidence.quote == text


@pytest.mark.parametrize(
    "text",
    [
        "Iran and the United States held talks on Saturday.",
        "They met this week.",
        "A hearing was held on 2 April 2025.",
        "The railway will be finished in 2030.",
        "If a vote is held on 2 May, it will fail.",
        "The ban was imposed in 2003.",
    ],
)
def test_nothing_scheduled(read_facts: Read, text: str) -> None:
    assert read_facts(text).scheduled == []


def test_without_a_day_of_publication_nothing_is_to_come(read_facts: Read) -> None:
    assert read_facts("A hearing is set for 17 April 2025.", day=None).scheduled == []


def test_it_says_what_would_change(read_facts: Read) -> None:
    (item,) = read_facts(
        "Germany's Constitutional Court received a petition to lift the ban on Hezbollah, "
        "with a hearing scheduled for May 2."
    ).scheduled
    assert item.would_change == "lift the ban on Hezbollah"
    assert item.status_kind is not None
    assert item.status_kind.value == "designation"
