"""The backend `default`: what the learned encoder makes of a sentence that `light` has read.

Where both see the same two actors, the encoder says how probable the event is, of which type and
whether it happened, and the lexicon keeps its mode and its words. What only the encoder sees is
added, what it holds for improbable is left out. Dates, places and speakers are read as for `light`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from quovadis.coding.drafts import Draft
from quovadis.coding.overlap import (
    adds_nothing,
    is_further_pair,
    is_vaguer,
    same_ends,
    says_less,
    stands_by_itself,
)
from quovadis.coding.refining import Found, Refined, SentenceView
from quovadis.coding.standins import StandIn, sides_of
from quovadis.coding.traces import Trace, path_between
from quovadis.records import Actor, Event, EventType, Modality, SentenceRole

if TYPE_CHECKING:
    from quovadis.coding.spans import MentionSpan

__all__ = ["EncodedRefiner", "Pair", "PairReader"]

_DECIMALS = 3
_WORTH_TELLING = 0.1
"""What only the encoder sees, and holds for less probable than this, explains nothing."""
_NO_REPORT = frozenset({SentenceRole.DRIVER, SentenceRole.OPINION})
_STRIKES = frozenset({EventType.ASSAULT, EventType.COERCE, EventType.MOBILIZE, EventType.RETREAT})
"""Types whose target may be a place: what was hit, entered, left."""
_GOES = frozenset({EventType.CONSULT, EventType.AID, *_STRIKES})


class Pair(Protocol):
    """A scored pair; see `learned.ScoredPair`."""

    @property
    def source(self) -> Any:
        """The candidate that acts (with `root` and `mention`), or None."""
        ...

    @property
    def target(self) -> Any:
        """The candidate to whom, or None."""
        ...

    @property
    def trigger(self) -> int:
        """Token that carries the event."""
        ...

    @property
    def event_type(self) -> EventType:
        """The likeliest type."""
        ...

    @property
    def modality(self) -> Modality:
        """The likeliest modality."""
        ...

    @property
    def types(self) -> Mapping[EventType, float]:
        """Probability of each type, given an event."""
        ...

    @property
    def probability(self) -> float:
        """That type, source and target are right."""
        ...

    @property
    def reasons(self) -> tuple[str, ...]:
        """What the probability rests on."""
        ...


class PairReader(Protocol):
    """Who scores the pairs of a sentence: `learned.LearnedCoder`."""

    @property
    def threshold(self) -> float:
        """A pair at least this probable is an event."""
        ...

    def read(self, span: Any, mentions: Sequence[MentionSpan]) -> Any:
        """Return an object with scored `pairs`, the surest first, and `roles` (or None)."""
        ...


class EncodedRefiner:
    """Refines `light` by a reader of pairs.

    Args:
        reader: Who scores the pairs.
        version: Of its weights.
    """

    name = "default"

    def __init__(self, reader: PairReader, version: str) -> None:
        self._reader = reader
        self.version = version

    def refine(self, view: SentenceView) -> Refined:
        """Return what stands of a sentence in the light of the encoder's scores."""
        mentions = tuple(view.mentions.values())
        if not mentions:
            # In a text in which nobody is named nobody asks what its sentences do.
            return Refined(view.found)
        reading = self._reader.read(view.span, mentions)
        pairs = list(reading.pairs)
        stands: list[Found] = []
        traces: list[Trace] = []
        left = list(view.found)
        for pair in pairs:
            for source, target in _ends(view, pair):
                found, trace = self._weigh(view, pair, source, target, left, reading.roles)
                if found is not None and not any(adds_nothing(found, s) for s in stands):
                    stands = [s for s in stands if not says_less(s, found)]
                    stands.append(found)
                elif found is not None:
                    continue
                if trace is not None and trace not in traces:
                    traces.append(trace)
        for found in view.found:
            why = "its frame is sure, the type is seen"
            if found in left and is_further_pair(found, stands):
                why = "its frame is sure, the word is seen with others"
                stands = [s for s in stands if not is_vaguer(s, found)]
            elif not stands_by_itself(found, pairs, stands):
                continue
            stands.append(found)
            left = [f for f in left if f is not found]
            traces.append(_note(view, found, f"kept: {why}"))
        traces.extend(_note(view, f, "left out: the encoder sees nothing here") for f in left)
        kept = tuple(sorted(stands, key=lambda f: f.token.i))
        return Refined(kept, tuple(traces), reading.roles)

    def _weigh(
        self, view: SentenceView, pair: Pair, source: StandIn | None, target: StandIn | None,
        left: list[Found], roles: Mapping[SentenceRole, float] | None,
    ) -> tuple[Found | None, Trace | None]:  # fmt: skip
        """Return the event of a pair, or None, and how that came; take its like out of `left`."""
        ends = _actor(source), _actor(target)
        match = next((f for f in left if same_ends(f.event, *ends)), None)
        if match is None:  # the lexicon leaves a side open for which somebody stands in
            known = tuple(_known(s) for s in (source, target))
            match = next((f for f in left if known != ends and same_ends(f.event, *known)), None)
        if match is not None:
            left.remove(match)
        if pair.probability < self._reader.threshold:
            told = match is not None or pair.probability >= _WORTH_TELLING
            return None, _trace(view, pair, "left out: it is improbable", None) if told else None
        refused = _refusal(*ends) or (_no_report(roles) if not match else None)
        if refused is not None:
            return None, _trace(view, pair, f"left out: {refused}", None)
        agreed = _agreed(match, pair) if match and same_ends(match.event, *ends) else None
        found = agreed or Found(
            view.writer.write(_draft(view, pair, match, source, target), view.sentence),
            view.parsed.doc[pair.trigger],
        )
        verdict = "kept, the encoder adds it" if match is None else "kept, weighed anew"
        return found, _trace(view, pair, verdict, found.event)


