"""Claims from numbers: shifts, tallies, forecasts, and the confidence that they deserve."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from quovadis.brief.claims import claim
from quovadis.brief.dates import day, write_date
from quovadis.brief.desk import Desk
from quovadis.brief.grouping import group_events
from quovadis.brief.likelihood import confidence, likelihood, percent
from quovadis.brief.prose import capital, name
from quovadis.records import (
    Claim,
    ClaimKind,
    Direction,
    Event,
    EventType,
    Evidence,
    Forecast,
    Modality,
    Precision,
    QuadClass,
    Shift,
    ShiftTest,
)

__all__ = [
    "COOPERATION",
    "MEASURES",
    "NOUNS",
    "confidence_claim",
    "counted",
    "forecast_claim",
    "interval",
    "listed",
    "newest",
    "rate",
    "shift_claims",
    "shift_test_ref",
    "tally_claim",
    "verdict",
    "violence_claim",
]

COOPERATION = frozenset({QuadClass.VERBAL_COOPERATION, QuadClass.MATERIAL_COOPERATION})
_FEW, _SHOWN = 3, 12
MEASURES = {
    "net_cooperation": "net cooperation",
    "cooperation": "cooperation",
    "conflict": "conflict",
    "events": "the number of events",
    **{q.value: q.value.replace("_", " ") for q in QuadClass},
}
"""Measure of a series, and how a sentence calls it."""

NOUNS: dict[EventType, tuple[str, str]] = {
    EventType.AGREE: ("agreement or pledge", "agreements or pledges"),
    EventType.CONSULT: ("consultation", "consultations"),
    EventType.SUPPORT: ("statement of support", "statements of support"),
    EventType.CONCEDE: ("concession", "concessions"),
    EventType.COOPERATE: ("act of cooperation", "acts of cooperation"),
    EventType.AID: ("delivery of aid", "deliveries of aid"),
    EventType.RETREAT: ("step back", "steps back"),
    EventType.REQUEST: ("request", "requests"),
    EventType.ACCUSE: ("accusation", "accusations"),
    EventType.REJECT: ("refusal", "refusals"),
    EventType.THREATEN: ("threat", "threats"),
    EventType.PROTEST: ("protest", "protests"),
    EventType.SANCTION: ("sanction", "sanctions"),
    EventType.MOBILIZE: ("mobilisation", "mobilisations"),
    EventType.COERCE: ("act of coercion", "acts of coercion"),
    EventType.ASSAULT: ("attack", "attacks"),
}
"""What an event of each type is called when it is counted: one, and several."""


def shift_test_ref(test: ShiftTest) -> str:
    """Return the name under which a claim refers to a detector's answer (it has no id)."""
    return f"shift_test:{test.source}:{test.target}:{test.measure}:{test.step}"


def shift_claims(test: ShiftTest, desk: Desk) -> list[Claim]:
    """Say what a detector found, or that it found no change, or that it could not look."""
    pair = f"between {desk.known_name(test.source)} and {desk.known_name(test.target)}"
    what = MEASURES.get(test.measure, test.measure.replace("_", " "))
    actors = (test.source, test.target)
    if test.shifts:
        out = []
        for shift in test.shifts:
            out += [_shift(shift, test, f"{what} {pair}", desk)]
        last = test.shifts[-1]
        behind = _behind(last, desk)
        return [*out, behind] if behind else out
    steps = f"{counted(test.n_steps, test.step)} with {counted(test.n_events, 'event')}"
    text = (
        f"Too little data to test for a change in {what} {pair}: {steps}."
        if test.p_value is None
        else f"No detectable change in {what} {pair} over {steps} (p {_p(test.p_value)})."
    )
    return [
        claim(
            text,
            ClaimKind.INFERRED,
            Modality.ACTUAL,
            refs=(shift_test_ref(test),),
            actors=actors,
        )
    ]


