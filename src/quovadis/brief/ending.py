"""The first and the last words: bottom line, signposts, takeaway, what is unsupported, limits."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from quovadis.brief.claims import claim
from quovadis.brief.dates import day
from quovadis.brief.desk import Desk
from quovadis.brief.grouping import group_scheduled
from quovadis.brief.likelihood import likelihood
from quovadis.brief.measures import confidence_claim, forecast_claim, interval
from quovadis.brief.prose import capital, money, name
from quovadis.brief.quotes import clause, ended, flat, quoted
from quovadis.brief.reading import group_quantities
from quovadis.brief.sections import pending
from quovadis.brief.standing import change_claim, what_changes, what_is_changed
from quovadis.records import (
    Claim,
    ClaimKind,
    Forecast,
    LensReading,
    Modality,
    Scheduled,
    Section,
    SentenceRole,
    Stage,
)

__all__ = ["bottom_line", "limits", "signposts", "takeaway", "unsupported"]

_VERDICT = re.compile(
    r"\b(?:significant|major|historic|unprecedented|crucial|key|pivot|pivotal|landmark|dramatic"
    r"|broader|clearly|inevitabl[ey]|undoubtedly|game.changer|directly challeng\w+|reshap\w+"
    r"|pragmati\w+|risky)\b",
    re.IGNORECASE,
)
_MOST_SIGNS, _MOST_UNSUPPORTED = 3, 6


def bottom_line(desk: Desk, sections: Sequence[Section], lenses: Sequence[LensReading]) -> Section:
    """Where the relation goes, the change that is pending, what follows, and how sure that is."""
    shifting = next(s for s in sections if s.key == "shifting").claims
    claims: list[Claim] = list(shifting[:1])
    change = _next_change(desk)
    claims += [change] if change else [c for c in shifting[-1:] if c not in claims]
    best = _best(lenses)
    if best is not None:
        claims.append(forecast_claim(best, desk))
    else:
        claims.append(
            claim(
                "What follows cannot be given a probability: no event history of the pair is "
                "loaded.",
                ClaimKind.INFERRED,
                Modality.ACTUAL,
                refs=("dossier",),
            )
        )
    below = [c for s in sections for c in s.claims] + [c for x in lenses for c in x.claims]
    claims.append(confidence_claim(best, below, desk))
    return Section(key="bottom_line", title="Bottom line", claims=tuple(claims))


def signposts(desk: Desk, lenses: Sequence[LensReading]) -> Section:
    """What to watch: towards and against, observable, with a day by which it is settled."""
    later = group_scheduled(s for s in desk.dossier.scheduled if s.date > desk.dossier.as_of)
    claims = [_appointment(group, desk) for group in later] + _outcome_of_change(desk)
    asked = [f for x in lenses for f in x.forecasts if f.probability is not None]
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
        claims=tuple(claims),
        empty=None if claims else "Nothing at hand can be watched for.",
    )


def takeaway(desk: Desk, sections: Sequence[Section], lenses: Sequence[LensReading]) -> Section:
    """What the claims above come to; it adds nothing to them and points to each."""
    by_key = {s.key: s.claims for s in sections}
    claims: list[Claim] = []
    pro, contra = by_key["drivers"], by_key["constraints"]
    if pro or contra:
        text = (
            f"For the relation speak {_n(len(pro), 'driver')}, against it "
            f"{_n(len(contra), 'constraint')}."
        )
        claims.append(_made(text, [*pro, *contra]))
    change = _next_change(desk)
    if change is not None:
        claims.append(claim(change.text, change.kind, change.modality, refs=(change.id,)))
    asked = [f for x in lenses for f in x.forecasts if f.probability is not None]
    if len(asked) > 1:
        top = max(asked, key=lambda f: f.probability or 0.0)
        low = min(asked, key=lambda f: f.probability or 0.0)
        text = (
            f"Of {len(asked)} outcomes with a probability, the most probable is that "
            f"{_chance(top)}; the least probable is that {_chance(low)}."
        )
        claims.append(
            claim(
                text,
                ClaimKind.FORECAST,
                Modality.HYPOTHETICAL,
                refs=(top.id, low.id),
            )
        )
    return Section(
        key="takeaway",
        title="Takeaway",
        claims=tuple(claims),
        empty=None if claims else "The claims above do not add up to a takeaway.",
    )


def unsupported(desk: Desk) -> Section:
    """What the sources assert without saying how they know: figures, and verdicts of the author."""
    claims: list[Claim] = []
    for group in group_quantities(desk):
        bare = [q for q in group if q.says is None]
        forms = {q.qualifier for q in bare}
        amount = money(group[0].amount, group[0].unit)
        if len(forms) > 1 and None in forms:
            qualifier = next(f for f in forms if f)
            text = (
                f"The figure of {amount} has no source: it stands once as {qualifier} {amount} "
                f"and once without {qualifier}."
            )
        elif bare:
            text = f"The figure of {amount} has no source."
        else:
            continue
        claims.append(
            claim(
                text,
                ClaimKind.OBSERVED,
                Modality.ACTUAL,
                evidence=tuple(dict.fromkeys(q.evidence for q in bare)),
                refs=tuple(q.id for q in bare),
            )
        )
    claims += _verdicts(desk)
    return Section(
        key="unsupported",
        title="Unsupported statements of the source",
        claims=tuple(claims),
        empty=None if claims else "No figure or verdict without a source was found.",
    )


def limits(desk: Desk, lenses: Sequence[LensReading]) -> Section:
    """What the brief cannot see."""
    d = desk.dossier
    lines: list[tuple[str, str]] = []
    history = len(d.documents) - len(d.primary)
    lines.append(
        (
            f"The dossier holds {_n(len(d.primary), 'article')} handed over and "
            f"{_n(history, 'earlier document')}.",
            "dossier",
        )
    )
    publishers = {x.publisher for x in d.documents if x.publisher}
    if len(publishers) == 1 and len(d.documents) > 1:
        lines.append(("All documents come from 1 publisher.", "dossier"))
    lines += [
        (
            f"The dataset {span.dataset} covers {day(span.first)} to {day(span.last)} with "
            f"{span.n_events:,} events; what happened later is not in it.",
            f"coverage:{span.dataset}",
        )
        for span in d.coverage
    ]
    if not d.coverage:
        lines.append(("No event dataset is loaded: there are no rates to count.", "dossier"))
    if all(f.given is None for x in lenses for f in x.forecasts):
        lines.append(("No forecast here is conditional on the trigger.", "dossier"))
    if d.unresolved:
        lines.append(
            (
                f"The coder left {_n(len(d.unresolved), 'statement')} of the article unresolved.",
                "dossier",
            )
        )
    lines += [(text, f"limit:{i}") for i, text in enumerate(d.limits)]
    claims = tuple(
        claim(capital(text), ClaimKind.INFERRED, Modality.ACTUAL, refs=(ref,))
        for text, ref in lines
    )
    return Section(key="limits", title="Limits", claims=claims)


def _best(lenses: Sequence[LensReading]) -> Forecast | None:
    """The forecast that the bottom line gives: of the pair itself, conditional if there is one."""
    asked = [f for x in lenses for f in x.forecasts if f.probability is not None]
    pair = [f for f in asked if not f.outcome.source_role and not f.outcome.target_role]
    return max(
        pair or asked,
        key=lambda f: (f.given is not None, f.outcome.toward is True, f.n_windows > 0),
        default=None,
    )


def _next_change(desk: Desk) -> Claim | None:
    """The pending change, its stage, and the day that will move it: one sentence."""
    waiting = pending(desk)
    if not waiting:
        return None
    s = waiting[0]
    same = [
        x for x in waiting if (x.kind, x.subject.id, x.stage) == (s.kind, s.subject.id, s.stage)
    ]
    later = [
        x
        for x in desk.dossier.scheduled
        if x.date > desk.dossier.as_of and x.status_kind in (None, s.kind)
    ]
    named = [x for x in later if x.status_kind is s.kind] or later
    subject = capital(what_changes(s, desk))
    if named and s.stage is Stage.HEARING:
        first = min(named, key=lambda x: (x.date, x.id))
        day_of = [x for x in named if x.date == first.date]
        text = f"{subject} awaits a hearing, set for {day(first.date)}."
        evidence = (*(x.evidence for x in same), *(x.evidence for x in day_of))
        refs = (*(x.id for x in same), *(x.id for x in day_of))
    else:
        return change_claim(same, desk)
    return claim(
        text,
        ClaimKind.OBSERVED,
        s.modality,
        evidence=tuple(dict.fromkeys(evidence)),
        refs=tuple(dict.fromkeys(refs)),
        actors=tuple(dict.fromkeys(a.id for a in (s.subject, s.object) if a is not None)),
    )


def _appointment(items: Sequence[Scheduled], desk: Desk) -> Claim:
    first = items[0]
    who = f" of {name(first.who, desk.ontology)}" if first.who else ""
    what = re.sub(r"^(?:a|an|the) ", "", first.what.strip())
    return claim(
        f"Either way: the {what}{who}, on {day(first.date)}.",
        ClaimKind.INFERRED,
        Modality.PLANNED,
        evidence=tuple(dict.fromkeys(s.evidence for s in items)),
        refs=tuple(s.id for s in items),
        actors=(first.who.id,) if first.who else (),
    )


def _outcome_of_change(desk: Desk) -> list[Claim]:
    waiting = pending(desk)
    if not waiting:
        return []
    s = waiting[0]
    later = [
        x.date
        for x in desk.dossier.scheduled
        if x.date > desk.dossier.as_of and x.status_kind is s.kind
    ]
    by = min(later, default=desk.dossier.as_of + dt.timedelta(days=180))
    thing, done = what_is_changed(s, desk)
    return [
        claim(
            text,
            ClaimKind.INFERRED,
            Modality.HYPOTHETICAL,
            evidence=(s.evidence,),
            refs=(s.id, *_setting(desk, by)),
            actors=tuple(dict.fromkeys(a.id for a in (s.subject, s.object) if a is not None)),
        )
        for text in (
            f"Toward: {thing} is {done} by {day(by)}.",
            f"Against: {thing} is not {done} by {day(by)}.",
        )
    ]


def _setting(desk: Desk, by: dt.date) -> tuple[str, ...]:
    return tuple(s.id for s in desk.dossier.scheduled if s.date == by)


def _sign(forecast: Forecast, toward: bool, desk: Desk) -> Claim:
    by = forecast.origin + dt.timedelta(days=forecast.outcome.horizon)
    p = forecast.probability or 0.0
    return claim(
        f"{'Toward' if toward else 'Against'}: {forecast.outcome.label} by {day(by)}; "
        f"{likelihood(p)} ({interval(forecast)}).",
        ClaimKind.FORECAST,
        Modality.HYPOTHETICAL,
        refs=(forecast.id,),
        actors=tuple(
            a.id
            for a in (desk.dossier.source, desk.dossier.target)
            if name(a) in forecast.outcome.label
        ),
    )


def _chance(f: Forecast) -> str:
    p = f.probability or 0.0
    return f"{f.outcome.label} within {f.outcome.horizon} days, {likelihood(p)} ({interval(f)})"


def _made(text: str, above: Sequence[Claim]) -> Claim:
    return claim(text, ClaimKind.INFERRED, Modality.ACTUAL, refs=tuple(c.id for c in above))


def _verdicts(desk: Desk) -> list[Claim]:
    out = []
    for s in desk.dossier.sentences:
        if not desk.is_primary(s.evidence) or s.role is SentenceRole.CONDITIONAL:
            continue
        found = _VERDICT.search(flat(s.evidence.quote))
        outside = s.says not in (None, "the author")
        words = quoted(clause(s.evidence.quote, found[0], 160)) if found else None
        if words is None or outside:
            continue
        out.append(
            claim(
                ended(f"{desk.author(s.evidence)} without a source: {words}"),
                ClaimKind.OPINION,
                s.modality,
                evidence=(s.evidence,),
                refs=(s.id,),
                actors=s.actors,
                says="the author",
            )
        )
    return out[:_MOST_UNSUPPORTED]


def _n(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun if count < 2 else noun + 's'}"
