"""How a noun phrase stands to a word that may carry an event: what tells who acts and to whom.

The path in the parse from the phrase to the word, cut into a few facts: whether the phrase hangs on
the word, the word on the phrase, or both on a third; by which relation; after which preposition.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from quovadis.coding.grammar import governors
from quovadis.coding.learned.candidates import Candidate
from quovadis.coding.learned.carriers import Carrier

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = ["FRAME_FEATURES", "LINK_FEATURES", "link_facts"]

_UNDER = (
    "nsubj", "nsubjpass", "dobj", "dative", "agent", "prep", "poss", "amod", "compound", "nmod",
    "attr", "xcomp", "ccomp", "advcl", "acl", "relcl", "conj", "appos", "pcomp", "oprd", "npadvmod",
    "parataxis", "dep", "nummod", "other",
)  # fmt: skip
_PREPOSITIONS = (
    "with", "to", "of", "in", "against", "from", "for", "on", "by", "between", "at", "over", "into",
    "after", "about", "under", "among", "towards", "other",
)  # fmt: skip
_APART = (1, 2, 4, 7, 12, 20)
_STEPS = (1, 2, 3, 4)
_AMONG = (0, 1, 2, 4)

LINK_FEATURES = (
    "nobody", "below", "above", "beside", "self",
    *(f"phrase by {d}" for d in _UNDER), *(f"word by {d}" for d in _UNDER),
    *(f"after {p}" for p in _PREPOSITIONS),
    *(f"phrase up {n}" for n in (*_STEPS, "more")), *(f"word up {n}" for n in (*_STEPS, "more")),
    "before", "after", *(f"apart {n}" for n in (*_APART, "more")),
    *(f"among {n}" for n in (*_AMONG, "more")), "nearest before", "nearest after",
    "passive", "noun", "conjunct", "relative", "frame source", "frame target",
    "frame source 1", "frame target 1", "frame no source", "frame no target",
)  # fmt: skip
"""What is told of a word and a phrase (or of nobody), 0 or 1 each."""

FRAME_FEATURES = 6
"""The last so many are of the lexicon."""

_AT = {name: n for n, name in enumerate(LINK_FEATURES)}


def link_facts(
    span: Span, carriers: Sequence[Carrier], candidates: Sequence[Candidate]
) -> np.ndarray[Any, Any]:
    """Return (W, C + 1, len(LINK_FEATURES)) float32; place 0 of the second axis is for nobody."""
    found = np.zeros((len(carriers), len(candidates) + 1, len(LINK_FEATURES)), dtype=np.float32)
    upward = {
        i: governors(span.doc[i], span)
        for i in {*(c.token for c in carriers), *(c.root for c in candidates)}
    }
    for n, carrier in enumerate(carriers):
        word = span.doc[carrier.token]
        own = _of_word(word)
        _mark(found[n, 0], {"nobody", *own, *_missing(carrier)})
        befores = [c.root for c in candidates if c.root < word.i]
        afters = [c.root for c in candidates if c.root > word.i]
        for m, candidate in enumerate(candidates, start=1):
            held = own | _of_path(upward[candidate.root], upward[word.i], span)
            held |= _of_order(candidate.root, word.i, befores, afters)
            held |= _of_frame(candidate, carrier)
            if span.doc[candidate.root].dep_ == "conj":
                held.add("conjunct")
            _mark(found[n, m], held)
    return found


def _mark(row: np.ndarray[Any, Any], held: set[str]) -> None:
    for name in held:
        row[_AT[name]] = 1


def _of_word(word: Token) -> set[str]:
    held = {"noun"} if word.pos_ == "NOUN" else set()
    if word.tag_ == "VBN" and (
        word.dep_ == "acl" or any(c.dep_ in {"auxpass", "nsubjpass"} for c in word.children)
    ):
        held.add("passive")
    if any(c.tag_ in {"WDT", "WP"} for c in word.children):
        held.add("relative")
    return held


def _missing(carrier: Carrier) -> set[str]:
    if carrier.event_type is None:
        return set()
    held = set() if carrier.sources else {"frame no source"}
    return held if carrier.targets else held | {"frame no target"}


def _of_path(phrase: list[int], word: list[int], span: Span) -> set[str]:
    """Facts of the path: `phrase` and `word` are the tokens from each up to the root."""
    doc = span.doc
    above = {i: n for n, i in enumerate(word)}
    up = next((n for n, i in enumerate(phrase) if i in above), len(phrase) - 1)
    down = above.get(phrase[up], len(word) - 1)
    held = {"self" if up == down == 0 else "below" if not down else "beside" if up else "above"}
    if up:
        chain = [doc[i] for i in phrase[:up]]
        top = next((t for t in reversed(chain) if t.dep_ != "conj"), chain[-1])
        held |= {f"phrase by {_known(top.dep_)}", f"phrase up {_bin(up, _STEPS)}"}
        last = next((t for t in chain if t.dep_ in {"prep", "agent", "dative"}), None)
        if last is not None:
            name = last.lower_
            held.add(f"after {name if name in _PREPOSITIONS else 'other'}")
    if down:
        chain = [doc[i] for i in word[:down]]
        top = next((t for t in reversed(chain) if t.dep_ != "conj"), chain[-1])
        held |= {f"word by {_known(top.dep_)}", f"word up {_bin(down, _STEPS)}"}
    return held


def _of_order(root: int, word: int, befores: list[int], afters: list[int]) -> set[str]:
    low, high = min(root, word), max(root, word)
    among = sum(1 for i in (befores if root < word else afters) if low < i < high)
    held = {
        "before" if root < word else "after",
        f"apart {_bin(high - low, _APART)}",
        f"among {_bin(among, _AMONG)}",
    }
    if befores and root == max(befores):
        held.add("nearest before")
    if afters and root == min(afters):
        held.add("nearest after")
    return held


def _of_frame(candidate: Candidate, carrier: Carrier) -> set[str]:
    held = set()
    for side, heads in (("source", carrier.sources), ("target", carrier.targets)):
        if candidate.root in heads:
            held.add(f"frame {side}")
            if heads[0] == candidate.root:
                held.add(f"frame {side} 1")
    return held


def _known(dep: str) -> str:
    return dep if dep in _UNDER else "other"


def _bin(value: int, edges: Sequence[int]) -> str:
    return next((str(e) for e in edges if value <= e), "more")
