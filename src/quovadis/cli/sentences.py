"""Coded sentences on a terminal, with their spans in colour, and as JSON Lines."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from quovadis.cli.output import amount, plain, safe, title
from quovadis.records import Precision
from quovadis.settings import Settings

if TYPE_CHECKING:
    from quovadis.coding.traces import Trace
    from quovadis.pipeline.coders import CodedDocument
    from quovadis.records import Event, Sentence

__all__ = ["show", "write_lines"]

_KINDS = ("events", "statuses", "scheduled", "quantities", "conditionals")
_COLORS: dict[str, dict[str, Any]] = {
    "word": {"fg": "yellow", "bold": True},
    "source": {"fg": "green", "bold": True},
    "target": {"fg": "cyan", "bold": True},
}
_WIDTH = 12


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence with the facts and readings that stand in it; None for what stands in none."""

    sentence: Sentence | None
    facts: dict[str, list[Any]]
    traces: list[Trace]


def show(item: CodedDocument, settings: Settings, *, explain: bool = False) -> None:
    """Write a document's sentences for a reader."""
    document = item.document
    title(document.title or document.url or document.id[:12], settings)
    day = document.published.date() if document.published else "unknown"
    click.echo(
        f"published {day} ({document.published_how}) · {safe(document.publisher or '–')} · "
        f"coded by {item.coded.coder} {safe(item.coded.coder_version)}\n"
    )
    above: str | None = None
    for part in _parts(item):
        if part.sentence is not None and part.sentence.heading not in (None, above):
            above = part.sentence.heading
            click.echo()
            title(above or "", settings)
        _show_sentence(part, settings)
        for kind in _KINDS:
            for fact in part.facts[kind]:
                click.echo(f"{' ' * _WIDTH}{_line(kind, fact)}")
                for reason in getattr(fact, "reasons", ()):
                    click.echo(f"{' ' * _WIDTH}    {safe(reason)}")
        for trace in part.traces if explain else ():
            for line in _explained(trace, stands=_stands(trace, part.facts["events"])):
                click.echo(f"{' ' * _WIDTH}| {safe(line)}")
    for note in item.coded.unresolved if explain else ():
        click.echo(f"unresolved: {safe(note)}")
    click.echo()


def write_lines(item: CodedDocument, *, explain: bool = False) -> None:
    """Write a document's sentences as JSON Lines."""
    document, coded = item.document, item.coded
    for part in _parts(item):
        line: dict[str, Any] = {
            "document_id": document.id,
            "title": document.title,
            "url": document.url,
            "published": document.published,
            "coder": coded.coder,
            "coder_version": coded.coder_version,
            "sentence": part.sentence,
            **part.facts,
        }
        line["events"] = [{**plain(e), **_spans(e, part.traces)} for e in part.facts["events"]]
        if explain:
            line["traces"] = part.traces
        click.echo(json.dumps(plain(line), ensure_ascii=False))


def _parts(item: CodedDocument) -> Iterator[_Part]:
    coded = item.coded
    facts = {kind: list(getattr(coded, kind)) for kind in _KINDS}
    traces = list(item.traces)
    for sentence in coded.sentences:
        first, end = sentence.evidence.start, sentence.evidence.end
        inside = {
            kind: [f for f in found if first <= f.evidence.start < end]
            for kind, found in facts.items()
        }
        yield _Part(sentence, inside, [t for t in traces if first <= t.start < end])
        for kind, found in facts.items():
            facts[kind] = [f for f in found if f not in inside[kind]]
    if any(facts.values()):  # of headings
        yield _Part(None, facts, [])


def _show_sentence(part: _Part, settings: Settings) -> None:
    if part.sentence is None:
        click.echo("(heading)")
        return
    sentence = part.sentence
    text = safe(sentence.evidence.quote).replace("\n", " ")
    if settings.color:
        text = _colored(text, sentence.evidence.start, part)
    says = f"  (says {safe(sentence.says)})" if sentence.says else ""
    click.echo(f"{sentence.role.value:<{_WIDTH}}{text}{says}")


