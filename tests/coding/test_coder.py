"""The coder as a whole: deterministic, the same in a batch, never broken by a text."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quovadis.coding
from quovadis.coding import CODER, CODER_VERSION, Coder
from quovadis.readers import read
from quovadis.records import Document, is_intact

NOTES = Path(__file__).resolve().parents[2] / "examples" / "russia-taliban" / "notes"
WORDS = re.findall(
    r"\S+|\n",
    "Russia the Taliban Kenya attacked met talks with sanctions on imposed said that if will not "
    "to in Kabul and its they , . ? “ ” ’s ( ) \n - # 2021 Monday $3 trillion who by of from was",
)


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


@pytest.fixture(scope="module")
def notes() -> list[Document]:
    return [document for path in sorted(NOTES.glob("*.md")) for document in read(path)]


def test_a_batch_gives_what_each_alone_gives(coder: Coder, notes: list[Document]) -> None:
    alone = [coder.code(document) for document in reversed(notes)]
    assert list(coder.code_all(notes)) == alone[::-1]


def test_facts_are_signed_and_intact(coder: Coder, notes: list[Document]) -> None:
    for document in notes:
        coded = coder.code(document)
        facts = (
            *coded.events, *coded.statuses, *coded.scheduled, *coded.quantities,
            *coded.conditionals, *coded.sentences,
        )  # fmt: skip
        for fact in facts:
            assert (fact.coder, fact.coder_version) == (CODER, CODER_VERSION)
            assert is_intact(fact)
            quote = document.text[fact.evidence.start : fact.evidence.end]
            assert quote == fact.evidence.quote


def test_the_example_is_coded_in_under_two_seconds(coder: Coder, notes: list[Document]) -> None:
    coder.code(notes[0])
    begun = time.process_time()  # of this process: other work on the machine does not count
    for document in notes:
        coder.code(document)
    assert time.process_time() - begun < 8


def test_an_empty_text_has_nothing(coder: Coder) -> None:
    coded = coder.code(Document(text=""))
    assert coded.events == coded.sentences == coded.unresolved == ()


def test_an_overlong_sentence_is_reported(coder: Coder) -> None:
    coded = coder.code(Document(text="Kenya attacked Uganda and " * 400))
    assert coded.events == ()
    assert any("too long" in reason for reason in coded.unresolved)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
def test_word_salad_never_breaks_it(text: str) -> None:
    published = dt.datetime(2025, 4, 9, tzinfo=dt.UTC)
    coded = Coder().code(Document(text=text, published=published))
    for event in coded.events:
        assert event.source is not None or event.target is not None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_never_breaks_it(text: str) -> None:
    Coder().code(Document(text=text))


def test_public_names() -> None:
    assert set(quovadis.coding.__all__) == {"CODER", "CODER_VERSION", "Coder"}
    with pytest.raises(AttributeError):
        _ = quovadis.coding.Decoder  # type: ignore[attr-defined]


def test_importing_the_room_loads_no_parser() -> None:
    code = "import sys, quovadis.coding; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
