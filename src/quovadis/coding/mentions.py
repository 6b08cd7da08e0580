"""Who is named in a text: actors with their titles and institutions, and what refers to them.

A mention is a noun phrase (or the possessive or adjective that names an actor inside one), with the
actor it stands for, or none and a reason. Nothing is guessed: a pronoun or a description is
resolved only when exactly one antecedent fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quovadis.records import Actor

if TYPE_CHECKING:
    from quovadis.coding.parse import Parsed
    from quovadis.ontology import Ontology

__all__ = ["MentionSpan", "find_mentions"]


@dataclass(frozen=True, slots=True)
class MentionSpan:
    """A stretch of text that stands for an actor.

    Attributes:
        start: First code point in `document.text`.
        end: One past the last.
        actor: Who, or None with a `reason`.
        token_start: First token in `Parsed.doc`.
        token_end: One past the last token.
        root: Index of the token that governs the mention ("Lavrov", "embassy", "Russia").
        form: How it is named: `name`, `demonym`, `capital`, `building`, `title`, `person`,
            `alias`, `institution`, `pronoun`, `description` or `unknown`.
        place: It is used as a place ("in Kabul"), so it neither acts nor is acted upon.
        reason: Why there is no actor, or None.
        antecedent: Offsets of the words that a pronoun or description refers to, or None.
    """

    start: int
    end: int
    actor: Actor | None
    token_start: int
    token_end: int
    root: int
    form: str = "name"
    place: bool = False
    reason: str | None = None
    antecedent: tuple[int, int] | None = None


def find_mentions(parsed: Parsed, ontology: Ontology) -> tuple[MentionSpan, ...]:
    """Return the mentions of a document in order of appearance; they may nest."""
    found = []
    for mention in ontology.find(parsed.document.text):
        span = parsed.doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is not None:
            found.append(
                MentionSpan(
                    mention.start,
                    mention.end,
                    mention.actor,
                    span.start,
                    span.end,
                    span.root.i,
                    mention.form,
                )
            )
    return tuple(found)