def _shift(shift: Shift, test: ShiftTest, what: str, desk: Desk) -> Claim:
    precision = Precision.MONTH if shift.step == "month" else Precision.DAY
    onset = write_date(shift.onset, precision).split(" ", 1)[1]
    verb = "rose" if shift.direction is Direction.UP else "fell"
    # The dates of the series are directed in the data; a sentence about a pair is not.
    counted_in = f"In the texts at hand, {what}" if desk.only_texts() else capital(what)
    text = (
        f"{counted_in} {verb} from {rate(shift.before)} events a {shift.step} before {onset} to "
        f"{rate(shift.after)} from then on (p {_p(shift.p_value)} that nothing changed)."
    )
    events = {e.id: e for e in desk.dossier.events}
    evidence = [events[i].evidence for i in shift.event_ids if i in events]
    return claim(
        text,
        ClaimKind.INFERRED,
        Modality.ACTUAL,
        evidence=tuple(dict.fromkeys(evidence))[:12],
        refs=(shift.id, shift_test_ref(test)),
        actors=(test.source, test.target),
    )


def rate(value: float) -> str:
    """Write a mean per step: one decimal, two below one.

    Examples:
        >>> rate(2.14), rate(0.068), rate(0.0), rate(-0.4)
        ('2.1', '0.07', '0', '−0.4')
    """
    digits = 1 if abs(value) >= 1 else 2
    text = f"{abs(value):.{digits}f}".rstrip("0").rstrip(".")
    return f"−{text}" if value < 0 and text != "0" else text


def _p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}" if p < 0.1 else f"= {p:.2f}"


def _behind(shift: Shift, desk: Desk) -> Claim | None:
    wanted = set(shift.event_ids)
    events = [e for e in desk.dossier.events if e.id in wanted]
    if not events:
        return None
    return claim(
        f"The records behind it hold {listed([g[0] for g in group_events(events)])}.",
        ClaimKind.OBSERVED,
        Modality.ACTUAL,
        evidence=newest(events),
        refs=tuple(e.id for e in events),
    )


def newest(events: Iterable[Event]) -> tuple[Evidence, ...]:
    """Return the evidence of the newest dozen events: what a count shows of what it counts."""
    ordered = sorted(events, key=lambda e: (e.date or dt.date.min, e.id), reverse=True)
    return tuple(dict.fromkeys(e.evidence for e in ordered))[:_SHOWN]


def listed(events: Sequence[Event]) -> str:
    """Count events by type, in words: "12 consultations, 3 agreements and 1 request"."""
    counts = Counter(e.event_type for e in events).most_common()
    parts = [f"{n} {NOUNS[t][n != 1]}" for t, n in counts]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def tally_claim(desk: Desk) -> Claim | None:
    """Count cooperation and conflict between A and B over the window that ends at `as_of`.

    The longest of `WINDOWS` for which the dossier holds all events is taken.
    """
    d, window = desk.dossier, desk.window()
    if window is None:
        return None
    events = desk.dyadic(since=d.as_of - dt.timedelta(days=window - 1))
    if len(events) < _FEW:
        return None
    told = [g[0] for g in group_events(events)]
    good = sum(e.quad_class in COOPERATION for e in told)
    bad = len(told) - good
    text = (
        f"In the {window} days to {day(d.as_of)} the records hold "
        f"{counted(good, 'cooperative event')} and {counted(bad, 'conflictual event')} "
        f"between {name(d.source)} and {name(d.target)}."
    )
    return claim(
        text,
        ClaimKind.OBSERVED,
        Modality.ACTUAL,
        evidence=newest(events),
        refs=tuple(e.id for e in events),
        actors=(d.source.id, d.target.id),
    )


def violence_claim(
    events: Sequence[Event], actor_id: str, desk: Desk, window: int = 90
) -> Claim | None:
    """Compare an actor's attacks in the last window with those in the window before it."""
    end = desk.dossier.as_of
    middle, start = end - dt.timedelta(days=window), end - dt.timedelta(days=2 * window)
    now = [e for e in events if e.date and middle < e.date <= end]
    then = [e for e in events if e.date and start < e.date <= middle]
    if len(now) + len(then) < _FEW:
        return None
    text = (
        f"The records hold {counted(len(now), 'attack')} by "
        f"{desk.known_name(actor_id)} in the {window} days to {day(end)}, against "
        f"{len(then) or 'none'} in the {window} days before."
    )
    both = [*now, *then]
    return claim(
        text,
        ClaimKind.OBSERVED,
        Modality.ACTUAL,
        evidence=newest(both),
        refs=tuple(e.id for e in both),
        actors=(actor_id,),
    )


