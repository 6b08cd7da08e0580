"""A lasting fact as a text speaks of it, and the words for such facts (`data/status_words.tsv`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from quovadis.coding.clauses import Named, descendants, subject
from quovadis.records import Actor, ActorKind, StatusChange, StatusKind

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Sighting", "agent_of", "is_on_person", "owner_of", "words_of"]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A lasting fact as a text speaks of it.

    Attributes:
        act: The verb or noun whose mood and date count.
        subject: Whose act, as far as the words near it say.
        object: To whom.
        change: What is done to the fact; None when it only stands.
        place: Where, in the words of the text.
        what: The words that name the fact.
    """

    kind: StatusKind
    act: Token
    subject: Actor | None
    object: Actor | None
    change: StatusChange | None
    what: str
    place: str | None = None


@cache
def words_of(kind: str, part: str) -> dict[str, StatusChange | None]:
    """Return the lemmas of a part of `status_words.tsv`, and what each does."""
    out: dict[str, StatusChange | None] = {}
    text = files("quovadis.coding").joinpath("data/status_words.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith(("#", "kind\t")):
            continue
        k, p, lemmas, does = line.split("\t")
        if (k, p) == (kind, part):
            out |= dict.fromkeys(lemmas.split(), StatusChange(does) if does else None)
    return out


def is_on_person(seen: Sighting) -> bool:
    """Tell whether sanctions or a ban are on persons, officers or firms: none on their land."""
    if seen.object is None or seen.kind not in (StatusKind.SANCTIONS, StatusKind.DESIGNATION):
        return False
    agent = seen.object.kind is ActorKind.AGENT and seen.object.sector != "GOV"
    return seen.object.kind is ActorKind.PERSON or (agent and seen.kind is StatusKind.SANCTIONS)


def agent_of(named: Named, verb: Token) -> Actor | None:
    """Who acts: the subject in the active, "by …" in the passive."""
    passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children)
    for by in descendants(verb, limit=40) if passive else verb.children:
        if by.head.i != verb.i and by.head.pos_ == "VERB":
            continue  # "accredited a diplomat appointed by …"
        if by.lower_ == "by" and by.i > verb.i:  # the parser may hang it on a noun between
            for who in by.children:
                actor = named.actor(who) if who.dep_ == "pobj" else None
                if actor is not None:
                    return actor
    if any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children) or verb.dep_ in (
        "acl",
        "amod",
    ):
        return None
    return named.actor(subject(verb))


def owner_of(named: Named, noun: Token, whom: Actor | None) -> Actor | None:
    """Whose list, ban or embassy: "Russia's", "its", "the US …"; never the one it is about."""
    for relation in ("poss", "amod", "compound", "nmod"):
        for child in noun.children:
            if child.dep_ == relation:
                actor = named.actor(child)
                if actor is not None and (whom is None or actor.id != whom.id):
                    return actor
    return None
