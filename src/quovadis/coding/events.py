"""Predicates with their actors to events: who did what to whom, when, and how surely.

An event needs an actor we know on at least one side, and both sides for what is only planned,
possible or denied. Nouns ("attacks by …", "talks between … and …") count only where the text speaks
of them as something that took place. What is left open carries a reason; what nobody we know did is
left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quovadis.coding import attribution, dates
from quovadis.coding.frames import Predicate, find_predicates
from quovadis.coding.grammar import noun_phrase
from quovadis.coding.modality import Reading, read_modality
from quovadis.coding.noun_actors import MentionSpan
from quovadis.coding.parties import Party, clause_parties, find_sources, find_targets
from quovadis.coding.places import find_place
from quovadis.coding.sentence_roles import contexts_of
from quovadis.coding.topics import off_topic
from quovadis.coding.words import word_class
from quovadis.records import Actor, ActorKind, Event, EventType, Modality, Precision

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.coding.dates import DateExpression
    from quovadis.coding.parse import Parsed, SentenceSpan
    from quovadis.ontology import Ontology

__all__ = ["find"]

BACKGROUND_DAYS = 365
"""An event that ended longer before publication than this is history, not news."""

_OPEN_TARGET = frozenset(
    {
        EventType.REQUEST, EventType.ACCUSE, EventType.REJECT, EventType.THREATEN,
        EventType.PROTEST, EventType.SANCTION, EventType.MOBILIZE, EventType.COERCE,
        EventType.ASSAULT,
    }
)  # fmt: skip
_OPEN_MODES = frozenset({"release", "ceasefire", "resign", "disarm", "withdraw"})
_OPEN_SOURCE = frozenset(
    {EventType.ASSAULT, EventType.COERCE, EventType.SANCTION, EventType.RETREAT, EventType.CONCEDE}
)
_SAID = frozenset(
    {EventType.ACCUSE, EventType.REQUEST, EventType.REJECT, EventType.THREATEN, EventType.AGREE}
)
_STATE = frozenset({"GOV", "MIL", "JUD", "LEG", "COP", "SPY"})
_PEOPLE_DO = frozenset(
    {EventType.PROTEST, EventType.ACCUSE, EventType.REQUEST, EventType.REJECT, EventType.ASSAULT}
)
_MOST_PAIRS = 8


@dataclass(frozen=True, slots=True)
class _When:
    date: dt.date | None
    date_to: dt.date | None
    precision: Precision
    reason: str | None


def find(
    parsed: Parsed,
    mentions: Sequence[MentionSpan],
    ontology: Ontology,
    published: dt.datetime | None = None,
    *,
    unresolved: list[str] | None = None,
) -> list[Event]:
    """Return the events of a document, in order.

    Args:
        parsed: The document.
        mentions: Its mentions of actors.
        ontology: For quad classes and scores.
        published: Overrides the document's own moment of publication.
        unresolved: Receives one sentence for each reading that was left out because its source
            is no actor that we know.
    """
    return list(_Coder(parsed, mentions, ontology, published, unresolved).events())


class _Coder:
    def __init__(
        self, parsed: Parsed, mentions: Sequence[MentionSpan], ontology: Ontology,
        published: dt.datetime | None, unresolved: list[str] | None,
    ) -> None:  # fmt: skip
        self.parsed = parsed
        self.mentions = {m.root: m for m in mentions}
        self.ontology = ontology
        self.published = published or parsed.document.published
        self.day = self.published.date() if self.published else None
        self.known_at = self.published or dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
        self.unresolved = unresolved if unresolved is not None else []
        self.expressions: list[DateExpression] = []

    def events(self) -> Iterator[Event]:
        self.expressions = dates.find_in(self.parsed, self.published)
        for sentence in self.parsed.sentences:
            if sentence.is_heading or sentence.cut:
                continue
            span = self.parsed.tokens(sentence)
            if off_topic(span):
                continue
            found: list[tuple[Event, Token]] = []
            for predicate in find_predicates(span):
                found.extend((e, predicate.token) for e in self._code(predicate, sentence))
            yield from _best(_without_contents(found))

    def _code(self, predicate: Predicate, sentence: SentenceSpan) -> Iterator[Event]:
        reading = self._reading(predicate)
        if reading is None:
            return
        sources = self._sources(predicate)
        if sources is None:
            return
        targets = find_targets(predicate, self.mentions)
        if {p.root for p in sources} == {p.root for p in targets} and len(sources) > 1:
            targets = [Party(None, reason="they do it with each other")]  # "between A and B"
        when, reading = self._when(predicate.token, reading)
        for source, target in _pairs(predicate, sources, targets):
            if self._holds(predicate, reading, source, target):
                yield self._event(predicate, reading, source, target, when, sentence)

    def _reading(self, predicate: Predicate) -> Reading | None:
        reading = read_modality(predicate.token)
        if reading.alleged:
            return None
        if predicate.frame.noun and reading.modality not in {
            Modality.ACTUAL,
            Modality.BACKGROUND,
        }:
            return None
        return reading

    def _sources(self, predicate: Predicate) -> list[Party] | None:
        """Return who acts, or None when the reading is to be left out."""
        sources = find_sources(predicate, self.mentions)
        if predicate.frame.noun:
            sources = [p for p in sources if p.actor is not None]
            if not _takes_place(predicate):
                return None
            if not sources and predicate.frame.event_type is EventType.CONSULT:
                sources = clause_parties(predicate.token, self.mentions)
            return sources or None
        if sources and all(p.drop for p in sources):
            self.unresolved.append(f"‘{predicate.token.text}’: {sources[0].reason}")
            return None
        kept = [p for p in sources if p.actor is None or _may_act(p.actor, predicate)]
        if sources and not kept:
            return None
        if not kept:
            if not predicate.passive or predicate.frame.event_type not in _OPEN_SOURCE:
                return None
            kept = [Party(None, 0.6, "the passive names nobody who acts")]
        return kept

    def _holds(self, predicate: Predicate, reading: Reading, source: Party, target: Party) -> bool:
        frame = predicate.frame
        if source.actor is None and target.actor is None:
            return False
        if source.actor is not None and target.actor is not None:
            return not _is_same(source, target)
        if reading.modality not in {Modality.ACTUAL, Modality.BACKGROUND}:
            return False
        if target.actor is None:
            if frame.needs_target:
                return False
            return frame.event_type in _OPEN_TARGET or frame.mode in _OPEN_MODES
        return not frame.needs_target or frame.event_type in _OPEN_SOURCE | {EventType.ACCUSE}

    def _when(self, token: Token, reading: Reading) -> tuple[_When, Reading]:
        """Date the event, and let the date say whether it is history or still to come."""
        expression = dates.expression_at(self.parsed, token.i, self.published, self.expressions)
        date, date_to, precision, reason = dates.attach(
            self.parsed, token.i, self.published, self.expressions
        )
        when = _When(date, date_to, precision, reason)
        if expression is not None and expression.relation == "since" and not _is_perfect(token):
            # "the first state to do so since 2021": the year does not date the deed.
            expression = self._only_day(token)
            when = self._publication() if expression is None else _When(
                expression.date, expression.date_to, expression.precision, expression.reason
            )  # fmt: skip
            date, date_to = when.date, when.date_to
        if expression is None:
            return self._undated(token, reading, when)
        if date is None or self.day is None or reading.modality is not Modality.ACTUAL:
            return when, reading
        last = date_to or date
        if date > self.day:
            return self._ahead(token, reading, expression)
        if expression.relation != "since" and (self.day - last).days > BACKGROUND_DAYS:
            return when, replace(reading, modality=Modality.BACKGROUND)
        return when, reading

    def _publication(self) -> _When:
        if self.day is None:
            return _When(None, None, Precision.UNKNOWN, "the document has no date")
        return _When(self.day, None, Precision.PUBLICATION, None)

    def _only_day(self, token: Token) -> DateExpression | None:
        """The one date of the sentence that something happened on."""
        first, last = token.sent.start_char, token.sent.end_char
        found = [e for e in self.expressions if first <= e.start < last and e.relation == "on"]
        return found[0] if len(found) == 1 and found[0].date is not None else None

    def _ahead(
        self, token: Token, reading: Reading, expression: DateExpression
    ) -> tuple[_When, Reading]:
        """A date after publication: to come, unless the verb says that it is past."""
        if token.tag_ not in {"VBD", "VBN"} and token.pos_ != "NOUN":
            when = _When(expression.date, expression.date_to, expression.precision, None)
            return when, replace(reading, modality=Modality.PLANNED)
        date, date_to, precision, _ = dates.resolve(expression.text, self.published, prefer="past")
        if date is None or self.day is None or date > self.day:
            # "has invited them to a forum next week": the day is the forum's.
            return self._publication(), reading
        return _When(date, date_to, precision, None), reading

    def _undated(self, token: Token, reading: Reading, when: _When) -> tuple[_When, Reading]:
        sentence = token.sent
        history = any(t.lemma_.lower() in word_class("long-ago") for t in sentence)
        used_to = reading.modality is Modality.BACKGROUND
        earlier = reading.past_perfect and not _is_reported(token)
        presupposed = token.tag_ in {"NN", "NNS"} and _is_presupposed(token)
        aside = token.dep_ in {"relcl", "acl", "advcl"} and self._tells_history(token)
        if reading.modality in {Modality.PLANNED, Modality.HYPOTHETICAL}:
            return _When(None, None, Precision.UNKNOWN, "no day is given for it"), reading
        if reading.modality is Modality.NEGATED or not (
            history or used_to or earlier or presupposed or aside
        ):
            return when, reading
        why = "it happened before the report; the text does not say when"
        return _When(None, None, Precision.UNKNOWN, why), replace(
            reading, modality=Modality.BACKGROUND
        )

    def _tells_history(self, token: Token) -> bool:
        """Tell whether the sentence is dated long before the report."""
        first, last = token.sent.start_char, token.sent.end_char
        return self.day is not None and any(
            (self.day - (e.date_to or e.date)).days > BACKGROUND_DAYS
            for e in self.expressions
            if first <= e.start < last and e.date is not None and e.relation != "since"
        )

    def _event(
        self, predicate: Predicate, reading: Reading, source: Party, target: Party, when: _When,
        sentence: SentenceSpan,
    ) -> Event:  # fmt: skip
        frame = predicate.frame
        plover = self.ontology.plover
        says = attribution.speaker(self.parsed, predicate.token)
        if says is not None and source.words and source.words in says:
            says = None  # who acts does not report it
        place, country = find_place(
            self.parsed, predicate.token, self.mentions, deep=frame.event_type not in _SAID
        )
        reasons = [
            *([source.reason] if source.actor is None and source.reason else []),
            *([f"the target is open: {target.reason}"] if target.actor is None else []),
            *([f"the date is open: {when.reason}"] if when.date is None and when.reason else []),
        ]
        return Event(
            date=when.date,
            date_to=when.date_to,
            precision=when.precision,
            source=source.actor,
            target=target.actor,
            event_type=frame.event_type,
            mode=frame.mode,
            contexts=contexts_of(self.parsed.text(sentence.start, sentence.end)),
            quad_class=plover.quad_class(frame.event_type),
            plover_score=plover.score(frame.event_type, frame.mode),
            modality=reading.modality,
            place=place,
            place_country=country,
            says=says,
            phrase=self._phrase(predicate),
            known_at=self.known_at,
            evidence=self.parsed.sentence_evidence(sentence),
            probability=_probability(predicate, reading, source, target, says),
            reasons=tuple(reasons),
        )

    def _phrase(self, predicate: Predicate) -> str:
        """The words from the trigger to the noun that makes it what it is, verbatim."""
        token = predicate.token
        first = last = token.i
        for child in token.children:
            if child.dep_ in {"prt", "neg"} or (
                child.dep_ in {"aux", "auxpass"} and child.i < token.i
            ):
                first, last = min(first, child.i), max(last, child.i)
        nouns = [t.i for t in predicate.with_object if 0 < t.i - last <= 8]
        if nouns:
            last = max(last, min(nouns))
        elif predicate.passive:
            before = [t for t in predicate.with_object if 0 < first - t.i <= 8]
            if before:
                first = noun_phrase(before[-1])[0]
        return self.parsed.words(first, last + 1)


def _is_same(source: Party, target: Party) -> bool:
    """A state and its own organs are one; two named organs of one state are two."""
    a, b = source.actor, target.actor
    if a is None or b is None:
        return False
    if a.id == b.id:
        return a.name == b.name or source.root == target.root
    country = a.country is not None and a.country == b.country
    kinds = {a.kind, b.kind}
    return country and ActorKind.COUNTRY in kinds and (a.sector or b.sector) in _STATE


def _pairs(
    predicate: Predicate, sources: list[Party], targets: list[Party]
) -> Iterator[tuple[Party, Party]]:
    """Every source with every target; those who do it together, with each other."""
    known = [p for p in sources if p.actor is not None]
    together = predicate.frame.reciprocal or predicate.frame.mode == "multilateral"
    if together and len(known) > 1 and targets[0].actor is None:
        pairs = [(a, b) for n, a in enumerate(known) for b in known[n + 1 :]]
    else:
        pairs = [(a, b) for a in sources for b in targets]
    yield from pairs[:_MOST_PAIRS]


def _may_act(actor: Actor, predicate: Predicate) -> bool:
    """Businesses and media are no political actors; people protest, accuse, ask and fight."""
    if actor.sector in word_class("not-political"):
        return False
    if actor.kind is ActorKind.PERSON and actor.country is None:
        return False
    return actor.sector != "CVL" or predicate.frame.event_type in _PEOPLE_DO


def _takes_place(predicate: Predicate) -> bool:
    """Tell whether the text speaks of a noun as of something that happens or happened."""
    token, event_type = predicate.token, predicate.frame.event_type
    verb = token.head
    if event_type is EventType.CONSULT:
        if token.dep_ in {"nsubj", "nsubjpass"}:
            passive_held = token.dep_ == "nsubjpass" and verb.lemma_ in {
                "hold",
                "conclude",
                "begin",
            }
            return passive_held or verb.lemma_ in word_class("talk-goes-on")
        return token.dep_ == "pobj" and verb.lower_ in word_class("frame-parties")
    return True


def _is_perfect(token: Token) -> bool:
    """ "has kept … since": it goes on; a participle shares the tense of its clause."""
    at = token
    for _ in range(5):
        if any(c.dep_ == "aux" and c.lower_ in {"has", "have", "'ve", "'s"} for c in at.children):
            return True
        if at.dep_ not in {"conj", "advcl", "xcomp"} or at.tag_ not in {"VBG", "VBN", "VB"}:
            return at.pos_ == "NOUN"
        at = at.head
    return False


def _is_reported(token: Token) -> bool:
    at = token
    for _ in range(5):
        if at.dep_ == "ccomp":
            return at.head.lemma_.lower() in word_class("g-report")
        if at.head.i == at.i:
            return False
        at = at.head
    return False


def _is_presupposed(noun: Token) -> bool:
    """ "since the invasion of …": mentioned as known, without a day of its own."""
    prep = noun.head
    return noun.dep_ == "pobj" and prep.lower_ in word_class("n-presupposed")


def _probability(
    predicate: Predicate, reading: Reading, source: Party, target: Party, says: str | None
) -> float:
    """A heuristic, documented in docs/coding.md: the frame's own trust, less for each detour."""
    p = predicate.frame.probability + 0.05 * min(predicate.frame.specificity, 2)
    p *= source.trust * target.trust if target.actor else source.trust * 0.75
    if source.actor is None:
        p *= 0.8
    if predicate.frame.noun:
        p *= 0.85
    if reading.modality in {Modality.HYPOTHETICAL, Modality.PLANNED}:
        p *= 0.9
    if says:
        p *= 0.95
    return round(min(max(p, 0.05), 0.9), 2)


