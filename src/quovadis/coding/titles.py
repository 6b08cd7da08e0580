"""Which sector a title tells of: "prosecutor general", "foreign ministry", "riot police"."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

from quovadis.coding.grammar import noun_phrase, preposition_objects
from quovadis.coding.words import word_class

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.coding.parse import Parsed
    from quovadis.ontology import Ontology

__all__ = ["Titles"]


class Titles:
    """Reads the titles of one document.

    Args:
        parsed: The document.
        ontology: Which words are titles, and of which sector.
        names: Tokens inside names of actors, which belong to no title.
    """

    def __init__(self, parsed: Parsed, ontology: Ontology, names: Container[int]) -> None:
        self._parsed = parsed
        self._ontology = ontology
        self._names = names

    def before(self, head: Token, first: int) -> str | None:
        """Sector of a title that stands before a name ("Prosecutor General Igor Krasnov")."""
        words = [t.text for t in self._parsed.doc[first : head.i] if t.i not in self._names]
        return self._ontology.title(" ".join(words)) if words else None

    def beside(self, head: Token) -> str | None:
        """Sector of a title in apposition ("Igor Krasnov, Russia's prosecutor general")."""
        beside = [c for c in head.children if c.dep_ == "appos"]
        if head.dep_ == "appos":
            beside.append(head.head)
        for noun in beside:
            sector = self.sector(noun, noun_phrase(noun)[0]) if noun.pos_ != "PRON" else None
            if sector:
                return sector
        return None

    def sector(self, head: Token, first: int, name: str = "") -> str | None:
        """Sector of a noun phrase whose head is a title; None when only a modifier is one."""
        name = name or head.text
        title = self._ontology.title
        own = title(name)
        words = [t.text for t in self._parsed.doc[first : head.i] if t.i not in self._names]
        group = head.lemma_.lower() in word_class("d-group")
        if own is None and not (
            words and title(f"{words[-1]} {name}") and (group or not title(words[-1]))
        ):
            return None
        sector = title(" ".join([*words, name]))
        for noun in preposition_objects(head).get("of", []):
            if noun.i not in self._names:
                sector = title(f"{name} of {noun.text}") or sector
        return sector
