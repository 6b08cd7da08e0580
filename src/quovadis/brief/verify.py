"""No claim without evidence: every claim of a brief is tested against the dossier, anew.

This code shares with the writer only the tables of words and the arithmetic of counting; what a
sentence says is read back from its text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from quovadis.brief.case import Case, records_of
from quovadis.brief.checks import CHECKS
from quovadis.brief.dossier import Dossier
from quovadis.brief.lenses import load_lenses
from quovadis.errors import ClaimError
from quovadis.ontology import Ontology
from quovadis.records import Brief, Claim, Event, Scheduled, Sentence, Status, is_intact

__all__ = ["SECTIONS", "examine", "problems", "verify"]

SECTIONS = (
    "bottom_line",
    "shifting",
    "background",
    "drivers",
    "constraints",
    "scheduled",
    "signposts",
    "takeaway",
    "unsupported",
    "limits",
)
"""Keys of a brief's sections, in reading order; the lenses stand between `scheduled` and
`signposts`."""


def verify(brief: Brief, dossier: Dossier, ontology: Ontology) -> None:
    """Test every claim of a brief.

    Args:
        brief: The brief.
        dossier: What it was written from.
        ontology: Finds the actors that a sentence names.

    Raises:
        ClaimError: When a claim's evidence does not resolve or does not support it.
    """
    found = problems(brief, dossier, ontology)
    if found:
        more = f" (and {len(found) - 3} more)" if len(found) > 3 else ""
        raise ClaimError(
            "; ".join(found[:3]) + more, do="report this: a brief must hold before it is shown"
        )


def problems(brief: Brief, dossier: Dossier, ontology: Ontology) -> list[str]:
    """Return what is wrong with a brief's claims, one sentence each; an empty list when nothing is.

    Args:
        brief: The brief.
        dossier: What it was written from.
        ontology: Finds the actors that a sentence names.
    """
    found = list(_shape(brief, dossier))
    known = records_of(dossier, brief)
    rows: list[tuple[str, Claim]] = [(s.key, c) for s in brief.sections for c in s.claims]
    rows += [(lens.key, c) for lens in brief.lenses for c in lens.claims]
    for section, claim in rows:
        case = Case(claim, section, brief, dossier, ontology, known)
        found += [f"{section}: “{claim.text[:60]}”: {what}" for what in examine(case)]
    return found + list(_takeaway(brief))


def examine(case: Case) -> list[str]:
    """Return what is wrong with one claim, taken by itself."""
    return [what for check in CHECKS for what in check(case)]


def _shape(brief: Brief, dossier: Dossier) -> Iterator[str]:
    if tuple(s.key for s in brief.sections) != SECTIONS:
        yield "the sections are not those of a brief, in their order"
    if tuple(lens.key for lens in brief.lenses) != tuple(x.key for x in load_lenses()):
        yield "the lenses are not the six, in their order"
    for s in brief.sections:
        if bool(s.claims) == bool(s.empty):
            yield f"{s.key}: it must hold claims, or say why it holds none"
    for lens in brief.lenses:
        if bool(lens.claims or lens.forecasts or lens.precedents) == bool(lens.empty):
            yield f"{lens.key}: it must show something, or say why it shows nothing"
    forecasts = {f.id for held in dossier.forecasts.values() for f in held}
    precedents = {p.id for held in dossier.precedents.values() for p in held}
    for lens in brief.lenses:
        for f in lens.forecasts:
            if f.id not in forecasts or not is_intact(f):
                yield f"{lens.key}: forecast {f.id} is not one of the dossier's"
        for p in lens.precedents:
            if p.id not in precedents or not is_intact(p):
                yield f"{lens.key}: precedent {p.id} is not one of the dossier's"
            elif p.date > brief.as_of:
                yield f"{lens.key}: precedent {p.id} is later than the as-of day"
    if brief.as_of != dossier.as_of:
        yield "the as-of day is not the dossier's"
    yield from _too_late(brief, dossier)


def _too_late(brief: Brief, dossier: Dossier) -> Iterator[str]:
    """Nothing that became known after the end of the as-of day is cited."""
    end = dt.datetime.combine(brief.as_of + dt.timedelta(days=1), dt.time(), dt.UTC)
    claims = [c for s in brief.sections for c in s.claims]
    claims += [c for lens in brief.lenses for c in lens.claims]
    refs = {r for c in claims for r in c.refs}
    rows: list[Event | Status | Scheduled | Sentence] = [
        *dossier.events,
        *dossier.statuses,
        *dossier.scheduled,
        *dossier.sentences,
    ]
    for row in rows:
        if row.id in refs and row.known_at >= end:
            yield f"{row.id} became known on {row.known_at.date()}, after the as-of day"
    for document in brief.documents:
        if document.published is not None and document.published >= end:
            yield f"document {document.id[:12]} was published after the as-of day"
        if not is_intact(document):
            yield f"document {document.id[:12]} was altered"


def _takeaway(brief: Brief) -> Iterator[str]:
    """The takeaway is made of claims and forecasts above it."""
    above = {c.id for lens in brief.lenses for c in lens.claims}
    above |= {f.id for lens in brief.lenses for f in lens.forecasts}
    for section in brief.sections:
        if section.key == "takeaway":
            for claim in section.claims:
                for ref in claim.refs:
                    if ref not in above:
                        yield f"takeaway: “{claim.text[:60]}”: {ref} does not stand above it"
            return
        above |= {c.id for c in section.claims}
