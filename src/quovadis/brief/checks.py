"""The tests that a claim must pass, one function each; every one returns what is wrong with it.

Each compares what the sentence says, read back from its text, with the records that it refers to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from quovadis.brief.bearing import (
    asserted,
    dated,
    in_years,
    modalities,
    pairs,
    supports_number,
    unlabelled,
    unnamed,
)
from quovadis.brief.case import Case, Record
from quovadis.brief.dates import read_dates
from quovadis.brief.figures import figures, numbers
from quovadis.brief.likelihood import LIKELIHOODS, likelihood
from quovadis.brief.measures import interval
from quovadis.brief.prose import type_verbs, type_words
from quovadis.brief.quotes import flat, quotes_in
from quovadis.brief.recount import confidence_level
from quovadis.brief.standing import names_kind
from quovadis.records import (
    Claim,
    ClaimKind,
    Conditional,
    Event,
    Evidence,
    Forecast,
    Modality,
    Quantity,
    Scheduled,
    Sentence,
    SentenceRole,
    Shift,
    Status,
    is_intact,
)

__all__ = [
    "CHECKS",
    "actors",
    "amounts",
    "dates",
    "event_type",
    "evidence",
    "intact",
    "likelihoods",
    "modality",
    "ownership",
    "quotations",
    "status",
    "texts_match",
]

_WORDS = "|".join(sorted((w for w, _, _ in LIKELIHOODS), key=len, reverse=True))
_LIKELY = re.compile(rf"\b({_WORDS})\b(?: \((under |over )?(\d+)%)?")
_IF = re.compile(r"\b(?:would|could|may|might|[Ii]f|should)\b")
_PLAN = re.compile(r"\b(?:will|plan(?:s|ned)? to|intend(?:s|ed)? to)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:did|does|do) not\b")


def intact(case: Case) -> Iterator[str]:
    """Claim and records still say what they said when they were made, and every ref resolves."""
    if not is_intact(case.claim):
        yield "the claim was altered after it was made"
    for ref in case.claim.refs:
        if ref not in case.known:
            yield f"it refers to {ref}, which is not in the dossier"
    for record in case.records:
        if not _untouched(record):
            yield f"record {record.id} was altered after it was made"
    if not case.claim.refs:
        yield "it refers to no record"


def evidence(case: Case) -> Iterator[str]:
    """Every quote stands where it says, verbatim, and belongs to a record of the claim."""
    for e in case.claim.evidence:
        if e.document_id is not None:
            document = case.dossier.document(e.document_id)
            if document is None:
                yield f"its document {e.document_id} is not in the dossier"
            elif not e.quote or document.text[e.start : e.end] != e.quote:
                yield f"the quote {e.quote[:40]!r} does not stand at {e.start}–{e.end}"
        elif not _row_exists(e, case):
            yield f"row {e.row_id} of {e.dataset} is not in the dossier"
        if not any(_belongs(e, r, case) for r in case.records):
            yield f"the quote {e.quote[:40]!r} is not that of its records"
    reports = Event | Status | Scheduled | Sentence | Conditional | Quantity
    if any(isinstance(r, reports) for r in case.records) and not case.claim.evidence:
        yield "it rests on a report and shows no evidence"
    behind = {i for s in case.of(Shift) for i in s.event_ids}
    if behind.intersection(case.known) and not case.claim.evidence:
        yield "it tells a shift and shows no event behind it"


def quotations(case: Case) -> Iterator[str]:
    """What stands in quotes stands in the evidence."""
    sources = [flat(e.quote) for e in case.claim.evidence]
    for words in quotes_in(case.claim.text):
        if not any(words in source for source in sources):
            yield f"“{words[:40]}” does not stand in its evidence"


def texts_match(case: Case) -> Iterator[str]:
    """What is taken over whole (an outcome, a limit, a claim above) is taken over verbatim."""
    text = case.claim.text
    for f in case.of(Forecast):
        asserted = case.claim.kind is ClaimKind.FORECAST
        if asserted and f.outcome.label not in text:
            yield f"it does not state the outcome {f.outcome.label!r}"
        if asserted and f.given and f.given not in text and "most probable" not in text:
            yield "it does not state the condition of its forecast"
    for limit in case.of(str):
        if text[1:] != limit[1:] or text[:1].lower() != limit[:1].lower():
            yield "it does not state the limit that it refers to"
    above = case.of(Claim)
    counted = text.startswith("The brief sets")
    if len(above) == 1 and not counted and text != above[0].text:
        yield "it does not repeat the claim above that it refers to"


def actors(case: Case) -> Iterator[str]:
    """Every actor in text and in `actors` is one that the records name, in the same order."""
    for actor_id in case.claim.actors:
        if actor_id not in case.supported:
            yield f"nothing it refers to speaks of {actor_id}"
    mentions = case.ontology.find(unnamed(case), case.brief.as_of)
    named = [m.actor for m in mentions]
    for actor in named:
        if not {actor.id, actor.id.split(".")[0], actor.country} & case.supported:
            yield f"nothing it refers to speaks of {actor.name}"
    told = bool(case.of(Event) or case.of(Status))
    if len(named) > 1 and told and len(pairs(case)) == 1:
        first, second = next(iter(pairs(case)))
        if not {named[0].id, named[0].country} & first:
            yield f"{named[0].name} is not who acts"
        if second and not any({a.id, a.country} & second for a in named[1:]):
            yield "the sentence does not name to whom it was done"


def dates(case: Case) -> Iterator[str]:
    """Every date in the claim's own words is a date of its records."""
    allowed = set(dated(case))
    for mention in read_dates(case.words):
        span = (mention.first, mention.last)
        if case.words[: mention.start].endswith(("days to ", "Days to ")):
            if span != (case.brief.as_of, case.brief.as_of):
                yield f"the window does not end on {mention.text}"
        elif span not in allowed and not in_years(span, case):
            yield f"no record of it is of {mention.text}"


