"""Read a whole noun phrase as one actor: "Russia's Supreme Court", "Judge Ana Gomez".

The grammar is small: names of actors and titles are found in the phrase; the actor that owns the
title is the one before it, or the one after "of"; what follows "to", "in" or "with" belongs to
somebody else ("Moscow's ambassador to Kabul").
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

from quovadis.ontology.actors import Cast
from quovadis.ontology.mentions import Finder, Mention, choose
from quovadis.ontology.tables import split
from quovadis.ontology.titles import Title, Titles
from quovadis.ontology.tokens import Tokens, fold, slug, tokenize
from quovadis.records import Actor, ActorKind

__all__ = ["Phrases"]

_LEADING = re.compile(r"^(?:the|a|an|this|that|its|their)\s+", re.IGNORECASE)
_TRAILING = re.compile(r"(?:['’ʼ]s|['’])$", re.IGNORECASE)
_STOP = frozenset(
    split("to in with on at against by from about over for into near towards toward", " ")
)
_BACKED = frozenset(
    split("backed allied aligned funded supported sponsored occupied controlled", " ")
)
_ABROAD = frozenset(("MIL", "SPY", "NGO", "REF", "BUS", "MED", "REB", "UAF"))
"""Sectors whose people act in other countries as often as at home."""
_ENVOYS = frozenset(
    split(
        "embassy;embassies;consulate;consulates;consulate general;consul;consul general;ambassador;"
        "ambassadors;envoy;envoys;special envoy;diplomat;diplomats;attaché;delegation;delegates;"
        "negotiators;negotiator;mediators;mediator;diplomatic mission;diplomatic missions"
    )
)
_LONGEST = 300
"""Longest phrase that we read, in code points; a longer one is no name."""


class Phrases:
    """Resolves phrases with the tables that it is handed."""

    def __init__(self, cast: Cast, finder: Finder, titles: Titles) -> None:
        self._cast = cast
        self._finder = finder
        self._titles = titles

    def resolve(
        self, text: str, day: dt.date | None, context: Collection[str], *, anycase: bool = False
    ) -> Actor | None:
        """The actor that a phrase names, or None."""
        phrase = " ".join(text.split()).strip(' .,;:!?"“”()[]')
        if not phrase or len(phrase) > _LONGEST:
            return None
        for words in dict.fromkeys((phrase, _TRAILING.sub("", phrase))):
            for form in dict.fromkeys((words, _LEADING.sub("", words))):
                found, actor = self.whole(form, day, context, anycase=anycase)
                if found:
                    return actor
        return self._compose(_LEADING.sub("", _TRAILING.sub("", phrase)), day, context)

    def whole(
        self, words: str, day: dt.date | None, context: Collection[str], *, anycase: bool = False
    ) -> tuple[bool, Actor | None]:
        """Whether the words are an alias or an id, and the actor that they name."""
        if _is_id(words) and words in self._cast.people.by_id:
            return True, self._cast.actor(words, day)
        if re.fullmatch(r"[A-Z]{3}(\.[A-Z]{3})?|[A-Z0-9]+(_[A-Z0-9]+)+", words):
            iso3, _, sector = words.partition(".")
            known = iso3 in self._cast.countries and (not sector or sector in self._cast.sectors)
            if known or words in self._cast.groups:
                return True, self._cast.actor(words, day)
        tokens = tokenize(words)
        for alias in self._finder.index.get(words, anycase=anycase):
            if alias.target is None:
                return True, None
            if alias.target.startswith("surname:"):
                person = self._cast.people.by_surname(alias.target[8:], day)
                if person is None or self._cast.people.is_common(person.surname):
                    continue
                return True, self._cast.actor(person.id, day)
            readings = self._finder.readings.get(fold(alias.words))
            target: str | None = alias.target
            if readings:
                target = choose(readings, frozenset(tokens.folded), tokens, 0, len(tokens), context)
            return True, self._cast.actor(target, day) if target else None
        return False, None

    def first_country(self, phrase: str, day: dt.date | None) -> Actor | None:
        """The first country that a phrase names ("Turkish Kurds"), or None."""
        mentions = self._finder.find(phrase, day)
        return next((m.actor for m in mentions if m.actor.kind is ActorKind.COUNTRY), None)

    def _compose(self, phrase: str, day: dt.date | None, context: Collection[str]) -> Actor | None:
        tokens = tokenize(phrase)
        titles = self._titles.all_in(tokens)
        mentions = self._finder.find(phrase, day, context=context)
        # Words like "Duma" are both: a name wins over a title at the same place.
        taken = [(m.start, m.end) for m in mentions if m.form not in ("demonym",)]
        titles = [
            (a, b, t) for a, b, t in titles
            if not any(s < tokens.ends[b - 1] and tokens.starts[a] < e for s, e in taken)
        ]  # fmt: skip
        stop = _first_stop(tokens)
        owned = [t for a, _, t in titles if a < stop]
        limit = tokens.starts[stop] if stop < len(tokens) else len(phrase)
        owners = [m for m in mentions if m.start < limit and not _only_backs(tokens, m)]
        person = next((m for m in owners if m.form == "person"), None)
        if person is not None and (owned or len(person.text) >= len(phrase) - 4):
            return person.actor
        if not titles and owners and _covers(tokens, mentions):
            return _one(owners)
        if not owned:
            return None
        head = _head(tokens, titles, stop)
        name = _proper_name(phrase, tokens, titles, mentions, stop)
        if owners:
            return self._owned(owners, head, phrase if name else None)
        place = self._place(tokens, mentions, titles[0], stop)
        if place is not None:
            return self._cast.agent(place, head.sector, phrase if name else None)
        iso3s = [c for c in context if c in self._cast.countries]
        if len(set(iso3s)) == 1:
            return self._cast.agent(iso3s[0], head.sector, phrase if name else None)
        if name:
            return Actor(f"name:{slug(name)}", name, None, head.sector, ActorKind.UNKNOWN)
        return None

    def _place(
        self,
        tokens: Tokens,
        mentions: list[Mention],
        title: tuple[int, int, Title],
        stop: int,
    ) -> str | None:
        """The country of "police in Japan"; soldiers and envoys may be abroad, so not theirs."""
        if stop >= len(tokens) or tokens.folded[stop] != "in" or title[2].sector in _ABROAD:
            return None
        if title[2].words in _ENVOYS:
            return None
        after = [m.actor for m in mentions if m.start > tokens.starts[stop]]
        found = after and after[0].kind is ActorKind.COUNTRY
        return after[0].country if found else None

    def _owned(self, owners: list[Mention], head: Title, name: str | None) -> Actor:
        """The agent of the owner; a group or an organisation speaks through its titles itself."""
        # "Afghanistan's Taliban-led government": who governs it is nearer than where.
        named = [m for m in owners if m.actor.kind is not ActorKind.COUNTRY and m.form != "demonym"]
        mention = named[0] if named else owners[0]
        owner = mention.actor
        if owner.kind is ActorKind.COUNTRY:
            return self._cast.agent(owner.id, head.sector, name)
        if owner.kind is ActorKind.AGENT and owner.country and owner.sector == "GOV":
            return owner if head.generic else self._cast.agent(owner.country, head.sector, name)
        return owner


def _is_id(words: str) -> bool:
    return words.startswith(("person:", "name:"))


def _first_stop(tokens: Tokens) -> int:
    """Index of the first preposition that hands over to another actor, or the length."""
    return next((i for i, w in enumerate(tokens.folded) if i and w in _STOP), len(tokens))


def _head(tokens: Tokens, titles: list[tuple[int, int, Title]], stop: int) -> Title:
    """The title that gives the sector: "president of the supreme court" is a court's."""
    titles = [t for t in titles if t[0] < stop] or titles
    for i, (_, end, _title) in enumerate(titles[:-1]):
        if (
            end < len(tokens)
            and tokens.folded[end] == "of"
            and titles[i + 1][2].kind == "institution"
        ):
            return titles[i + 1][2]
    named = Titles.head([t for _, _, t in titles])
    assert named is not None  # noqa: S101  the list is not empty
    return named


