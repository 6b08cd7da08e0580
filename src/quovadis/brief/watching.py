"""Signposts: what can be observed, and by which day, that would point one way or the other."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from quovadis.brief.changing import pending
from quovadis.brief.claims import claim, held_by, occasion
from quovadis.brief.dates import day, span_of, write_date
from quovadis.brief.desk import Desk
from quovadis.brief.grouping import group_scheduled
from quovadis.brief.likelihood import likelihood
from quovadis.brief.measures import interval
from quovadis.brief.prose import name
from quovadis.brief.standing import what_is_changed
from quovadis.records import (
    Claim,
    ClaimKind,
    Forecast,
    LensReading,
    Modality,
    Scheduled,
    Section,
)

__all__ = ["FALLBACK_DAYS", "signposts"]

FALLBACK_DAYS = 180
"""Days after `as_of` by which a pending change is looked for when no day is set for it."""

_MOST_SIGNS = 3
_TELLING = (0.03, 0.95)


def signposts(desk: Desk, lenses: Sequence[LensReading]) -> Section:
    """What to watch: towards and against, observable, with a day by which it is settled."""
    later = group_scheduled(s for s in desk.dossier.scheduled if s.date > desk.dossier.as_of)
    claims = [_appointment(group, desk) for group in later] + _change(desk)
    low, high = _TELLING
    asked = [f for x in lenses for f in x.forecasts if low < (f.probability or 0.0) < high]
    for toward in (True, False):
        # Outcomes that are neither a matter of course nor out of the question tell most.
        signs = sorted(
            (f for f in asked if f.outcome.toward is toward),
            key=lambda f: abs((f.probability or 0.0) - 0.5),
        )
        claims += [_sign(f, toward, desk) for f in signs[:_MOST_SIGNS]]
    return Section(
        key="signposts",
        title="Signposts to watch",
        claims=tuple({c.id: c for c in claims}.values()),
        empty=None if claims else "Nothing at hand can be watched for.",
    )


def _appointment(items: Sequence[Scheduled], desk: Desk) -> Claim:
    first = items[0]
    of, at = held_by(first, desk)
    what = re.sub(r"^(?:a|an|the) ", "", occasion(first, desk))
    return claim(
        f"Either way: the {what}{of} {write_date(first.date, first.precision)}{at}.",
        ClaimKind.INFERRED,
        Modality.PLANNED,
        evidence=tuple(dict.fromkeys(s.evidence for s in items)),
        refs=tuple(s.id for s in items),
        actors=(first.who.id,) if first.who else (),
    )


def _change(desk: Desk) -> list[Claim]:
    """Whether the pending change is made by the day that is set for it."""
    waiting = pending(desk)
    if not waiting:
        return []
    s, d = waiting[0], desk.dossier
    ahead = [x for x in d.scheduled if x.date > d.as_of and x.status_kind is s.kind]
    # By the last day on which it may fall: "in April" is not over on the first.
    ends = [span_of(x.date, x.precision)[1] for x in ahead]
    by = min(ends, default=d.as_of + dt.timedelta(days=FALLBACK_DAYS))
    setting = [x for x, end in zip(ahead, ends, strict=True) if end == by]
    thing, done = what_is_changed(s, desk)
    return [
        claim(
            text,
            ClaimKind.INFERRED,
            Modality.HYPOTHETICAL,
            evidence=tuple(dict.fromkeys((s.evidence, *(x.evidence for x in setting)))),
            refs=(s.id, *(x.id for x in setting)),
            actors=tuple(dict.fromkeys(a.id for a in (s.subject, s.object) if a is not None)),
        )
        for text in (
            f"Toward: {thing} is {done} by {day(by)}.",
            f"Against: {thing} is not {done} by {day(by)}.",
        )
    ]


def _sign(forecast: Forecast, toward: bool, desk: Desk) -> Claim:
    by = forecast.origin + dt.timedelta(days=forecast.outcome.horizon)
    p = forecast.probability or 0.0
    label = forecast.outcome.label
    given = f", given that {forecast.given}" if forecast.given else ""
    return claim(
        f"{'Toward' if toward else 'Against'}: {label} by {day(by)}; "
        f"{likelihood(p)} ({interval(forecast)}){given}.",
        ClaimKind.FORECAST,
        Modality.HYPOTHETICAL,
        refs=(forecast.id,),
        actors=tuple(a.id for a in (desk.dossier.source, desk.dossier.target) if name(a) in label),
    )