def amounts(case: Case) -> Iterator[str]:
    """Every number is one of its records', or the same when counted again; none is left out."""
    if case.claim.numbers != numbers(case.claim.text):
        yield "its numbers are not those in its text"
    found = [f for f in figures(unlabelled(case)) if "“" not in f.before]
    percents = [f.text for f in found if f.percent]
    wanted = [t for f in asserted(case) for t in re.findall(r"\d+%?", interval(f))]
    if percents != wanted:
        yield f"its percentages are {percents}, those of its forecasts {wanted}"
    for figure in found:
        if not figure.percent and not supports_number(figure, case):
            yield f"nothing it refers to gives the number {figure.text}"


def event_type(case: Case) -> Iterator[str]:
    """The type is that of the event, and the verb is one of that type."""
    stated, events = case.claim.event_type, case.of(Event)
    types = {e.event_type for e in events}
    counts = " hold" in case.words
    if events and counts == (stated is not None):
        yield "it counts events or tells one; only what tells one has a type"
    if stated is not None and types != {stated}:
        yield f"its event is no {stated}"
    own = not quotes_in(case.claim.text)
    if stated is not None and own:
        both = (type_verbs(stated), type_words(stated))
        if not all(_has_word(case.words, words) for words in both):
            yield f"its words do not tell of {stated}"


def status(case: Case) -> Iterator[str]:
    """A sentence of ours about a status rests on a source that names the status."""
    told = case.of(Status)
    if told and not quotes_in(case.claim.text) and not any(names_kind(s) for s in told):
        yield f"its source does not name the {told[0].kind.value}"


def modality(case: Case) -> Iterator[str]:
    """What is planned, possible or denied is not told as done, nor the other way."""
    stated = case.claim.modality
    wanted = modalities(case)
    if wanted != {stated}:
        yield f"it says {stated}, its records {', '.join(sorted(wanted)) or 'nothing'}"
    words, told = unlabelled(case), bool(case.of(Event)) and not quotes_in(case.claim.text)
    done = stated in (Modality.ACTUAL, Modality.BACKGROUND)
    if done and (_IF.search(words) or _PLAN.search(words) or (told and _NOT.search(words))):
        yield "its words make a possibility of what is told as done"
    marks = {Modality.HYPOTHETICAL: _IF, Modality.PLANNED: _PLAN, Modality.NEGATED: _NOT}
    if told and stated in marks and not marks[stated].search(words):
        yield f"its words do not say that it is {stated}"


