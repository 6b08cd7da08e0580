"""The tests that a claim must pass, one function each; every one returns what is wrong with it.

Each compares what the sentence says, read back from its text, with the records that it refers to.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

from quovadis.brief.case import Case, Record
from quovadis.brief.dates import read_dates, span_of
from quovadis.brief.figures import Figure, figures, numbers
from quovadis.brief.likelihood import LIKELIHOODS, likelihood
from quovadis.brief.measures import WINDOWS, interval
from quovadis.brief.prose import money, type_words
from quovadis.brief.quotes import flat, quotes_in
from quovadis.brief.recount import confidence_level, recount
from quovadis.brief.watching import FALLBACK_DAYS
from quovadis.records import (
    Claim,
    ClaimKind,
    Conditional,
    Event,
    Evidence,
    Forecast,
    Modality,
    Precision,
    Quantity,
    Scheduled,
    Sentence,
    SentenceRole,
    Shift,
    ShiftTest,
    Status,
    is_intact,
)

__all__ = ["CHECKS"]

_WORDS = "|".join(sorted((w for w, _, _ in LIKELIHOODS), key=len, reverse=True))
_LIKELY = re.compile(rf"\b({_WORDS})\b(?: \((under |over )?(\d+)%)?")
_IF = re.compile(r"\b(?:would|could|may|might|[Ii]f|should)\b")
_PLAN = re.compile(r"\b(?:will|plan(?:s|ned)? to|intend(?:s|ed)? to)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:did|does|do) not\b")
_WINDOW = re.compile(r" days (?:to|before)\b")


def intact(case: Case) -> Iterator[str]:
    """Claim and records still say what they said when they were made, and every ref resolves."""
    if not is_intact(case.claim):
        yield "the claim was altered after it was made"
    for ref in case.claim.refs:
        if ref not in case.known:
            yield f"it refers to {ref}, which is not in the dossier"
    for record in case.records:
        if hasattr(record, "id") and not is_intact(record):
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
    mentions = case.ontology.find(_unnamed(case), case.brief.as_of)
    named = [m.actor for m in mentions]
    for actor in named:
        if not {actor.id, actor.id.split(".")[0], actor.country} & case.supported:
            yield f"nothing it refers to speaks of {actor.name}"
    told = bool(case.of(Event) or case.of(Status))
    if len(named) > 1 and told and len(_pairs(case)) == 1:
        first, second = next(iter(_pairs(case)))
        if not {named[0].id, named[0].country} & first:
            yield f"{named[0].name} is not who acts"
        if second and not any({a.id, a.country} & second for a in named[1:]):
            yield "the sentence does not name to whom it was done"


def dates(case: Case) -> Iterator[str]:
    """Every date in the claim's own words is a date of its records."""
    allowed = set(_record_dates(case))
    for mention in read_dates(case.words):
        span = (mention.first, mention.last)
        if case.words[: mention.start].endswith(("days to ", "Days to ")):
            if span != (case.brief.as_of, case.brief.as_of):
                yield f"the window does not end on {mention.text}"
        elif span not in allowed and not _in_years(span, case):
            yield f"no record of it is of {mention.text}"


def amounts(case: Case) -> Iterator[str]:
    """Every number is one of its records', or the same when counted again; none is left out."""
    if case.claim.numbers != numbers(case.claim.text):
        yield "its numbers are not those in its text"
    found = [f for f in figures(_unlabelled(case)) if "“" not in f.before]
    percents = [f.text for f in found if f.percent]
    wanted = [t for f in _asserted(case) for t in re.findall(r"\d+%?", interval(f))]
    if percents != wanted:
        yield f"its percentages are {percents}, those of its forecasts {wanted}"
    for figure in found:
        if not figure.percent and not _supported(figure, case):
            yield f"nothing it refers to gives the number {figure.text}"


def event_type(case: Case) -> Iterator[str]:
    """The type is that of the event, and the verb is one of that type."""
    stated, events = case.claim.event_type, case.of(Event)
    types = {e.event_type for e in events}
    if stated is None and events and " hold" not in case.words:
        yield "it tells an event and does not state its type"
    if stated is not None and types != {stated}:
        yield f"its event is no {stated}"
    own = not quotes_in(case.claim.text)
    if stated is not None and own and not _has_word(case.words, type_words(stated)):
        yield f"its words do not tell of {stated}"


