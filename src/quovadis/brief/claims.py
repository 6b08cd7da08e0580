"""Claims from records: one sentence each, with what it rests on.

Where a template would say less than the source, the source's own words stand, in quotes.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from typing import Any

from quovadis.brief.dates import write_set_for
from quovadis.brief.desk import Desk
from quovadis.brief.figures import numbers
from quovadis.brief.prose import (
    capital,
    event_sentence,
    money,
    name,
    says_enough,
    speaks_for_itself,
)
from quovadis.brief.quotes import clause, ended, flat, quoted
from quovadis.records import (
    Claim,
    ClaimKind,
    Conditional,
    Event,
    Evidence,
    Modality,
    Quantity,
    Scheduled,
    Sentence,
    SentenceRole,
)

_COMMON = re.compile(r"(?:One|An?|The|Some|Several|Many|Officials|Analysts|Critics)\b")
_BODY = re.compile(r"(?:\w+ )?(?:Court|Ministry|Council|Commission|Parliament|Kremlin)\b")
_OWNED = re.compile(r"(?:its|their|his|her|the|\S+[’']s?) ", re.IGNORECASE)

__all__ = [
    "claim",
    "conditional_claim",
    "event_claim",
    "figure_claim",
    "held_by",
    "joined",
    "occasion",
    "scheduled_claim",
    "sentence_claim",
    "told_by",
]


def claim(text: str, kind: ClaimKind, modality: Modality, **fields: Any) -> Claim:
    """Make a claim; its numbers are read from its text."""
    return Claim(text=text, kind=kind, modality=modality, numbers=numbers(text), **fields)


def joined(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Make one claim of those that say the same, with the evidence of all."""
    groups: dict[object, list[Claim]] = {}
    for c in claims:
        groups.setdefault((c.text, c.kind, c.modality, c.event_type, c.says), []).append(c)
    return tuple(
        dataclasses.replace(
            g[0],
            evidence=tuple(dict.fromkeys(e for c in g for e in c.evidence)),
            refs=tuple(dict.fromkeys(r for c in g for r in c.refs)),
            actors=tuple(dict.fromkeys(a for c in g for a in c.actors)),
            id="",
        )
        for g in groups.values()
    )


def event_claim(events: Sequence[Event], desk: Desk) -> Claim | None:
    """Say what happened, once for all reports of the same event.

    Args:
        events: Reports of one event: same actors, type, date and modality. The first is told.
        desk: The dossier.

    Returns:
        The claim, or None when neither a sentence nor a quotation can be made of it.
    """
    first = events[0]
    evidence = tuple(dict.fromkeys(e.evidence for e in events))
    actors = tuple(dict.fromkeys(a.id for a in (first.source, first.target) if a is not None))
    if speaks_for_itself(first):
        text = event_sentence(first, desk.ontology)
        wording = quoted(first.evidence.quote) if not says_enough(first) else None
        # A row of a dataset has no sentence, but its wording is finer than the type.
        text = f"{text[:-1]} ({wording})." if wording else text
    else:
        words = quoted(clause(first.evidence.quote, first.phrase))
        if words is None:
            return None
        text = told_by(words, first.evidence, desk)
    return claim(
        text,
        ClaimKind.OBSERVED,
        first.modality,
        evidence=evidence,
        refs=tuple(e.id for e in events),
        actors=actors,
        event_type=first.event_type,
    )


def scheduled_claim(items: Sequence[Scheduled], desk: Desk) -> Claim:
    """Say what is set for a day, once for all reports of it."""
    first = items[0]
    what = occasion(first, desk)
    several = bool(re.search(r"[^s]s$", what.split(" of ")[0]))
    if what[:1].islower() and not several and not what.startswith(("the ", "a ", "an ")):
        what = f"{'an' if what[0] in 'aeiou' else 'a'} {what}"
    of, at = held_by(first, desk)
    bears = flat(first.would_change or "")
    words = quoted(bears) if bears and bears in flat(first.evidence.quote) else None
    on = f", on whether to {words}" if words else ""
    return claim(
        f"{capital(what)}{of} {'are' if several else 'is'} set for "
        f"{write_set_for(first.date, first.precision)}{at}{on}.",
        ClaimKind.OBSERVED,
        Modality.PLANNED,
        evidence=tuple(dict.fromkeys(s.evidence for s in items)),
        refs=tuple(s.id for s in items),
        actors=(first.who.id,) if first.who else (),
    )


def occasion(item: Scheduled, desk: Desk) -> str:
    """Name what is set, with the small letter that it has within a sentence."""
    what = item.what.strip()
    opens = item.evidence.quote.lstrip("\"“' ").startswith(what)
    if opens and what[1:].islower() and not desk.ontology.find(what):
        return what[:1].lower() + what[1:]
    return what


def held_by(item: Scheduled, desk: Desk) -> tuple[str, str]:
    """Say who holds an appointment, after what it is ("of …") or after its day ("in …")."""
    if item.who is None or item.who.name.lower() in item.what.lower():
        return "", ""
    who = name(item.who, desk.ontology)
    return ("", f" in {who}") if who.startswith("the courts of") else (f" of {who}", "")


