"""The six lenses: what each asks, what falls under it, and the outcomes that it puts to the store.

A lens is data (`lenses.toml`). Roles are filled from what the caller found at the as-of day, never
from a list written for one case.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from quovadis.brief.prose import is_plural, name
from quovadis.errors import OntologyError
from quovadis.records import Actor, EventType, Outcome, QuadClass, StatusKind

if TYPE_CHECKING:
    from quovadis.ontology import Ontology

__all__ = [
    "ROLES",
    "Lens",
    "OutcomeSpec",
    "Pattern",
    "fill_roles",
    "load_lenses",
    "named",
    "outcomes",
    "unasked",
]

ROLES: dict[str, str] = {
    "A": "{A}",
    "B": "{B}",
    "B_land": "{B_land}",
    "partners_of_A": "partners of {A}",
    "partners_of_B": "partners of {B}",
    "rivals_of_A": "rivals of {A}",
    "rivals_of_B": "rivals of {B}",
    "neighbours_of_A": "neighbours of {A_land}",
    "neighbours_of_B": "neighbours of {B_land}",
    "challengers_of_A": "challengers of {A}",
    "challengers_of_B": "challengers of {B}",
    "people_of_A": "civilians and opponents in {A_land}",
    "people_of_B": "civilians and opponents in {B_land}",
    "powers": "other major powers",
    "others": "third states",
}
"""Every role that a lens may name, and how it is called in a brief."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Which events count: actors or roles, and what was done. Empty means any.

    Attributes:
        source: `A`, `B` or another key of `ROLES`.
        target: The same.
        undirected: Whether target towards source counts as well.
    """

    source: str
    target: str
    types: tuple[EventType, ...] = ()
    quads: tuple[QuadClass, ...] = ()
    contexts: tuple[str, ...] = ()
    undirected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeSpec:
    """An outcome over roles: what a lens asks about the future.

    Attributes:
        label: A clause with `{A}` and `{B}`.
        pattern: Which events would settle it with yes.
        horizon: Days.
        toward: True when it favours the relation, False when it strains it, else None.
    """

    label: str
    pattern: Pattern
    horizon: int
    toward: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """One of the six ways to look at a relation.

    Attributes:
        key: Short name.
        asks: Its question, with `{A}` and `{B}`.
        headings: Words in a source's heading that put what stands under it here.
        cues: Beginnings of words in a sentence that do so.
        contexts: PLOVER contexts that do so.
        statuses: Kinds of status whose change by others towards B falls under it.
        observe: Which observed events fall under it.
        outcomes: What it asks about the future.
    """

    key: str
    title: str
    asks: str
    headings: tuple[str, ...]
    cues: tuple[str, ...]
    contexts: frozenset[str]
    statuses: frozenset[StatusKind]
    observe: tuple[Pattern, ...]
    outcomes: tuple[OutcomeSpec, ...]

    def claims_heading(self, heading: str | None) -> bool:
        """Tell whether a source's heading names this lens.

        Examples:
            >>> load_lenses()[1].claims_heading("2. Security Implications")
            True
        """
        return self.heading_score(heading) > 0

    def heading_score(self, heading: str | None) -> int:
        """Count the words of a heading that name this lens."""
        return _starts(self.headings, heading or "")

    def score(self, text: str, contexts: Sequence[str] = ()) -> int:
        """Count how strongly a sentence belongs here: a cue or a context each count one.

        Examples:
            >>> load_lenses()[3].score("They signed a deal on gas and wheat.", ["economic"])
            3
        """
        return _starts(self.cues, text) + len(self.contexts.intersection(contexts))


@cache
def load_lenses() -> tuple[Lens, ...]:
    """Read the shipped lenses, in the order in which a brief shows them.

    Raises:
        OntologyError: When the table names an unknown role, type or quad class.

    Examples:
        >>> [lens.key for lens in load_lenses()]
        ['realignment', 'security', 'diplomacy', 'economy', 'rights', 'powers']
    """
    table = tomllib.loads(files("quovadis.brief").joinpath("lenses.toml").read_text("utf-8"))
    try:
        return tuple(_lens(row) for row in table["lens"])
    except (KeyError, ValueError) as error:
        raise OntologyError(f"a lens is broken: {error}", where="brief/lenses.toml") from error


def outcomes(
    lens: Lens, a: Actor, b: Actor, roles: Mapping[str, Sequence[str]], ontology: Ontology
) -> list[Outcome]:
    """Put a lens's questions about two actors: fill its roles with actor ids.

    Args:
        lens: One of `load_lenses()`.
        a: Actor A; its id stands in the predicates as it is.
        b: Actor B.
        roles: Role to the ids of its holders, without `A` and `B`. `powers`, `others` and
            `people_of_…` are filled from the ontology when they are not given.
        ontology: Gives the major powers and the countries.

    Returns:
        One outcome for each question whose roles have holders; for the rest see `unasked`.
    """
    filled = fill_roles(a, b, roles, ontology)
    return [
        _outcome(lens, spec, a, b, filled, ontology)
        for spec in lens.outcomes
        if not _empty(spec, filled)
    ]


def unasked(
    lens: Lens, a: Actor, b: Actor, roles: Mapping[str, Sequence[str]], ontology: Ontology
) -> list[str]:
    """Say which of a lens's questions could not be put, and why, one sentence each.

    Args:
        lens: One of `load_lenses()`.
        a: Actor A.
        b: Actor B.
        roles: As for `outcomes`.
        ontology: As for `outcomes`.
    """
    filled = fill_roles(a, b, roles, ontology)
    out = []
    for spec in lens.outcomes:
        missing = _empty(spec, filled)
        if missing:
            who = named(ROLES[missing[0]], a, b, ontology)
            out.append(
                f"Whether {named(spec.label, a, b, ontology)} was not asked: no {who} are known."
            )
    return out


def fill_roles(
    a: Actor, b: Actor, roles: Mapping[str, Sequence[str]], ontology: Ontology
) -> dict[str, tuple[str, ...]]:
    """Give every role of `ROLES` its holders; a role that nobody holds is empty."""
    own = {a.id, b.id, a.country, b.country}
    filled = {role: tuple(x for x in roles.get(role, ()) if x not in own) for role in ROLES}
    filled["A"], filled["B"] = (a.id,), (b.id,)
    # What is done to a country is done to whoever governs it, and the other way round.
    filled["B_land"] = tuple(dict.fromkeys(x for x in (b.id, b.country) if x))
    if not filled["powers"]:
        filled["powers"] = tuple(p for p in ontology.major_powers() if p not in own)
    if not filled["others"]:
        filled["others"] = tuple(c for c in sorted(ontology.countries) if c not in own)
    for role, actor in (("people_of_A", a), ("people_of_B", b)):
        if not filled[role] and actor.country:
            filled[role] = (f"{actor.country}.CVL", f"{actor.country}.OPP")
    return filled


def _empty(spec: OutcomeSpec, filled: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [r for r in (spec.pattern.source, spec.pattern.target) if not filled[r]]


def _outcome(
    lens: Lens,
    spec: OutcomeSpec,
    a: Actor,
    b: Actor,
    filled: Mapping[str, tuple[str, ...]],
    ontology: Ontology,
) -> Outcome:
    p = spec.pattern
    return Outcome(
        label=named(spec.label, a, b, ontology),
        source=filled[p.source],
        target=filled[p.target],
        horizon=spec.horizon,
        event_types=p.types,
        quad_classes=p.quads,
        contexts=p.contexts,
        undirected=p.undirected,
        lens=lens.key,
        source_role=None if p.source in "AB" else named(ROLES[p.source], a, b, ontology),
        target_role=None if p.target in "AB" else named(ROLES[p.target], a, b, ontology),
        toward=spec.toward,
    )


def named(template: str, a: Actor, b: Actor, ontology: Ontology) -> str:
    """Fill `{A}`, `{B}` and, for the countries they belong to, `{A_land}` and `{B_land}`."""
    for key, actor in (("A", a), ("B", b)):
        if template.startswith(f"{{{key}}}"):
            form = 2 if is_plural(actor) else 1
            template = re.sub(r"\[(\w+)\|(\w+)\]", rf"\{form}", template)
        template = template.replace(f"{{{key}}}", name(actor))
        if f"{{{key}_land}}" in template:
            land = ontology.actor(actor.country) if actor.country else actor
            template = template.replace(f"{{{key}_land}}", name(land))
    return template


def _starts(words: Sequence[str], text: str) -> int:
    low = text.lower()
    return sum(bool(re.search(rf"\b{re.escape(w)}", low)) for w in words)


def _lens(row: Mapping[str, Any]) -> Lens:
    return Lens(
        key=row["key"],
        title=row["title"],
        asks=row["asks"],
        headings=tuple(row["headings"]),
        cues=tuple(row["cues"]),
        contexts=frozenset(row["contexts"]),
        statuses=frozenset(StatusKind(k) for k in row.get("statuses", ())),
        observe=tuple(_pattern(p) for p in row["observe"]),
        outcomes=tuple(
            OutcomeSpec(
                label=o["label"], pattern=_pattern(o), horizon=o["horizon"], toward=o.get("toward")
            )
            for o in row["outcome"]
        ),
    )


def _pattern(row: Mapping[str, Any]) -> Pattern:
    for role in (row["source"], row["target"]):
        if role not in ROLES:
            raise ValueError(f"unknown role {role!r}")
    return Pattern(
        source=row["source"],
        target=row["target"],
        types=tuple(EventType(t) for t in row.get("types", ())),
        quads=tuple(QuadClass(q) for q in row.get("quads", ())),
        contexts=tuple(row.get("contexts", ())),
        undirected=row.get("undirected", False),
    )
