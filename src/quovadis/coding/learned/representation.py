"""From a stretch of a parsed text and its candidates to the arrays that the encoder reads.

The encoder sees the words once. A pair is told to it by where the two noun phrases stand, by which
words lie between them and on the path between them in the parse, and by a few facts on each
phrase: its slot, its preposition, what kind of name it is. The hand-made lexicon stays outside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from quovadis.coding.grammar import governors
from quovadis.coding.learned.candidates import Candidate
from quovadis.records import ActorKind

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = [
    "MOST_PIECES",
    "PAIR_FEATURES",
    "RELATIONS",
    "SIDE_FEATURES",
    "Arrays",
    "all_pairs",
    "represent",
]

MOST_PIECES = 192
"""Word pieces read of one stretch; what stands behind them is not seen."""

_SLOTS = (
    "nsubj", "nsubjpass", "dobj", "agent", "pobj", "poss", "mod", "appos", "attr", "dative",
    "root", "other",
)  # fmt: skip
_PREPOSITIONS = (
    "with", "to", "of", "in", "against", "from", "for", "on", "by", "between", "at", "over",
)  # fmt: skip
_ENTITIES = ("PERSON", "NORP", "ORG", "GPE", "LOC", "")
_SHAPES = ("PROPN", "NOUN", "PRON", "ADJ")
_KINDS = ("known", "open", "place", "country", "state", "armed", "organisation", "person", "none")
_STATE = frozenset({"GOV", "MIL", "JUD", "LEG", "COP", "SPY"})
_ARMED = frozenset({"REB", "UAF", "SEP"})
_DISTANCES = (2, 5, 10, 20)
_PATHS = (1, 2, 3, 4, 6)

SIDE_FEATURES = (
    *(f"slot:{s}" for s in _SLOTS), "conjunct", *(f"prep:{p}" for p in _PREPOSITIONS), "prep:other",
    *(f"entity:{e or 'none'}" for e in _ENTITIES), *(f"shape:{s}" for s in _SHAPES),
    *(f"kind:{k}" for k in _KINDS), "top", "deep", "first",
)  # fmt: skip
"""What is told of each candidate, 0 or 1 each."""

PAIR_FEATURES = (
    "before", "after", "no source", "no target",
    *(f"apart:{d}" for d in (*_DISTANCES, "more")), *(f"path:{d}" for d in (*_PATHS, "more")),
    "same verb", "coordinated", "passive", "given",
)  # fmt: skip
"""What is told of each pair, 0 or 1 each. `given`: the two actors are known to be the pair."""

_SIDE_AT = {name: n for n, name in enumerate(SIDE_FEATURES)}
_PAIR_AT = {name: n for n, name in enumerate(PAIR_FEATURES)}

RELATIONS = 11
"""Where a word piece stands to a pair: before, between, after, in the source, in the target (0-4);
the same on the path between their heads (5-9); a mark of the model itself (10)."""


@dataclass(frozen=True, slots=True)
class Arrays:
    """What the encoder reads of one stretch: L pieces, C candidates, P pairs.

    Attributes:
        pieces: (L,) int64, word piece ids with the marks at both ends.
        tokens: (L,) int64, index of the parse's token under each piece, −1 for the marks.
        pool: (C + 1, L) float32, weights by which a candidate's vector is pooled; row 0, for an
            open side, is all zero.
        sides: (C + 1, len(SIDE_FEATURES)) float32; row 0 is all zero.
        pairs: (P, 2) int64, rows of source and target in `pool`.
        facts: (P, len(PAIR_FEATURES)) float32.
        relations: (P, L) int64 in 0 … RELATIONS − 1.
    """

    pieces: np.ndarray[Any, Any]
    tokens: np.ndarray[Any, Any]
    pool: np.ndarray[Any, Any]
    sides: np.ndarray[Any, Any]
    pairs: np.ndarray[Any, Any]
    facts: np.ndarray[Any, Any]
    relations: np.ndarray[Any, Any]


def represent(
    span: Span,
    candidates: Sequence[Candidate],
    pieces: Sequence[int],
    offsets: Sequence[tuple[int, int]],
    pairs: Sequence[tuple[int, int]] | None = None,
    *,
    given: bool = False,
) -> Arrays:
    """Lay out the arrays of one stretch.

    Args:
        span: The tokens, in a parsed document.
        candidates: Who may act or be acted upon.
        pieces: Word piece ids of the stretch's text, marks included.
        offsets: Of each piece in the stretch's text; (0, 0) for the marks.
        pairs: Positions of source and target in `candidates`, −1 for an open side; by default
            every candidate with every other and with nobody.
        given: The pairs are known to be the ones that the text links.
    """
    wanted = all_pairs(candidates) if pairs is None else list(pairs)
    tokens = _align(span, offsets)
    pool = np.zeros((len(candidates) + 1, len(pieces)), dtype=np.float32)
    sides = np.zeros((len(candidates) + 1, len(SIDE_FEATURES)), dtype=np.float32)
    for n, candidate in enumerate(candidates, start=1):
        pool[n] = _weights(candidate, tokens)
        sides[n] = _side(candidate, span)
    facts, relations = _of_pairs(span, candidates, wanted, tokens, given=given)
    return Arrays(
        np.asarray(pieces, dtype=np.int64),
        tokens,
        pool,
        sides,
        np.asarray(wanted, dtype=np.int64).reshape(-1, 2) + 1,
        facts,
        relations,
    )


def _of_pairs(
    span: Span, candidates: Sequence[Candidate], wanted: Sequence[tuple[int, int]],
    tokens: np.ndarray[Any, Any], *, given: bool,
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:  # fmt: skip
    """Return `facts` and `relations` of the pairs; open text asks for none."""
    facts = np.zeros((len(wanted), len(PAIR_FEATURES)), dtype=np.float32)
    relations = np.zeros((len(wanted), len(tokens)), dtype=np.int64)
    if not wanted:
        return facts, relations
    bounds = _bounds(span, tokens)
    paths = {c.root: governors(span.doc[c.root], span) for c in candidates}
    passive = {t.i for t in span if t.dep_ in {"auxpass", "nsubjpass"}}
    verbs = {c.root: _verb(span.doc[c.root]).i for c in candidates}
    firsts = {c.root: _conjoined(span.doc[c.root]).i for c in candidates}
    for n, (s, t) in enumerate(wanted):
        source = candidates[s] if s >= 0 else None
        target = candidates[t] if t >= 0 else None
        path = _path(source, target, paths)
        held = _facts(source, target, path)
        held |= {"given"} if given else set()
        held |= {"passive"} if not passive.isdisjoint(path) else set()
        if source is not None and target is not None:
            a, b = source.root, target.root
            held |= {"same verb"} if verbs[a] == verbs[b] else set()
            held |= {"coordinated"} if firsts[a] == firsts[b] else set()
        facts[n] = _marked(held, _PAIR_AT)
        relations[n] = _relations(source, target, path, tokens, bounds)
    return facts, relations


def all_pairs(candidates: Sequence[Candidate]) -> list[tuple[int, int]]:
    """Return each with each other unless they hold each other's head, and each with nobody (−1)."""
    found = []
    for s, a in enumerate(candidates):
        for t, b in enumerate(candidates):
            if s != t and not (a.start <= b.root < a.end and b.start <= a.root < b.end):
                found.append((s, t))
        found.extend([(s, -1), (-1, s)])
    return found


