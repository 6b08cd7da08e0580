"""What is trained on: texts as the networks read them, each with the labels that it has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from quovadis.coding.learned.candidates import Candidate
from quovadis.coding.learned.carriers import Carrier
from quovadis.coding.learned.labels import LabelledSentence, MarkedPair
from quovadis.coding.learned.representation import Arrays
from quovadis.records import EventType, Modality, SentenceRole

__all__ = [
    "MODALITIES",
    "NONE",
    "ROLES",
    "TYPES",
    "Example",
    "Given",
    "Side",
    "Taught",
    "Words",
    "given_of",
    "key_of",
    "without",
    "words_of",
]

TYPES = tuple(EventType)
NONE = len(TYPES)
MODALITIES = tuple(Modality)
ROLES = tuple(SentenceRole)
Side = Candidate | None


@dataclass
class Words:
    """The words of a text that may carry an event, with their labels.

    Attributes:
        carriers: The words.
        spots: (W, L): the pieces of each.
        facts: (W, len(CARRIER_FEATURES)).
        links: (W, C + 1, len(LINK_FEATURES)) uint8.
        types: (W, 17) bool, NONE last; all false: unknown.
        modality: (W,) index or -1.
        sides: (2, W, C + 1): 1 for a gold source or target, -1 for neither right nor wrong.
    """

    carriers: tuple[Carrier, ...]
    spots: np.ndarray[Any, Any]
    facts: np.ndarray[Any, Any]
    links: np.ndarray[Any, Any]
    types: np.ndarray[Any, Any]
    modality: np.ndarray[Any, Any]
    sides: np.ndarray[Any, Any]


@dataclass
class Given:
    """Pairs that are known to be linked, with what links them.

    Attributes:
        arrays: The gold phrases and the pairs of them.
        types: (P, 16) bool: the types that each may have.
        modality: (P,) index or -1.
        trigger: (P,) token or -1.
    """

    arrays: Arrays
    types: np.ndarray[Any, Any]
    modality: np.ndarray[Any, Any]
    trigger: np.ndarray[Any, Any]


@dataclass
class Taught:
    """What a teacher makes of a text without labels: probabilities, float32.

    Attributes:
        types: (W, 17) of each word, NONE last.
        modalities: (W, 5).
        ends: (W, C + 1, 2), each side sums to 1 over nobody and the phrases.
        roles: (6,).
        given: (P, 16) of each given pair.
    """

    types: np.ndarray[Any, Any]
    modalities: np.ndarray[Any, Any]
    ends: np.ndarray[Any, Any]
    roles: np.ndarray[Any, Any]
    given: np.ndarray[Any, Any]


@dataclass
class Example:
    """One text with its labels.

    Attributes:
        key: Letters and digits of the text, to find the same text in another set.
        arrays: The text and its candidates, without pairs.
        candidates: The phrases behind the arrays' rows.
        groups: For each candidate, with whom it is coordinated.
        words: The words that may carry an event; None where they are not labelled.
        given: Pairs that are known to be linked.
        role: Index or -1.
        marked: The marked pair, where only one is labelled.
        told: Where nothing else is known: the types of which some word carries one.
        taught: Where nobody labelled anything: what the teacher says.
        sentence: The corpus line.
        gold: Source and target of each gold event.
    """

    key: str
    arrays: Arrays
    candidates: list[Candidate]
    groups: list[int]
    words: Words | None
    given: Given | None
    role: int = -1
    marked: MarkedPair | None = None
    told: frozenset[EventType] | None = None
    taught: Taught | None = None
    sentence: LabelledSentence | None = None
    gold: list[tuple[Side, Side]] = field(default_factory=list)


def words_of(e: Example) -> Words:
    """Return the words of an example.

    Raises:
        ValueError: It has none.
    """
    if e.words is None:
        raise ValueError(f"the words of {e.key!r} were not read")
    return e.words


def given_of(e: Example) -> Given:
    """Return the given pairs of an example.

    Raises:
        ValueError: It has none.
    """
    if e.given is None:
        raise ValueError(f"no pair of {e.key!r} is given")
    return e.given


def key_of(text: str) -> str:
    """Return the letters and digits of a text."""
    return re.sub(r"\W", "", text).lower()


def without(examples: Sequence[Example], keys: set[str]) -> list[Example]:
    """Leave out the examples whose text is among the keys."""
    return [e for e in examples if e.key not in keys]