def sentence_claim(sentence: Sentence, desk: Desk) -> Claim | None:
    """Let a sentence of a source speak: attributed, verbatim, marked as opinion where it is one."""
    opinion = sentence.role in (SentenceRole.OPINION, SentenceRole.CONDITIONAL)
    words = quoted(_telling(sentence))
    if words is None:
        return None
    owner = sentence.says or ("the author" if opinion else None)
    return claim(
        _said_by(owner, opinion, words, sentence.evidence, desk),
        ClaimKind.OPINION if opinion else ClaimKind.OBSERVED,
        sentence.modality,
        evidence=(sentence.evidence,),
        refs=(sentence.id,),
        actors=sentence.actors,
        says=owner,
    )


def conditional_claim(conditional: Conditional, desk: Desk) -> Claim | None:
    """Let a source say what would follow; whoever says so owns it."""
    whole = flat(conditional.evidence.quote)
    words = quoted(clause(whole, flat(conditional.consequent.quote), 260))
    if words is None:
        return None
    owner = conditional.says or "the author"
    trigger = conditional.trigger
    actors = tuple(dict.fromkeys(a.id for a in (trigger.source, trigger.target) if a is not None))
    return claim(
        _said_by(owner, True, words, conditional.evidence, desk),
        ClaimKind.OPINION,
        Modality.HYPOTHETICAL,
        evidence=(conditional.evidence,),
        refs=(conditional.id,),
        actors=actors,
        says=owner,
    )


def figure_claim(quantities: Sequence[Quantity], desk: Desk) -> Claim | None:
    """State a figure of a source, and who gives it, or that nobody does."""
    first = quantities[0]
    amount = money(first.amount, first.unit)
    stated = f"{first.qualifier} {amount}" if first.qualifier else amount
    said = desk.voice(first.evidence).removesuffix(" says")
    evidence = _figure_evidence(quantities, desk)
    what = flat(first.of_what).strip(" .,;:")
    # "asked Kenya for $83 million": whom it was asked of is not what it counts.
    what = "" if any(m.text == what for m in desk.ontology.find(what)) else what
    inside = any(what and what in flat(e.quote) for e in evidence)
    words = quoted(what) if inside and what != first.unit else None
    if words is None:
        text = f"{said} gives the figure of {stated}"
    elif _OWNED.match(what):
        the = _as_called(what, evidence).removesuffix(what)
        text = f"{said} puts {the}{words} at {stated}"
    else:
        text = f"{said} gives the figure of {stated} for {words}"
    if first.says is None:
        text += ", by an estimate that it does not attribute."
    elif first.says.lower() == "the author":
        text += ", by the author's own estimate."
    else:
        text += f", according to {_as_called(first.says, evidence)}."
    return claim(
        text,
        ClaimKind.OBSERVED,
        Modality.ACTUAL,
        evidence=evidence,
        refs=tuple(q.id for q in quantities),
        says=first.says,
    )


def _figure_evidence(quantities: Sequence[Quantity], desk: Desk) -> tuple[Evidence, ...]:
    """The sentence around each figure, or the figure's own span when none is at hand."""
    found = []
    for q in quantities:
        around = [
            s.evidence
            for s in desk.dossier.sentences
            if s.evidence.document_id == q.evidence.document_id
            and s.evidence.start <= q.evidence.start
            and q.evidence.end <= s.evidence.end
        ]
        found.append(around[0] if around else q.evidence)
    return tuple(dict.fromkeys(found))


def _telling(sentence: Sentence) -> str:
    """The part of a sentence to quote: what drives or stands against, or the whole."""
    whole = flat(sentence.evidence.quote)
    about = flat(sentence.about or "")
    return clause(whole, about if about in whole else "", 240)


def told_by(words: str, evidence: Evidence, desk: Desk) -> str:
    """Set a quotation before its source when that is the article, else after it, with its day."""
    voice = desk.voice(evidence)
    if not desk.is_primary(evidence):
        return ended(f"{voice}: {words}")
    if words.endswith(".”"):
        words = words.removesuffix(".”") + "”"
    return f"{words}, {voice[0].lower()}{voice[1:]}."


def _as_called(owner: str, evidence: Iterable[Evidence]) -> str:
    """Give a speaker the article that the source gives it ("the Taliban", "an official")."""
    before = rf"\b(the|an?|its|their|his|her) {re.escape(owner)}\b"
    for e in evidence:
        if found := re.search(before, e.quote, re.IGNORECASE):
            article = found[1].lower()
            return f"{article if article in ('a', 'an') else 'the'} {owner}"
    return owner


def _said_by(owner: str | None, opinion: bool, words: str, evidence: Evidence, desk: Desk) -> str:
    if not opinion and owner in (None, "the author"):
        return told_by(words, evidence, desk)
    return ended(f"{_lead(owner, opinion, evidence, desk)}: {words}")


def _lead(owner: str | None, opinion: bool, evidence: Evidence, desk: Desk) -> str:
    if opinion and owner in (None, "the author"):
        return desk.author(evidence)
    if owner in (None, "the author"):
        return desk.voice(evidence)
    named = owner[0].lower() + owner[1:] if _COMMON.match(owner) else owner
    if _BODY.match(owner):
        named = f"the {owner}"
    if named == owner:
        named = _as_called(owner, (evidence,))
    return desk.voice(evidence).removesuffix(" says") + f" cites {named}"