def interval(forecast: Forecast) -> str:
    """Write a probability with its 90% interval: "64%, 52–74%".

    A conditional one has the probability without the trigger beside it.
    """
    if forecast.probability is None:
        raise ValueError("a forecast without a probability has no interval")
    text = percent(forecast.probability)
    if forecast.low is not None and forecast.high is not None:
        text += f", {round(forecast.low * 100)}–{round(forecast.high * 100)}%"
    if forecast.without is not None:
        text += f"; {percent(forecast.without)} without the trigger"
    return text


def verdict(forecast: Forecast) -> str:
    """Say whether a conditional forecast differs from the one without the trigger."""
    return f"an {forecast.verdict}, matched" if forecast.is_detectable else forecast.verdict


def forecast_claim(forecast: Forecast, desk: Desk) -> Claim:
    """Say how likely an outcome is: the word, the number, its interval, the horizon, the ground."""
    o = forecast.outcome
    if forecast.probability is None:
        reason = (forecast.reason or "no loaded data covers it").rstrip(".")
        text = f"There is no probability for whether {o.label} within {o.horizon} days: {reason}."
    else:
        word = likelihood(forecast.probability)
        there = "There is" if word in ("almost no chance", "roughly even chance") else "It is"
        chance = f"a {word}" if word.startswith("roughly") else word
        ground = (
            f"given that {forecast.given}: {verdict(forecast)}"
            if forecast.given
            else "by base rate, not conditional on the trigger"
        )
        text = (
            f"{there} {chance} ({interval(forecast)}) that {o.label} within "
            f"{o.horizon} days, {ground}."
        )
    named = [a for a in (desk.dossier.source, desk.dossier.target) if name(a) in o.label]
    return claim(
        text,
        ClaimKind.FORECAST,
        Modality.HYPOTHETICAL,
        refs=(forecast.id,),
        actors=tuple(a.id for a in named),
    )


def confidence_claim(best: Forecast | None, claims: Sequence[Claim], desk: Desk) -> Claim:
    """Say how good the basis is, and why."""
    d = desk.dossier
    windows = best.n_windows if best else 0
    spans = [e for c in claims for e in c.evidence]
    datasets = {e.dataset for e in spans if e.dataset}
    sources = desk.publishers(spans)
    precedents = len(d.precedents.get("", ())) if best and best.given else 0
    level = confidence(0 if desk.only_texts() else windows, len(sources), precedents)
    documents = len({e.document_id for c in claims for e in c.evidence if e.document_id})
    held = f" and {counted(len(datasets), 'dataset')}" if datasets else ""
    text = (
        f"Confidence is {level}: the claims rest on {counted(documents, 'document')} from "
        f"{counted(len(sources - datasets), 'publisher')}"
        f"{held}, "
    )
    if best is None:
        text += "and there is no history of events to count."
    else:
        cases = f" and {counted(precedents, 'precedent')}" if best.given else ""
        alone = ", all counted in coded texts alone" if desk.only_texts() else ""
        text += (
            f"the forecast on {counted(windows, 'window')} of the pair's own history{cases}{alone}."
        )
    return claim(
        text,
        ClaimKind.INFERRED,
        Modality.ACTUAL,
        refs=("dossier", *((best.id,) if best else ())),
    )


def counted(count: int, noun: str) -> str:
    """Write a count with its noun.

    Examples:
        >>> counted(0, "driver"), counted(1, "driver"), counted(2, "driver")
        ('no driver', '1 driver', '2 drivers')
    """
    return f"{count or 'no'} {noun if count < 2 else noun + 's'}"
