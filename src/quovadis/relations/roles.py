"""Who stands where around two actors: partners, rivals, neighbours, challengers, powers.

All of it comes from the data at the as-of day: who cooperates and who quarrels with an actor more
than others do, who uses force against it, who shares a border with it. Where the data is thin the
ontology's own facts stand in, and each role says on what it rests.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quovadis.ontology.levels import involves
from quovadis.query import fetch
from quovadis.records import Actor, ActorKind, Coverage, EventType, Modality
from quovadis.relations.standing import Standing, lower_share, standings

if TYPE_CHECKING:
    import ibis

    from quovadis.ontology import Ontology

__all__ = ["Role", "Roles", "roles"]

_THIN = 30
"""Events with other countries below which the data says too little about partners and rivals."""

_MOST = 6
_NEAR = 0.3
_FAR = 0.25
"""Overlap of blocs from which, or below which, two countries count as of one camp or two."""

_ATTACK = EventType.ASSAULT.value
_ARMED_SECTORS = ("REB", "UAF", "CRM")
_STATE_SECTORS = ("GOV", "MIL", "JUD", "LEG", "COP", "SPY")


@dataclass(frozen=True, slots=True)
class Role:
    """An actor in a role, and why.

    Attributes:
        actor_id: Id of the actor.
        why: One clause: the numbers or the fact that it rests on.
        n_events: Events behind it; 0 where it rests on the ontology alone.
    """

    actor_id: str
    why: str
    n_events: int = 0


@dataclass(frozen=True, slots=True)
class Roles:
    """The actors around a dyad A → B, each list in order of weight, without A and B themselves.

    Attributes:
        since: First day of the data that was looked at, or None when there was none.
        until: Last day of it.
    """

    partners_a: tuple[Role, ...] = ()
    rivals_a: tuple[Role, ...] = ()
    partners_b: tuple[Role, ...] = ()
    rivals_b: tuple[Role, ...] = ()
    neighbours_a: tuple[Role, ...] = ()
    neighbours_b: tuple[Role, ...] = ()
    challengers_a: tuple[Role, ...] = ()
    challengers_b: tuple[Role, ...] = ()
    powers: tuple[Role, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None


def roles(
    events: ibis.Table,
    a: str,
    b: str,
    *,
    as_of: dt.date,
    ontology: Ontology,
    coverage: Sequence[Coverage] = (),
    days: int = 365,
) -> Roles:
    """Find the actors around a dyad, as they stood on a day.

    Args:
        events: Table with the columns of `schema.arrow_schema("events")`, already as of the day.
        a: Id of actor A, at any level.
        b: Id of actor B.
        as_of: The day. Events dated after it are not looked at.
        ontology: Borders, blocs, major powers, designations.
        coverage: The days that each loaded dataset covers; the last `days` covered days are looked
            at. Without it, the days before `as_of`.
        days: How far back to look.

    Returns:
        `Roles`. Partners: countries with more cooperation than conflict whose share of
        cooperation is not below the actor's own average; rivals: those whose share of conflict is
        above it (both at the edge of the 90% Wilson interval). Challengers: states and armed
        groups that attacked the actor (PLOVER type ASSAULT). With fewer than 30 events partners
        come from shared blocs, rivals from designations and from camps of major powers, which
        `why` says.
    """
    first, last = _window(as_of, days, coverage)
    known = events.filter(
        events.modality == Modality.ACTUAL.value,
        events.date.notnull(),
        events.date.between(first, last),
    )
    home_a, home_b = ontology.country_of(a), ontology.country_of(b)
    selves = {x for x in (a, b, home_a, home_b) if x}
    stand_a = standings(known, a, ontology=ontology)
    stand_b = standings(known, b, ontology=ontology)
    return Roles(
        partners_a=_partners(stand_a, a, home_a, selves, ontology, as_of),
        rivals_a=_rivals(stand_a, a, home_a, selves, ontology, as_of),
        partners_b=_partners(stand_b, b, home_b, selves, ontology, as_of),
        rivals_b=_rivals(stand_b, b, home_b, selves, ontology, as_of),
        neighbours_a=_neighbours(stand_a, home_a, selves, ontology),
        neighbours_b=_neighbours(stand_b, home_b, selves, ontology),
        challengers_a=_challengers(known, a, home_a, selves, ontology, as_of),
        challengers_b=_challengers(known, b, home_b, selves, ontology, as_of),
        powers=_powers(stand_a, stand_b, selves, ontology),
        since=first if stand_a or stand_b else None,
        until=last if stand_a or stand_b else None,
    )


def _window(as_of: dt.date, days: int, coverage: Sequence[Coverage]) -> tuple[dt.date, dt.date]:
    """First and last day of the last `days` days before the day that any dataset covers."""
    reached = [min(c.last, as_of) for c in coverage if c.first <= as_of]
    last = max(reached, default=as_of)
    return last - dt.timedelta(days=days - 1), last


def _partners(
    stand: dict[str, Standing],
    actor: str,
    home: str | None,
    selves: set[str],
    ontology: Ontology,
    day: dt.date,
) -> tuple[Role, ...]:
    others = {i: s for i, s in stand.items() if i not in selves}
    total = sum(s.total for s in others.values())
    if total < _THIN:
        return _bloc_partners(actor, home, selves, ontology, day, total)
    average = sum(s.cooperation for s in others.values()) / total
    # Not below the average: the upper edge of the interval, less harshly for large dyads.
    kept = [
        (i, s)
        for i, s in others.items()
        if s.net > 0
        and s.total >= 5
        and 1 - lower_share(s.conflict, s.total) >= average
        and s.cooperation / s.total >= 0.95 * average
    ]
    kept.sort(key=lambda item: (-item[1].net, item[0]))
    return tuple(
        Role(i, f"net cooperation {s.net:+d} ({s.cooperation} to {s.conflict} events)", s.total)
        for i, s in kept[:_MOST]
    )


def _rivals(
    stand: dict[str, Standing],
    actor: str,
    home: str | None,
    selves: set[str],
    ontology: Ontology,
    day: dt.date,
) -> tuple[Role, ...]:
    others = {i: s for i, s in stand.items() if i not in selves}
    total = sum(s.total for s in others.values())
    if total < _THIN:
        return _declared_rivals(actor, home, selves, ontology, day)
    average = sum(s.conflict for s in others.values()) / total
    kept = [
        (i, s)
        for i, s in others.items()
        if s.total >= 5 and lower_share(s.conflict, s.total) > average
    ]
    kept.sort(key=lambda item: (-(item[1].conflict - average * item[1].total), item[0]))
    return tuple(
        Role(
            i,
            f"{s.conflict} of {s.total} events are conflict, against {average:.0%} with all others",
            s.total,
        )
        for i, s in kept[:_MOST]
    )


def _bloc_partners(
    actor: str,
    home: str | None,
    selves: set[str],
    ontology: Ontology,
    day: dt.date,
    total: int,
) -> tuple[Role, ...]:
    """Those whose blocs are mostly the actor's own."""
    if home is None or not ontology.country_of(actor, day):
        return ()
    blocs = ontology.blocs_of(home, day)
    overlap = {i: _overlap(i, blocs, ontology, day) for i in ontology.countries if i not in selves}
    near = sorted((i for i in overlap if overlap[i] >= _NEAR), key=lambda i: (-overlap[i], i))
    few = "no event" if total == 0 else f"only {total} event{'' if total == 1 else 's'}"
    return tuple(
        Role(
            i,
            f"shares {', '.join(sorted(blocs & ontology.blocs_of(i, day)))} with {home}; {few}, "
            "too few to tell partners from data",
        )
        for i in near[:_MOST]
    )


