"""What the hand-made frames say of two phrases, as evidence beside the encoder's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from quovadis.coding.frames import fillers, find_predicates
from quovadis.records import EventType

if TYPE_CHECKING:
    from spacy.tokens import Span

__all__ = ["Suggestion", "find_suggestions", "hint_arrays"]

_TYPES = tuple(EventType)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A frame that links two phrases.

    Attributes:
        event_type: The frame's type.
        trigger: Index of the predicate's token.
        trust: How often such a frame is right, by its table (0 to 1).
    """

    event_type: EventType
    trigger: int
    trust: float


def find_suggestions(
    span: Span, roots: Iterable[int]
) -> dict[tuple[int | None, int | None], Suggestion]:
    """Return, for pairs of head tokens (None: open), the first frame that links them.

    Examples:
        >>> from quovadis.coding.parse import parse
        >>> from quovadis.records import Document
        >>> doc = parse(Document(text="Turkish police detained two reporters.")).doc
        >>> {k: v.event_type.value for k, v in find_suggestions(doc[:], [1, 4]).items()}
        {(1, 4): 'COERCE'}
    """
    heads = set(roots)
    found: dict[tuple[int | None, int | None], Suggestion] = {}
    for predicate in find_predicates(span):
        frame = predicate.frame
        sides: list[list[int | None]] = []
        for slots in (frame.source, frame.target):
            filled = [t.i for slot in slots for t in fillers(predicate, slot) if t.i in heads]
            sides.append([*filled] or [None])
        for source in sides[0]:
            for target in sides[1]:
                found.setdefault(
                    (source, target),
                    Suggestion(frame.event_type, predicate.token.i, frame.probability),
                )
    return found


def hint_arrays(
    hints: Mapping[tuple[int | None, int | None], Suggestion],
    roots: Sequence[int],
    pairs: np.ndarray[Any, Any],
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the suggestions as arrays: (P, 16) for each pair, (16,) for the sentence.

    Args:
        hints: What `find_suggestions` returned.
        roots: Head token of each candidate.
        pairs: (P, 2) rows of source and target, 0 for an open side, as in `Arrays.pairs`.
    """
    own = np.zeros((len(pairs), len(_TYPES)), dtype=np.float32)
    near = np.zeros(len(_TYPES), dtype=np.float32)
    for hint in hints.values():
        near[_TYPES.index(hint.event_type)] = 1
    for n, (s, t) in enumerate(pairs.tolist()):
        hint_of = hints.get((roots[s - 1] if s else None, roots[t - 1] if t else None))
        if hint_of is not None:
            own[n, _TYPES.index(hint_of.event_type)] = 1
    return own, near
