"""Which word carries what, by whom and to whom: worked out by hand from scores."""

import math

import numpy as np
import pytest

from quovadis.coding.learned.candidates import Candidate
from quovadis.coding.learned.carriers import Carrier
from quovadis.coding.learned.deeds import Deed, WordLogits, choose_deeds, groups_of, log_odds
from quovadis.coding.parse import parse
from quovadis.records import Document, EventType

TYPES = list(EventType)
NONE = len(TYPES)
# "Oman and Chad met , then blamed Togo": the phrases' heads are 0, 2 and 7.
OMAN, CHAD, TOGO = Candidate(0, 0, 1), Candidate(2, 2, 3), Candidate(7, 7, 8)
PEOPLE = [OMAN, CHAD, TOGO]
GROUPS = [0, 0, 7]
MET, BLAMED = Carrier(3), Carrier(6)


def read(*words: tuple[str | None, list[float], list[float]]) -> list[tuple[object, ...]]:
    """Choose among words, each with its type (None: it carries nothing) and the shares of nobody
    and of each phrase as source and as target."""
    types = np.full((len(words), NONE + 1), -9.0)
    ends = np.zeros((len(words), 4, 2))
    for n, (name, source, target) in enumerate(words):
        types[n, NONE if name is None else TYPES.index(EventType(name))] = 9
        ends[n] = np.log(np.array([source, target]).T + 1e-9)
    logits = WordLogits(types, np.zeros((len(words), 5)), ends, np.zeros(6))
    deeds = choose_deeds(logits, [MET, BLAMED][: len(words)], PEOPLE, GROUPS)
    return [(TYPES[d.type_index].value, d.source, d.target) for d in deeds]


def test_a_word_that_carries_nothing_gives_no_deed() -> None:
    assert read((None, [0, 1, 0, 0], [0, 0, 0, 1])) == []


def test_the_likeliest_phrase_takes_each_side() -> None:
    assert read(("ACCUSE", [0.1, 0.7, 0.05, 0.1], [0.2, 0, 0.1, 0.7])) == [("ACCUSE", 0, 2)]


def test_nobody_may_be_the_likeliest() -> None:
    assert read(("ACCUSE", [0.1, 0.9, 0, 0], [0.6, 0, 0, 0.4])) == [("ACCUSE", 0, None)]


def test_one_phrase_is_never_both_sides() -> None:
    assert read(("ACCUSE", [0, 0.6, 0, 0.4], [0, 0.9, 0, 0.1])) == [("ACCUSE", 2, 0)]


def test_those_who_stand_side_by_side_share_a_side() -> None:
    both = ("ACCUSE", [0, 0.5, 0.45, 0.05], [0, 0, 0, 1])
    assert read(both) == [("ACCUSE", 0, 2), ("ACCUSE", 1, 2)]
    apart = ("ACCUSE", [0, 0.5, 0, 0.5], [0.9, 0, 0.1, 0])
    assert read(apart) == [("ACCUSE", 0, None)], "Togo is no conjunct of Oman"


def test_who_meets_has_one_source() -> None:
    assert read(("CONSULT", [0, 0.5, 0.5, 0], [0, 0.1, 0.9, 0])) == [("CONSULT", 0, 1)]


def test_a_second_word_for_the_same_deed_adds_nothing() -> None:
    sure = ("ACCUSE", [0, 1, 0, 0], [0, 0, 0, 1])
    assert read(sure, ("ACCUSE", [0.4, 0.6, 0, 0], [0.9, 0, 0, 0.1])) == [("ACCUSE", 0, 2)]
    assert len(read(sure, ("REJECT", [0, 1, 0, 0], [0, 0, 0, 1]))) == 2


def test_groups_are_those_of_the_parse() -> None:
    doc = parse(Document(text="Oman and Chad blamed Togo.")).doc
    held = [Candidate(0, 0, 1), Candidate(2, 2, 3), Candidate(4, 4, 5)]
    first, second, third = groups_of(doc[:], held)
    assert first == second != third


def test_evidence_is_that_of_the_parts() -> None:
    deed = Deed(0, 3, TYPES.index(EventType.ACCUSE), 0, None, 0.8, 0.5, 0.5, 0.25)
    found = deed.evidence(Carrier(3, EventType.REJECT))
    assert found["event"] == pytest.approx(math.log(4))
    assert found["target"] == pytest.approx(-math.log(3))
    assert found["all"] == pytest.approx(math.log(0.05))
    facts = ("no source", "no target", "lexicon agrees", "lexicon differs")
    assert [found[f] for f in facts] == [0, 1, 0, 1]


def test_log_odds_are_bounded() -> None:
    assert log_odds(1.0) == pytest.approx(9.21, abs=0.01)
    assert log_odds(0.0) == pytest.approx(-log_odds(1.0))
