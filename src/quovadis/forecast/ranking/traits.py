"""What the names alone say: an entity's country and role, a relation's CAMEO root and quad
class."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from quovadis.forecast.ranking.quadruples import Ints
from quovadis.ontology import Ontology

__all__ = ["Traits", "read_traits"]

_BRACKET = re.compile(r"^(.*\S)\s*\(([^()]+)\)$")


@dataclass(frozen=True, slots=True)
class Traits:
    """Numbers for what names say; equal numbers mean the same country, role, root or quad class.

    Attributes:
        country: For each entity; 0 where the name tells none.
        role: For each entity: the words before the bracket ("Police"), or whether it is a country,
            a named actor of a known country, or another name.
        root: For each relation, without inverses: its CAMEO root.
        quad: For each relation: its quad class, 0 to 3.
    """

    country: Ints
    role: Ints
    root: Ints
    quad: Ints

    @property
    def n_relations(self) -> int:
        """How many relations there are, not counting inverses."""
        return len(self.root)


def read_traits(entities: Sequence[str], relations: Sequence[str], ontology: Ontology) -> Traits:
    """Read names as in ICEWS: `Police (India)`, `Barack Obama`, `Make statement`.

    Args:
        entities: Names by number; underscores stand for spaces.
        relations: CAMEO descriptions by number; unknown ones get a root and quad class of their
        own. ontology: Knows the countries of names without a bracket, and the CAMEO codes.
    """
    countries, roles = [], []
    for name in (e.replace("_", " ") for e in entities):
        country = ontology.icews_actor(name).country or ""
        bracket = _BRACKET.match(name)
        if bracket:
            countries.append(country or bracket[2])
            roles.append(bracket[1])
        else:
            countries.append(country)
            is_state = country and ontology.countries[country].name == name
            roles.append("*state" if is_state else "*of a country" if country else "*name")
    codes = [ontology.cameo.by_name(r) for r in relations]
    return Traits(
        _numbered(countries),
        _numbered(roles),
        _numbered(c.code[:2] if c else "?" for c in codes),
        _numbered(
            ontology.plover.quad_class(c.plover_type) if c and c.plover_type else "?" for c in codes
        ),
    )


def _numbered(words: Iterable[str]) -> Ints:
    """Equal words get equal numbers, in order of first appearance; the empty word gets 0."""
    number = {"": 0}
    return np.array([number.setdefault(w, len(number)) for w in words], dtype=np.int32)