def modality(case: Case) -> Iterator[str]:
    """What is planned, possible or denied is not told as done, nor the other way."""
    stated = case.claim.modality
    wanted = _modalities(case)
    if wanted != {stated}:
        yield f"it says {stated}, its records {', '.join(sorted(wanted)) or 'nothing'}"
    words, told = _unlabelled(case), bool(case.of(Event)) and not quotes_in(case.claim.text)
    done = stated in (Modality.ACTUAL, Modality.BACKGROUND)
    if done and (_IF.search(words) or _PLAN.search(words) or (told and _NOT.search(words))):
        yield "its words make a possibility of what is told as done"
    marks = {Modality.HYPOTHETICAL: _IF, Modality.PLANNED: _PLAN, Modality.NEGATED: _NOT}
    if told and stated in marks and not marks[stated].search(words):
        yield f"its words do not say that it is {stated}"


def likelihoods(case: Case) -> Iterator[str]:
    """A word of likelihood stands with its number, agrees with it, and belongs to a forecast."""
    words = _unlabelled(case)
    for match in _LIKELY.finditer(words):
        if match[3] is None:
            yield f"“{match[1]}” stands without a number"
            continue
        value = int(match[3]) / 100
        value = 0.0 if match[2] == "under " else 1.0 if match[2] == "over " else value
        if likelihood(value) != match[1]:
            yield f"“{match[1]}” does not agree with {match[3]}%"
    missing = len(_asserted(case)) - len(_LIKELY.findall(words))
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
    opinions = [s for s in case.of(Sentence) if s.role in _OPINIONS] + case.of(Conditional)
    if opinions and claim.kind is not ClaimKind.OPINION:
        yield "it tells an opinion as a fact"
    if _asserted(case) and claim.kind is not ClaimKind.FORECAST:
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
    modality,
    likelihoods,
    ownership,
)
"""Every test, in the order in which they are run."""

_OPINIONS = (SentenceRole.OPINION, SentenceRole.CONDITIONAL)


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


def _masks(case: Case) -> list[str]:
    """Words of records that stand in a sentence as they are, and name actors of their own."""
    found: list[str | None] = [case.claim.says]
    for r in case.records:
        if isinstance(r, Event | Status):
            found.append(f"in {r.place}" if r.place else None)
        if isinstance(r, Scheduled):
            found.append(r.what)
        if isinstance(r, Forecast):
            found += [r.outcome.label, r.given, (r.reason or "").rstrip(".")]
        if isinstance(r, str):
            found.append(r[1:])
        if hasattr(r, "dataset") and not isinstance(r, Event):
            found.append(r.dataset)
    return sorted((x for x in found if x), key=len, reverse=True)


def _unnamed(case: Case) -> str:
    words = case.words
    for mask in _masks(case):
        words = words.replace(mask, "–")
    return words


def _unlabelled(case: Case) -> str:
    words = case.words
    for f in case.of(Forecast):
        for part in (f.outcome.label, f.given, (f.reason or "").rstrip(".")):
            words = words.replace(part, "–") if part else words
    for limit in case.of(str):
        words = words.replace(limit[1:], "–")
    return words


def _pairs(case: Case) -> set[tuple[frozenset[str | None], frozenset[str | None]]]:
    pairs = set()
    for r in case.records:
        if isinstance(r, Event | Status):
            a, b = (r.source, r.target) if isinstance(r, Event) else (r.subject, r.object)
            pairs.add(
                (
                    frozenset({a.id, a.country} - {None} if a else ()),
                    frozenset({b.id, b.country} - {None} if b else ()),
                )
            )
    return pairs


