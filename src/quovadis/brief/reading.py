"""What each lens shows: what was observed or said that falls under it, and its forecasts."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from quovadis.brief.claims import (
    claim,
    conditional_claim,
    event_claim,
    figure_claim,
    joined,
    sentence_claim,
)
from quovadis.brief.dates import day
from quovadis.brief.desk import WINDOWS, Desk
from quovadis.brief.grouping import group_events, group_statuses, overlaps
from quovadis.brief.lenses import Lens, Pattern, fill_roles, load_lenses, named
from quovadis.brief.measures import listed, newest
from quovadis.brief.quotes import quotes_in
from quovadis.brief.standing import change_claim, is_change, told_on
from quovadis.records import (
    Actor,
    Claim,
    ClaimKind,
    Event,
    Evidence,
    LensReading,
    Modality,
    Quantity,
    Sentence,
    SentenceRole,
)

__all__ = ["group_quantities", "lens_of", "read_lenses"]

_MOST_SAID, _MOST_SEEN = 4, 3
_LARGE = 1000
_NOTHING = "Nothing in the sources and no loaded data bears on this."


def read_lenses(desk: Desk, used: Sequence[Claim]) -> list[LensReading]:
    """Read a dossier through the six lenses.

    Args:
        desk: The dossier.
        used: Claims of the sections above, which are not told again.
    """
    told = {c.id for c in used}
    spoken = [e for c in used for e in c.evidence]
    said = _said_by_lens(desk, spoken)
    readings = []
    for lens in load_lenses():
        claims = said[lens.key][:_MOST_SAID] + _figures(lens, desk)
        claims += [c for c in _seen(lens, desk) if c.id not in told and not _quoted(c, spoken)]
        claims = list(joined(claims))
        told |= {c.id for c in claims}
        forecasts = tuple(desk.dossier.forecasts.get(lens.key, ()))
        precedents = tuple(desk.dossier.precedents.get(lens.key, ()))
        if lens is load_lenses()[0]:
            precedents = tuple(dict.fromkeys((*desk.dossier.precedents.get("", ()), *precedents)))
        nothing = not (claims or forecasts or precedents)
        readings.append(
            LensReading(
                key=lens.key,
                title=lens.title,
                asks=_asks(lens, desk),
                claims=tuple(claims),
                forecasts=forecasts,
                precedents=precedents,
                empty="Nothing in the sources and no loaded data bears on this."
                if nothing
                else None,
            )
        )
    return readings


def lens_of(sentence: Sentence, desk: Desk) -> Lens | None:
    """Return the lens under which a sentence falls: by its heading, else by its words.

    Of a conditional sentence only the consequence counts: what would follow, not what of.
    """
    lenses = load_lenses()
    by_heading = max(lenses, key=lambda x: x.heading_score(sentence.heading))
    if by_heading.claims_heading(sentence.heading):
        return by_heading
    tied = [c for c in desk.dossier.conditionals if overlaps(c.evidence, sentence.evidence)]
    words = tied[0].consequent.quote if tied else sentence.evidence.quote
    contexts = () if tied else sentence.contexts
    own = {desk.dossier.source.country, desk.dossier.target.country}
    powers = {*desk.ontology.major_powers(), "EU", "NATO", "WEST"} - own
    others = len(powers.intersection(sentence.actors))

    def score(lens: Lens) -> int:
        found = lens.score(words, contexts)
        return found + others if found and lens.key == "powers" else found

    best = max(lenses, key=score)
    return best if score(best) else None


def group_quantities(desk: Desk) -> list[list[Quantity]]:
    """Group the primary documents' figures: the same amount in the same unit is one figure."""
    groups: dict[tuple[float, str], list[Quantity]] = defaultdict(list)
    for q in desk.dossier.quantities:
        if desk.is_primary(q.evidence) and _worth_telling(q):
            groups[(q.amount, q.unit)].append(q)
    return [
        sorted(g, key=lambda q: (q.qualifier is None, q.evidence.start)) for g in groups.values()
    ]


def _worth_telling(quantity: Quantity) -> bool:
    """Money, shares and large numbers are claims; "two leaders" is not."""
    money = re.fullmatch("[A-Z]{3}|percent|%", quantity.unit)
    return bool(money) or abs(quantity.amount) >= _LARGE


def _quoted(claim_: Claim, spoken: Sequence[Evidence]) -> bool:
    """Tell whether a quotation was given above already, under another claim."""
    return bool(quotes_in(claim_.text)) and all(
        any(overlaps(e, other) for other in spoken) for e in claim_.evidence
    )


def _asks(lens: Lens, desk: Desk) -> str:
    return named(lens.asks, desk.dossier.source, desk.dossier.target, desk.ontology)


