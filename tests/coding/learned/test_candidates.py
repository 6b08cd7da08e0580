"""Who may be an actor: every labelled side can be found, days and relative pronouns cannot."""

from pathlib import Path

import pytest

from quovadis.coding.learned.candidates import (
    MOST_CANDIDATES,
    find_candidates,
    span_candidate,
)
from quovadis.coding.learned.labels import read_corpus
from quovadis.coding.learned.measures import same_phrase
from quovadis.coding.learned.scoring import read_sentence
from quovadis.coding.mentions import find_mentions
from quovadis.coding.parse import parse
from quovadis.ontology import load_ontology
from quovadis.records import Document

CORPUS = Path(__file__).resolve().parents[3] / "corpus"


def phrases(text: str) -> list[str]:
    parsed = parse(Document(text=text))
    found = find_candidates(parsed.doc[:], find_mentions(parsed, load_ontology()))
    return [parsed.words(c.start, c.end) for c in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Protesters stormed the ministry.", {"Protesters", "the ministry"}),
        ("The ACLU sued the FBI on Monday.", {"The ACLU", "the FBI"}),
        ("Attacks by rebels hurt Chad's army.", {"rebels", "Chad", "Chad's army"}),
        ("He met Oman and Qatar.", {"He", "Oman", "Qatar"}),
    ],
)
def test_finds_known_and_unknown_actors(text: str, wanted: set[str]) -> None:
    assert wanted <= set(phrases(text))


def test_leaves_out_days_and_relative_pronouns() -> None:
    found = phrases("Iran freed the men who came on Monday, which pleased Oman.")
    assert not {"Monday", "which"} & set(found)
    assert "Oman" in found


def test_never_returns_more_than_the_most() -> None:
    names = ", ".join(f"the city of Place{n}" for n in range(30))
    assert len(phrases(f"Iran wrote to {names}.")) <= MOST_CANDIDATES


def test_a_given_span_keeps_its_bounds_and_finds_its_head() -> None:
    parsed = parse(Document(text="The old army of Chad fled."))
    found = span_candidate(parsed.doc[:], 0, 20)
    assert found is not None
    assert (parsed.words(found.start, found.end), parsed.doc[found.root].text) == (
        "The old army of Chad",
        "army",
    )
    assert span_candidate(parsed.doc[:], 400, 410) is None


def test_labelled_sides_are_among_the_candidates() -> None:
    sides = hits = 0
    for label in list(read_corpus(CORPUS, "dev"))[::8]:
        span, mentions = read_sentence(label)
        found = [(c.root, c.start, c.end) for c in find_candidates(span, mentions)]
        for event in label.events:
            for offsets in filter(None, (event.source, event.target)):
                gold = span_candidate(span, *offsets)
                assert gold is not None
                sides += 1
                hits += any(same_phrase(f, (gold.root, gold.start, gold.end)) for f in found)
    assert sides > 40
    assert hits / sides > 0.95
