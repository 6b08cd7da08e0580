"""Stories told by several documents: copies count as reports, contradictions are said.

A wire story that ten papers print is coded ten times, and tells of one event. The event of the
earliest document stands; what the copies say again goes to the table `reports`, each known from its
own moment, with its document and sentence, so no evidence is lost and a question as of an earlier
day sees no report that nobody had read (docs/decisions/0005).
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from quovadis.records import Coded, Document, Event, Modality, Precision, Sentence

__all__ = ["Stories", "disagreements", "fold_copies"]

_APART = timedelta(days=3)
"""Days by which the dates of a copy may be off that has none but its own publication."""
_HARM = {
    "killed": re.compile(r"\b(?:kill|dead|death|die[ds]?\b|fatalit)\w*", re.IGNORECASE),
    "wounded": re.compile(r"\b(?:wound|injur|hurt)\w*", re.IGNORECASE),
    "detained": re.compile(r"\b(?:detain|arrest)\w*", re.IGNORECASE),
    "displaced": re.compile(r"\b(?:displac|fled|flee)\w*", re.IGNORECASE),
}
_MOST = 5


@dataclass(frozen=True, slots=True)
class Stories:
    """What is left when copies are folded into their originals.

    Attributes:
        coded: By document; a copy has no events that its original tells.
        counts: By id of an event with copies: reports and publishers known when it was known.
        reports: Rows of the table `reports`, one for each folded event.
    """

    coded: dict[str, Coded]
    counts: dict[str, tuple[int, int]]
    reports: tuple[dict[str, Any], ...]


def fold_copies(documents: Sequence[Document], coded: Mapping[str, Coded]) -> Stories:
    """Count the events of near-duplicate documents as reports of one event.

    Args:
        documents: What was read, each text once.
        coded: What was found in each, by its id.
    """
    from quovadis.readers.copies import find_copies

    out = {d.id: coded[d.id] for d in documents}
    tellers: defaultdict[str, list[Document]] = defaultdict(list)
    reports: list[dict[str, Any]] = []
    known: dict[str, Event] = {}
    for document, first in zip(documents, find_copies(documents), strict=True):
        original = documents[first]
        if original.id == document.id:
            continue
        own: list[Event] = []
        for event in coded[document.id].events:
            told = next((e for e in coded[original.id].events if _is_same(e, event)), None)
            if told is None or told.known_at > event.known_at:
                own.append(event)
                continue
            known[told.id] = told
            if event.known_at == told.known_at:
                tellers[told.id].append(document)
            reports.append(_report(told, event, document, coded[document.id]))
        folded = len(coded[document.id].events) - len(own)
        if folded:
            note = f"a copy of {original.id[:12]}: {folded} of its events are counted as reports"
            out[document.id] = dataclasses.replace(
                coded[document.id],
                events=tuple(own),
                unresolved=(*coded[document.id].unresolved, note),
            )
    by_id = {d.id: d for d in documents}
    counts = {
        told: _counts([by_id[known[told].evidence.document_id or ""], *others])
        for told, others in tellers.items()
    }
    return Stories(out, counts, tuple(reports))


def _counts(documents: Sequence[Document]) -> tuple[int, int]:
    publishers = {d.publisher for d in documents if d.publisher}
    return len(documents), max(len(publishers), 1)


def _is_same(told: Event, event: Event) -> bool:
    """Tell whether a copy's event is the original's: who, whom, what, whether, and when."""
    if _what(told) != _what(event) or told.modality is not event.modality:
        return False
    if told.date == event.date:
        return True
    undated = Precision.PUBLICATION in (told.precision, event.precision)
    if told.date is None or event.date is None or not undated:
        return False
    return abs(told.date - event.date) <= _APART


def _what(event: Event) -> tuple[str | None, str | None, str]:
    ends = [a.id if a else None for a in (event.source, event.target)]
    return ends[0], ends[1], event.event_type.value


def _report(told: Event, event: Event, document: Document, coded: Coded) -> dict[str, Any]:
    place = event.evidence.start
    sentence = next(
        (s.index for s in coded.sentences if s.evidence.start <= place < s.evidence.end), None
    )
    key = hashlib.sha256(f"{told.id}\x1f{event.id}".encode()).hexdigest()[:20]
    return {
        "id": f"report:{key}",
        "event_id": told.id,
        "known_at": event.known_at,
        "dataset": "text",
        "publisher": document.publisher,
        "url": document.url,
        "sentence": sentence,
        "confidence": event.probability,
        "language": document.language,
        "document_id": document.id,
    }


def disagreements(documents: Sequence[Document], coded: Mapping[str, Coded]) -> tuple[str, ...]:
    """Return in what documents of one time contradict each other, a sentence each.

    Said are figures of people killed, wounded, detained or displaced that differ in sentences about
    the same actors, and events that one document tells as done and another as not done; both within
    three days. All of the reports are kept as they are.
    """
    found = [*_figures(documents, coded), *_denials(documents, coded)]
    return tuple(dict.fromkeys(found))[:_MOST]


def _figures(documents: Sequence[Document], coded: Mapping[str, Coded]) -> Iterator[str]:
    told: defaultdict[tuple[str, tuple[str, ...]], list[tuple[float, Document]]]
    told = defaultdict(list)
    for document in documents:
        for quantity in coded[document.id].quantities:
            sentence = _sentence_at(coded[document.id], quantity.evidence.start)
            if quantity.unit != "people" or sentence is None or not sentence.actors:
                continue
            harms = [h for h, words in _HARM.items() if words.search(sentence.evidence.quote)]
            if len(harms) == 1:  # with two, which figure is whose is not clear
                key = harms[0], tuple(sorted(set(sentence.actors)))
                told[key].append((quantity.amount, document))
    for (harm, actors), figures in told.items():
        for n, (amount, document) in enumerate(figures):
            for other, second in figures[n + 1 :]:
                if amount != other and document.id != second.id and _near(document, second):
                    low, high = sorted(((amount, document), (other, second)), key=lambda f: f[0])
                    yield (
                        f"Reports on {', '.join(actors)} disagree on how many people were {harm}: "
                        f"{low[0]:,.10g} ({_name(low[1])}), {high[0]:,.10g} ({_name(high[1])})."
                    )


def _denials(documents: Sequence[Document], coded: Mapping[str, Coded]) -> Iterator[str]:
    done: defaultdict[tuple[str | None, str | None, str], list[Document]] = defaultdict(list)
    for document in documents:
        for event in coded[document.id].events:
            if event.modality is Modality.ACTUAL and event.source and event.target:
                done[_what(event)].append(document)
    for document in documents:
        for event in coded[document.id].events:
            if event.modality is not Modality.NEGATED or not event.source or not event.target:
                continue
            for other in done[_what(event)]:
                if other.id != document.id and _near(document, other):
                    yield (
                        f"{_name(other)} reports {event.event_type.value} by {event.source.name} "
                        f"towards {event.target.name}; {_name(document)} says that it did not "
                        "happen."
                    )


def _sentence_at(coded: Coded, offset: int) -> Sentence | None:
    found = (s for s in coded.sentences if s.evidence.start <= offset < s.evidence.end)
    return next(found, None)


def _near(a: Document, b: Document) -> bool:
    if a.published is None or b.published is None:
        return False
    return abs(a.published - b.published) <= _APART


def _name(document: Document) -> str:
    return document.publisher or document.title or document.id[:12]
