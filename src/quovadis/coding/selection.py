"""Of the readings of one sentence, those that stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quovadis.records import Event, EventType, Modality

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["SAID", "select"]

SAID = frozenset(
    {EventType.ACCUSE, EventType.REQUEST, EventType.REJECT, EventType.THREATEN, EventType.AGREE}
)
"""Types that are done by saying something; what is said is no event of its own."""


def select(found: list[tuple[Event, Token]]) -> list[tuple[Event, Token]]:
    """Return the events that stand, each with its trigger, in order of their triggers.

    Args:
        found: Events of one sentence, each with its trigger.
    """
    tokens = {token.i: token for _, token in found}
    return [(e, tokens[at]) for e, at in _best(_without_contents(found))]


_Key = tuple[str | None, str | None, EventType]


def _covered(key: _Key, event: Event, best: dict[_Key, tuple[Event, int]]) -> bool:
    """The same deed stands beside it with its target: "shot at and killed two guards"."""
    return any(
        k[0] == key[0] and k[2] == key[2] and k[1] is not None and other.date == event.date
        for k, (other, _) in best.items()
    )


def _without_contents(found: list[tuple[Event, Token]]) -> list[tuple[Event, int]]:
    """Leave out what is only the content of a request, threat, promise or refusal beside it.

    "Threatened to attack X" is one event; what is asked about a third party stays, as possible.
    """
    named: dict[int, set[str]] = {}
    for event, token in found:
        parties = {a.id for a in (event.source, event.target) if a}
        named.setdefault(token.i, set()).update(parties)
    said = {t.i for e, t in found if e.event_type in SAID}
    kept = []
    for event, token in found:
        direct = {token.head.i} & set(named) if token.dep_ in {"xcomp", "ccomp"} else set()
        above = next((a.i for a in token.ancestors if a.i in said | direct), None)
        if _is_purpose(event, token, found):
            continue
        idle = event.modality not in {Modality.ACTUAL, Modality.BACKGROUND}
        known = above is not None and (event.target is None or event.target.id in named[above])
        if not (idle and known):
            kept.append((event, token.i))
    return kept


def _is_purpose(event: Event, token: Token, found: list[tuple[Event, Token]]) -> bool:
    """ "Sent troops to help Mali": to help is what sending them is for, no further deed."""
    return event.event_type is EventType.AID and any(
        other.event_type is EventType.AID and above.i == token.head.i and token.dep_ == "advcl"
        for other, above in found
    )


def _best(found: list[tuple[Event, int]]) -> list[tuple[Event, int]]:
    """Of readings with the same actors and type in one sentence keep the surest."""
    best: dict[_Key, tuple[Event, int]] = {}
    for event, at in found:
        key = (
            event.source.id if event.source else None,
            event.target.id if event.target else None,
            event.event_type,
        )
        known = best.get(key)
        if known is None or (event.probability or 0) > (known[0].probability or 0):
            best[key] = event, at
    chosen = [
        (event, at)
        for key, (event, at) in best.items()
        if key[1] is not None or not _covered(key, event, best)
    ]
    return sorted(chosen, key=lambda item: item[1])
