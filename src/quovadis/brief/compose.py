"""A dossier becomes a brief, or says why it cannot."""

from __future__ import annotations

from quovadis.brief.changing import trigger_made
from quovadis.brief.desk import Desk
from quovadis.brief.dossier import Dossier
from quovadis.brief.doubts import limits, unsupported
from quovadis.brief.opening import bottom_line, takeaway
from quovadis.brief.prose import capital, name
from quovadis.brief.quotes import quotes_in
from quovadis.brief.reading import read_lenses
from quovadis.brief.sections import background, constraints, drivers, scheduled, shifting
from quovadis.brief.watching import signposts
from quovadis.errors import Abstained
from quovadis.ontology import Ontology
from quovadis.records import Brief, Claim, LensReading, Section

__all__ = ["compose"]

_SUBSTANCE = ("shifting", "background", "drivers", "constraints", "scheduled")


def compose(dossier: Dossier, ontology: Ontology) -> Brief:
    """Write a brief from a dossier.

    Args:
        dossier: Records known at its `as_of`, and nothing else.
        ontology: Gives names and who acts for a country on a day.

    Returns:
        A brief that `verify` accepts.

    Raises:
        Abstained: When the dossier holds nothing that could be said on evidence; says why.
    """
    _refuse(dossier)
    desk = Desk(dossier, ontology)
    shift = shifting(desk)
    past = background(desk, shift.claims)
    sections = [shift, past, drivers(desk), constraints(desk), scheduled(desk)]
    lenses = read_lenses(desk, [c for s in sections for c in s.claims])
    if not any(c.evidence for s in sections for c in s.claims) and not any(
        c.evidence for lens in lenses for c in lens.claims
    ):
        raise Abstained(_reasons(dossier), do="hand over an article that reports on the two actors")
    first = bottom_line(desk, sections, lenses)
    sections = [first, *sections, signposts(desk, lenses)]
    sections += [
        takeaway(desk, sections, lenses),
        unsupported(desk, [c for x in lenses for c in x.claims]),
        limits(desk, lenses),
    ]
    return _brief(desk, sections, lenses)


def _refuse(dossier: Dossier) -> None:
    facts = (
        dossier.events,
        dossier.statuses,
        dossier.scheduled,
        dossier.sentences,
        dossier.quantities,
        dossier.conditionals,
    )
    if not any(facts):
        raise Abstained(_reasons(dossier), do="load event data, or hand over an article")


def _reasons(dossier: Dossier) -> str:
    pair = f"{name(dossier.source)} and {name(dossier.target)}"
    reasons = [f"no claim about {pair} has evidence"]
    if dossier.primary and not dossier.events:
        reasons.append("the page names no event between them")
    if not dossier.coverage and not dossier.series:
        reasons.append("no event history is loaded")
    return capital(", and ".join(reasons))


def _inside(phrase: str) -> str:
    """Write a clause as it stands inside a sentence: "the United States …"."""
    return phrase[0].lower() + phrase[1:] if phrase.startswith(("The ", "A ", "An ")) else phrase


def _question(desk: Desk) -> str | None:
    """Ask what follows if the trigger is pulled, or now that it was."""
    primary = [desk.documents[i].published for i in desk.dossier.primary if i in desk.documents]
    asked = min((p.date() for p in primary if p), default=desk.dossier.as_of)
    made = trigger_made(desk, since=asked)
    if made is not None and not quotes_in(made.text):
        return f"{made.text.rstrip('.')}: what follows"
    trigger = desk.dossier.trigger
    return f"If {_inside(trigger.phrase)}" if trigger else None


def _brief(desk: Desk, sections: list[Section], lenses: list[LensReading]) -> Brief:
    d = desk.dossier
    claims: list[Claim] = [c for s in sections for c in s.claims]
    claims += [c for lens in lenses for c in lens.claims]
    refs = {r for c in claims for r in c.refs}
    cited = {e.document_id for c in claims for e in c.evidence}
    dyadic = desk.dyadic()
    dates = [e.date for e in dyadic if e.date is not None]
    dates += [first for first, _, value in d.series if value]
    pair = f"{capital(name(d.source))} and {name(d.target)}"
    question = d.question or _question(desk) or pair
    return Brief(
        question=question,
        as_of=d.as_of,
        source=d.source,
        target=d.target,
        trigger=d.trigger,
        sections=tuple(sections),
        lenses=tuple(lenses),
        shift_tests=d.shift_tests,
        statuses=tuple(s for s in d.statuses if s.id in refs),
        scheduled=tuple(s for s in d.scheduled if s.id in refs),
        series=d.series,
        documents=tuple(x for x in d.documents if x.id in cited or x.id in d.primary),
        events=tuple(e for e in d.events if e.id in refs),
        n_documents=len(d.documents),
        n_events=d.n_events if d.n_events is not None else len(dyadic),
        since=min(dates, default=None),
        version=d.version,
    )