def _only_backs(tokens: Tokens, mention: Mention) -> bool:
    """Whether the mention only says who stands behind ("Iran-backed militia")."""
    after = next((i for i, s in enumerate(tokens.starts) if s >= mention.end), len(tokens))
    return (
        after + 1 < len(tokens)
        and tokens.folded[after] == "-"
        and tokens.folded[after + 1] in _BACKED
    )


_FILL = (
    frozenset(
        split(
            "the a an of s ' - ( ) , and new former current forces fighters side people group "
            "groups organization organisation movement network some around about nearly almost at "
            "least more than over two three several many dozens hundreds thousands thousand "
            "million displaced led",
            " ",
        )
    )
    | _BACKED
)


def _covers(tokens: Tokens, mentions: list[Mention]) -> bool:
    """Whether nothing but small words stands beside the mentions."""
    spans = [(m.start, m.end) for m in mentions]
    return all(
        word in _FILL or word.isdigit() or any(a <= start < b for a, b in spans)
        for word, start in zip(tokens.folded, tokens.starts, strict=True)
    )


def _one(owners: list[Mention]) -> Actor | None:
    """The one actor that several mentions name: "Afghanistan's Taliban", "ISIS-K (ISKP)"."""
    actors = {m.actor.id: m.actor for m in owners}
    named = [a for a in actors.values() if a.kind is not ActorKind.COUNTRY]
    if len(named) == 1 and all(a.id in (named[0].id, named[0].country) for a in actors.values()):
        return named[0]
    return next(iter(actors.values())) if len(actors) == 1 else None


def _proper_name(
    phrase: str,
    tokens: Tokens,
    titles: list[tuple[int, int, Title]],
    mentions: list[Mention],
    stop: int,
) -> str:
    """The capitalised words that are neither title nor actor: somebody's name."""
    taken = [range(a, b) for a, b, _ in titles]
    words: list[tuple[int, int]] = []
    for i in range(min(stop, len(tokens))):
        inside = any(i in r for r in taken) or any(
            m.start <= tokens.starts[i] < m.end for m in mentions
        )
        if not inside and tokens.raw[i][0].isupper() and len(tokens.raw[i]) > 1:
            words.append((tokens.starts[i], tokens.ends[i]))
    return phrase[words[0][0] : words[-1][1]] if words else ""
