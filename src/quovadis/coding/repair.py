"""Mend what the small parser often gets wrong, by rules that hold for the construction.

Each rule names its construction. They change heads and labels of one parsed sentence in place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from quovadis.coding.words import word_class

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["mend"]

_NAMING = frozenset(
    {"declare", "name", "call", "label", "designate", "deem", "consider", "brand", "elect", "make"}
)

_HELPED = frozenset(
    {"fight", "combat", "counter", "defeat", "contain", "stop", "end", "repel", "tackle", "defend"}
)
"""Verbs that the parser takes for nouns after "help X"."""


def mend(doc: Doc) -> Doc:
    """Apply all rules to a parsed sentence."""
    for token in doc:
        if token.lemma_ in _NAMING:
            _small_clause(token)
        for rule in _RULES.get(token.dep_, ()):
            rule(token)
    return doc


def _gerund_after_adjective(token: Token) -> None:
    """The gerund of "kept its embassy open and hosting guests" is no modifier of guests."""
    adjective = token.head
    if token.tag_ != "VBG" or token.dep_ != "conj" or adjective.tag_ != "JJ":
        return
    noun = adjective.head
    if adjective.dep_ != "amod" or noun.i < token.i or noun.head.tag_[:2] != "VB":
        return
    verb = noun.head
    token.head, token.dep_ = verb, "conj"
    noun.head, noun.dep_ = token, "dobj"
    adjective.head, adjective.dep_ = verb, "oprd"


def _subject_after_month(token: Token) -> None:
    """The subject of "In December Kenya sent …" is no part of the date."""
    noun = token.head
    if token.lower_ not in word_class("calendar") or token.dep_ != "compound":
        return
    if noun.i != token.i + 1 or noun.pos_ != "PROPN" or not token.i:
        return
    prep = token.nbor(-1)
    if prep.pos_ != "ADP":
        return
    verb = prep.head
    if noun.dep_ == "pobj" and noun.head.i == prep.i:
        taken = any(c.dep_ in {"nsubj", "nsubjpass"} for c in verb.children)
        if verb.tag_[:2] != "VB" or verb.i < noun.i or taken:
            return
        passive = any(c.dep_ == "auxpass" for c in verb.children)
        noun.head, noun.dep_ = verb, "nsubjpass" if passive else "nsubj"
    elif noun.dep_ not in {"nsubj", "nsubjpass"}:
        return
    token.head, token.dep_ = prep, "pobj"


def _object_of_condition(token: Token) -> None:
    """ "If A invades B, C and D would …": B is what A invades, and no subject beside C."""
    verb = token.head
    if token.dep_ != "mark" or token.lower_ not in {"if", "unless", "once"}:
        return
    main, rest = verb.head, [c for c in verb.rights if c.dep_ != "punct"]
    if verb.dep_ != "advcl" or rest or main.i < verb.i:
        return
    noun = next((c for c in main.lefts if c.dep_ in {"nsubj", "nsubjpass"}), None)
    if noun is None or noun.left_edge.i != verb.i + 1:
        return
    comma = next((c for c in noun.rights if c.text == ","), None)
    after = [c for c in noun.rights if comma is not None and c.i > comma.i]
    first = next((c for c in after if c.dep_ in {"appos", "conj"}), None)
    if first is None:
        return
    first.head, first.dep_ = main, noun.dep_
    for other in after:
        if other.i != first.i:
            other.head = first
    noun.head, noun.dep_ = verb, "dobj"


def _helped_to_do(token: Token) -> None:
    """The "fight" of "to help Kenya fight rebels" is what Kenya does, no part of a name."""
    noun = token.head
    if token.lower_ not in _HELPED or token.dep_ != "compound" or noun.dep_ != "dobj":
        return
    verb, helped = noun.head, token.nbor(-1) if token.i else token
    if verb.lemma_ != "help" or not verb.i < helped.i or helped.pos_ not in {"PROPN", "NOUN"}:
        return
    token.head, token.dep_, token.pos_, token.tag_ = verb, "ccomp", "VERB", "VB"
    helped.head, helped.dep_ = token, "nsubj"
    noun.head = token
    for child in list(noun.lefts):
        if child.i < token.i:
            child.head = helped


def _name_before_verb(token: Token) -> None:
    """The name right before a finite verb that has no subject is its subject, no adverb."""
    verb = token.head
    if token.dep_ != "npadvmod" or token.pos_ != "PROPN" or token.i + 1 != verb.i:
        return
    if token.ent_type_ not in {"GPE", "ORG", "NORP", "PERSON"} or verb.dep_ != "ROOT":
        return
    if verb.tag_ in {"VBD", "VBZ", "VBP"} and not any(
        c.dep_ in {"nsubj", "nsubjpass", "expl"} for c in verb.children
    ):
        token.dep_ = "nsubj"


def _small_clause(token: Token) -> None:
    """ "declared the group a terrorist organisation": the second object says what the first is."""
    found = [c for c in token.rights if c.dep_ == "dobj"]
    if len(found) == 2:
        found[1].dep_ = "oprd"
    for child in token.rights:
        if child.dep_ == "ccomp" and child.pos_ in {"NOUN", "ADJ"}:
            inner = [c for c in child.lefts if c.dep_ == "nsubj"]
            if inner:
                inner[0].head, inner[0].dep_ = token, "dobj"
                child.dep_ = "oprd"
                break


_RULES: dict[str, tuple[Callable[[Token], None], ...]] = {
    "conj": (_gerund_after_adjective,),
    "compound": (_subject_after_month, _helped_to_do),
    "mark": (_object_of_condition,),
    "npadvmod": (_name_before_verb,),
}
"""By the relation in which a token stands: most tokens stand in none of these."""