def _colored(text: str, start: int, part: _Part) -> str:
    """Colour the words that carry an event, and those that name its sides."""
    marks = [""] * len(text)
    for event in part.facts["events"]:
        trace = _trace_of(event, part.traces)
        if trace is None:
            continue
        spans = (
            ("source", trace.source_span),
            ("target", trace.target_span),
            ("word", (trace.start, trace.end)),
        )
        for name, span in spans:
            for i in range(*span) if span else ():
                if 0 <= i - start < len(text):
                    marks[i - start] = name
    out, at = "", 0
    while at < len(text):
        end = at
        while end < len(text) and marks[end] == marks[at]:
            end += 1
        piece = text[at:end]
        out += click.style(piece, **_COLORS[marks[at]]) if marks[at] else piece
        at = end
    return out


def _trace_of(event: Event, traces: Iterable[Trace]) -> Trace | None:
    """Return the reading behind an event; that of the lexicon before others: it knows the spans."""
    fitting = [t for t in traces if t.event is not None and _same(t.event) == _same(event)]
    return next((t for t in fitting if t.source_span or t.target_span), next(iter(fitting), None))


def _spans(event: Event, traces: Iterable[Trace]) -> dict[str, Any]:
    trace = _trace_of(event, traces)
    if trace is None:
        return {"word_span": None, "source_span": None, "target_span": None}
    return {
        "word_span": (trace.start, trace.end),
        "source_span": trace.source_span,
        "target_span": trace.target_span,
    }


def _line(kind: str, fact: Any) -> str:
    if kind == "events":
        mode = f" ({fact.mode})" if fact.mode else ""
        says = f", says {fact.says}" if fact.says else ""
        return safe(
            f"{fact.event_type.value}{mode} {fact.modality.value}  {_name(fact.source)} → "
            f"{_name(fact.target)}  {_when(fact)}  "
            f"p {fact.probability or 0:.2f}  “{fact.phrase}”{says}"
        )
    if kind == "statuses":
        ahead = f", {fact.change.value}" if fact.change else ""
        stage = f": {fact.stage.value}" if fact.stage else ""
        return safe(
            f"status {fact.kind.value}  {_name(fact.subject)} → {_name(fact.object)}  "
            f"{fact.state.value}{ahead}{stage}"
        )
    if kind == "scheduled":
        return safe(f"scheduled {fact.date}  {fact.what}  {_name(fact.who)}")
    if kind == "quantities":
        return safe(
            f"quantity {amount(fact)} of {fact.of_what}, says {fact.says or 'nobody named'}"
        )
    return safe(f"conditional {fact.trigger.phrase} ⇒ {fact.consequent.quote}")


def _name(actor: Any) -> str:
    return f"{actor.name} [{actor.id}]" if actor else "?"


def _when(event: Event) -> str:
    """The date as finely as it is known: "2025-04-17", "2022-09", "2021"."""
    if event.date is None:
        return "no date"
    whole = event.date.isoformat()
    if event.precision in (Precision.DAY, Precision.MONTH, Precision.YEAR):
        return whole[: {Precision.MONTH: 7, Precision.YEAR: 4}.get(event.precision, 10)]
    if event.precision is Precision.PUBLICATION:
        return f"{whole} (day of the report)"
    until = f" to {event.date_to}" if event.date_to else ""
    return f"{whole}{until} ({event.precision.value})"


def _stands(trace: Trace, events: Iterable[Event]) -> bool:
    """Tell whether what a reading gave is among the events in the end."""
    return trace.event is None or _same(trace.event) in {_same(e) for e in events}


def _same(event: Event) -> tuple[Any, ...]:
    return event.event_type, *(a.id if a else None for a in (event.source, event.target))


def _explained(trace: Trace, *, stands: bool) -> Iterator[str]:
    what = " ".join(p for p in (trace.event_type, trace.modality) if p)
    because = f" (‘{trace.because}’)" if trace.because else ""
    word = f"‘{trace.word}’ " if trace.word else ""
    verdict = trace.verdict if stands else f"{trace.verdict}, but not by the next"
    yield f"{trace.by}: {word}{what}{because}: {verdict}".replace(" :", ":")
    if trace.frame:
        yield f"    frame   {trace.frame}"
    for name, path in (("source", trace.source_path), ("target", trace.target_path)):
        if path:
            yield f"    {name}  {path}"
    if trace.evidence:
        yield f"    p       {', '.join(trace.evidence)}"
    if trace.factors:
        product = " × ".join(f"{name} {value:.2f}" for name, value in trace.factors)
        yield f"    p       {product} = {math.prod(v for _, v in trace.factors):.2f}"
