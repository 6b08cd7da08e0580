"""What a claim's records bear out: dates, numbers, modalities, who did what to whom."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from quovadis.brief.case import Case
from quovadis.brief.dates import read_dates, span_of
from quovadis.brief.desk import WINDOWS
from quovadis.brief.figures import Figure
from quovadis.brief.measures import rate
from quovadis.brief.prose import money
from quovadis.brief.quotes import quotes_in
from quovadis.brief.recount import recount
from quovadis.brief.watching import FALLBACK_DAYS
from quovadis.records import (
    Claim,
    Conditional,
    Event,
    Forecast,
    Modality,
    Precision,
    Quantity,
    Scheduled,
    Sentence,
    Shift,
    ShiftTest,
    Status,
)

_WINDOW = re.compile(r" days (?:to|before)\b")

__all__ = [
    "asserted",
    "dated",
    "in_years",
    "modalities",
    "pairs",
    "supports_number",
    "unlabelled",
    "unnamed",
]


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


def unnamed(case: Case) -> str:
    """Return the claim's own words without those that its records lend it, names included."""
    words = case.words
    for mask in _masks(case):
        words = words.replace(mask, "–")
    return words


def unlabelled(case: Case) -> str:
    """Return the claim's own words without the label and the reason of its forecasts."""
    words = case.words
    for f in case.of(Forecast):
        for part in (f.outcome.label, f.given, (f.reason or "").rstrip(".")):
            words = words.replace(part, "–") if part else words
    for limit in case.of(str):
        words = words.replace(limit[1:], "–")
    return words


def pairs(case: Case) -> set[tuple[frozenset[str | None], frozenset[str | None]]]:
    """Return who acts and to whom, of each event and status, as ids that stand for them."""
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


def dated(case: Case) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield the intervals of which the claim's records speak."""
    for r in case.records:
        if isinstance(r, Event) and r.date is not None:
            yield span_of(r.date, r.precision, r.date_to)
        elif isinstance(r, Status):
            known = r.reported_on or r.known_at.date()
            yield known, known
            if r.valid_from is not None:
                yield span_of(r.valid_from, r.precision)
        elif isinstance(r, Scheduled):
            first, last = span_of(r.date, r.precision)
            yield first, last
            yield last, last  # "by" its last day
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


def in_years(span: tuple[dt.date, dt.date], case: Case) -> bool:
    """Seasons and runs of years are written by names that do not end where the record does."""
    wide = (Precision.YEARS, Precision.SEASON)
    return any(
        r.precision in wide
        and r.date is not None
        and span[0] <= (r.date_to or r.date)
        and r.date <= span[1]
        for r in case.of(Event)
    )


def asserted(case: Case) -> list[Forecast]:
    """Forecasts whose probability the claim states; confidence only speaks about one."""
    if "dossier" in case.claim.refs:
        return []
    return [f for f in case.of(Forecast) if f.probability is not None]


def supports_number(figure: Figure, case: Case) -> bool:
    """Tell whether a record gives the number, in the place where the sentence has it."""
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
        return any(figure.text == rate(s.before) for s in case.of(Shift))
    if figure.before.endswith(" to ") and case.of(Shift):
        return any(figure.text == rate(s.after) for s in case.of(Shift))
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


def modalities(case: Case) -> set[Modality]:
    """Return the modalities that the claim's records allow; a claim must have the only one."""
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
