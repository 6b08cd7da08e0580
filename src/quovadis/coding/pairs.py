"""What a sentence says that one given actor does to another: the lexicon, without actor finding.

Benchmarks hand over the source and target as spans; this tells the PLOVER type that links them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quovadis.coding.frames import Predicate, fillers, find_predicates
from quovadis.coding.modality import read_modality
from quovadis.records import EventType, Modality

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from quovadis.coding.lexicon import Lexicon

__all__ = ["PairReading", "read_pair"]

_COOPERATIVE = frozenset(
    {
        EventType.AID, EventType.COOPERATE, EventType.RETREAT, EventType.CONCEDE, EventType.SUPPORT,
        EventType.AGREE, EventType.CONSULT,
    }
)  # fmt: skip
_COERCIVE = frozenset({EventType.COERCE, EventType.ASSAULT, EventType.SANCTION, EventType.MOBILIZE})

_WILLING = frozenset({"would", "willing", "ready", "prepared", "offer"})


@dataclass(frozen=True, slots=True)
class PairReading:
    """The type that links the pair, and how well.

    Attributes:
        event_type: PLOVER type; a promise of cooperation is AGREE, a prospect of force THREATEN.
        score: Higher is surer; below 2 neither actor fills a slot of the predicate.
        trigger: The predicate's word.
    """

    event_type: EventType
    score: float
    trigger: str


def read_pair(
    sentence: Span,
    source: tuple[int, int],
    target: tuple[int, int],
    lexicon: Lexicon | None = None,
) -> PairReading | None:
    """Return what the actor at `source` does to the one at `target`, or None.

    Args:
        sentence: A parsed sentence.
        source: Character offsets in the sentence's document.
        target: The same for the target.
        lexicon: Frames to use; the shipped ones by default.
    """
    best: PairReading | None = None
    for predicate in find_predicates(sentence, lexicon):
        score = _score(predicate, source, target)
        event_type = _realised(predicate)
        if best is None or score > best.score:
            best = PairReading(event_type, score, predicate.token.text)
    return best


def _realised(predicate: Predicate) -> EventType:
    """An intention to cooperate is AGREE, one to use force THREATEN, a refusal REJECT."""
    event_type = predicate.frame.event_type
    reading = read_modality(predicate.token)
    intended = reading.modality is Modality.PLANNED or (
        reading.modality is Modality.HYPOTHETICAL and reading.why in _WILLING
    )
    if event_type in _COOPERATIVE:
        if reading.modality is Modality.NEGATED:
            return EventType.REJECT
        return EventType.AGREE if intended else event_type
    if event_type in _COERCIVE and intended:
        return EventType.THREATEN
    return event_type


def _score(predicate: Predicate, source: tuple[int, int], target: tuple[int, int]) -> float:
    frame = predicate.frame
    score = 0.15 * frame.specificity + frame.probability
    score += max(
        (2.0 for s in frame.source for t in fillers(predicate, s) if _in(t, source)), default=0
    )
    score += max(
        (1.5 for s in frame.target for t in fillers(predicate, s) if _near(t, target)), default=0
    )
    at = predicate.token.idx
    low, high = min(source[0], target[0]), max(source[1], target[1])
    if source[0] <= at < source[1] or target[0] <= at < target[1]:
        score -= 0.8
    elif low <= at <= high:
        score += 0.6
    if predicate.token.dep_ == "ROOT":
        score += 0.5
    depth = sum(1 for _ in predicate.token.ancestors)
    score -= 0.12 * depth
    if frame.noun:
        score -= 0.7
    if read_modality(predicate.token).modality in {Modality.HYPOTHETICAL, Modality.NEGATED}:
        score -= 0.5
    return score


def _in(token: Token, span: tuple[int, int]) -> bool:
    return span[0] <= token.idx < span[1]


def _near(token: Token, span: tuple[int, int]) -> bool:
    """The slot's noun phrase overlaps the span: "rejected a call by the EU"."""
    edges = token.left_edge.idx, token.right_edge.idx + len(token.right_edge.text)
    return _in(token, span) or (edges[0] < span[1] and span[0] < edges[1])
