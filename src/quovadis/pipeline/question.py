"""What a set of articles asks: which two actors, which trigger, as of which day."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from quovadis.errors import Abstained, DateError
from quovadis.records import Actor, ActorKind, Coded, Document, Modality, Trigger

if TYPE_CHECKING:
    from quovadis.ontology import Ontology

__all__ = ["Question", "as_of_day", "ask"]

_POLITICAL = frozenset(
    {ActorKind.COUNTRY, ActorKind.ORGANISATION, ActorKind.BLOC, ActorKind.ARMED_GROUP}
)

_TITLE = 4
"""What a title that names both weighs, beside a sentence that does (1) and an event (2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The two actors of a brief, in the order "A towards B", and what may happen between them."""

    source: Actor
    target: Actor
    trigger: Trigger | None


def as_of_day(as_of: date | None, documents: Sequence[Document], now: datetime) -> date:
    """Return the as-of day of a brief: the given one, else the newest article's, else today.

    Raises:
        DateError: An article was published after the given day, so that nobody could know it then.
    """
    days = [d.published.date() for d in documents if d.published]
    if as_of is None:
        return max(days, default=now.date())
    undated = [d for d in documents if d.published is None]
    if undated and as_of < now.date():
        raise DateError(
            f"the article says no day of publication: nobody can tell that it was known on {as_of}",
            where=undated[0].title or undated[0].url,
            do="give its day with --published",
        )
    late = [d for d in documents if d.published and d.published.date() > as_of]
    if late:
        raise DateError(
            f"the article is of {late[0].published:%Y-%m-%d}, after the as-of day {as_of}",
            where=late[0].title or late[0].url,
            do="give a later --as-of, or hand in only what was known then",
        )
    return as_of


def ask(
    documents: Sequence[Document],
    coded: Sequence[Coded],
    ontology: Ontology,
    day: date,
    *,
    source: str | None = None,
    target: str | None = None,
) -> Question:
    """Find the two actors and the trigger that the articles speak of.

    The trigger gives the two; without one, they are the pair with the most events and statuses
    between them. Either can be named instead.

    Args:
        documents: The articles.
        coded: What was found in them.
        ontology: The actors.
        day: The as-of day.
        source: Actor A, when the user names it.
        target: Actor B, when the user names it.

    Raises:
        UnknownActor: A named actor is not in the ontology.
        Abstained: The articles name no two political actors with anything between them.
    """
    from quovadis.coding.triggers import main_trigger

    conditionals = [c for found in coded for c in found.conditionals]
    statuses = [s for found in coded for s in found.statuses]
    text = "\n".join(d.text for d in documents)
    trigger = main_trigger(conditionals, statuses, text)
    a = ontology.actor(ontology.lookup(source).id, day) if source else None
    b = ontology.actor(ontology.lookup(target).id, day) if target else None
    if trigger is not None and not _fits(trigger, a, b):
        trigger = None
    if trigger is not None:
        a, b = a or trigger.source, b or trigger.target
    if a is None or b is None:
        titles = [d.title for d in documents if d.title]
        a, b = _busiest_pair(coded, ontology, day, a, b, titles)
    return Question(
        source=_at(ontology, a, day),
        target=_at(ontology, b, day),
        trigger=None if trigger is None else _as_stored(trigger),
    )


def _as_stored(trigger: Trigger) -> Trigger:
    """Leave out how long its actors are what they are: a trigger read from the store lacks it."""
    bare = {
        side: dataclasses.replace(actor, valid_from=None, valid_to=None)
        for side in ("source", "target")
        if (actor := getattr(trigger, side)) is not None
    }
    return dataclasses.replace(trigger, **bare)


def _fits(trigger: Trigger, a: Actor | None, b: Actor | None) -> bool:
    """A trigger between two others than those the user asked about is no trigger of theirs."""
    if trigger.source is None or trigger.target is None:
        return False
    return all(
        wanted is None or _same(wanted, found)
        for wanted, found in ((a, trigger.source), (b, trigger.target))
    )


def _same(wanted: Actor, found: Actor) -> bool:
    if wanted.id == found.id:
        return True
    return wanted.kind is ActorKind.COUNTRY and wanted.id == found.country


def _busiest_pair(
    coded: Sequence[Coded],
    ontology: Ontology,
    day: date,
    a: Actor | None,
    b: Actor | None,
    titles: Sequence[str] = (),
) -> tuple[Actor, Actor]:
    """Of the pairs with something between them, the one that the articles speak of most.

    Events and statuses count, sentences that name both, and titles that do. Whoever the articles
    suppose would act comes first, else whoever does more.
    """
    pairs: Counter[tuple[str, str]] = Counter()
    actors: dict[str, Actor] = {}
    for found in coded:
        ties = [
            (e.source, e.target, 2 if e.modality is Modality.ACTUAL else 1) for e in found.events
        ]
        ties += [(s.subject, s.object, 2) for s in found.statuses]
        for doer, done_to, weight in ties:
            if doer is None or done_to is None:
                continue
            left, right = _side(ontology, doer, day), _side(ontology, done_to, day)
            if left is None or right is None or left.id == right.id:
                continue
            if (a and not _same(a, left)) or (b and not _same(b, right)):
                continue
            actors[left.id], actors[right.id] = left, right
            pairs[left.id, right.id] += weight
    if not pairs:
        raise Abstained(
            "the articles name no event, status or condition between two political actors",
            do="hand in an article that does, or name the two with --source and --target",
        )
    spoken = Counter({frozenset(p): 0 for p in pairs})
    for pair, n in pairs.items():
        spoken[frozenset(pair)] += n
    named = [{_land(ontology, i, day) for i in s.actors} for c in coded for s in c.sentences]
    titled = [{m.actor.country or m.actor.id for m in ontology.find(t, day)} for t in titles]
    for two in spoken:
        lands = {_land(ontology, i, day) for i in two}
        spoken[two] += sum(lands <= held for held in named)
        spoken[two] += _TITLE * sum(lands <= held for held in titled)
    # Of equally busy pairs the last in the alphabet, so that the answer never depends on order.
    best = max(spoken, key=lambda two: (spoken[two], sorted(two)))
    supposed = Counter(
        side.id
        for c in coded
        for k in c.conditionals
        if k.trigger.source is not None
        and (side := _side(ontology, k.trigger.source, day)) is not None
    )
    one, other = max(
        (p for p in pairs if frozenset(p) == best),
        key=lambda p: (supposed[p[0]] - supposed[p[1]], pairs[p], p),
    )
    if not (a or b) and (other, one) not in pairs and supposed[other] > supposed[one]:
        one, other = other, one
    return a or actors[one], b or actors[other]


def _land(ontology: Ontology, actor_id: str, day: date) -> str:
    """The country that an actor acts for, so that "the junta" and its land are one side."""
    return ontology.country_of(actor_id, day) or actor_id


def _side(ontology: Ontology, actor: Actor, day: date) -> Actor | None:
    """Raise an agent or an official to the country that it acts for."""
    if actor.kind in _POLITICAL:
        return actor
    if actor.kind is ActorKind.UNKNOWN or actor.country is None:
        return None
    return ontology.actor(actor.country, day)


def _at(ontology: Ontology, actor: Actor, day: date) -> Actor:
    if actor.kind is ActorKind.UNKNOWN:
        return actor
    raised = _side(ontology, actor, day)
    return ontology.actor((raised or actor).id, day)
