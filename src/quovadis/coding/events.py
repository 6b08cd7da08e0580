"""Predicates with their actors to events: who did what to whom, when, and how surely.

An event needs an actor we know on at least one side, and both sides for what is only planned,
possible or denied. Nouns ("attacks by …", "talks between … and …") count only where the text speaks
of them as something that took place. What is left open carries a reason; what nobody we know did is
left out (`admission`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from quovadis.coding.admission import (
    OPEN_SOURCE,
    is_violent,
    may_act,
    only_stands,
    refusal,
    takes_place,
)
from quovadis.coding.dating import When
from quovadis.coding.drafts import PLACE_REASON, Draft, EventWriter, verb_range
from quovadis.coding.frames import Predicate, fillers, find_predicates
from quovadis.coding.grammar import noun_phrase
from quovadis.coding.modality import Reading, read_modality
from quovadis.coding.parties import (
    Party,
    clause_parties,
    find_sources,
    find_targets,
    is_mutual,
)
from quovadis.coding.places import name_of_place
from quovadis.coding.refining import Found, Refiner, SentenceView
from quovadis.coding.selection import select
from quovadis.coding.spans import MentionSpan
from quovadis.coding.topics import off_topic
from quovadis.coding.traces import Trace, frame_words, path_between
from quovadis.coding.trust import factors_of, weigh
from quovadis.records import Event, EventType, Modality, SentenceRole

if TYPE_CHECKING:
    from quovadis.coding.parse import Parsed, SentenceSpan
    from quovadis.ontology import Ontology

__all__ = ["find"]

_DEADLY = frozenset({"kill", "injure", "wound", "maim", "destroy", "burn", "hit", "strike"})
_AT_ODDS = frozenset({"rival", "warring", "opposing", "feuding", "competing"})
_MOST_PAIRS = 8
_LEAST = 0.25
"""A reading that is less probable is left out."""


def find(
    parsed: Parsed,
    mentions: Sequence[MentionSpan],
    ontology: Ontology,
    published: dt.datetime | None = None,
    *,
    unresolved: list[str] | None = None,
    refiners: Sequence[Refiner] = (),
    traces: list[Trace] | None = None,
    roles: dict[int, Mapping[SentenceRole, float]] | None = None,
) -> list[Event]:
    """Return the events of a document, in order.

    Args:
        parsed: The document.
        mentions: Its mentions of actors.
        ontology: For quad classes and scores.
        published: Overrides the document's own moment of publication.
        unresolved: Receives one sentence for each reading that was left out because its source
            is no actor that we know.
        refiners: Dearer backends, the cheapest first; each sees what the one before made.
        traces: Receives every reading, kept or not, with what speaks for and against it.
        roles: Receives, by the index of a sentence, what the refiners think of its role.
    """
    reader = _Reader(EventWriter(parsed, mentions, ontology, published), unresolved, traces)
    out: list[Event] = []
    for sentence in parsed.sentences:
        if sentence.is_heading or sentence.cut:
            continue
        span = parsed.tokens(sentence)
        topic = off_topic(span)
        if topic:
            reader.note_sentence(sentence, f"the sentence speaks of {topic}")
            continue
        found = tuple(reader.read(sentence))
        for refiner in refiners:
            view = SentenceView(
                parsed=parsed,
                sentence=sentence,
                span=span,
                mentions=reader.writer.mentions,
                found=found,
                writer=reader.writer,
            )
            refined = refiner.refine(view)
            found = refined.found
            if traces is not None:
                traces.extend(refined.traces)
            if roles is not None and refined.roles:
                roles[sentence.index] = refined.roles
        out.extend(f.event for f in found)
    return out


class _Reader:
    """Reads the sentences of one document by the lexicon."""

    def __init__(
        self, writer: EventWriter, unresolved: list[str] | None, traces: list[Trace] | None
    ) -> None:
        self.writer = writer
        self.parsed = writer.parsed
        self.mentions = writer.mentions
        self.unresolved = unresolved if unresolved is not None else []
        self.traces = traces

    def read(self, sentence: SentenceSpan) -> list[Found]:
        """Return the events of a sentence, in order of the words that carry them."""
        found: list[Found] = []
        for predicate in find_predicates(self.parsed.tokens(sentence)):
            found.extend(Found(e, predicate.token) for e in self._code(predicate, sentence))
        kept = [Found(e, t) for e, t in select([(f.event, f.token) for f in found])]
        self._note_selection(found, kept, sentence)
        return kept

    def note_sentence(self, sentence: SentenceSpan, why: str) -> None:
        """Note why nothing was looked for in a sentence."""
        if self.traces is not None:
            self.traces.append(
                Trace(
                    sentence=sentence.index, start=sentence.start, end=sentence.end, word="",
                    by="light", verdict=f"left out: {why}",
                )
            )  # fmt: skip

    def _code(self, predicate: Predicate, sentence: SentenceSpan) -> Iterator[Event]:
        reading, why = _modality(predicate)
        if reading is None:
            self._note(predicate, sentence, why)
            return
        sources, why = self._sources(predicate)
        if not sources:
            self._note(predicate, sentence, why, reading)
            return
        targets = [self._struck(predicate, t) for t in find_targets(predicate, self.mentions)]
        if {p.root for p in sources} == {p.root for p in targets} and len(sources) > 1:
            targets = [Party(None, reason="they do it with each other")]  # "between A and B"
        when, reading = self.writer.date(predicate.token, reading)
        for source, target in _pairs(predicate, sources, targets):
            refused = refusal(predicate, reading, source, target)
            if refused:
                self._note(predicate, sentence, refused, reading, (source, target))
                continue
            event = self._event(predicate, reading, source, target, when, sentence)
            if event is not None:
                yield event

    def _struck(self, predicate: Predicate, target: Party) -> Party:
        """Let the country of a place that was attacked stand for it."""
        if target.actor is not None or target.root < 0:
            return target
        token = self.parsed.doc[target.root]
        actor = self.writer.struck(token, predicate.frame.event_type)
        reason = f"‘{name_of_place(token) or token.text}’ {PLACE_REASON}"
        return target if actor is None else Party(actor, 0.9, reason, root=target.root)

    def _sources(self, predicate: Predicate) -> tuple[list[Party], str]:
        """Return who acts; an empty list with the reason when the reading is to be left out."""
        sources = find_sources(predicate, self.mentions)
        if predicate.frame.noun:
            return self._noun_sources(predicate, sources)
        if sources and all(p.drop for p in sources):
            self.unresolved.append(f"‘{predicate.token.text}’: {sources[0].reason}")
            return [], sources[0].reason or "the source is no actor that we know"
        kept = [p for p in sources if p.actor is None or may_act(p.actor, predicate)]
        if sources and not kept:
            return [], "whoever acts is no political actor, or cannot do this"
        if kept:
            return kept, ""
        if not predicate.passive or predicate.frame.event_type not in OPEN_SOURCE:
            return [], "nobody is named who acts"
        if predicate.token.dep_ == "acl":
            return [], "“restrictions imposed on …” tells of no deed"
        if predicate.token.lemma_ in _DEADLY and not is_violent(predicate.token):
            return [], "floods and crashes kill as well, and no word speaks of violence"
        return [Party(None, 0.6, "the passive names nobody who acts")], ""

    def _noun_sources(self, predicate: Predicate, sources: list[Party]) -> tuple[list[Party], str]:
        known = [p for p in sources if p.actor is not None]
        token = predicate.token
        whose = any(c.dep_ == "poss" and c.pos_ == "PRON" for c in token.lefts)
        if token.dep_ == "pobj" and whose:
            return [], "whose, the sentence leaves open"  # "in response to its invasion"
        if not takes_place(predicate):
            return [], "the text does not speak of it as of something that took place"
        if not known and predicate.frame.event_type is EventType.CONSULT:
            known = clause_parties(token, self.mentions)
        return known, "the noun has nobody who acts"

    def _event(
        self, predicate: Predicate, reading: Reading, source: Party, target: Party, when: When,
        sentence: SentenceSpan,
    ) -> Event | None:  # fmt: skip
        says = self.writer.says(predicate.token, source.words)
        factors = factors_of(predicate, reading, source, target, says)
        reasons = [
            *([source.reason] if source.actor is None and source.reason else []),
            *([f"the target is open: {target.reason}"] if target.actor is None else []),
            *([target.reason] if target.actor is not None and target.reason else []),
        ]
        draft = Draft(
            token=predicate.token,
            event_type=predicate.frame.event_type,
            mode=predicate.frame.mode,
            source=source.actor,
            target=target.actor,
            probability=weigh(factors),
            source_words=source.words,
            phrase=self._phrase(predicate),
            reasons=tuple(reasons),
        )
        event = self.writer.write(draft, sentence, when=when, reading=reading)
        kept = draft.probability >= _LEAST
        verdict = "kept" if kept else f"left out: its probability is below {_LEAST}"
        self._note(predicate, sentence, verdict, reading, (source, target), factors, event)
        return event if kept else None

    def _phrase(self, predicate: Predicate) -> str:
        """The words from the trigger to the noun that makes it what it is, verbatim."""
        first, last = verb_range(predicate.token)
        nouns = [t.i for t in predicate.with_object if 0 < t.i - last <= 8]
        if nouns:
            last = max(last, min(nouns))
        elif predicate.passive:
            before = [t for t in predicate.with_object if 0 < first - t.i <= 8]
            if before:
                first = noun_phrase(before[-1])[0]
        return self.parsed.words(first, last + 1)

    def _note(
        self, predicate: Predicate, sentence: SentenceSpan, verdict: str,
        reading: Reading | None = None, sides: tuple[Party, Party] | None = None,
        factors: tuple[tuple[str, float], ...] = (), event: Event | None = None,
    ) -> None:  # fmt: skip
        if self.traces is None:
            return
        token = predicate.token
        roots = [_named_at(p.root) for p in sides or ()] or [None, None]
        paths = ["" if r is None else path_between(token, self.parsed.doc[r]) for r in roots]
        spans = [None if r is None else self._span(r) for r in roots]
        self.traces.append(
            Trace(
                sentence=sentence.index,
                start=token.idx,
                end=token.idx + len(token.text),
                word=token.text,
                by="light",
                frame=frame_words(predicate.frame),
                event_type=predicate.frame.event_type.value,
                modality=reading.modality.value if reading else "",
                because=reading.why if reading else "",
                source_path=paths[0],
                target_path=paths[1],
                source_span=spans[0],
                target_span=spans[1],
                factors=factors,
                verdict=verdict if event is not None else f"left out: {verdict}",
                event=event,
            )
        )

    def _span(self, root: int) -> tuple[int, int]:
        """Return where the mention with this head stands, or the head alone."""
        mention = self.mentions.get(root)
        if mention is not None:
            return mention.start, mention.end
        token = self.parsed.doc[root]
        return token.idx, token.idx + len(token.text)

    def _note_selection(
        self, found: list[Found], kept: list[Found], sentence: SentenceSpan
    ) -> None:
        if self.traces is None:
            return
        standing = {id(f.event) for f in kept}
        for item in found:
            if id(item.event) not in standing:
                self.traces.append(
                    Trace(
                        sentence=sentence.index,
                        start=item.token.idx,
                        end=item.token.idx + len(item.token.text),
                        word=item.token.text,
                        by="light",
                        event_type=item.event.event_type.value,
                        modality=item.event.modality.value,
                        verdict="left out: another reading of the sentence says the same, "
                        "or it is only the content of what is said",
                    )
                )


def _rivals(predicate: Predicate) -> int | None:
    """Return -1 when the only subject names several who are at odds: "rival Libyan militias"."""
    tokens = [t for slot in predicate.frame.source for t in fillers(predicate, slot)][:1]
    several = tokens and tokens[0].tag_ in {"NNS", "NNPS"}
    at_odds = several and any(c.lemma_.lower() in _AT_ODDS for c in tokens[0].lefts)
    return -1 if at_odds else None


def _named_at(root: int) -> int | None:
    """Return the head of a party's words; a further owner of a noun shares that noun's."""
    if root == -1:
        return None
    return root if root >= 0 else -root - 1


def _modality(predicate: Predicate) -> tuple[Reading | None, str]:
    """Return the modality of a predicate, or None and why it tells of nothing."""
    reading = read_modality(predicate.token)
    if reading.alleged:
        return None, "it is the content of an accusation, suspicion or claim"
    if reading.modality is Modality.ACTUAL and only_stands(predicate.token):
        return None, "it tells how things stand, not what was done"
    told = {Modality.ACTUAL, Modality.BACKGROUND}
    if predicate.frame.noun and reading.modality not in told:
        why = f" (‘{reading.why}’)" if reading.why else ""
        return None, f"the noun is only {reading.modality.value}{why}"
    return reading, ""


def _pairs(
    predicate: Predicate, sources: list[Party], targets: list[Party]
) -> Iterator[tuple[Party, Party]]:
    """Every source with every target; those who do it together, with each other."""
    known = [p for p in sources if p.actor is not None]
    # "A and B met with rebels": they met the rebels, whoever these are, not each other.
    others = [] if predicate.frame.noun else fillers(predicate, "with")
    joint = predicate.frame.reciprocal or predicate.frame.mode == "multilateral"
    together = joint and not others
    if is_mutual(predicate):
        pairs = [(a, b) for a in known for b in known if a is not b]
    elif together and len(known) == 1 and (rivals := _rivals(predicate)) is not None:
        # "Rival militias clashed": they fought each other.
        pairs = [(known[0], replace(known[0], root=rivals))]
    elif together and len(known) > 1 and all(p.actor is None or p.trust < 0.9 for p in targets):
        pairs = [(a, b) for n, a in enumerate(known) for b in known[n + 1 :]]
    else:
        pairs = [(a, b) for a in sources for b in targets]
    yield from pairs[:_MOST_PAIRS]