def _record_dates(case: Case) -> Iterator[tuple[dt.date, dt.date]]:
    for r in case.records:
        if isinstance(r, Event) and r.date is not None:
            yield span_of(r.date, r.precision, r.date_to)
        elif isinstance(r, Status):
            if r.valid_from is not None:
                yield span_of(r.valid_from, r.precision)
            else:
                known = r.reported_on or r.known_at.date()
                yield known, known
        elif isinstance(r, Scheduled):
            yield r.date, r.date
        elif isinstance(r, Forecast):
            by = r.origin + dt.timedelta(days=r.outcome.horizon)
            yield by, by
        elif isinstance(r, Shift):
            precision = Precision.MONTH if r.step == "month" else Precision.DAY
            yield span_of(r.onset, precision)
        elif isinstance(r, Claim):
            yield from ((m.first, m.last) for m in read_dates(r.text))
        elif hasattr(r, "first") and hasattr(r, "last"):
            yield r.first, r.first
            yield r.last, r.last
    for day in case.published():
        if quotes_in(case.claim.text) or len(case.of(Quantity)):
            yield day, day
    sign = case.claim.text.startswith(("Toward: ", "Against: ")) and case.of(Status)
    if sign and not case.of(Scheduled):
        by = case.brief.as_of + dt.timedelta(days=FALLBACK_DAYS)
        yield by, by


def _in_years(span: tuple[dt.date, dt.date], case: Case) -> bool:
    """Seasons and runs of years are written by names that do not end where the record does."""
    wide = (Precision.YEARS, Precision.SEASON)
    return any(
        r.precision in wide
        and r.date is not None
        and span[0] <= (r.date_to or r.date)
        and r.date <= span[1]
        for r in case.of(Event)
    )


def _asserted(case: Case) -> list[Forecast]:
    """Forecasts whose probability the claim states; confidence only speaks about one."""
    if "dossier" in case.claim.refs:
        return []
    return [f for f in case.of(Forecast) if f.probability is not None]


def _supported(figure: Figure, case: Case) -> bool:
    if figure.money or case.of(Quantity):
        return any(_amount(figure, q) for q in case.of(Quantity))
    if _WINDOW.match(figure.after):
        return figure.value in WINDOWS
    if re.match(r" days\b", figure.after) and case.of(Forecast):
        return figure.value in {f.outcome.horizon for f in case.of(Forecast)}
    if figure.before.endswith(("(p = ", "(p < ")):
        tests: list[Shift | ShiftTest] = [*case.of(Shift), *case.of(ShiftTest)]
        return any(_rounds(figure, t.p_value) for t in tests)
    if figure.before.endswith("from ") and case.of(Shift):
        return any(figure.text == f"{s.before:.1f}" for s in case.of(Shift))
    if figure.before.endswith(" to ") and case.of(Shift):
        return any(figure.text == f"{s.after:.1f}" for s in case.of(Shift))
    return recount(figure, case) == figure.value


def _rounds(figure: Figure, p: float | None) -> bool:
    if p is None:
        return False
    if figure.before.endswith("< "):
        return p < figure.value == 0.001
    digits = len(figure.text.partition(".")[2])
    return round(p, digits) == figure.value


def _amount(figure: Figure, quantity: Quantity) -> bool:
    stated = money(quantity.amount, quantity.unit)
    return stated == figure.text or stated.startswith(f"{figure.text} ")


def _has_word(text: str, words: tuple[str, ...]) -> bool:
    return any(re.search(rf"\b{re.escape(w)}", text.lower()) for w in words)


def _modalities(case: Case) -> set[Modality]:
    text = case.claim.text
    if text.startswith(("Toward: ", "Against: ")):
        return {Modality.HYPOTHETICAL}
    if text.startswith("Either way: "):
        return {Modality.PLANNED}
    told = {r.modality for r in case.records if isinstance(r, Event | Status | Sentence)}
    if told:
        return told
    if case.of(Conditional):
        return {Modality.HYPOTHETICAL}
    if case.of(Scheduled):
        return {Modality.PLANNED}
    above = case.of(Claim)
    if above:
        return (
            {c.modality for c in above}
            if len(above) == 1 and text == above[0].text
            else {Modality.ACTUAL}
        )
    if case.of(Forecast) and "dossier" not in case.claim.refs:
        return {Modality.HYPOTHETICAL}
    return {Modality.ACTUAL}