def _overlap(iso3: str, blocs: frozenset[str], ontology: Ontology, day: dt.date) -> float:
    """Jaccard overlap of blocs: shared forums of all powers weigh little beside separate camps."""
    theirs = ontology.blocs_of(iso3, day)
    union = blocs | theirs
    return len(blocs & theirs) / len(union) if union else 0.0


def _declared_rivals(
    actor: str, home: str | None, selves: set[str], ontology: Ontology, day: dt.date
) -> tuple[Role, ...]:
    """Major powers of other camps, and states that list the actor or that it lists."""
    listed: dict[tuple[str, str], str] = {}
    for d in ontology.designations(day):
        if d.change in ("listed", "relisted"):
            listed[d.by, d.whom] = f"{d.by_name} listed {d.whom_name} ({d.date.year}, {d.regime})"
        elif d.change in ("delisted", "suspended"):
            listed.pop((d.by, d.whom), None)
    found: dict[str, str] = {}
    for (by, whom), why in listed.items():
        other = by if whom == actor else whom if by == actor else None
        if other in ontology.countries and other not in selves:
            found.setdefault(str(other), why)
    blocs = ontology.blocs_of(actor, day) if home == actor else frozenset()
    far = {
        power: _overlap(power, blocs, ontology, day)
        for power in ontology.major_powers()
        if blocs and power in ontology.countries and power not in selves
    }
    powers = sorted((i for i in far if far[i] < _FAR), key=lambda i: (far[i], i))
    why_far = dict.fromkeys(powers[: _MOST // 2], f"a major power of other blocs than {actor}")
    return tuple(
        Role(i, f"{why}; too few events to tell rivals from data")
        for i, why in list({**why_far, **found}.items())[:_MOST]
    )


def _neighbours(
    stand: dict[str, Standing], home: str | None, selves: set[str], ontology: Ontology
) -> tuple[Role, ...]:
    near = sorted(ontology.neighbours(home) - selves) if home else []
    near.sort(key=lambda i: -(stand[i].total if i in stand else 0))
    return tuple(
        Role(i, f"shares a land border with {home}", stand[i].total if i in stand else 0)
        for i in near
    )


def _challengers(
    events: ibis.Table,
    actor: str,
    home: str | None,
    selves: set[str],
    ontology: Ontology,
    day: dt.date,
) -> tuple[Role, ...]:
    """States and armed groups that attacked the actor, or in its country its government."""
    import ibis

    against = involves(events, "target", actor, ontology=ontology)
    if home and actor != home and ontology.is_government_of(actor, home, day):
        against |= involves(events, "target", home, ontology=ontology)
    force = events.filter(against, events.event_type == _ATTACK, events.source.notnull())
    keys = ["source", "source_country", "source_sector", "source_kind"]
    counted = force.group_by(keys).aggregate(n=force.count())
    rows = fetch(counted.order_by(ibis.desc("n"), "source"))
    mine = ontology.represents(home, day) if home else frozenset()
    counts: dict[str, int] = {}
    for row in rows.to_pylist():
        challenger = _challenger(row, home, mine | selves)
        if challenger:
            counts[challenger] = counts.get(challenger, 0) + row["n"]
    ranked = sorted(counts, key=lambda i: (-counts[i], i))[:_MOST]
    return tuple(
        Role(i, f"{counts[i]} attack{'' if counts[i] == 1 else 's'} against it", counts[i])
        for i in ranked
        if counts[i] >= 2 or len(ranked) <= 2
    )


def _challenger(
    row: dict[str, Any], home: str | None, mine: frozenset[str] | set[str]
) -> str | None:
    """Whom a row's source counts as: another state, an armed group by its own name, or nobody."""
    source, country, sector = row["source"], row["source_country"], row["source_sector"]
    if source in mine:
        return None
    if row["source_kind"] == ActorKind.ARMED_GROUP.value:
        return str(source)
    if country is not None and country != home:
        if sector in _ARMED_SECTORS:
            return f"{country}.{sector}"
        state = sector is None or sector in _STATE_SECTORS
        return str(country) if state and country not in mine else None
    return f"{country}.{sector}" if country and sector in _ARMED_SECTORS else None


def _powers(
    stand_a: dict[str, Standing],
    stand_b: dict[str, Standing],
    selves: set[str],
    ontology: Ontology,
) -> tuple[Role, ...]:
    found = []
    for power in ontology.major_powers():
        if power in selves:
            continue
        n = sum(s[power].total for s in (stand_a, stand_b) if power in s)
        actor: Actor = ontology.actor(power)
        found.append(Role(power, f"{actor.name} is counted among the major powers", n))
    return tuple(sorted(found, key=lambda r: -r.n_events))
