"""Parsing: offsets that stay exact whatever the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quovadis.coding.parse import parse
from quovadis.records import Document


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_offsets_are_those_of_the_text(text: str) -> None:
    parsed = parse(Document(text=text))
    assert len(parsed.doc.text) == len(text)
    for sentence in parsed.sentences:
        first = parsed.doc[sentence.token_start]
        last = parsed.doc[sentence.token_end - 1]
        assert first.idx == sentence.start
        assert last.idx + len(last.text) == sentence.end
        assert parsed.sentence_of(first) == sentence
        assert parsed.sentence_at(sentence.end - 1) == sentence
        evidence = parsed.sentence_evidence(sentence)
        assert text[evidence.start : evidence.end] == evidence.quote


def test_quotes_are_verbatim_although_the_parser_sees_plain_ones() -> None:
    text = "Peru’s court\u00a0ruled. “Chile” left."
    parsed = parse(Document(text=text))
    assert parsed.words(0, 3) == "Peru’s court"
    assert parsed.sentence_evidence(parsed.sentences[1]).quote == "“Chile” left."


def test_between_sentences_there_is_none() -> None:
    parsed = parse(Document(text="One.\n\nTwo."))
    assert parsed.sentence_at(4) is None
    assert parsed.sentence_at(100) is None


def test_headings_are_handed_down() -> None:
    parsed = parse(Document(text="Security\nRebels attacked. They fled.\n\nTrade\nIt grew."))
    assert [s.heading for s in parsed.sentences] == [None, "Security", "Security", None, "Trade"]
    assert [s.is_heading for s in parsed.sentences] == [True, False, False, True, False]


@pytest.mark.parametrize(
    "text",
    [
        "word " * 100_000,
        "(" * 20_000 + "a" + ")" * 20_000,
        "\n" * 100_000,
        "," * 50_000 + " Peru",
        "a" * 100_000,
        "\ud800 Peru \udfff",
        "Chile. " * 2_000,
    ],
    ids=["words", "brackets", "newlines", "commas", "one word", "surrogates", "sentences"],
)
def test_hostile_lengths_are_harmless(text: str) -> None:
    begun = time.perf_counter()
    parsed = parse(Document(text=text))
    assert len(parsed.doc.text) == len(text)
    assert time.perf_counter() - begun < 30


def test_the_subject_after_a_month_is_no_part_of_the_date() -> None:
    doc = parse(Document(text="In December Kenya attacked the town.")).doc
    assert [t.text for t in doc if t.dep_ == "nsubj"] == ["Kenya"]
