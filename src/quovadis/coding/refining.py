"""The seam between backends: what a dearer backend is shown of a sentence, and what it gives back.

`light` reads every sentence. A refiner then sees what `light` found in it and may change
probabilities, add events and drop some. It sees one sentence at a time and keeps nothing of it, so
that no document changes what another yields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from quovadis.coding.drafts import EventWriter
from quovadis.coding.spans import MentionSpan
from quovadis.coding.traces import Trace
from quovadis.records import Event, SentenceRole

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from quovadis.coding.parse import Parsed, SentenceSpan

__all__ = ["Found", "Refined", "Refiner", "SentenceView"]


@dataclass(frozen=True, slots=True)
class Found:
    """An event and the word that carries it."""

    event: Event
    token: Token


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceView:
    """A sentence as a refiner sees it.

    Attributes:
        parsed: The whole document.
        sentence: The sentence; never a heading, never one that was cut.
        span: Its tokens.
        mentions: All mentions of the document, by the index of their governing token.
        found: What the cheaper backend found, in order of the words that carry it.
        writer: Makes whole events of drafts.
    """

    parsed: Parsed
    sentence: SentenceSpan
    span: Span
    mentions: Mapping[int, MentionSpan]
    found: tuple[Found, ...]
    writer: EventWriter

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.parsed.text(self.sentence.start, self.sentence.end)

    def actors(self) -> tuple[MentionSpan, ...]:
        """Return the mentions in the sentence that stand for an actor and for no place."""
        first, end = self.sentence.token_start, self.sentence.token_end
        return tuple(
            m
            for root, m in sorted(self.mentions.items())
            if first <= root < end and m.actor is not None and not m.place
        )


@dataclass(frozen=True, slots=True)
class Refined:
    """What a refiner makes of a sentence.

    Attributes:
        found: The events that stand.
        traces: What it changed and why, for `--explain`.
        roles: How likely each role of the sentence is; None from a refiner that does not ask.
    """

    found: tuple[Found, ...]
    traces: tuple[Trace, ...] = ()
    roles: Mapping[SentenceRole, float] | None = None


class Refiner(Protocol):
    """A backend that refines a cheaper one.

    Attributes:
        name: Of the backend that it makes, as it stands in the facts.
        version: Raised whenever the same text would be coded differently.
    """

    name: str
    version: str

    def refine(self, view: SentenceView) -> Refined:
        """Return what stands of a sentence; must not raise for any text."""
        ...
