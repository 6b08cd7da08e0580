"""How much a past case is like the one asked about: shared terms, each with weight and words."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from quovadis.errors import UnknownActor
from quovadis.ontology.naming import with_article
from quovadis.records import Actor, ActorKind

if TYPE_CHECKING:
    from quovadis.ontology import Ontology

__all__ = ["WEIGHTS", "Likeness"]

WEIGHTS = {
    "change": 0.20,
    "target": 0.30,
    "source": 0.25,
    "kind of source": 0.10,
    "era": 0.15,
}
"""What each term counts at most; they add up to 1. Chosen, not fitted: cases are too few to fit."""

_ERA_YEARS = 12.0
_ALLIED = 0.3
_MOST_BLOCS = 3
"""Share of blocs in common from which two states count as of one camp."""


class Likeness:
    """Adds up the terms that a case shares with a question.

    Args:
        ontology: Kinds of actors, borders, blocs.
        day: Day of the case.
        origin: Day of the question.
    """

    def __init__(self, ontology: Ontology, day: dt.date, origin: dt.date) -> None:
        self._ontology = ontology
        self._day = day
        self._origin = origin
        self._total = 0.0
        self.terms: list[str] = []

    @property
    def similarity(self) -> float:
        """Sum of the weights of the shared terms, 0 to 1."""
        return round(min(self._total, 1.0), 3)

    def change(self, share: float, word: str) -> None:
        """The same change, or one akin to it."""
        self._add("change", share, "the same change" if share == 1.0 else f"a change akin: {word}")

    def target(self, asked: Actor | None, case: str) -> None:
        """The same target, or one of the same kind."""
        if asked is None:
            return
        if asked.id == case:
            self._add("target", 1.0, f"the same target, {with_article(asked)}")
            return
        kind = self._kind(case)
        same = kind is not None and kind is self._kind(asked.id)
        governs = self._governs(case, self._day) and self._governs(asked.id, self._origin)
        words = []
        if same and kind is not None:
            words.append(f"a target of the same kind ({kind.value})")
        if governs:
            words.append("a target that governed a country")
        if words:
            self._add("target", 0.6 if same and governs else 0.4, " and ".join(words))

    def source(self, asked: Actor | None, case: str, target: Actor | None) -> None:
        """The same source, or one that is near it on the map or in its blocs."""
        if asked is None:
            return
        home = asked.country or asked.id
        states = self._ontology.countries
        if case in (asked.id, home):
            self._add("source", 1.0, f"the same source, {with_article(asked)}")
        elif case in states and home in states:
            share, words = self._nearness(home, case)
            if words:
                self._add("source", share, words)
            elif target and target.country and self._borders(case, target.country):
                self._add("source", 0.4, f"a source that borders on {self._called(target.country)}")
        if (case in states) == (home in states):
            both = "states" if home in states else "bodies"
            self._add("kind of source", 1.0, f"both sources are {both}")

    def era(self) -> None:
        """How long ago it was: the weight falls by a factor e every twelve years."""
        years = (self._origin - self._day).days / 365.25
        self._add("era", math.exp(-years / _ERA_YEARS), f"{years:.1f} years before")

    def _nearness(self, home: str, case: str) -> tuple[float, str]:
        near = self._borders(home, case)
        mine = self._ontology.blocs_of(home, self._origin)
        theirs = self._ontology.blocs_of(case, self._origin)
        shared = sorted(mine & theirs)
        overlap = len(shared) / len(mine | theirs) if shared else 0.0
        allied = overlap >= _ALLIED
        share = 0.5 * near + 0.5 * min(1.0, 2.0 * overlap) * allied
        words = []
        if near:
            words.append(f"a neighbour of {self._called(home)}")
        if allied:
            words.append(f"a fellow member of {self._listed(shared)}")
        return share, " and ".join(words)

    def _called(self, actor_id: str) -> str:
        return with_article(self._ontology.actor(actor_id, self._origin))

    def _listed(self, blocs: list[str]) -> str:
        names = [self._called(b) for b in blocs[:_MOST_BLOCS]]
        rest = len(blocs) - len(names)
        if rest:
            names.append("1 more" if rest == 1 else f"{rest} more")
        return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)

    def _governs(self, actor_id: str, day: dt.date) -> bool:
        home = self._ontology.country_of(actor_id)
        return home is not None and self._ontology.is_government_of(actor_id, home, day)

    def _borders(self, a: str, b: str) -> bool:
        return b in self._ontology.neighbours(a)

    def _kind(self, actor_id: str) -> ActorKind | None:
        try:
            return self._ontology.actor(actor_id).kind
        except UnknownActor:
            return None

    def _add(self, term: str, share: float, words: str) -> None:
        self._total += WEIGHTS[term] * share
        self.terms.append(words)