_Key = tuple[str | None, str | None, EventType]


def _covered(key: _Key, event: Event, best: dict[_Key, tuple[Event, int]]) -> bool:
    """The same deed stands beside it with its target: "shot at and killed two guards"."""
    return any(
        k[0] == key[0] and k[2] == key[2] and k[1] is not None and other.date == event.date
        for k, (other, _) in best.items()
    )


def _without_contents(found: list[tuple[Event, Token]]) -> list[tuple[Event, int]]:
    """Leave out what is only the content of a request, threat, promise or refusal beside it.

    "Threatened to attack X" is one event; what is asked about a third party stays, as possible.
    """
    named: dict[int, set[str]] = {}
    for event, token in found:
        parties = {a.id for a in (event.source, event.target) if a}
        named.setdefault(token.i, set()).update(parties)
    said = {t.i for e, t in found if e.event_type in _SAID}
    kept = []
    for event, token in found:
        direct = {token.head.i} if token.dep_ in {"xcomp", "ccomp"} else set()
        above = next(
            (a.i for a in token.ancestors if a.i in said or a.i in direct & set(named)), None
        )
        if above is not None and event.modality not in {Modality.ACTUAL, Modality.BACKGROUND}:
            if event.target is None or event.target.id in named[above]:
                continue
        kept.append((event, token.i))
    return kept


def _best(found: list[tuple[Event, int]]) -> list[Event]:
    """Of readings with the same actors and type in one sentence keep the surest."""
    best: dict[_Key, tuple[Event, int]] = {}
    for event, at in found:
        key = (
            event.source.id if event.source else None,
            event.target.id if event.target else None,
            event.event_type,
        )
        known = best.get(key)
        if known is None or (event.probability or 0) > (known[0].probability or 0):
            best[key] = event, at
    chosen = [
        (event, at)
        for key, (event, at) in best.items()
        if key[1] is not None or not _covered(key, event, best)
    ]
    return [event for event, _ in sorted(chosen, key=lambda item: item[1])]
