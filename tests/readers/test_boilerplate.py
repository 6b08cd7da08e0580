from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.readers.boilerplate import clean, is_boilerplate


@pytest.mark.parametrize(
    "line",
    [
        "Credit: ID 12345 © SomeStudio | Dreamstime.com",
        "Photo: Reuters",
        "Photo by Jane Doe on Unsplash",
        "Image credit: Getty Images",
        "(AP Photo/Jane Doe)",
        "Jane Doe / Getty Images",
        "Reuters/Jane Doe",
        "© 2025 Example Post",
        "Copyright 2025 Example Post",
        "© Example Post. All rights reserved.",
        "Be the first to comment",
        "Leave a comment",
        "Leave a Reply",
        "12 Comments",
        "No comments yet",
        "Comments (3)",
        "Comments are closed",
        "Share this",
        "Share this article:",
        "Share on Facebook",
        "Facebook Twitter WhatsApp Email",
        "Facebook | X | LinkedIn",
        "Tweet",
        "Click to share on X (Opens in new window)",
        "Follow us on Telegram",
        "Read more: Court hears petition on Thursday",
        "Read More »",
        "Also read: Court hears petition",
        "Related articles",
        "Subscribe to our newsletter",
        "Sign up for our daily briefing",
        "Subscribe",
        "Advertisement",
        "Skip to main content",
        "Tags: Russia, Afghanistan",
        "5 min read",
        "Home > World > Asia",
        "Please enable JavaScript to view the comments",
    ],
)
def test_lines_of_the_site_go(line: str) -> None:
    assert is_boilerplate(line)
    assert clean(["The court ruled.", line]) == ["The court ruled."]


@pytest.mark.parametrize(
    "line",
    [
        "Photo reconnaissance showed new positions near Kunduz.",
        "Image of Russia in Afghanistan improves",
        "Credit: the bank agreed to lend Kabul 20 million dollars, its first loan in four years.",
        "Comments by the minister were published on Monday.",
        "Share of trade with China",
        "Share prices fell in Moscow after the ruling.",
        "Follow orders, the commander told them.",
        "Copyright law was amended in March.",
        "Reuters reported that the court had ruled.",
        "Kremlin",
        "Related parties must be heard, the court said.",
        "Subscribers of the service lost access to it on Monday.",
        "Read out in court, the petition named three leaders.",
        "Sign of the times",
        "Advertisement of the post began in May.",
        "The Line of Control was quiet.",
        "More from the government is expected, he said, and nobody doubts that it will come soon, "
        "since the ministers have promised as much to their partners in the region and beyond it.",
    ],
)
def test_sentences_and_headings_that_look_like_it_stay(line: str) -> None:
    assert clean([line]) == [line]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["🧭 1. Realignment"], ["1. Realignment"]),
        (["🛰️ 6. Competition"], ["6. Competition"]),
        (["🇷🇺🇦🇫 Two flags"], ["Two flags"]),
        (["-", "Russia is moving."], ["Russia is moving."]),
        (["- Russia is moving.", "• So is China."], ["Russia is moving.", "So is China."]),
        (["•", "", "Iran waits."], ["Iran waits."]),
        (["1.", "Realignment"], ["1. Realignment"]),
        (["1.", "2.", "Realignment"], ["1.", "2. Realignment"]),
        (["Last", "3."], ["Last", "3."]),
        (["-5 degrees in Kabul"], ["-5 degrees in Kabul"]),
        (["— he said", "", " "], ["he said"]),
        (["By Jane Doe", "Text."], ["Text."]),
        (["By Jane Doe and John Roe, Reuters", "Text."], ["Text."]),
        (["By Monday the court had ruled.", "Text."], ["By Monday the court had ruled.", "Text."]),
        (["$3 trillion", "№ 5", "“Quote”"], ["$3 trillion", "№ 5", "“Quote”"]),
    ],
)
def test_what_opens_a_line(lines: list[str], expected: list[str]) -> None:
    assert clean(lines) == expected


@given(st.lists(st.text(max_size=200), max_size=20))
def test_lines_are_only_shortened_joined_or_dropped(lines: list[str]) -> None:
    left = "".join("".join(clean(lines)).split())
    letters = iter("".join("".join(lines).split()))
    assert all(letter in letters for letter in left)  # a subsequence: nothing is added or moved


def test_hostile_lines_take_no_time() -> None:
    start = time.monotonic()
    for piece in ("share ", "x x ", "facebook ", "by A ", "a / ", "-", "read more ", "photo: "):
        clean([(piece * 160)[:160]] * 20)
    assert time.monotonic() - start < 10
