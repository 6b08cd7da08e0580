"""PLOVER: 16 event types with quad class, score, modes and contexts.

Source: PLOVER manual (Open Event Data Alliance). Scores run from −10 (most conflictual) to 10
(most cooperative). Definitions and glosses are in our own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from quovadis.errors import OntologyError
from quovadis.ontology.tables import read_table
from quovadis.records import EventType, QuadClass

__all__ = ["Plover", "PloverType", "load_plover"]


@dataclass(frozen=True, slots=True)
class PloverType:
    """One of the 16 types.

    Attributes:
        score: −10 to 10.
        modes: Mode to score; None where the manual gives none.
        requires_recipient: Whether an event of this type needs a target.
    """

    type: EventType
    quad_class: QuadClass
    score: float
    modes: Mapping[str, float | None]
    requires_recipient: bool
    definition: str


@dataclass(frozen=True, slots=True)
class Plover:
    """The whole vocabulary.

    Examples:
        >>> plover = load_plover()
        >>> plover.quad_class("SANCTION").value, plover.score("COERCE", "martial-law")
        ('material_conflict', -7.5)
    """

    types: Mapping[EventType, PloverType]
    contexts: Mapping[str, str]

    def score(self, type_: EventType | str, mode: str | None = None) -> float:
        """Score of a type, or of one of its modes where the manual gives one (−10 to 10).

        Raises:
            OntologyError: The type or the mode does not exist.

        Examples:
            >>> load_plover().score("ACCUSE")
            -3.0
        """
        entry = self._entry(type_)
        if mode is None:
            return entry.score
        if mode not in entry.modes:
            raise OntologyError(f"{entry.type} has no mode {mode!r}")
        value = entry.modes[mode]
        return entry.score if value is None else value

    def quad_class(self, type_: EventType | str) -> QuadClass:
        """Quad class of a type.

        Examples:
            >>> load_plover().quad_class("AID").value
            'material_cooperation'
        """
        return self._entry(type_).quad_class

    def _entry(self, type_: EventType | str) -> PloverType:
        try:
            return self.types[EventType(type_)]
        except ValueError:
            raise OntologyError(f"{type_!r} is not a PLOVER type") from None


def load_plover() -> Plover:
    """Read the tables `plover`, `plover_modes` and `plover_contexts`.

    Examples:
        >>> plover = load_plover()
        >>> modes = [mode for entry in plover.types.values() for mode in entry.modes]
        >>> len(plover.types), len(modes), len(plover.contexts)
        (16, 67, 37)
    """
    modes: dict[str, dict[str, float | None]] = {}
    for row in read_table("plover_modes", ("type", "mode", "score")):
        modes.setdefault(row["type"], {})[row["mode"]] = (
            float(row["score"]) if row["score"] else None
        )
    types = {
        EventType(row["type"]): PloverType(
            type=EventType(row["type"]),
            quad_class=QuadClass(row["quad_class"]),
            score=float(row["score"]),
            modes=MappingProxyType(modes.get(row["type"], {})),
            requires_recipient=row["requires_recipient"] == "yes",
            definition=row["definition"],
        )
        for row in read_table(
            "plover", ("type", "quad_class", "score", "requires_recipient", "definition")
        )
    }
    contexts = {r["context"]: r["meaning"] for r in read_table("plover_contexts", ("context",))}
    return Plover(MappingProxyType(types), MappingProxyType(contexts))
