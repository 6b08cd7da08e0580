"""From the scores of all pairs to the few that stand: each deed once, with its actors.

The encoder scores every ordered pair on its own. Here the best is taken first, and what only
repeats it is left out: the same deed with a side open, the other way round, or with a phrase that
stands inside the one taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from quovadis.coding.learned.candidates import Candidate
from quovadis.coding.learned.encoder import Logits
from quovadis.coding.learned.representation import Arrays

__all__ = ["LEAST_ODDS", "Choice", "choose"]

LEAST_ODDS = -2.5
"""Pairs with lower log-odds of being an event (7.6%) are never looked at again."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A pair that stands.

    Attributes:
        row: Its row in the arrays.
        source: Position among the candidates, or None for an open side.
        target: The same.
        type_index: Its likeliest type, as a position in `EventType`.
        trigger: Token that carries the event.
        log_odds: Of being an event of this type against everything else.
        margin: How far its type is ahead of the second, in logits.
    """

    row: int
    source: int | None
    target: int | None
    type_index: int
    trigger: int
    log_odds: float
    margin: float


def choose(
    arrays: Arrays, logits: Logits, candidates: Sequence[Candidate], least: float = LEAST_ODDS
) -> list[Choice]:
    """Return the pairs that stand, the surest first.

    Args:
        arrays: The stretch as the encoder read it.
        logits: What it made of it.
        candidates: The noun phrases behind rows 1 … C of the arrays.
        least: Lowest log-odds.
    """
    types = logits.types.astype(np.float64)
    events = np.logaddexp.reduce(types[:, :-1], axis=1)
    odds = events - types[:, -1]
    order = [int(i) for i in np.argsort(-odds, kind="stable") if odds[i] >= least]
    kept: list[Choice] = []
    for row in order:
        choice = _choice(row, arrays, types, logits.triggers)
        if not any(_repeats(choice, other, candidates) for other in kept):
            kept.append(choice)
    return kept


def _choice(
    row: int,
    arrays: Arrays,
    types: np.ndarray[Any, Any],
    triggers: np.ndarray[Any, Any],
) -> Choice:
    source, target = (int(i) - 1 for i in arrays.pairs[row])
    own = types[row]
    ranked = np.sort(own[:-1])[::-1]
    best = int(np.argmax(own[:-1]))
    others = np.logaddexp.reduce(np.delete(own, best))
    words = np.where(arrays.tokens >= 0, triggers[row], -np.inf)
    return Choice(
        row,
        None if source < 0 else source,
        None if target < 0 else target,
        best,
        int(arrays.tokens[int(np.argmax(words))]),
        float(own[best] - others),
        float(ranked[0] - ranked[1]),
    )


def _repeats(new: Choice, taken: Choice, candidates: Sequence[Candidate]) -> bool:
    one_word = new.trigger == taken.trigger
    if not one_word and new.type_index != taken.type_index:
        return False

    def covers(a: int | None, b: int | None) -> bool:
        return one_word if b is None and a is not None else _covers(a, b, candidates)

    if covers(new.source, taken.source) and covers(new.target, taken.target):
        return True
    turned = covers(new.source, taken.target) and covers(new.target, taken.source)
    return turned and new.source is not None and new.target is not None


def _covers(new: int | None, taken: int | None, candidates: Sequence[Candidate]) -> bool:
    """The new side adds nothing to the taken one: the same, open, or a phrase in or around it."""
    if new is None or taken is None or new == taken:
        return True
    a, b = candidates[new], candidates[taken]
    return b.start <= a.root < b.end or a.start <= b.root < a.end
