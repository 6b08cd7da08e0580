"""From a noun phrase to the actor that it names: titles, institutions, possessors, places.

"Russian Foreign Minister Sergei Lavrov", "Russia’s embassy in Kabul", "police in Nairobi", "the
prosecutor of the International Criminal Court, Karim Khan": the head says which sector, the
possessor, demonym, "of" or "in" says of whom. A head without an owner is looked up among the
institutions named before; if there is no single answer, it stays open with a reason.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from quovadis.coding.grammar import coordinated, noun_phrase, preposition_objects, transparent
from quovadis.coding.places import country_at, is_place_name, place_noun
from quovadis.coding.sides import is_half
from quovadis.coding.spans import MentionSpan
from quovadis.coding.titles import Titles
from quovadis.coding.words import word_class
from quovadis.errors import UnknownActor
from quovadis.records import Actor, ActorKind

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from quovadis.coding.parse import Parsed
    from quovadis.ontology import Ontology

__all__ = ["Namer"]

_STATE = frozenset({"GOV", "MIL", "JUD", "LEG", "COP", "SPY"})
_DOMESTIC = frozenset({"JUD", "LEG", "COP", "MIL", "SPY"})
_ONE_WITH_GROUP = _STATE | {"REB", "UAF", "SEP"}
_NOBODY = Actor("name:nobody", "nobody")
_WHOLE = frozenset({ActorKind.ORGANISATION, ActorKind.BLOC})
_NAMED = frozenset({"name", "alias", "capital", "building", "demonym"})


class Namer:
    """Names the noun phrases of one document, from its first sentence to its last.

    Holds what the document has introduced so far: persons by surname, institutions by head word.
    """

    def __init__(self, parsed: Parsed, ontology: Ontology) -> None:
        self.parsed = parsed
        self.ontology = ontology
        published = parsed.document.published
        self.day: dt.date | None = published.date() if published else None
        self.by_root: dict[int, MentionSpan] = {}
        self.inside: dict[int, int] = {}
        self._titles = Titles(parsed, ontology, self.inside)
        self._seen: set[int] = set()
        self._persons: dict[str, Actor | None] = {}
        self._institutions: dict[str, Actor] = {}
        for mention in ontology.find(parsed.document.text, self.day):
            span = parsed.doc.char_span(mention.start, mention.end, alignment_mode="expand")
            if span is None or not len(span) or _is_continent(span):
                continue
            root = span.root.i
            for token in span:
                self.inside[token.i] = root
            self.by_root[root] = MentionSpan(
                mention.start, mention.end, mention.actor, span.start, span.end, root, mention.form
            )

    def name(self, head: Token) -> MentionSpan | None:
        """Return the mention that a noun heads, or None when it names no actor."""
        if head.i in self._seen:
            return self.by_root.get(head.i)
        self._seen.add(head.i)
        found = self._named(head) if head.i in self.inside else self._described(head)
        if found is not None:
            found = replace(found, place=is_place_name(head, found))
            self.by_root[head.i] = found
            self._remember(head, found)
        return found

    def agent(self, iso3: str, sector: str, name: str | None = None) -> Actor:
        """Return a sector of a country, with the name that the text gives it."""
        try:
            actor = self.ontology.actor(f"{iso3}.{sector}", self.day)
        except UnknownActor:
            actor = Actor(f"{iso3}.{sector}", name or "", iso3, sector, ActorKind.AGENT)
        return replace(actor, name=name) if name else actor

    def owner(self, head: Token) -> MentionSpan | None:
        """Return the actor to whom a noun belongs: possessor, demonym, "of", "from", or place."""
        others = head.lemma_.lower() in word_class("other-party")
        for child in head.lefts:
            if child.dep_ == "poss" and not others:  # "his counterpart" is somebody else's
                found = self.by_root.get(child.i) or self.name(child)
                if found is None or found.actor is None:
                    found = self._region(child) or found
                if found is not None:
                    return found
        found = self._modifier(head)
        if found is not None:
            return found
        after = preposition_objects(head)
        names = ["of", "from"] + (["for"] if head.lemma_.lower().startswith("spokes") else [])
        for name in names:
            for noun in after.get(name, []):
                for part in transparent(noun)[::-1]:
                    found = self.name(part) or self._modifier(part) or self._region(part)
                    if found is not None:
                        return found
        armed = head.lower_ in word_class("crowd") and head.lower_ not in word_class("one-body")
        guest = head.lemma_.lower() in word_class("guest")  # a consulate is not its host's
        within = list(after.get("in", []))
        for noun in after.get("of", []):  # "the court of appeal in Lima"
            within.extend(preposition_objects(noun).get("in", []))
        for noun in [] if armed or guest else within:
            found = self._where(noun)
            if found is not None and found.actor is not None and found.actor.country:
                return found
        return None

    def _where(self, noun: Token) -> MentionSpan | None:
        """The country of a place: Lyon, Colombia's second city, the city of Kursk."""
        found = self.name(noun)
        if found is not None and found.actor is not None:
            return found
        if noun.lemma_.lower() in word_class("region"):
            found = self.owner(noun)
            names = preposition_objects(noun).get("of", [])
        else:
            names = [noun]
        country = next((c for n in names if (c := country_at(n, self.ontology))), None)
        if country is None:
            return found
        first, end = noun_phrase(noun)
        return self._span(first, end, noun, self.ontology.actor(country, self.day), "capital")

    def _modifier(self, head: Token) -> MentionSpan | None:
        for child in head.lefts:
            if child.dep_ in {"amod", "compound", "nmod", "npadvmod"} and child.i in self.inside:
                root = self.inside[child.i]
                if root != head.i and not is_half(self.parsed.doc, self.by_root[root].token_end):
                    return self.by_root[root]
            for inner in child.lefts:  # "Taliban-led government", "US state department official"
                if inner.i in self.inside and self._hands_on(child):
                    return self.by_root[self.inside[inner.i]]
            found = self._region(child)
            if found is not None:  # "Punjab government", "Borno state police"
                return found
        return None

    def _region(self, word: Token) -> MentionSpan | None:
        """The country of a region or city that stands before a noun, as the parser has it."""
        place = place_noun(word)
        if not place.text[:1].isupper() or place.ent_type_ == "PERSON":
            return None
        country = self.ontology.region_country(place.text)
        if country is None and (place.ent_type_ == "GPE" or word.dep_ == "poss"):
            country = country_at(place, self.ontology)
        if country is None:
            return None
        actor = self.ontology.actor(country, self.day)
        return self._span(place.i, word.i + 1, word, actor, "capital")

    def _hands_on(self, modifier: Token) -> bool:
        """Tell whether the owner of a modifier owns the whole: "US state department official"."""
        if modifier.lower_ in word_class("owned-suffix"):
            return True
        return modifier.dep_ == "compound" and self.ontology.title(modifier.text) is not None

    def _named(self, head: Token) -> MentionSpan | None:
        """A name that the ontology holds; titles before a person's name belong to it."""
        root = self.inside[head.i]
        base = self.by_root[root]
        if root != head.i:
            return None
        if base.form == "person":
            start, _ = noun_phrase(head)
            first = min(start, base.token_start)
            return replace(base, token_start=first, start=self.parsed.doc[first].idx)
        actor = base.actor
        if base.form == "demonym" and actor is not None and actor.kind is ActorKind.COUNTRY:
            if head.tag_ in {"JJ", "NNP"} and head.dep_ in {"amod", "compound", "nmod"}:
                return base
            return replace(base, actor=self.agent(actor.id, "CVL"))
        return base

    def _described(self, head: Token) -> MentionSpan | None:
        """A noun phrase that no alias covers: a title, an institution, an unknown person."""
        if head.pos_ not in {"NOUN", "PROPN"} or head.dep_ in {"compound", "amod", "nmod"}:
            return None
        first, end = noun_phrase(head)
        # "Saudi Arabia's Crown Prince" is no person of that name.
        office = any(c.i in self.inside for c in head.lefts) and self._titles.sector(head, first)
        named = head.pos_ == "PROPN" and self._titles.before(head, first)
        if (head.ent_type_ == "PERSON" and not office) or named:
            return self._person(head, first, end)
        sector = self._titles.sector(head, first)
        if sector is None and head.lemma_.lower() in word_class("armed"):
            sector = "MIL"
        if sector is None and head.tag_ == "NNS":  # "the armies of Brazil and Chad"
            sector = self._titles.sector(head, first, head.lemma_)
        owner = (
            self.owner(head) if sector or head.lemma_.lower() in word_class("d-capital") else None
        )
        if sector is None:
            if owner is not None and owner.actor is not None and owner.actor.country:
                country = self.ontology.actor(owner.actor.country, self.day)
                return self._span(first, end, head, country, "capital")
            return self._open(head, first, end)
        return self._institution(head, first, end, sector, owner)

    def _institution(
        self, head: Token, first: int, end: int, sector: str, owner: MentionSpan | None
    ) -> MentionSpan:
        words = self.parsed.words(first, end)
        strange = self._strange_name(head, first)
        if strange:
            reason = f"‘{words}’ is a name of its own that the ontology does not hold"
            return self._span(first, end, head, None, "unknown", reason)
        if owner is None:
            known = self._known_institution(head, sector)
            if known is not None:
                return self._span(first, end, head, known, "institution")
            apposed = self._apposed(head)
            if apposed is not None:
                return self._span(first, end, head, apposed, "title")
            return self._span(
                first, end, head, None, "institution", f"no country stands with ‘{words}’"
            )
        if owner.actor is None:
            return self._span(first, end, head, None, "institution", owner.reason)
        actor = self._of_owner(owner.actor, sector)
        if head.lemma_.lower() == "member" and owner.actor.kind in _WHOLE:
            actor = None
        if actor is None:
            reason = f"‘{words}’ is not the same as {owner.actor.name}"
            return self._span(first, end, head, None, "institution", reason)
        found = self._span(first, end, head, actor, "institution")
        return replace(found, also=self._also(head, sector, owner))

    def _strange_name(self, head: Token, first: int) -> bool:
        """Tell whether a proper name has words that belong to no institution we know of."""
        if head.pos_ != "PROPN":
            return False
        return any(
            t.pos_ == "PROPN"
            and t.dep_ == "compound"
            and t.i not in self.inside
            and t.lower_ not in word_class("institution-word")
            and self.ontology.title(t.text) is None
            and self.ontology.title(f"{t.text} {head.text}") == self.ontology.title(head.text)
            for t in self.parsed.doc[first : head.i]
        )

    def _also(self, head: Token, sector: str, first: MentionSpan) -> tuple[Actor, ...]:
        """Agents of the owners beside the first one, when the noun is plural."""
        if head.tag_ not in {"NNS", "NNPS"}:
            return ()
        after = preposition_objects(head)
        nouns = [n for name in ("of", "from") for n in after.get(name, [])]
        nouns += [c for c in head.children if c.dep_ == "poss" for c in coordinated(c)]
        out: list[Actor] = []
        for child in head.lefts:  # "Japanese and South Korean officials"
            if child.dep_ in {"amod", "compound", "nmod"}:
                for part in [*coordinated(child), *child.lefts]:
                    root = self.inside.get(part.i)
                    if root is not None and root != first.root:
                        actor = self._of_owner(self.by_root[root].actor or _NOBODY, sector)
                        if actor is not None and actor not in out:
                            out.append(actor)
        for noun in nouns:
            for part in transparent(noun):
                owner = self.name(part)
                if owner is None or owner.actor is None or owner.root == first.root:
                    continue
                actor = self._of_owner(owner.actor, sector)
                if actor is not None and actor not in out:
                    out.append(actor)
        return tuple(out)

    def _of_owner(self, owner: Actor, sector: str, name: str | None = None) -> Actor | None:
        if owner.kind in {ActorKind.COUNTRY, ActorKind.AGENT, ActorKind.PERSON} and owner.country:
            return self.agent(owner.country, sector, name)
        if owner.kind in {ActorKind.COUNTRY, ActorKind.AGENT, ActorKind.PERSON}:
            return None
        return owner if sector in _ONE_WITH_GROUP else None

    def _person(self, head: Token, first: int, end: int) -> MentionSpan:
        """A person whom the ontology does not hold: the title says the sector."""
        words = self.parsed.words(first, end)
        surname = head.lower_
        sector = self._titles.before(head, first) or self._titles.beside(head)
        if sector is None:
            if surname in self._persons:
                return self._span(
                    first, end, head, self._persons[surname], "person", self._why(head)
                )
            return self._span(first, end, head, None, "unknown", f"the ontology has no ‘{words}’")
        owner = self.owner(head)
        for child in head.children:
            if owner is None and child.dep_ == "appos":
                owner = self.owner(child)
        if owner is None and head.dep_ == "appos":
            owner = self.owner(head.head)
        if owner is None:  # "Iranian general Amir Rezai"
            roots = [
                self.inside[t.i] for t in self.parsed.doc[first : head.i] if t.i in self.inside
            ]
            owner = next((self.by_root[r] for r in roots if r in self.by_root), None)
        actor = None
        if owner is not None and owner.actor is not None:
            actor = self._of_owner(owner.actor, sector, words)
        if actor is None and owner is None and sector in _DOMESTIC:
            country = self._only_country(head)
            actor = self.agent(country, sector, words) if country else None
        reason = None if actor else f"no country stands with ‘{words}’"
        return self._span(first, end, head, actor, "person", reason)

    def _why(self, head: Token) -> str | None:
        if self._persons[head.lower_] is not None:
            return None
        return f"the ontology has no ‘{head.text}’, and no country was given"

    def _apposed(self, head: Token) -> Actor | None:
        for child in head.children:
            if child.dep_ == "appos":
                found = self.name(child)
                if found is not None and found.actor is not None:
                    return found.actor
        return None

    def _known_institution(self, head: Token, sector: str) -> Actor | None:
        """An institution of that name from before, or of the sentence's only country."""
        determiners = {c.lower_ for c in head.lefts if c.dep_ == "det"}
        if not determiners & {"the", "this", "that"} and head.pos_ != "PROPN":
            return None
        if head.tag_ in {"NNS", "NNPS"} and head.lower_ not in word_class("one-body"):
            return None  # "the ministers" may be those of several countries
        known = self._institutions.get(head.lemma_.lower())
        if known is not None and (known.sector == sector or known.kind in _WHOLE):
            return known
        if sector in _DOMESTIC:
            country = self._only_country(head)
            return self.agent(country, sector) if country else None
        return None

    def _only_country(self, head: Token) -> str | None:
        """The one country whose institutions act in the sentence so far."""
        sentence = self.parsed.sentence_of(head)
        if sentence is None:
            return None
        countries = {
            m.actor.country
            for m in self.by_root.values()
            if sentence.token_start <= m.root < head.i and m.actor is not None and not m.place
            if m.actor.kind in {ActorKind.AGENT, ActorKind.PERSON}
        }
        return next(iter(countries)) if len(countries) == 1 else None

    def _open(self, head: Token, first: int, end: int) -> MentionSpan | None:
        """A crowd or a proper name that we cannot place is a mention without an actor."""
        if head.ent_type_ in {"ORG", "NORP"} and head.pos_ == "PROPN":
            words = self.parsed.words(first, end)
            return self._span(first, end, head, None, "unknown", f"the ontology has no ‘{words}’")
        return None

    def _remember(self, head: Token, found: MentionSpan) -> None:
        if found.form == "person":
            self._persons.setdefault(head.lower_, found.actor)
            title = self.parsed.doc[found.token_start : head.i]
            for token in title:
                if found.actor is not None and found.actor.country and token.i not in self.inside:
                    sector = self.ontology.title(token.text)
                    if sector:
                        actor = self.agent(found.actor.country, sector)
                        self._institutions[token.lemma_.lower()] = actor
        elif found.actor is not None and found.actor.kind is not ActorKind.COUNTRY:
            self._institutions[head.lemma_.lower()] = found.actor
        for child in head.children:
            if child.dep_ == "appos" and child.ent_type_ == "PERSON":
                self._persons.setdefault(child.lower_, found.actor)

    def _span(
        self, first: int, end: int, head: Token, actor: Actor | None, form: str,
        reason: str | None = None,
    ) -> MentionSpan:  # fmt: skip
        start = self.parsed.doc[first].idx
        last = self.parsed.doc[end - 1]
        stop = last.idx + len(last.text)
        why = None if actor else (reason or "nothing says for whom it stands")
        return MentionSpan(start, stop, actor, first, end, head.i, form, reason=why)


def _is_continent(span: Span) -> bool:
    """Nothing but the continent: "South American" is no word for the United States."""
    before = span.doc[span.start - 1].lower_ if span.start else ""
    return span.text.startswith("America") and before in {"south", "latin", "central", "north"}
