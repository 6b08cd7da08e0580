"""Who does what to whom in a dependency parse: deep subjects, objects and prepositions.

Voice, coordination, control, relative clauses and participles are resolved here once, so that the
rest of the room never looks at dependency labels of verbs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from quovadis.coding.words import word_class

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = [
    "complements",
    "coordinated",
    "governors",
    "is_infinitive",
    "is_passive",
    "is_predicate",
    "noun_phrase",
    "objects",
    "particles",
    "preposition_objects",
    "subjects",
    "transparent",
]

_RELATIVE = frozenset({"who", "whom", "which", "that"})
_MAX_DEPTH = 12


def coordinated(token: Token) -> list[Token]:
    """Return a token and everything coordinated with it to its right."""
    found = [token]
    for item in found:
        if len(found) > 60:
            break
        found.extend(child for child in item.rights if child.dep_ == "conj" and child not in found)
    return found


def is_predicate(token: Token) -> bool:
    """Tell whether the token is a verb that says something (no auxiliary, no plain attribute)."""
    return token.tag_.startswith("VB") and token.dep_ not in {"aux", "auxpass", "amod", "compound"}


def is_passive(verb: Token, depth: int = 0) -> bool:
    """Tell whether the verb is passive, also where the auxiliary is left out."""
    if any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children):
        return True
    if verb.tag_ != "VBN" or any(c.dep_ == "aux" for c in verb.children):
        return False
    has_object = any(c.dep_ == "dobj" for c in verb.children)
    if verb.dep_ in {"acl", "advcl", "oprd", "relcl"}:
        return not has_object
    if verb.dep_ == "conj" and depth < _MAX_DEPTH and verb.head.tag_.startswith("VB"):
        return not has_object and not _own_subject(verb) and is_passive(verb.head, depth + 1)
    return False


def subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Return the heads of the noun phrases that act (for a passive: the agent)."""
    if depth > _MAX_DEPTH:
        return []
    if is_passive(verb):
        return _agents(verb)
    return _surface_subjects(verb, depth)


def objects(verb: Token, depth: int = 0) -> list[Token]:
    """Return the heads of the noun phrases that are acted upon."""
    if depth > _MAX_DEPTH:
        return []
    if is_passive(verb):
        return _surface_subjects(verb, depth)
    found = [c for c in verb.children if c.dep_ == "dobj"]
    if not found and verb.dep_ == "relcl" and _gap_is_object(verb):
        return coordinated(verb.head)
    out = list(_through_relatives(found, verb))
    if not out and verb.dep_ != "conj":
        # "condemned and rejected the plan": the object stands with the last verb only.
        for last in (c for c in verb.rights if c.dep_ == "conj" and c.tag_ == verb.tag_):
            if not _own_subject(last) and not any(c.dep_ in {"prep", "ccomp"} for c in verb.rights):
                return objects(last, depth + 1)
    return out


def preposition_objects(token: Token) -> dict[str, list[Token]]:
    """Return what the token's prepositions govern: `{"with": [Iran, Turkey]}`.

    `to` includes the recipient of a ditransitive verb, `by` the agent of a passive.
    """
    found: dict[str, list[Token]] = {}
    for child in token.children:
        if child.dep_ in {"prep", "agent", "dative"} and child.pos_ in {"ADP", "SCONJ", "VERB"}:
            _collect(child, child.lemma_.lower(), found)
    return found


def is_infinitive(verb: Token) -> bool:
    """Tell whether the verb is an infinitive or gerund: it has no tense of its own."""
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ == "aux"}
    return "to" in auxiliaries or (verb.tag_ in {"VB", "VBG"} and not auxiliaries)


def complements(verb: Token) -> list[Token]:
    """Return the verbs of the verb's infinitive or clause complements."""
    out = []
    for child in verb.children:
        if child.dep_ in {"xcomp", "ccomp"}:
            out.append(child)
        elif child.dep_ in {"acomp", "advcl"} and child.i > verb.i:
            # "willing to meet"; "agreed in talks to send" is parsed as purpose now and then
            out.extend(c for c in child.children if c.dep_ == "xcomp" and child.dep_ == "acomp")
            if child.dep_ == "advcl" and is_infinitive(child):
                out.append(child)
    return out


def governors(token: Token, span: Span) -> list[int]:
    """Return the token and what governs it within the span, one above the other, by index."""
    found = [token.i]
    while token.head.i != token.i and span.start <= token.head.i < span.end:
        token = token.head
        found.append(token.i)
    return found


_PARTICLES = frozenset(
    {
        "aside", "away", "back", "down", "home", "in", "off", "offline", "open", "out", "over",
        "through", "together", "up",
    }
)  # fmt: skip


def particles(verb: Token) -> set[str]:
    """Return the verb's particles: `{"off"}` for "called off"."""
    found = {c.lower_ for c in verb.children if c.dep_ == "prt"}
    found |= {c.lower_ for c in verb.children if c.dep_ == "advmod" and c.lower_ in _PARTICLES}
    return found


