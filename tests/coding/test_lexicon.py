"""The shipped lexicon is sound, and a broken one is refused."""

from __future__ import annotations

import pytest

from quovadis.coding.lexicon import load_lexicon, read_lexicon
from quovadis.coding.words import read_classes, word_class
from quovadis.errors import OntologyError
from quovadis.ontology import load_ontology
from quovadis.records import EventType

TABLES = (load_lexicon().verbs, load_lexicon().nouns)
FRAMES = [frame for table in TABLES for frames in table.values() for frame in frames]


def test_it_is_wide() -> None:
    assert len({(f.noun, f.lemma) for f in FRAMES}) >= 500
    assert {f.event_type for f in FRAMES} == set(EventType)


def test_modes_are_those_of_plover() -> None:
    types = load_ontology().plover.types
    used = {(f.event_type, f.mode) for f in FRAMES if f.mode}
    assert {(t, m) for t, m in used if m not in types[t].modes} == set()


def test_probabilities_and_slots() -> None:
    for frame in FRAMES:
        assert 0.3 <= frame.probability <= 0.9, frame
        assert frame.source, frame
        assert all(frame.source), frame


def test_most_specific_first() -> None:
    for table in TABLES:
        for frames in table.values():
            ranks = [f.specificity for f in frames]
            assert ranks == sorted(ranks, reverse=True)


@pytest.mark.parametrize(
    "line",
    [
        "v\tmeet\t\tCONSULT\t\tsubj\tobj\t.8",  # a column short
        "v\tmeet\tobj=@nothing\tCONSULT\t\tsubj\tobj\t.8\t",  # unknown class
        "v\tmeet\t\tMEET\t\tsubj\tobj\t.8\t",  # unknown type
        "x\tmeet\t\tCONSULT\t\tsubj\tobj\t.8\t",  # unknown part of speech
        "v\tmeet\t\tCONSULT\t\tsubj\tobj\t.8\tq",  # unknown flag
        "v\tmeet\t\tCONSULT\t\tsubj\tobj\tmuch\t",  # no number
    ],
)
def test_a_broken_line_is_named(line: str) -> None:
    with pytest.raises(OntologyError) as caught:
        read_lexicon("# comment\n" + line, "talk\ttalk summit")
    assert "line 2" in str(caught.value)


def test_classes_are_refused_without_tab_or_twice() -> None:
    with pytest.raises(OntologyError):
        read_classes("talk talk")
    with pytest.raises(OntologyError):
        read_classes("talk\ta\ntalk\tb")
    with pytest.raises(OntologyError):
        word_class("no such class")