def _ends(view: SentenceView, pair: Pair) -> Iterator[tuple[StandIn | None, StandIn | None]]:
    """Yield who does it to whom; a place neither acts nor is acted upon, unless one goes there."""
    sources, targets = sides_of(view, pair)
    if _is_place(pair.source):
        sources = []
    if _is_place(pair.target) and pair.event_type not in _GOES:
        targets = []
    nobody: list[StandIn | None] = [None]
    for source in sources or nobody:
        for target in targets or nobody:
            yield source, target


def _is_place(side: Any) -> bool:
    return side is not None and side.mention is not None and side.mention.place


def _actor(side: StandIn | None) -> Actor | None:
    return side.actor if side is not None else None


def _known(side: StandIn | None) -> Actor | None:
    """Return the actor whom the text itself names and the ontology holds."""
    return side.actor if side is not None and side.why is None else None


def _refusal(source: Actor | None, target: Actor | None) -> str | None:
    """Return why a pair is no event although it is probable: nobody is named, or one actor only."""
    if source is None and target is None:
        return "neither side is anybody whom we could name"
    if source is not None and target is not None and source.id == target.id:
        return "both sides are one actor" if source.name == target.name else None
    return None


def _no_report(roles: Mapping[SentenceRole, float] | None) -> str | None:
    """Return why a sentence gets no addition: a motive is easily taken for a deed."""
    role = max(roles, key=lambda r: roles[r]) if roles else None
    return f"the sentence is no report, but a {role.value}" if role in _NO_REPORT else None


def _agreed(match: Found | None, pair: Pair) -> Found | None:
    """Return the lexicon's event with the encoder's probability, where they agree on the type."""
    if match is None or match.event.event_type is not pair.event_type:
        return None
    settled = {Modality.ACTUAL, Modality.BACKGROUND}
    if match.event.modality is not pair.modality and not (
        match.event.modality in settled and pair.modality in settled
    ):
        return None
    probability = round(pair.probability, _DECIMALS)
    return Found(dataclasses.replace(match.event, probability=probability, id=""), match.token)


def _draft(
    view: SentenceView, pair: Pair, match: Found | None, source: StandIn | None,
    target: StandIn | None,
) -> Draft:  # fmt: skip
    words = [_words(view, side) for side in (pair.source, pair.target)]
    reasons = [
        f"the {name} is open: " + (f"‘{said}’ names no actor" if said else "nobody is named")
        for name, said, side in zip(("source", "target"), words, (source, target), strict=True)
        if side is None
    ]
    reasons += [side.why for side in (source, target) if side is not None and side.why]
    same = match is not None and match.event.event_type is pair.event_type
    return Draft(
        token=view.parsed.doc[pair.trigger],
        event_type=pair.event_type,
        mode=match.event.mode if match is not None and same else None,
        source=_actor(source),
        target=_actor(target),
        probability=round(pair.probability, _DECIMALS),
        modality=pair.modality,
        source_words=words[0],
        phrase=match.event.phrase if match is not None and same else None,
        reasons=tuple(reasons),
    )


def _words(view: SentenceView, side: Any) -> str:
    return view.parsed.words(side.start, side.end) if side is not None else ""


def _trace(view: SentenceView, pair: Pair, verdict: str, event: Event | None) -> Trace:
    token = view.parsed.doc[pair.trigger]
    ends = [
        "" if side is None else path_between(token, view.parsed.doc[side.root])
        for side in (pair.source, pair.target)
    ]
    spans = [
        None
        if side is None
        else (
            view.parsed.doc[side.start].idx,
            view.parsed.doc[side.end - 1].idx + len(view.parsed.doc[side.end - 1].text),
        )
        for side in (pair.source, pair.target)
    ]
    return Trace(
        sentence=view.sentence.index,
        start=token.idx,
        end=token.idx + len(token.text),
        word=token.text,
        by="default",
        event_type=pair.event_type.value,
        modality=pair.modality.value,
        source_path=ends[0],
        target_path=ends[1],
        source_span=spans[0],
        target_span=spans[1],
        evidence=(
            f"{pair.probability:.2f}",
            f"this type {pair.types[pair.event_type]:.2f}",
            *pair.reasons,
        ),
        verdict=verdict,
        event=event,
    )


def _note(view: SentenceView, found: Found, verdict: str) -> Trace:
    return Trace(
        sentence=view.sentence.index,
        start=found.token.idx,
        end=found.token.idx + len(found.token.text),
        word=found.token.text,
        by="default",
        event_type=found.event.event_type.value,
        modality=found.event.modality.value,
        verdict=verdict,
    )