def transparent(token: Token) -> list[Token]:
    """Return what a noun stands for: itself, and for "a series of talks" also the talks."""
    found = [token]
    if token.lemma_.lower() in word_class("transparent") or token.pos_ == "NUM":
        found.extend(preposition_objects(token).get("of", []))
    return found


def noun_phrase(head: Token) -> tuple[int, int]:
    """Return the token range of the phrase from its leftmost modifier up to its head.

    What follows the head (prepositions, relative clauses) is left out.
    """
    start = head.i
    for child in head.lefts:
        if child.dep_ in {"det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "case"}:
            start = min(start, child.left_edge.i)
    return start, head.i + 1


def _own_subject(verb: Token) -> bool:
    return any(c.dep_ in {"nsubj", "nsubjpass", "csubj", "expl"} for c in verb.children)


def _agents(verb: Token) -> list[Token]:
    found = preposition_objects(verb).get("by", [])
    if not found and verb.dep_ == "conj":
        # "was arrested and questioned by police": the agent stands with one of the two.
        found = preposition_objects(verb.head).get("by", [])
    if not found:
        for last in (c for c in verb.rights if c.dep_ == "conj" and c.tag_ == verb.tag_):
            found = preposition_objects(last).get("by", [])
    return found


def _surface_subjects(verb: Token, depth: int) -> list[Token]:
    own = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}]
    if own:
        return list(_through_relatives(own, verb))
    return _inherited_subjects(verb, depth)


def _inherited_subjects(verb: Token, depth: int) -> list[Token]:
    head, dep = verb.head, verb.dep_
    if dep == "acl" and "to" in {c.lower_ for c in verb.children if c.dep_ == "aux"}:
        # "became the first state to recognise it"; "a petition to lift it" has no subject
        rank = {c.lower_ for c in head.children} & {"first", "second", "third", "last", "only"}
        return _through_copula(head) if rank else []
    if dep == "acl":
        return _through_copula(head)
    if dep == "relcl":
        return _through_copula(head) if not _own_subject(verb) else []
    if dep == "pcomp" and head.dep_ in {"prep", "agent"}:
        outer = head.head
        if not outer.tag_.startswith("VB"):
            return []
        controlled = objects(outer, depth + 1) if head.lower_ in {"of", "for", "from"} else []
        return controlled or _surface_subjects(outer, depth + 1)
    if not head.tag_.startswith("VB") or head.i == verb.i:
        if dep == "xcomp" and head.dep_ in {"acomp", "attr", "oprd"} and head.head.i != verb.i:
            return _surface_subjects(head.head, depth + 1)
        return []
    if dep == "xcomp" or (dep == "ccomp" and not _own_subject(verb)):
        given = objects(head, depth + 1)
        if given and head.lemma_ not in word_class("subject-control") and not is_passive(head):
            return given
        return _surface_subjects(head, depth + 1)
    if dep in {"conj", "advcl", "dep"} and depth < _MAX_DEPTH:
        return _surface_subjects(head, depth + 1)
    return []


def _through_copula(noun: Token) -> list[Token]:
    """What a predicate noun stands for: "Turkey is one of the states that …" is about Turkey."""
    at = noun
    if at.dep_ == "pobj" and at.head.lower_ == "of" and at.head.head.lower_ in {"one", "two"}:
        at = at.head.head
    if at.dep_ in {"attr", "oprd"} and at.head.lemma_ in {"be", "become", "remain"}:
        named = [c for c in at.head.children if c.dep_ == "nsubj"]
        if named and named[0].pos_ != "PRON":
            return [t for c in named for t in coordinated(c)]
    return [noun]


def _gap_is_object(verb: Token) -> bool:
    """Tell whether a relative clause lacks its object: "the envoy (whom) the Taliban named"."""
    own = [c for c in verb.children if c.dep_ == "nsubj"]
    return bool(own) and all(c.lower_ not in _RELATIVE for c in own)


def _through_relatives(tokens: Iterable[Token], verb: Token) -> Iterator[Token]:
    for token in tokens:
        if token.lower_ in _RELATIVE and token.tag_ in {"WDT", "WP", "IN", "DT"}:
            clause = verb
            while clause.dep_ in {"conj", "xcomp", "ccomp"} and clause.head.i != clause.i:
                clause = clause.head
            if clause.dep_ == "relcl":
                yield from _through_copula(clause.head)
            elif token.tag_ == "DT":
                yield token
        else:
            yield from coordinated(token)


def _collect(prep: Token, name: str, found: dict[str, list[Token]], depth: int = 0) -> None:
    for child in prep.children:
        if child.dep_ == "pobj":
            found.setdefault(name, []).extend(coordinated(child))
        elif child.dep_ == "prep" and depth < 3:
            inner = child.lemma_.lower()
            _collect(child, inner, found, depth + 1)
            _collect(child, f"{name} {inner}", found, depth + 1)
        elif child.dep_ == "conj" and child.pos_ == "ADP" and depth < 3:
            _collect(child, child.lemma_.lower(), found, depth + 1)
    if prep.dep_ == "dative" and prep.pos_ not in {"ADP", "SCONJ"}:
        found.setdefault(name, []).extend(coordinated(prep))