def _align(span: Span, offsets: Sequence[tuple[int, int]]) -> np.ndarray[Any, Any]:
    starts = np.array([t.idx for t in span] or [span.start_char])
    edges = np.asarray(offsets, dtype=np.int64).reshape(-1, 2)
    under = np.searchsorted(starts, edges[:, 0] + span.start_char, side="right") - 1
    return np.where(edges[:, 1] > edges[:, 0], span.start + np.maximum(under, 0), -1)


def _weights(candidate: Candidate, tokens: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Half the weight on the head, half on the whole phrase."""
    inside = ((tokens >= candidate.start) & (tokens < candidate.end)).astype(np.float32)
    whole = inside.sum()
    if not whole:
        return inside
    inside /= whole
    head = (tokens == candidate.root).astype(np.float32)
    top = head.sum()
    weights: np.ndarray[Any, Any] = (0.5 * inside + 0.5 * head / top if top else inside).astype(
        np.float32
    )
    return weights


def _path(
    source: Candidate | None, target: Candidate | None, upward: dict[int, list[int]]
) -> list[int]:
    """Tokens from head to head over the governor that both share, ends included."""
    if source is None or target is None:
        one = source or target
        return upward[one.root] if one else []
    above = set(upward[target.root])
    up: list[int] = []
    for at in upward[source.root]:
        up.append(at)
        if at in above:
            down = upward[target.root]
            return [*up, *down[: down.index(at)]]
    return [*up, *upward[target.root]]


def _conjoined(token: Token) -> Token:
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token


def _slot(token: Token) -> tuple[str, str]:
    """The slot of a noun phrase and, after a preposition, which one."""
    at = _conjoined(token)
    if at.dep_ == "pobj":
        word = at.head.lower_
        return ("agent" if at.head.dep_ == "agent" else "pobj"), word
    if at.dep_ in {"compound", "amod", "nmod"}:
        return "mod", ""
    if at.dep_ == "ROOT":
        return "root", ""
    return (at.dep_ if at.dep_ in _SLOTS else "other"), ""


def _kinds(candidate: Candidate) -> set[str]:
    mention = candidate.mention
    if mention is None:
        return {"none"}
    found = {"place"} if mention.place else set()
    if mention.actor is None:
        return found | {"open"}
    actor = mention.actor
    found.add("known")
    if actor.kind is ActorKind.COUNTRY:
        found.add("country")
    elif actor.sector in _ARMED or actor.kind is ActorKind.ARMED_GROUP:
        found.add("armed")
    elif actor.sector in _STATE:
        found.add("state")
    elif actor.kind is ActorKind.PERSON:
        found.add("person")
    else:
        found.add("organisation")
    return found


def _side(candidate: Candidate, span: Span) -> np.ndarray[Any, Any]:
    token = span.doc[candidate.root]
    slot, word = _slot(token)
    depth = sum(1 for _ in token.ancestors)
    held = {f"slot:{slot}", f"entity:{token.ent_type_ or 'none'}", f"shape:{token.pos_}"}
    held |= {f"kind:{k}" for k in _kinds(candidate)}
    if word:
        held.add(f"prep:{word if word in _PREPOSITIONS else 'other'}")
    held |= {"conjunct"} if token.dep_ == "conj" else set()
    held |= {"top"} if depth <= 1 else {"deep"} if depth > 3 else set()
    held |= {"first"} if candidate.root - span.start <= 4 else set()
    return _marked(held, _SIDE_AT)


def _verb(token: Token) -> Token:
    """The verb or noun on which a phrase hangs, prepositions and conjunctions passed over."""
    at = _conjoined(token)
    at = at.head
    while at.dep_ in {"prep", "agent", "dative", "pcomp"} and at.head.i != at.i:
        at = at.head
    return at


def _facts(source: Candidate | None, target: Candidate | None, path: list[int]) -> set[str]:
    if source is None or target is None:
        return {"no source" if source is None else "no target"}
    return {
        "before" if source.root < target.root else "after",
        f"apart:{_bin(abs(source.root - target.root), _DISTANCES)}",
        f"path:{_bin(len(path) - 1, _PATHS)}",
    }


def _marked(held: set[str], places: dict[str, int]) -> np.ndarray[Any, Any]:
    found = np.zeros(len(places), dtype=np.float32)
    for name in held:
        at = places.get(name)
        if at is not None:
            found[at] = 1
    return found


def _bin(value: int, edges: Sequence[int]) -> str:
    return next((str(e) for e in edges if value <= e), "more")


def _relations(
    source: Candidate | None,
    target: Candidate | None,
    path: list[int],
    tokens: np.ndarray[Any, Any],
    bounds: Mapping[int, tuple[int, int]],
) -> np.ndarray[Any, Any]:
    """Pieces stand in the order of their tokens, so that every part is a slice."""
    size = len(tokens)
    low = min(c.start for c in (source, target) if c is not None)
    high = max(c.end for c in (source, target) if c is not None)
    found = np.ones(size, dtype=np.int64)
    found[: bounds[low][0]] = 0
    found[bounds[high][0] :] = 2
    for kind, candidate in ((3, source), (4, target)):
        if candidate is not None:
            found[bounds[candidate.start][0] : bounds[candidate.end][0]] = kind
    for token in path:
        first, end = bounds[token]
        found[first:end] += 5
    found[tokens < 0] = RELATIONS - 1
    return found


def _bounds(span: Span, tokens: np.ndarray[Any, Any]) -> dict[int, tuple[int, int]]:
    """The pieces of each token, as a slice; of the token after the last, what is left over."""
    inside = np.where(tokens < 0, np.iinfo(np.int64).max, tokens)
    inside[:1] = -1
    edges = np.searchsorted(inside, np.arange(span.start, span.end + 2)).tolist()
    return {span.start + n: (edges[n], edges[n + 1]) for n in range(len(edges) - 1)}
