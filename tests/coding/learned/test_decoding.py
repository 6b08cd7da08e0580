"""Each deed is told once, with the actors that were surest."""

import numpy as np

from quovadis.coding.learned.candidates import Candidate
from quovadis.coding.learned.decoding import choose
from quovadis.coding.learned.encoder import Logits
from quovadis.coding.learned.representation import PAIR_FEATURES, RELATIONS, Arrays
from quovadis.records import EventType

TYPES = list(EventType)
NONE = len(TYPES)
# "Oman 's army met Chad": tokens 0-4; the army holds Oman.
OMAN, ARMY, CHAD = Candidate(0, 0, 1), Candidate(2, 0, 3), Candidate(4, 4, 5)
PEOPLE = [OMAN, ARMY, CHAD]


def read(rows: dict[tuple[int, int], tuple[str, float, int]]) -> list[tuple[int | None, ...]]:
    """Choose among pairs of rows (0: open), each with a type, its logit and its trigger."""
    size = len(rows)
    types = np.full((size, NONE + 1), -5.0)
    types[:, NONE] = 0
    triggers = np.zeros((size, 5))
    for n, (name, logit, trigger) in enumerate(rows.values()):
        types[n, TYPES.index(EventType(name))] = logit
        triggers[n, trigger] = 9
    arrays = Arrays(
        np.arange(5), np.arange(5), np.zeros((4, 5)), np.zeros((4, 1)), np.array([*rows]),
        np.zeros((size, len(PAIR_FEATURES))), np.full((size, 5), RELATIONS - 1),
    )  # fmt: skip
    logits = Logits(types, np.zeros((size, 5)), triggers, np.zeros(6))
    return [(c.source, c.target) for c in choose(arrays, logits, PEOPLE)]


def test_an_improbable_pair_is_left_out() -> None:
    assert read({(1, 3): ("CONSULT", -4.0, 3), (2, 3): ("CONSULT", 3.0, 3)}) == [(1, 2)]


def test_the_same_deed_with_an_open_side_repeats_it() -> None:
    rows = {(2, 3): ("ACCUSE", 3.0, 3), (2, 0): ("ACCUSE", 2.0, 3), (0, 3): ("ACCUSE", 1.0, 3)}
    assert read(rows) == [(1, 2)]


def test_the_other_way_round_and_the_phrase_inside_repeat_it() -> None:
    rows = {(2, 3): ("CONSULT", 3.0, 3), (3, 2): ("CONSULT", 2.0, 3), (1, 3): ("CONSULT", 1.0, 3)}
    assert read(rows) == [(1, 2)]


def test_two_deeds_of_one_pair_both_stand() -> None:
    rows = {(2, 3): ("CONSULT", 3.0, 3), (3, 2): ("THREATEN", 2.0, 1)}
    assert read(rows) == [(1, 2), (2, 1)]


def test_two_actors_of_one_deed_both_stand() -> None:
    rows = {(2, 0): ("ACCUSE", 3.0, 3), (3, 0): ("ACCUSE", 2.0, 3)}
    assert read(rows) == [(1, None), (2, None)]