def likelihoods(case: Case) -> Iterator[str]:
    """A word of likelihood stands with its number, agrees with it, and belongs to a forecast."""
    words = unlabelled(case)
    for match in _LIKELY.finditer(words):
        if match[3] is None:
            yield f"“{match[1]}” stands without a number"
            continue
        value = int(match[3]) / 100
        if value > 1:
            yield f"{match[3]}% is no probability"
            continue
        value = 0.0 if match[2] == "under " else 1.0 if match[2] == "over " else value
        if likelihood(value) != match[1]:
            yield f"“{match[1]}” does not agree with {match[3]}%"
    missing = len(asserted(case)) - len(_LIKELY.findall(words))
    if missing > 0:
        yield "a probability stands without its word"
    level = re.match(r"Confidence is (\w+)", words)
    if level and level[1] != confidence_level(case):
        yield f"confidence is {confidence_level(case)}"


def ownership(case: Case) -> Iterator[str]:
    """An opinion belongs to somebody, and is told as one."""
    claim = case.claim
    if claim.kind is ClaimKind.OPINION and not claim.says:
        yield "it is an opinion of nobody"
    if claim.text.startswith("The author") and claim.kind is not ClaimKind.OPINION:
        yield "what the author thinks is told as a fact"
    opinions = [s for s in case.of(Sentence) if s.role in _OPINIONS] + case.of(Conditional)
    if opinions and claim.kind is not ClaimKind.OPINION:
        yield "it tells an opinion as a fact"
    if asserted(case) and claim.kind is not ClaimKind.FORECAST:
        yield "it tells a forecast as a fact"
    said = [r for r in case.records if isinstance(r, Sentence | Conditional | Quantity)]
    if said and claim.says is not None:
        owners = {r.says or "the author" for r in said}
        if claim.says not in owners:
            yield f"{claim.says} is not who says so"
        elif not _says(claim):
            yield f"its text does not name {claim.says}"


CHECKS: tuple[Callable[[Case], Iterator[str]], ...] = (
    intact,
    evidence,
    quotations,
    texts_match,
    actors,
    dates,
    amounts,
    event_type,
    status,
    modality,
    likelihoods,
    ownership,
)
"""Every test, in the order in which they are run."""

_OPINIONS = (SentenceRole.OPINION, SentenceRole.CONDITIONAL)


def _untouched(record: Record) -> bool:
    """Tell whether a record matches its id; the id of a dataset's row is the dataset's own."""
    made = str(getattr(record, "id", ""))
    return not made.startswith(f"{type(record).__name__.lower()}:") or is_intact(record)


def _row_exists(e: Evidence, case: Case) -> bool:
    d = case.dossier
    return any(r.evidence == e for r in d.events) or any(r.evidence == e for r in d.statuses)


def _belongs(e: Evidence, record: Record, case: Case) -> bool:
    if isinstance(record, Claim):
        return e in record.evidence
    if isinstance(record, Shift):
        behind = (case.known.get(i) for i in record.event_ids)
        return any(isinstance(x, Event) and x.evidence == e for x in behind)
    own = getattr(record, "evidence", None)
    if not isinstance(own, Evidence):
        return False
    around = e.document_id == own.document_id and e.start <= own.start and own.end <= e.end
    return e == own or (isinstance(record, Quantity) and around)


def _says(claim: Claim) -> bool:
    return (claim.says or "").lower().removeprefix("the ") in claim.text.lower()


def _has_word(text: str, words: tuple[str, ...]) -> bool:
    return any(re.search(rf"\b{re.escape(w)}", text.lower()) for w in words)
