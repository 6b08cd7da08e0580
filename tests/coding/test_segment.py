"""Segmentation: lines, headings, bullets, abbreviations, hostile lengths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.coding.segment import MAX_UNIT, segment


def pieces(text: str) -> list[str]:
    return [text[u.start : u.end] for u in segment(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("Mr. Lee met Gen. Ho in St. Ives. Ok.", ["Mr. Lee met Gen. Ho in St. Ives.", "Ok."]),
        ("It fell on post-U.S. Iraq. Then rain.", ["It fell on post-U.S. Iraq.", "Then rain."]),
        ("They met in the U.S. The talks failed.", ["They met in the U.S.", "The talks failed."]),
        ("Acme Co. Ltd. grew by 3.5 percent. Ok.", ["Acme Co. Ltd. grew by 3.5 percent.", "Ok."]),
        ("He said “No.” Then he left.", ["He said “No.”", "Then he left."]),
        ("See No. 4 of the law. Fine.", ["See No. 4 of the law.", "Fine."]),
        ("Why? Because! Yes… No.", ["Why?", "Because!", "Yes…", "No."]),
    ],
)  # fmt: skip
def test_sentences(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    "dateline",
    [
        "KABUL, April 9 (Reuters) - ", "WASHINGTON (AP) — ", "BEIJING, March 4 - ", "CAIRO -- ",
        "NAIROBI, Kenya — ", "Geneva, Nov 3 (Xinhua) ", "(AFP) – ", "THE HAGUE, Netherlands -- ",
        "PORT-AU-PRINCE, Haiti, Oct. 7 (UPI) -- ",
    ],
)  # fmt: skip
def test_a_dateline_belongs_to_no_sentence(dateline: str) -> None:
    text = f"{dateline}Iran thanked Oman. CAIRO — it said — was late."
    found = [text[u.start : u.end] for u in segment(text)]
    assert found == ["Iran thanked Oman.", "CAIRO — it said — was late."]


@pytest.mark.parametrize(
    "text",
    ["NATO - Europe's shield - met.", "ISLAMABAD: Pakistan left.", "U.S.-China talks began.",
     "A-10s bombed it.", "Oman said on April 9 (Tuesday) that it left.", "CAIRO - it said - left."],
)  # fmt: skip
def test_other_openings_are_no_datelines(text: str) -> None:
    assert [text[u.start : u.end] for u in segment(text)] == [text]


def test_headings_and_bullets_stand_alone() -> None:
    text = "Implications:\n🧭 1. Shift in the Andes\n-\nPeru moved closer.\n* Chile did not\n\nEnd."
    units = segment(text)
    assert [text[u.start : u.end] for u in units] == [
        "Implications:", "🧭 1. Shift in the Andes", "Peru moved closer.", "Chile did not", "End.",
    ]  # fmt: skip
    assert [u.heading for u in units] == [True, True, False, False, False]
    assert [u.bullet for u in units] == [False, False, True, True, False]
    assert [u.under for u in units] == [None, None, 1, 1, 1]


def test_wrapped_paragraphs_are_one() -> None:
    text = (
        "The ministers of the five states met in the capital on Monday and\n"
        "talked about water, energy and the railway that is to link their\n"
        "countries. Nothing was signed.\n"
    )
    assert [p.replace("\n", " ") for p in pieces(text)] == [
        "The ministers of the five states met in the capital on Monday and talked about water, "
        "energy and the railway that is to link their countries.",
        "Nothing was signed.",
    ]


def test_markdown_heading_without_its_marks() -> None:
    assert pieces("## Talks in Vienna\nThey began.") == ["Talks in Vienna", "They began."]


def test_overlong_sentence_is_cut() -> None:
    units = segment("word " * 5_000)
    assert len(units) > 15
    assert all(u.cut and u.end - u.start <= MAX_UNIT for u in units)


@given(st.text(alphabet=st.sampled_from("aA1 .\n\t-#*“”’!?()U.S\u2028é🧭"), max_size=400))
def test_units_are_ordered_stripped_spans(text: str) -> None:
    end = 0
    for unit in segment(text):
        assert end <= unit.start < unit.end <= len(text)
        piece = text[unit.start : unit.end]
        assert piece == piece.strip()
        assert any(c.isalpha() for c in piece)
        end = unit.end
