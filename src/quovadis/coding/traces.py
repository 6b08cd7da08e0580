"""How the coder came to an event, or why it left a reading out: what `--explain` shows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from quovadis.records import Event

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.coding.lexicon import Constraint, Frame

__all__ = ["Trace", "frame_words", "path_between"]

_MOST_STEPS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One reading of a predicate.

    Attributes:
        sentence: Index of the sentence.
        start: First code point of the word that carries the reading.
        end: One past its last.
        word: That word.
        by: Which backend speaks: `light`, `default` or `llm`.
        frame: The frame of the lexicon, its company and its slots, in words.
        event_type: What it would be.
        modality: Whether the text says that it happened, and `because` of which word.
        because: The word that decides the modality, or an empty string.
        source_path: From the word to whoever acts, in the parse.
        target_path: From the word to whom it is done.
        source_span: Where whoever acts is named, as offsets in the document, or None.
        target_span: Where it is named to whom, or None.
        factors: What the probability is the product of, by name.
        evidence: What the probability rests on, a few words each, where it is no product.
        verdict: `kept`, or why it was left out or changed.
        event: The event, when there is one.
    """

    sentence: int
    start: int
    end: int
    word: str
    by: str
    verdict: str
    frame: str = ""
    event_type: str = ""
    modality: str = ""
    because: str = ""
    source_path: str = ""
    target_path: str = ""
    source_span: tuple[int, int] | None = None
    target_span: tuple[int, int] | None = None
    factors: tuple[tuple[str, float], ...] = ()
    evidence: tuple[str, ...] = ()
    event: Event | None = None


def path_between(word: Token, end: Token) -> str:
    """Write the way through the parse from a word to another.

    `<` goes up to the governor, `>` down to what is governed; the label is that of the arc.

    Examples:
        >>> from quovadis.coding.parse import parse
        >>> from quovadis.records import Document
        >>> doc = parse(Document(text="Rebels were attacked by Kenya.")).doc
        >>> path_between(doc[2], doc[4])
        'attacked >agent by >pobj Kenya'
    """
    above = [word]
    while above[-1].head.i != above[-1].i and len(above) < _MOST_STEPS:
        above.append(above[-1].head)
    heights = {t.i: n for n, t in enumerate(above)}
    down: list[Token] = []
    at = end
    while at.i not in heights and at.head.i != at.i and len(down) < _MOST_STEPS:
        down.append(at)
        at = at.head
    if at.i not in heights:
        return ""
    up = above[: heights[at.i] + 1]
    steps = [word.text]
    steps += [f"<{low.dep_} {high.text}" for low, high in pairwise(up)]
    steps += [f">{t.dep_} {t.text}" for t in reversed(down)]
    return " ".join(steps)


def frame_words(frame: Frame) -> str:
    """Write a frame as the table has it, long word lists cut short."""
    company = " ".join(_constraint(c) for c in frame.constraints)
    slots = f"{','.join(frame.source)} → {','.join(frame.target) or '–'}"
    kind = "noun" if frame.noun else "verb"
    return f"{kind} {frame.lemma}{' + ' + company if company else ''} ({slots})"


def _constraint(constraint: Constraint) -> str:
    if constraint.lemmas is None:
        fill = "*"
    else:
        few = sorted(constraint.lemmas)[:3]
        fill = "|".join(few) + ("|…" if len(constraint.lemmas) > 3 else "")
    return f"{'!' if constraint.absent else ''}{constraint.slot}={fill}"