def _said_by_lens(desk: Desk, spoken: Sequence[Evidence]) -> dict[str, list[Claim]]:
    """What the primary documents say, by lens: consequences first, then judgements, then facts."""
    order = (SentenceRole.CONDITIONAL, SentenceRole.OPINION, SentenceRole.CONSTRAINT)
    rows: dict[str, list[tuple[int, int, Claim]]] = defaultdict(list)
    for s in desk.dossier.sentences:
        if not desk.is_primary(s.evidence) or s.evidence in spoken:
            continue
        headed = any(x.claims_heading(s.heading) for x in load_lenses())
        if not headed and s.role not in (SentenceRole.CONDITIONAL, SentenceRole.OPINION):
            continue
        lens, made = lens_of(s, desk), _speak(s, desk)
        if lens is not None and made is not None:
            rank = order.index(s.role) if s.role in order else len(order)
            rows[lens.key].append((rank, s.index, made))
    out: dict[str, list[Claim]] = defaultdict(list)
    for key, found in rows.items():
        out[key] = [c for _, _, c in sorted(found, key=lambda row: row[:2])]
    return out


def _speak(sentence: Sentence, desk: Desk) -> Claim | None:
    tied = [c for c in desk.dossier.conditionals if overlaps(c.evidence, sentence.evidence)]
    return conditional_claim(tied[0], desk) if tied else sentence_claim(sentence, desk)


def _figures(lens: Lens, desk: Desk) -> list[Claim]:
    out = []
    for group in group_quantities(desk):
        made = figure_claim(group, desk)
        around = " ".join(e.quote for e in made.evidence) if made else ""
        best = max(load_lenses(), key=lambda x: x.score(around))
        money = re.fullmatch("[A-Z]{3}", group[0].unit) or not best.score(around)
        home = "economy" if money else best.key
        if made is not None and home == lens.key:
            out.append(made)
    return out


def _seen(lens: Lens, desk: Desk) -> list[Claim]:
    """Observed events and changes of status under the lens: told if few, counted if many."""
    roles = fill_roles(
        desk.dossier.source,
        desk.dossier.target,
        {r: [h.actor_id for h in held] for r, held in desk.dossier.roles.items()},
        desk.ontology,
    )
    window = desk.window()
    since = desk.dossier.as_of - dt.timedelta(days=(window or max(WINDOWS)) - 1)
    events = [
        e
        for e in desk.dossier.events
        if e.date is not None
        and e.date >= since
        and e.modality is Modality.ACTUAL
        and any(_matches(p, e, roles, desk) for p in lens.observe)
    ]
    claims = _changes(lens, desk)
    many = group_events(events)
    if len(many) <= _MOST_SEEN or window is None:
        newest_first = sorted(many, key=lambda g: g[0].date or since, reverse=True)
        told = reversed(newest_first[:_MOST_SEEN])
        return claims + [c for g in told if (c := event_claim(g, desk)) is not None]
    return claims + _counted(events, window, desk)


def _changes(lens: Lens, desk: Desk) -> list[Claim]:
    changes = [
        s
        for s in desk.dossier.statuses
        if s.kind in lens.statuses
        and is_change(s)
        and s.modality is Modality.ACTUAL
        and desk.is_side(s.object, "B")
        and not desk.is_side(s.subject, "A")
    ]
    groups = sorted(group_statuses(changes), key=lambda g: told_on(g[0]))
    return [change_claim(g, desk) for g in groups[-_MOST_SEEN:]]


def _counted(events: Iterable[Event], window: int, desk: Desk) -> list[Claim]:
    pairs: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for e in events:
        if e.source is not None and e.target is not None:
            pairs[(_side(e.source), _side(e.target))].append(e)
    most = sorted(pairs.items(), key=lambda p: (-len(p[1]), p[0]))[:_MOST_SEEN]
    out = []
    for (source, target), found in most:
        told = [g[0] for g in group_events(found)]
        text = (
            f"In the {window} days to {day(desk.dossier.as_of)} the records hold {listed(told)} "
            f"by {desk.known_name(source)} towards {desk.known_name(target)}."
        )
        out.append(
            claim(
                text,
                ClaimKind.OBSERVED,
                Modality.ACTUAL,
                evidence=newest(found),
                refs=tuple(e.id for e in found),
                actors=(source, target),
            )
        )
    return out


def _side(actor: Actor) -> str:
    unofficial = actor.sector in ("REB", "UAF", "OPP", "CVL")
    return actor.id if unofficial or actor.country is None else actor.country


def _matches(pattern: Pattern, event: Event, roles: dict[str, tuple[str, ...]], desk: Desk) -> bool:
    if pattern.types and event.event_type not in pattern.types:
        return False
    if pattern.quads and event.quad_class not in pattern.quads:
        return False
    if pattern.contexts and not set(pattern.contexts) & set(event.contexts):
        return False
    there = _holds(pattern.source, event.source, roles, desk) and _holds(
        pattern.target, event.target, roles, desk
    )
    back = pattern.undirected and (
        _holds(pattern.source, event.target, roles, desk)
        and _holds(pattern.target, event.source, roles, desk)
    )
    return there or back


def _holds(role: str, actor: Actor | None, roles: dict[str, tuple[str, ...]], desk: Desk) -> bool:
    if actor is None:
        return False
    if role in ("A", "B"):
        return desk.is_side(actor, role)
    return actor.id in roles[role] or actor.country in roles[role]
