"""What the ontology knows of an actor on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from quovadis.records import Actor, ActorKind

if TYPE_CHECKING:
    from quovadis.ontology import Ontology

__all__ = ["ActorProfile", "actor_profile", "named_actors"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorProfile:
    """An actor on a day, and who stands around it.

    Attributes:
        represented_by: Named actors that act for the country on that day.
        neighbours: Ids of the countries that share a land border.
        blocs: Ids of the blocs that it is a member of.
        members: Ids of the members, for a bloc.
        designations: Changes of designation that concern it, up to that day, newest first.
    """

    actor: Actor
    represented_by: tuple[str, ...]
    neighbours: tuple[str, ...]
    blocs: tuple[str, ...]
    members: tuple[str, ...]
    designations: tuple[str, ...]


def actor_profile(ontology: Ontology, query: str, day: date) -> ActorProfile:
    """Look an actor up by id, name, alias or title.

    Raises:
        UnknownActor: There is none; the error suggests near names.

    Examples:
        >>> from quovadis.ontology import load_ontology
        >>> profile = actor_profile(load_ontology(), "Taliban", date(2025, 4, 9))
        >>> profile.actor.id, profile.actor.country, profile.actor.sector
        ('TALIBAN', 'AFG', 'GOV')
    """
    actor = ontology.actor(ontology.lookup(query).id, day)
    is_country = actor.kind is ActorKind.COUNTRY
    named = ontology.represents(actor.id, day) if is_country else frozenset()
    listed = [d for d in ontology.designations(day) if d.whom == actor.id]
    return ActorProfile(
        actor=actor,
        represented_by=tuple(sorted(n for n in named if not n.startswith(actor.id))),
        neighbours=tuple(sorted(ontology.neighbours(actor.id))) if is_country else (),
        blocs=tuple(sorted(ontology.blocs_of(actor.id, day))) if is_country else (),
        members=tuple(sorted(ontology.members(actor.id, day))),
        designations=tuple(
            f"{d.by_name} {d.change} {d.date} ({d.regime})"
            for d in sorted(listed, key=lambda d: d.date, reverse=True)
        ),
    )


def named_actors(ontology: Ontology, day: date) -> list[Actor]:
    """List the named actors of the ontology (organisations, blocs, armed groups) as of a day."""
    return [ontology.actor(i, day) for i in ontology.named_ids()]
