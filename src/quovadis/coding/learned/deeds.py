"""From the scores of words and phrases to deeds: which word, of which type, by whom and to whom.

Each word is asked first whether it carries an event and of which type, then who acts and to whom:
one of the phrases of the sentence, or nobody. Phrases that stand side by side ("A and B") share a
side. Of two deeds of one type the surer stands if the other adds nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from quovadis.coding.learned.calibration import softmax
from quovadis.coding.learned.candidates import Candidate
from quovadis.coding.learned.carriers import Carrier
from quovadis.records import EventType

if TYPE_CHECKING:
    from spacy.tokens import Span

__all__ = [
    "LEAST_SHARE",
    "SHARED_SIDE",
    "Deed",
    "WordLogits",
    "choose_deeds",
    "groups_of",
    "log_odds",
]

_TYPES = tuple(EventType)
_MUTUAL = frozenset({EventType.CONSULT, EventType.COOPERATE})
LEAST_SHARE = 0.05
"""Words less likely to carry an event are not looked at again."""
SHARED_SIDE = 0.1
"""A phrase beside the likeliest shares its side if it is at least this likely in comparison."""


@dataclass(frozen=True, slots=True)
class WordLogits:
    """Raw scores of W words and C phrases.

    Attributes:
        types: (W, 17): the event types in the order of `EventType`, then NONE.
        modalities: (W, 5) in the order of `Modality`.
        ends: (W, C + 1, 2): of nobody and of each phrase, as source and as target.
        roles: (6,) in the order of `SentenceRole`.
    """

    types: np.ndarray[Any, Any]
    modalities: np.ndarray[Any, Any]
    ends: np.ndarray[Any, Any]
    roles: np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """What a word carries, with its two sides.

    Attributes:
        row: Its word's row in the scores.
        trigger: Token that carries it.
        type_index: A position in `EventType`.
        source: Position among the candidates, or None for an open side.
        target: The same.
        event: Probability that the word carries an event.
        kind: Probability of the type, given an event.
        source_share: Probability of the source.
        target_share: Probability of the target.
    """

    row: int
    trigger: int
    type_index: int
    source: int | None
    target: int | None
    event: float
    kind: float
    source_share: float
    target_share: float

    def evidence(self, carrier: Carrier) -> dict[str, float]:
        """Return what the probability of an event is made of (`calibration.EVIDENCE`).

        Args:
            carrier: The word of its row.
        """
        framed = carrier.event_type is not None
        agrees = carrier.event_type is _TYPES[self.type_index]
        return {
            "event": log_odds(self.event),
            "type": log_odds(self.kind),
            "source": log_odds(self.source_share),
            "target": log_odds(self.target_share),
            "all": math.log(max(self.share, 1e-6)),
            "share": self.share,
            "no source": float(self.source is None),
            "no target": float(self.target is None),
            "lexicon agrees": float(agrees),
            "lexicon differs": float(framed and not agrees),
        }

    @property
    def share(self) -> float:
        """All four together."""
        return self.event * self.kind * self.source_share * self.target_share


def choose_deeds(
    logits: WordLogits,
    carriers: Sequence[Carrier],
    candidates: Sequence[Candidate],
    groups: Sequence[int],
    least: float = LEAST_SHARE,
) -> list[Deed]:
    """Return the deeds of a stretch, the surest first.

    Args:
        logits: What the network made of it.
        carriers: The words behind the rows.
        candidates: The phrases behind places 1 ... C.
        groups: For each candidate, a number that those share who stand side by side.
        least: Least probability that a word carries an event.
    """
    found: list[Deed] = []
    shares = softmax(logits.types.astype(np.float64))
    ends = softmax(logits.ends.astype(np.float64).transpose(0, 2, 1))
    apart = _apart(candidates)
    for row, carrier in enumerate(carriers):
        event = 1 - float(shares[row, -1])
        if event < least:
            continue
        kinds = shares[row, :-1] / event
        at = int(np.argmax(kinds))
        found.extend(
            Deed(row, carrier.token, at, s, t, event, float(kinds[at]), a, b)
            for s, t, a, b in _sides(ends[row], apart, groups, _TYPES[at] in _MUTUAL)
        )
    found.sort(key=lambda d: (-d.share, d.trigger))
    kept: list[Deed] = []
    for deed in found:
        if not any(_repeats(deed, other, candidates) for other in kept):
            kept.append(deed)
    return kept


def log_odds(share: float) -> float:
    """Return the log-odds of a probability, at most 9.2 from zero (0.01%).

    Examples:
        >>> log_odds(0.5), round(log_odds(1.0), 2)
        (0.0, 9.21)
    """
    held = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(held / (1 - held))


def groups_of(span: Span, candidates: Sequence[Candidate]) -> list[int]:
    """Return for each candidate the first of the phrases with which it is coordinated."""
    found = []
    for candidate in candidates:
        token = span.doc[candidate.root]
        while token.dep_ == "conj" and token.head.i != token.i:
            token = token.head
        found.append(token.i)
    return found


def _apart(candidates: Sequence[Candidate]) -> np.ndarray[Any, Any]:
    """(C + 1, C + 1) bool: two phrases that may be the two sides of one deed."""
    size = len(candidates) + 1
    found = np.ones((size, size), dtype=bool)
    found[0, 0] = False
    for n, a in enumerate(candidates, start=1):
        for m, b in enumerate(candidates, start=1):
            nested = a.start <= b.root < a.end and b.start <= a.root < b.end
            found[n, m] = n != m and not nested
    return found


def _sides(
    ends: np.ndarray[Any, Any], apart: np.ndarray[Any, Any], groups: Sequence[int], mutual: bool
) -> list[tuple[int | None, int | None, float, float]]:
    """The likeliest two sides, and those who share a side with them, each with its probability."""
    joint = np.where(apart, ends[0][:, None] * ends[1][None], 0.0)
    s, t = (int(i) for i in np.unravel_index(int(np.argmax(joint)), joint.shape))
    sides = []
    for own, best, other in ((ends[0], s, t), (ends[1], t, s)):
        beside = [
            n
            for n in range(1, len(own))
            if best
            and n not in {best, other}
            and groups[n - 1] == groups[best - 1]
            and own[n] >= SHARED_SIDE * own[best]
        ]
        sides.append([best, *beside])
    if mutual:
        sides[0] = sides[0][:1]
    totals = [
        min(1.0, float(sum(own[n] for n in held))) for own, held in zip(ends, sides, strict=True)
    ]
    return [
        (a - 1 if a else None, b - 1 if b else None, totals[0], totals[1])
        for a in sides[0]
        for b in sides[1]
        if apart[a, b]
    ]


def _repeats(new: Deed, taken: Deed, candidates: Sequence[Candidate]) -> bool:
    """The new deed adds nothing to a taken one of its type."""
    if new.type_index != taken.type_index:
        return False

    def covers(a: int | None, b: int | None) -> bool:
        if a is None or b is None or a == b:
            return a == b or a is None
        x, y = candidates[a], candidates[b]
        return y.start <= x.root < y.end or x.start <= y.root < x.end

    return covers(new.source, taken.source) and covers(new.target, taken.target)
