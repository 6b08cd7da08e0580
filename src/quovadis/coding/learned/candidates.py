"""Who may be source or target in a stretch of a parsed text: mentions and noun phrases.

The ontology's mentions alone would miss whom it does not know ("protesters", "the FBI"), so every
noun phrase that can stand for somebody is a candidate: subjects, objects, what follows a
preposition, owners. Days, amounts and relative pronouns are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quovadis.coding.spans import MentionSpan

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = ["MOST_CANDIDATES", "Candidate", "find_candidates", "span_candidate"]

MOST_CANDIDATES = 16
"""More noun phrases than this in one sentence: those deepest in the parse are left out."""

_NOT_SOMEBODY = frozenset(
    {"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL", "LANGUAGE"}
)
_EMPTY = frozenset({"which", "what", "there", "that", "whose", "this", "these", "those", "itself"})
_PHRASES = frozenset(
    {"oprd", "nsubj", "dobj", "nsubjpass", "pcomp", "pobj", "dative", "appos", "attr", "ROOT"}
)
_HEADS = frozenset({"NOUN", "PROPN", "PRON"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A noun phrase that may be an actor.

    Attributes:
        root: Index of its head token in the document's parse.
        start: First token.
        end: One past the last token.
        mention: The ontology's mention with the same head, or None.
    """

    root: int
    start: int
    end: int
    mention: MentionSpan | None = None


def find_candidates(span: Span, mentions: Sequence[MentionSpan]) -> tuple[Candidate, ...]:
    """Return the candidates in a stretch of tokens, in order of their heads.

    Args:
        span: A sentence, or a whole short text.
        mentions: The document's mentions; those outside the stretch are passed over.

    Examples:
        >>> from quovadis.coding.mentions import find_mentions
        >>> from quovadis.coding.parse import parse
        >>> from quovadis.ontology import load_ontology
        >>> from quovadis.records import Document
        >>> parsed = parse(Document(text="On Monday Turkish police detained two of its reporters."))
        >>> found = find_candidates(parsed.doc[:], find_mentions(parsed, load_ontology()))
        >>> [parsed.words(c.start, c.end) for c in found]
        ['Turkish', 'Turkish police', 'two', 'its', 'its reporters']
    """
    bounds: dict[int, tuple[int, int]] = {}
    for token in _chunk_heads(span):
        bounds[token.i] = max(token.left_edge.i, span.start), token.i + 1
    for token in _others(span):
        bounds.setdefault(token.i, _phrase(token, span))
    known = {m.root: m for m in mentions if span.start <= m.root < span.end}
    kept = {
        root: Candidate(root, first, end, known.get(root))
        for root, (first, end) in bounds.items()
        if root in known or _is_somebody(span.doc[root])
    }
    for root, mention in known.items():
        if root not in kept:
            first, end = max(mention.token_start, span.start), min(mention.token_end, span.end)
            kept[root] = Candidate(root, first, end, mention)
    return tuple(sorted(_most_likely(kept.values(), span), key=lambda c: c.root))


def span_candidate(
    span: Span, start: int, end: int, mentions: Sequence[MentionSpan] = ()
) -> Candidate | None:
    """Return the candidate for given character offsets, or None where no token stands.

    Args:
        span: The stretch of tokens to look in.
        start: Offset in the document.
        end: One past the last character.
        mentions: To know whom the head stands for.
    """
    inside = [t for t in span if t.idx < end and start < t.idx + len(t.text) and not t.is_space]
    if not inside:
        return None
    first, last = inside[0].i, inside[-1].i + 1
    root = span.doc[first:last].root.i
    known = {m.root: m for m in mentions}
    return Candidate(root, first, last, known.get(root))


def _chunk_heads(span: Span) -> Iterator[Token]:
    """Heads of base noun phrases, by spaCy's rules for English.

    spaCy's own iterator asks the whole document whether it is parsed, for every sentence of it.
    """
    taken = -1
    for token in span:
        if token.pos_ not in _HEADS or token.left_edge.i <= taken:
            continue
        governed = token
        while governed.dep_ == "conj" and governed.head.i < governed.i:
            governed = governed.head
        if governed.dep_ in _PHRASES:
            taken = token.i
            yield token


def _others(span: Span) -> Iterator[Token]:
    """Heads that spaCy's noun chunks pass over: owners, names in apposition, loose conjuncts."""
    for token in span:
        loose = token.dep_ in {"poss", "conj", "appos", "nmod", "dep", "oprd"}
        subject = token.dep_[:5] == "nsubj" and token.pos_ in {"NOUN", "PROPN", "ADJ", "NUM"}
        number = token.dep_ in {"dobj", "pobj"} and token.pos_ == "NUM"
        if subject or number or (loose and token.pos_ in _HEADS):
            yield token
        elif token.ent_type_ in {"PERSON", "ORG", "NORP", "GPE"} and token.ent_iob_ == "B":
            end = token.i + 1
            while end < span.end and span.doc[end].ent_iob_ == "I":
                end += 1
            root = span.doc[token.i : end].root
            if root.pos_ in {"PROPN", "NOUN"}:
                yield root


def _phrase(token: Token, span: Span) -> tuple[int, int]:
    left = [c.i for c in token.lefts if c.dep_ in {"compound", "amod", "det", "poss", "nummod"}]
    return max(min([token.i, *left]), span.start), token.i + 1


def _is_somebody(token: Token) -> bool:
    if token.lower_ in _EMPTY or token.tag_ in {"WDT", "WP$", "EX"}:
        return False
    if token.ent_type_ in _NOT_SOMEBODY:
        return token.dep_[:5] in {"nsubj", "dobj", "pobj"} and token.ent_type_ == "CARDINAL"
    return not token.is_punct


def _most_likely(found: Iterable[Candidate], span: Span) -> list[Candidate]:
    candidates = list(found)
    if len(candidates) <= MOST_CANDIDATES:
        return candidates

    def rank(candidate: Candidate) -> tuple[bool, bool, int, int]:
        token = span.doc[candidate.root]
        depth = sum(1 for _ in token.ancestors)
        return candidate.mention is None, token.ent_type_ == "", depth, token.i

    return sorted(candidates, key=rank)[:MOST_CANDIDATES]
