"""The mention of an actor, as all finders of this room see it."""

from __future__ import annotations

from dataclasses import dataclass

from quovadis.records import Actor

__all__ = ["MentionSpan"]


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
        also: Further actors, where one noun stands for several ("officials from Egypt and Iraq").
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
    also: tuple[Actor, ...] = ()
