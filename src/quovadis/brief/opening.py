"""The first and the last words: the bottom line, and the takeaway that points back to it."""

from __future__ import annotations

from collections.abc import Sequence

from quovadis.brief.changing import last_change, next_change, trigger_made
from quovadis.brief.claims import claim
from quovadis.brief.desk import Desk
from quovadis.brief.likelihood import likelihood
from quovadis.brief.measures import COOPERATION, confidence_claim, counted, forecast_claim, interval
from quovadis.brief.quotes import quotes_in
from quovadis.brief.sections import recent_from
from quovadis.records import (
    Claim,
    ClaimKind,
    Forecast,
    LensReading,
    Modality,
    Section,
    StatusChange,
)

__all__ = ["bottom_line", "takeaway"]


def bottom_line(desk: Desk, sections: Sequence[Section], lenses: Sequence[LensReading]) -> Section:
    """Where the relation goes, the change that is pending, what follows, and how sure that is."""
    shifting = next(s for s in sections if s.key == "shifting").claims
    change = next_change(desk) or last_change(desk, recent_from(desk))
    made = None if change and change == next_change(desk) else trigger_made(desk)
    news = [c for c in (made, change) if c is not None] or list(shifting[-1:])
    trend = list(_trend(shifting))
    # What counts of picked texts show comes after what the texts say.
    claims: list[Claim] = [*news, *trend] if desk.only_texts() else [*trend, *news]
    best = _best(lenses, hostile=_is_hostile(desk))
    claims.append(forecast_claim(best, desk) if best else _no_forecast())
    below = [c for s in sections for c in s.claims] + [c for x in lenses for c in x.claims]
    claims.append(confidence_claim(best, below, desk))
    unique = tuple({c.id: c for c in claims}.values())
    return Section(key="bottom_line", title="Bottom line", claims=unique)


def takeaway(desk: Desk, sections: Sequence[Section], lenses: Sequence[LensReading]) -> Section:
    """What the claims above come to; it adds nothing to them and points to each."""
    by_key = {s.key: s.claims for s in sections}
    claims: list[Claim] = []
    change = next_change(desk) or last_change(desk, recent_from(desk))
    if change is not None and not quotes_in(change.text):  # a quotation needs its evidence
        claims.append(_again(change))
    pro, contra = by_key["drivers"], by_key["constraints"]
    if pro or contra:
        text = (
            f"The brief sets {counted(len(pro), 'driver')} against "
            f"{counted(len(contra), 'constraint')}."
        )
        refs = tuple(c.id for c in (*pro, *contra))
        claims.append(claim(text, ClaimKind.INFERRED, Modality.ACTUAL, refs=refs))
    claims += _extremes(lenses) or [_again(c) for c in by_key["bottom_line"] if c == _no_forecast()]
    return Section(
        key="takeaway",
        title="Takeaway",
        claims=tuple(claims),
        empty=None if claims else "The claims above do not add up to a takeaway.",
    )


def _trend(shifting: Sequence[Claim]) -> Sequence[Claim]:
    """The claim that tells where the relation goes: a shift or none, a tally, the article."""
    found = [c for c in shifting if any(r.startswith("shift:") for r in c.refs)][-1:]
    found = found or [c for c in shifting if c.text.startswith("No detectable change")][:1]
    found = found or [c for c in shifting if c.text.startswith("In the ")][:1]
    return found or [c for c in shifting if c.evidence][:1] or shifting[:1]


def _no_forecast() -> Claim:
    return claim(
        "What follows cannot be given a probability: no loaded data lets it be counted.",
        ClaimKind.INFERRED,
        Modality.ACTUAL,
        refs=("dossier",),
    )


def _again(above: Claim) -> Claim:
    return claim(above.text, above.kind, above.modality, refs=(above.id,))


def _is_hostile(desk: Desk) -> bool:
    """Tell whether the trigger would strain the relation."""
    t = desk.dossier.trigger
    if t is None:
        return False
    closes = t.change in (StatusChange.IMPOSE, StatusChange.CLOSE)
    quad = desk.ontology.plover.quad_class(t.event_type) if t.event_type else None
    return closes or (quad is not None and quad not in COOPERATION)


def _best(lenses: Sequence[LensReading], *, hostile: bool) -> Forecast | None:
    """The forecast that the bottom line gives: of the pair itself, conditional if there is one.

    A trigger that would strain the relation is followed by an outcome that does.
    """
    asked = [f for x in lenses for f in x.forecasts if f.probability is not None]
    pair = [f for f in asked if not f.outcome.source_role and not f.outcome.target_role]
    return max(
        pair or asked,
        key=lambda f: (
            f.given is not None,
            f.outcome.toward is (not hostile),
            bool(f.is_detectable),
            f.n_windows > 0,
        ),
        default=None,
    )


def _extremes(lenses: Sequence[LensReading]) -> list[Claim]:
    """The most and the least probable of the outcomes that have a probability."""
    asked = [f for x in lenses for f in x.forecasts if f.probability is not None]
    if len(asked) < 2:
        return []
    top = max(asked, key=lambda f: f.probability or 0.0)
    low = min(asked, key=lambda f: f.probability or 0.0)
    text = (
        f"Of {len(asked)} outcomes with a probability, the most probable is that "
        f"{_chance(top)}; the least probable is that {_chance(low)}."
    )
    refs = (top.id, low.id)
    return [claim(text, ClaimKind.FORECAST, Modality.HYPOTHETICAL, refs=refs)]


def _chance(f: Forecast) -> str:
    p = f.probability or 0.0
    return f"{f.outcome.label} within {f.outcome.horizon} days, {likelihood(p)} ({interval(f)})"
