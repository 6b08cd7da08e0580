"""What the encoder is told of a pair, worked out by hand on one short sentence."""

import numpy as np
import pytest

from quovadis.coding.learned.candidates import Candidate, find_candidates
from quovadis.coding.learned.representation import (
    PAIR_FEATURES,
    RELATIONS,
    SIDE_FEATURES,
    Arrays,
    all_pairs,
    represent,
)
from quovadis.coding.mentions import find_mentions
from quovadis.coding.parse import parse
from quovadis.ontology import load_ontology
from quovadis.records import Document

TEXT = "Angry rebels attacked Chad twice."


@pytest.fixture(scope="module")
def laid() -> tuple[Arrays, list[Candidate]]:
    parsed = parse(Document(text=TEXT))
    span = parsed.doc[:]
    found = find_candidates(span, find_mentions(parsed, load_ontology()))
    words = [(t.idx, t.idx + len(t.text)) for t in span]
    offsets = [(0, 0), *words, (0, 0)]  # each word is one piece, between the two marks
    return represent(span, found, range(len(offsets)), offsets), list(found)


def row_of(arrays: Arrays, source: int, target: int) -> int:
    return int(np.flatnonzero((arrays.pairs == [source, target]).all(axis=1))[0])


def held(arrays: Arrays, row: int) -> set[str]:
    return {n for n, v in zip(PAIR_FEATURES, arrays.facts[row], strict=True) if v}


def test_every_pair_and_open_side_is_laid_out(laid: tuple[Arrays, list[Candidate]]) -> None:
    arrays, found = laid
    assert [TEXT.split()[c.root] for c in found] == ["rebels", "Chad"]
    every = {(s, t) for s in range(3) for t in range(3) if s != t}
    assert set(map(tuple, arrays.pairs.tolist())) == every
    assert len(arrays.pairs) == len(every)


def test_pooling_weights_sum_to_one_and_the_open_row_is_empty(
    laid: tuple[Arrays, list[Candidate]],
) -> None:
    arrays, _ = laid
    assert arrays.pool.sum(axis=1) == pytest.approx([0, 1, 1])
    assert not arrays.sides[0].any()


def test_relations_follow_the_words(laid: tuple[Arrays, list[Candidate]]) -> None:
    arrays, _ = laid
    mark = RELATIONS - 1
    # in the source, its head on the path, the verb between on the path, the target, after, after
    assert arrays.relations[row_of(arrays, 1, 2)].tolist() == [mark, 3, 8, 6, 9, 2, 2, mark]
    # with the target open the path goes up to the verb, which stands after the only phrase
    assert arrays.relations[row_of(arrays, 1, 0)].tolist() == [mark, 3, 8, 7, 2, 2, 2, mark]


def test_facts_tell_order_and_governor(laid: tuple[Arrays, list[Candidate]]) -> None:
    arrays, _ = laid
    assert held(arrays, row_of(arrays, 1, 2)) == {"before", "apart:2", "path:2", "same verb"}
    assert held(arrays, row_of(arrays, 2, 1)) == {"after", "apart:2", "path:2", "same verb"}
    assert held(arrays, row_of(arrays, 0, 2)) == {"no source"}


def test_sides_tell_slot_and_kind(laid: tuple[Arrays, list[Candidate]]) -> None:
    arrays, _ = laid
    sides = [{n for n, v in zip(SIDE_FEATURES, row, strict=True) if v} for row in arrays.sides[1:]]
    assert {"slot:nsubj", "shape:NOUN"} <= sides[0]
    assert {"slot:dobj", "kind:country", "kind:known"} <= sides[1]


def test_a_phrase_and_what_stands_inside_it_may_still_be_two_actors() -> None:
    outer, inner = Candidate(5, 0, 6), Candidate(2, 2, 3)
    assert (0, 1) in all_pairs([outer, inner])
    assert (0, 1) not in all_pairs([Candidate(5, 0, 6), Candidate(4, 0, 6)])
