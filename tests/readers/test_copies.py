"""Wire copies are found, other texts are not, whatever the order."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.readers.copies import find_copies, likeness
from quovadis.records import Document

WORDS = [f"word{i}" for i in range(400)]


def words(seed: int, n: int = 300) -> list[str]:
    return [WORDS[i] for i in np.random.default_rng(seed).integers(0, len(WORDS), n)]


def document(text: list[str], day: int | None = 1) -> Document:
    moment = dt.datetime(2024, 5, day, tzinfo=dt.UTC) if day else None
    return Document(text=" ".join(text), published=moment)


WIRE = words(1)


@pytest.mark.parametrize(
    ("copy", "is_copy"),
    [
        (["KAMPALA", "-", *WIRE], True),  # another dateline
        (WIRE[:200], True),  # cut short
        ([w.upper() for w in WIRE], True),
        ([*WIRE[:100], "new", "sentence", *WIRE[100:]], True),
        ([*WIRE[:60], *words(2)], False),  # quotes its first paragraph
        (words(3), False),
        (sorted(WIRE), False),  # the same words in another order
    ],
)
def test_what_is_a_copy(copy: list[str], is_copy: bool) -> None:
    found = find_copies([document(WIRE), document(words(4)), document(copy)])
    assert found == [0, 1, 0 if is_copy else 2]


def test_the_earliest_is_the_original() -> None:
    later, earlier = document(WIRE, 3), document([*WIRE, "more"], 2)
    assert find_copies([later, earlier]) == [1, 1]


def test_texts_far_apart_in_time_are_no_copies() -> None:
    assert find_copies([document(WIRE, 1), document([*WIRE, "more"], 9)]) == [0, 1]
    assert find_copies([document(WIRE, 1), document([*WIRE, "more"], None)]) == [0, 0]


def test_short_texts_are_copies_only_word_by_word() -> None:
    texts = ["Talks went on in Lima.", "Talks went on in Quito.", "talks went on in Lima"]
    found = find_copies([Document(text=t) for t in texts])
    assert found == [0, 1, 0]


def test_hand_computed_likeness() -> None:
    # Runs: abcde, bcdef against abcde, bcdeg: one of three in common, one of two.
    assert likeness("a b c d e f", "A b, c d e g") == (1 / 3, 1 / 2)
    assert likeness("a b c d", "a b c d") == (0.0, 0.0)


@given(st.lists(st.text(max_size=80), max_size=8))
def test_any_texts(texts: list[str]) -> None:
    found = find_copies([Document(text=t) for t in texts])
    assert all(found[f] == f for f in found)


@given(st.permutations(range(6)))
def test_the_groups_do_not_hang_on_the_order(order: list[int]) -> None:
    texts = [WIRE, [*WIRE, "x"], ["y", *WIRE], words(5), words(6), [*words(6), "z"]]
    documents = [document(t, day) for t, day in zip(texts, (1, 2, 3, 1, 1, 2), strict=True)]
    found = find_copies([documents[i] for i in order])
    assert {order[i]: order[f] for i, f in enumerate(found)} == {0: 0, 1: 0, 2: 0, 3: 3, 4: 4, 5: 4}
