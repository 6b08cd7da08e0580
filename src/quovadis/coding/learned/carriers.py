"""Words that may carry an event, and what is told of each: its form, its place, its frame.

Every verb, noun and adjective may. The encoder has seen few verbs, so that what the hand-made
lexicon knows of a word is told to it: the type of the frame that fits here, and all types that
frames of the same lemma have elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from quovadis.coding.frames import Predicate, fillers, find_predicates
from quovadis.coding.lexicon import load_lexicon
from quovadis.records import EventType

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = [
    "CARRIER_FEATURES",
    "LEXICON_FEATURES",
    "Carrier",
    "carrier_facts",
    "carrier_spots",
    "find_carriers",
]

_TYPES = tuple(EventType)
_TAGS = ("VB", "VBD", "VBN", "VBG", "VBZ", "VBP", "NN", "NNS", "NNP", "JJ")
_SLOTS = (
    "ROOT", "ccomp", "xcomp", "advcl", "relcl", "acl", "conj", "nsubj", "nsubjpass", "dobj",
    "pobj", "pcomp", "compound", "amod", "attr", "appos", "parataxis", "dep", "poss",
)  # fmt: skip
_CHILDREN = (
    "nsubj", "nsubjpass", "dobj", "agent", "prep", "xcomp", "ccomp", "neg", "aux", "auxpass",
    "mark", "poss", "det", "amod", "prt", "dative", "advcl",
)  # fmt: skip
_MODALS = {
    "will": "future", "'ll": "future", "shall": "future", "would": "would", "may": "may",
    "might": "may", "could": "may", "can": "may", "should": "should", "must": "should",
    "to": "infinitive", "had": "had", "has": "has", "have": "has",
}  # fmt: skip
_MARKS = ("if", "unless", "that", "after", "before", "while", "because", "when", "as")

LEXICON_FEATURES = 2 * len(_TYPES) + 2
"""The first so many features are of the lexicon: types of the frame, of the lemma; any of each."""

CARRIER_FEATURES = (
    *(f"frame:{t.value}" for t in _TYPES), *(f"lemma:{t.value}" for t in _TYPES), "frame", "lemma",
    *(f"tag:{t}" for t in _TAGS), *(f"slot:{s}" for s in _SLOTS), "slot:other",
    *(f"child:{c}" for c in _CHILDREN),
    "aux:future", "aux:would", "aux:may", "aux:should", "aux:infinitive", "aux:had", "aux:has",
    *(f"mark:{m}" for m in _MARKS), "negated", "governor negated", "deep", "first", "entity",
)  # fmt: skip
"""What is told of each word, 0 or 1 each."""

_AT = {name: n for n, name in enumerate(CARRIER_FEATURES)}
_POS = frozenset({"VERB", "NOUN", "ADJ"})
_EMPTY = frozenset({"aux", "auxpass", "nummod", "quantmod", "det"})


@dataclass(frozen=True, slots=True)
class Carrier:
    """A word that may carry an event.

    Attributes:
        token: Its index in the document.
        event_type: Of the frame that fits it here, or None.
        sources: Heads of what fills the frame's source slots, likeliest slot first.
        targets: The same of its target slots.
    """

    token: int
    event_type: EventType | None = None
    sources: tuple[int, ...] = ()
    targets: tuple[int, ...] = ()


def find_carriers(span: Span) -> tuple[Carrier, ...]:
    """Return the words of a stretch that may carry an event, in order.

    Examples:
        >>> from quovadis.coding.parse import parse
        >>> from quovadis.records import Document
        >>> parsed = parse(Document(text="Turkish police detained two reporters."))
        >>> [(parsed.doc[c.token].text, c.event_type) for c in find_carriers(parsed.doc[:])][2]
        ('detained', <EventType.COERCE: 'COERCE'>)
    """
    frames = {p.token.i: p for p in find_predicates(span)}
    return tuple(
        _carrier(token, frames)
        for token in span
        if token.i in frames or (token.pos_ in _POS and token.dep_ not in _EMPTY)
    )


def carrier_facts(span: Span, carriers: Sequence[Carrier]) -> np.ndarray[Any, Any]:
    """Return (W, len(CARRIER_FEATURES)) float32."""
    found = np.zeros((len(carriers), len(CARRIER_FEATURES)), dtype=np.float32)
    for n, carrier in enumerate(carriers):
        for name in _held(span.doc[carrier.token], carrier, span):
            at = _AT.get(name)
            if at is not None:
                found[n, at] = 1
    return found


def carrier_spots(
    carriers: Sequence[Carrier], tokens: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """Return (W, L) float32: the pieces of each word, weighing alike and 1 in all.

    Args:
        carriers: The words.
        tokens: (L,) the token under each piece, as in `representation.Arrays.tokens`.
    """
    own = np.fromiter((c.token for c in carriers), dtype=np.int64, count=len(carriers))
    found: np.ndarray[Any, Any] = (own[:, None] == tokens[None]).astype(np.float32)
    found /= np.maximum(found.sum(axis=1, keepdims=True), 1)
    return found


def _carrier(token: Token, frames: Mapping[int, Predicate]) -> Carrier:
    predicate = frames.get(token.i)
    if predicate is None:
        return Carrier(token.i)
    frame = predicate.frame
    sides = [
        tuple(dict.fromkeys(t.i for slot in slots for t in fillers(predicate, slot)))
        for slots in (frame.source, frame.target)
    ]
    return Carrier(token.i, frame.event_type, sides[0], sides[1])


def _held(token: Token, carrier: Carrier, span: Span) -> set[str]:
    held = {f"tag:{token.tag_}"}
    held.add(f"slot:{token.dep_}" if f"slot:{token.dep_}" in _AT else "slot:other")
    if carrier.event_type is not None:
        held |= {f"frame:{carrier.event_type.value}", "frame"}
    types = _types_of(token.lemma_.lower(), token.pos_ == "NOUN")
    if types:
        held |= {"lemma", *(f"lemma:{t}" for t in types)}
    for child in token.children:
        held.add(f"child:{child.dep_}")
        if child.dep_ in {"aux", "auxpass"}:
            held.add(f"aux:{_MODALS.get(child.lower_, '')}")
        elif child.dep_ in {"mark", "advmod"}:
            held.add(f"mark:{child.lower_}")
        elif child.dep_ == "neg":
            held.add("negated")
    if any(c.dep_ == "neg" for c in token.head.children):
        held.add("governor negated")
    depth = sum(1 for _ in token.ancestors)
    held |= {"deep"} if depth > 3 else set()
    held |= {"first"} if token.i - span.start <= 3 else set()
    held |= {"entity"} if token.ent_type_ else set()
    return held


@lru_cache(maxsize=4096)
def _types_of(lemma: str, noun: bool) -> tuple[str, ...]:
    lexicon = load_lexicon()
    frames = (lexicon.nouns if noun else lexicon.verbs).get(lemma, ())
    return tuple(dict.fromkeys(f.event_type.value for f in frames))
