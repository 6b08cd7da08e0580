"""Grammar that several readers of facts share: noun phrases, clauses, who governs what.

Works on spaCy's English dependency labels (ClearNLP). Nothing here knows what words mean.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.coding.mentions import MentionSpan
    from quovadis.coding.parse import Parsed, SentenceSpan
    from quovadis.records import Actor

__all__ = [
    "Named",
    "ancestors",
    "auxiliaries",
    "clause_span",
    "clause_verb",
    "descendants",
    "is_negated",
    "noun_phrase",
    "phrase_text",
    "preposition_objects",
    "subject",
]

_INSIDE = frozenset(
    {"det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "case", "predet", "neg"}
)
_MAX_STEPS = 60  # no clause of the news nests deeper; bounds the work on hostile text


def ancestors(token: Token) -> Iterator[Token]:
    """Yield the heads above a token, nearest first."""
    for _ in range(_MAX_STEPS):
        if token.head.i == token.i:
            return
        token = token.head
        yield token


def descendants(token: Token, *, limit: int = 200) -> Iterator[Token]:
    """Yield the tokens below a token, breadth first."""
    queue = list(token.children)
    n = 0
    while n < len(queue) and n < limit:
        yield queue[n]
        queue.extend(queue[n].children)
        n += 1


def noun_phrase(token: Token, *, complements: bool = True) -> tuple[int, int]:
    """Return first and end token index of the noun phrase that a token heads.

    Args:
        token: The head noun.
        complements: Take in prepositional phrases that follow ("attacks by ISKP"), but never
            relative clauses or appositions.
    """
    first = last = token.i
    stack = [token]
    seen = 0
    while stack and seen < _MAX_STEPS:
        seen += 1
        here = stack.pop()
        for child in here.children:
            inside = child.dep_ in _INSIDE or (
                child.text == "-" and child.dep_ in ("punct", "amod")
            )
            follows = complements and child.i > token.i and child.dep_ in ("prep", "pobj", "pcomp")
            if follows and child.dep_ == "prep" and child.lemma_.lower() in _LOOSE:
                follows = False
            within = here.i != token.i and child.dep_ in ("pobj", "dobj", "npadvmod", "advmod")
            if inside or follows or within:
                stack.append(child)
                first, last = min(first, child.i), max(last, child.i)
    return first, last + 1


# Prepositions that open a phrase of their own rather than complete the noun before them.
_LOOSE = frozenset(
    {"despite", "since", "after", "before", "during", "including", "according", "as"}
)


def phrase_text(parsed: Parsed, token: Token, *, complements: bool = True) -> str:
    """Return the words of the noun phrase that a token heads, verbatim, without its article."""
    first, end = noun_phrase(token, complements=complements)
    while first < end - 1 and parsed.doc[first].tag_ in ("DT", "PRP$", ",", "``", "-LRB-", ":"):
        first += 1
    return parsed.words(first, end)


def clause_verb(token: Token) -> Token:
    """Return the verb that governs a token's clause (the token itself when it is one)."""
    if token.pos_ in ("VERB", "AUX"):
        return token
    last = token
    for head in ancestors(token):
        if head.pos_ in ("VERB", "AUX"):
            return head
        last = head
    return last


def subject(verb: Token) -> Token | None:
    """Return the subject of a verb: its own, or the one it shares with the verb above it.

    "Russia has kept its embassy, hosting envoys" gives "Russia" for "hosting".
    """
    here = verb
    for _ in range(8):
        for child in here.children:
            if child.dep_ in ("nsubj", "nsubjpass", "csubj") and child.i != verb.i:
                if child.tag_ in ("WDT", "WP") and here.dep_ == "relcl":
                    return here.head
                return child
        if here.dep_ in ("acl", "relcl") and here.tag_ in ("VBG", "VBN"):
            return here.head if here.tag_ == "VBG" else None
        if here.dep_ in ("ROOT", "ccomp", "acl", "relcl") or here.head.i == here.i:
            return None
        here = here.head
    return None


def preposition_objects(token: Token, *words: str) -> list[Token]:
    """Return what the given prepositions below a token govern ("ban" + "on" gives the banned)."""
    out = []
    for child in token.children:
        if child.dep_ in ("prep", "agent", "dative") and child.lower_ in words:
            for inner in child.children:
                if inner.dep_ in ("pobj", "pcomp"):
                    out.append(inner)
                    out.extend(c for c in inner.children if c.dep_ == "conj")
    return out


def auxiliaries(verb: Token) -> frozenset[str]:
    """Return the lower-case auxiliaries of a verb, its own or those of the verb it is joined to."""
    words = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    shared = verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX")
    if not words and shared and verb.tag_ == verb.head.tag_:
        words = {c.lower_ for c in verb.head.children if c.dep_ in ("aux", "auxpass")}
    return frozenset(words)


_NEGATIONS = frozenset({"not", "n't", "never", "no", "nor", "neither"})


def is_negated(token: Token) -> bool:
    """Tell whether "not", "never", "no" stands with a token, or "nobody" is its subject."""
    for child in token.children:
        if child.dep_ == "neg" or child.lower_ in _NEGATIONS:
            return True
        if child.dep_ in ("nsubj", "nsubjpass") and child.lower_ in ("none", "nobody", "neither"):
            return True
        if child.dep_ in ("nsubj", "nsubjpass", "dobj") and any(
            c.lower_ in ("no", "neither") for c in child.children
        ):
            return True
    return False


def clause_span(verb: Token) -> tuple[int, int]:
    """Return first and end token index of the clause that a verb heads."""
    return verb.left_edge.i, verb.right_edge.i + 1


class Named:
    """The actors of a document by token: who stands at a token, or inside its noun phrase."""

    def __init__(self, parsed: Parsed, mentions: tuple[MentionSpan, ...]) -> None:
        self.parsed = parsed
        self.mentions = mentions
        self._in_order = sorted(mentions, key=lambda m: m.start)
        self._starts = [m.start for m in self._in_order]
        self._at: dict[int, MentionSpan] = {}
        # Wider mentions first, so that the narrowest that covers a token is kept …
        for m in sorted(mentions, key=lambda m: -(m.token_end - m.token_start)):
            for i in range(m.token_start, m.token_end):
                self._at[i] = m
        # … but at its root, the widest: "Russia's Supreme Court" at "Court".
        for m in sorted(mentions, key=lambda m: m.token_end - m.token_start):
            self._at[m.root] = m

    def mention(self, token: Token) -> MentionSpan | None:
        """Return the mention at a token, or None."""
        return self._at.get(token.i)

    def actor(self, token: Token | None) -> Actor | None:
        """Return who stands at a token, or whom the words before it name ("Taliban delegation").

        A possessor or adjective counts when the token itself is nobody.
        """
        if token is None:
            return None
        found = self._at.get(token.i)
        if found is not None and found.actor is not None:
            return found.actor
        for relation in ("poss", "compound", "nmod", "amod", "npadvmod"):
            for child in token.children:
                if child.dep_ == relation:
                    inner = self._at.get(child.i)
                    if inner is not None and inner.actor is not None:
                        return inner.actor
                    if relation == "poss":  # "its president's decree"
                        deep = self.actor(child)
                        if deep is not None:
                            return deep
        for child in preposition_objects(token, "of", "from"):
            inner = self._at.get(child.i)
            if inner is not None and inner.actor is not None:
                return inner.actor
        return None

    def within(self, sentence: SentenceSpan) -> list[MentionSpan]:
        """Return the mentions of a sentence, in order."""
        first = bisect_left(self._starts, sentence.start)
        return list(self._in_order[first : bisect_left(self._starts, sentence.end)])
