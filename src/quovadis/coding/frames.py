"""Predicates of a sentence and the frame that each evokes, with the tokens that fill its slots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quovadis.coding.grammar import (
    complements,
    coordinated,
    is_infinitive,
    is_passive,
    is_predicate,
    objects,
    particles,
    preposition_objects,
    subjects,
    transparent,
)
from quovadis.coding.lexicon import Constraint, Frame, Lexicon, load_lexicon

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = ["Predicate", "fillers", "find_predicates"]


@dataclass(slots=True)
class Predicate:
    """A verb or noun that evokes a frame.

    Attributes:
        token: The trigger.
        frame: Its most specific reading.
        passive: The trigger is a passive verb.
        with_object: The noun that fills the frame's object slot, when the frame asks for one.
    """

    token: Token
    frame: Frame
    passive: bool = False
    with_object: list[Token] = field(default_factory=list)


def find_predicates(span: Span, lexicon: Lexicon | None = None) -> list[Predicate]:
    """Return the predicates of a sentence, in order of their triggers."""
    lexicon = lexicon or load_lexicon()
    found = []
    taken: set[int] = set()
    for token in span:
        if token.pos_ in {"VERB", "AUX"} and is_predicate(token):
            predicate = _match(token, lexicon.verbs.get(token.lemma_.lower(), ()))
            if predicate:
                found.append(predicate)
                taken.update(t.i for t in predicate.with_object)
    for token in span:
        if token.tag_ in {"NN", "NNS", "VBG"} and token.pos_ == "NOUN" and token.i not in taken:
            if token.dep_ in {"compound", "amod", "npadvmod"}:
                continue
            predicate = _match(token, lexicon.nouns.get(token.lemma_.lower(), ()))
            if predicate:
                found.append(predicate)
    return sorted(found, key=lambda p: p.token.i)


def fillers(predicate: Predicate, slot: str) -> list[Token]:
    """Return the heads of the noun phrases that stand in a slot of the predicate.

    Slots: `subj`, `obj`, `obj!`, `dat`, `poss`, `mod`, `between`, a preposition (`with`, `out of`),
    `xobj` and `xwith`, `xto`, … (the same below a complement), `xsubj` (subject of the complement),
    `xxsubj` (subject of the complement's complement).
    """
    token = predicate.token
    if predicate.frame.noun:
        return _noun_fillers(token, slot)
    if slot == "subj":
        return subjects(token)
    if slot in {"obj", "obj!"}:
        return [t for head in objects(token) for t in transparent(head)]
    if slot == "dat":
        return [t for c in token.children if c.dep_ == "dative" for t in _dative(c)]
    if slot == "xsubj":
        return [t for c in complements(token) for t in subjects(c)]
    if slot == "xxsubj":  # "sent troops to help Mozambique fight …"
        below = [d for c in complements(token) for d in complements(c)]
        return [s for d in below for s in d.lefts if s.dep_ == "nsubj"]
    if slot == "xobj":
        below = [c for v in complements(token) for c in coordinated(v) if c.tag_[:2] == "VB"]
        return [t for c in below for t in objects(c)]
    if slot.startswith("x") and len(slot) > 1:
        below = [c for v in complements(token) for c in coordinated(v) if c.tag_[:2] == "VB"]
        return [t for c in below for t in _prepositions(c, slot[1:])]
    return _prepositions(token, slot)


def _dative(child: Token) -> list[Token]:
    return (
        coordinated(child) if child.pos_ != "ADP" else preposition_objects(child.head).get("to", [])
    )


def _prepositions(verb: Token, name: str) -> list[Token]:
    """Look for the preposition at the verb, then at its objects (attachment is often wrong).

    Days and times are no participants.
    """
    found = list(preposition_objects(verb).get(name, []))
    for noun in objects(verb):
        for part in transparent(noun):
            found.extend(preposition_objects(part).get(name, []))
    if not found:
        for child in verb.rights:
            if child.dep_ in {"xcomp", "advcl"} and child.tag_ in {"VBG", "VB"}:
                continue
            if child.dep_ in {"pobj", "npadvmod"}:
                found.extend(preposition_objects(child).get(name, []))
    return [t for t in found if t.ent_type_ not in {"DATE", "TIME"}]


def _noun_fillers(noun: Token, slot: str) -> list[Token]:
    if slot == "poss":
        return [t for c in noun.children if c.dep_ == "poss" for t in coordinated(c)]
    if slot == "mod":
        return [c for c in noun.lefts if c.dep_ in {"amod", "compound", "nmod"}]
    found = list(preposition_objects(noun).get(slot, []))
    if slot != "of" and not found:
        for child in noun.rights:
            if child.dep_ == "acl" and child.tag_ == "VBN":
                found.extend(preposition_objects(child).get(slot, []))
    return found


def _match(token: Token, frames: tuple[Frame, ...]) -> Predicate | None:
    for frame in frames:
        matched: list[Token] = []
        for constraint in frame.constraints:
            hit = _satisfies(token, constraint, frame)
            if (hit is None) is not constraint.absent:
                break
            if hit is None:
                continue
            if constraint.slot == "obj":
                matched.extend(hit)
        else:
            passive = not frame.noun and is_passive(token)
            return Predicate(token, frame, passive, matched)
    return None


def _satisfies(token: Token, constraint: Constraint, frame: Frame) -> list[Token] | None:
    """Return the tokens that satisfy a constraint, or None when none does."""
    slot, lemmas = constraint.slot, constraint.lemmas
    if slot == "prt":
        return [] if lemmas and lemmas & particles(token) else None
    found = list(_candidates(token, slot, frame))
    if lemmas is None:
        return found if found else None
    hits = [t for t in found if {t.lemma_.lower(), t.lower_, _hyphenated(t), t.ent_type_} & lemmas]
    return hits or None


def _hyphenated(token: Token) -> str:
    """Return "cease-fire" for the "fire" of "cease - fire", as the tokenizer has it."""
    if token.i < 2 or token.nbor(-1).text != "-":
        return token.lower_
    return f"{token.nbor(-2).lower_}-{token.lemma_.lower()}"


def _candidates(token: Token, slot: str, frame: Frame) -> Iterator[Token]:
    if slot == "obj":
        for head in objects(token):
            yield from transparent(head)
    elif slot == "subj":
        for head in subjects(token):
            yield from transparent(head)
    elif slot == "objmod":
        for head in objects(token):
            yield from (c for c in head.children if c.dep_ in {"amod", "compound"})
    elif slot in {"xcomp", "ccomp"}:
        for verb in complements(token):
            if is_infinitive(verb) is (slot == "xcomp"):
                yield from coordinated(verb)
    elif slot in {"acomp", "oprd", "attr"}:
        for child in token.children:
            if child.dep_ in {"acomp", "oprd", "attr", "ccomp"}:
                yield from coordinated(child)
            if child.dep_ in {"ccomp", "oprd"}:  # "declared him guilty" is often a small clause
                yield from child.children
    elif frame.noun:
        for head in preposition_objects(token).get(slot, []):
            yield from transparent(head)
    else:
        for head in _prepositions(token, slot):
            yield from transparent(head)
            yield from (c for c in head.children if c.dep_ in {"compound", "amod"})
