"""Which of two readings of a sentence repeats, completes or replaces the other.

The lexicon and the encoder point at words and sides on their own; one deed should be told once, and
with both its sides where either of them knows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quovadis.coding.refining import Found
from quovadis.records import Actor, ActorKind, Event, EventType

if TYPE_CHECKING:
    from quovadis.coding.encoded import Pair

__all__ = [
    "adds_nothing",
    "is_further_pair",
    "is_vaguer",
    "same_ends",
    "says_less",
    "stands_by_itself",
]

_SURE_FRAME = 0.7
"""On the dev part 9 of 10 events that `light` holds for so probable are right where the encoder
sees their type, but is unsure of the sides; those that it holds for less probable are not."""


def stands_by_itself(found: Found, pairs: Sequence[Pair], stands: Sequence[Found]) -> bool:
    """Tell whether an event of the lexicon outlives the encoder's doubt about its sides."""
    kind = found.event.event_type
    return (
        (found.event.probability or 0.0) >= _SURE_FRAME
        and any(p.event_type is kind for p in pairs)
        and not any(s.event.event_type is kind for s in stands)
    )


def is_further_pair(found: Found, stands: Sequence[Found]) -> bool:
    """Tell whether an event of the lexicon has other sides than the encoder sees at its word.

    "Russia and Ukraine signed agreements with Turkey": the encoder tends to see one of them. On
    the dev part and the articles six of six such events are right.
    """
    return (found.event.probability or 0.0) >= _SURE_FRAME and any(
        s.token.i == found.token.i and s.event.event_type is found.event.event_type for s in stands
    )


def is_vaguer(told: Found, found: Found) -> bool:
    """Tell whether what was told of a word leaves a side open that the other names."""
    ends = list(zip(_ids(told.event), _ids(found.event), strict=True))
    same_word = told.token.i == found.token.i and told.event.event_type is found.event.event_type
    return same_word and None in _ids(told.event) and all(a in {b, None} for a, b in ends)


def adds_nothing(found: Found, told: Found) -> bool:
    """Tell whether an event repeats a surer one, or leaves open what that names at this word.

    "A delegation led by Abdul Hanafi held talks": two words for one deed.
    """
    if _repeats(found.event, told.event):
        return True
    near = found.token.i == told.token.i or _is_below(found, told) or _is_below(told, found)
    (source, target), (other, whom) = _ids(found.event), _ids(told.event)
    same = found.event.event_type is told.event.event_type and target == whom
    return near and same and source is None and other is not None


def says_less(told: Found, found: Found) -> bool:
    """Tell whether an attack that was told, on nobody named, is the one that names who was hit."""
    return (
        told.event.event_type is found.event.event_type is EventType.ASSAULT
        and told.event.target is None
        and found.event.target is not None
        and _ids(told.event)[0] == _ids(found.event)[0]
        and told.event.modality is found.event.modality
    )


def _is_below(found: Found, told: Found) -> bool:
    return found.token.head.i == told.token.i


def _ids(event: Event) -> tuple[str | None, str | None]:
    return _id(event.source), _id(event.target)


def same_ends(event: Event, source: Actor | None, target: Actor | None) -> bool:
    ends = _ids(event)
    given = _id(source), _id(target)
    return ends == given or (None not in given and ends == given[::-1])


def _repeats(event: Event, other: Event) -> bool:
    """Tell whether an event adds nothing to a surer one: "shelled Kharkiv, killing three"."""
    if event.event_type is not other.event_type:
        return False
    hit = event.target
    same = event.event_type is EventType.ASSAULT and _id(event.source) == _id(other.source)
    vaguer = hit is None or (
        other.target is not None
        and hit.country == other.target.country
        and ActorKind.COUNTRY in {hit.kind, other.target.kind}
    )
    return (same and vaguer) or same_ends(event, other.source, other.target)


def _id(actor: Actor | None) -> str | None:
    return actor.id if actor is not None else None
