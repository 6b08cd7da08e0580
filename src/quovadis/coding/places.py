"""Where an event took place, in the words of the text, and which names are but places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from quovadis.coding.spans import MentionSpan
from quovadis.coding.words import word_class
from quovadis.ontology.places import load_places
from quovadis.ontology.tokens import fold
from quovadis.records import ActorKind

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.coding.parse import Parsed
    from quovadis.ontology import Ontology

__all__ = ["country_at", "find_place", "is_place_name", "name_of_place", "place_noun"]

_GEOGRAPHIC = frozenset({"GPE", "LOC", "FAC"})
_HAVE_LAND = frozenset({ActorKind.COUNTRY, ActorKind.AGENT})
_SHARED = frozenset({"conj", "advcl", "xcomp", "dobj", "pobj", "prep"})
_CLAUSE = frozenset({"ccomp", "advcl", "relcl", "acl", "conj", "parataxis", "xcomp"})


def find_place(
    parsed: Parsed, token: Token, mentions: Mapping[int, MentionSpan], *, deep: bool = True
) -> tuple[str | None, str | None]:
    """Return the place of the event at a token, and its country (ISO3), each None when not said.

    Only prepositions of place in the event's own clause count ("in Kazan", "near the border"), and
    those that stand directly with the clause above ("In Kazan, … opening the talks"). Not `deep`:
    only what stands with the verb itself, for what is said about something elsewhere.
    """
    found = _below(token) if deep else next(_adjuncts(token), None)
    at = token
    for _ in range(4):
        if found is not None or at.head.i == at.i or at.dep_ not in _SHARED:
            break
        at = at.head
        found = next((p for p in _adjuncts(at) if p.i < token.i or at.dep_ != "ROOT"), None)
    return _words(parsed, found, mentions) if found is not None else (None, None)


def is_place_name(head: Token, found: MentionSpan) -> bool:
    """Tell whether a name says where, not who: "in Kabul", "from Moscow", "in Turkey and Egypt"."""
    if found.form in {"person", "institution", "title", "pronoun"}:
        return False
    prep = head.head if head.dep_ == "pobj" else None
    while prep is not None and prep.dep_ == "conj":
        prep = prep.head
    if prep is None and head.dep_ == "conj":
        above = head.head
        prep = above.head if above.dep_ == "pobj" else None
    if prep is None:
        return False
    city = found.form in {"capital", "building"}
    if prep.lower_ in word_class("d-place"):
        return city or (found.actor is not None and found.actor.kind in _HAVE_LAND)
    return prep.lower_ == "from" and city


def name_of_place(noun: Token) -> str | None:
    """Return the whole name that a noun heads and that may be a place's ("El Fasher"), or None.

    The parser takes many cities for persons or peoples: what kind of name it is says little.
    """
    if noun.pos_ != "PROPN" and noun.ent_type_ not in _GEOGRAPHIC:
        return None
    first = noun.i
    while first > noun.sent.start and noun.doc[first - 1].pos_ == "PROPN":
        first -= 1
    return noun.doc[first : noun.i + 1].text


def country_at(noun: Token, ontology: Ontology) -> str | None:
    """Return the country (ISO3) of the place that a noun names, or None."""
    name = name_of_place(place_noun(noun))
    return ontology.place_country(name) if name else None


def _adjuncts(verb: Token) -> Iterator[Token]:
    """Places that stand directly with a verb or noun."""
    for prep in verb.children:
        if prep.dep_ == "prep" and prep.lower_ in word_class("d-place"):
            found = (place_noun(c) for c in prep.children if c.dep_ == "pobj")
            yield from (c for c in found if _is_geographic(c))


def place_noun(noun: Token) -> Token:
    """Return the noun that names a place: "Borno" in "Borno state", else the noun itself."""
    if noun.lemma_.lower() not in word_class("region"):
        return noun
    names = [c for c in noun.lefts if c.dep_ == "compound" and c.text[:1].isupper()]
    return names[-1] if names else noun


def _is_geographic(noun: Token) -> bool:
    """Tell whether a noun behind "in" is a place: as the parser has it, or by its name."""
    name = None if noun.ent_type_ in _GEOGRAPHIC else name_of_place(noun)
    return noun.ent_type_ in _GEOGRAPHIC or (name is not None and fold(name) in load_places())


def _below(event: Token) -> Token | None:
    """The nearest place noun below a token that no other clause stands between."""
    best: Token | None = None
    stack = [event]
    seen = 0
    while stack and seen < 200:
        seen += 1
        node = stack.pop()
        for found in _adjuncts(node):
            if best is None or abs(found.i - event.i) < abs(best.i - event.i):
                best = found
        stack.extend(
            c for c in node.children if not (c.dep_ in _CLAUSE and c.pos_ in {"VERB", "AUX"})
        )
    return best


def _words(
    parsed: Parsed, noun: Token, mentions: Mapping[int, MentionSpan]
) -> tuple[str, str | None]:
    first = last = noun.i
    while first > 0 and parsed.doc[first].ent_iob_ == "I":
        first -= 1
    while last + 1 < len(parsed.doc) and parsed.doc[last + 1].ent_iob_ == "I":
        last += 1
    inner = [t for c in noun.children for t in (c, *c.children)]
    for token in (noun, *(t for t in inner if t.dep_ in {"pobj", "appos", "poss"})):
        mention = mentions.get(token.i)
        if mention is not None and mention.actor is not None and mention.actor.country:
            return parsed.words(first, last + 1), mention.actor.country
    return parsed.words(first, last + 1), None
