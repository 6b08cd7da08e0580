"""Counts in a sentence, counted again: each number with the noun that follows it."""

from __future__ import annotations

import re
from collections.abc import Callable

from quovadis.brief.case import Case
from quovadis.brief.desk import TEXT, WINDOWS
from quovadis.brief.dossier import Dossier
from quovadis.brief.figures import Figure
from quovadis.brief.grouping import group_events
from quovadis.brief.likelihood import confidence
from quovadis.brief.measures import COOPERATION, NOUNS
from quovadis.records import Claim, Event, EventType, Forecast, ShiftTest

__all__ = ["confidence_level", "recount"]

_BELOW = ("shifting", "background", "drivers", "constraints", "scheduled")


def recount(figure: Figure, case: Case) -> int | None:
    """Count again what a number in a claim counts.

    Args:
        figure: A number without unit, percent sign or currency.
        case: The claim in which it stands.

    Returns:
        The count that the records give, or None when nothing is known to be counted there.
    """
    for pattern, count in _COUNTS:
        if re.match(pattern, figure.after):
            return count(case)
    return None


def confidence_level(case: Case) -> str:
    """Return the level of confidence that the brief's basis deserves."""
    texts = all(span.dataset == TEXT for span in case.dossier.coverage)
    given = any(f.given for f in case.of(Forecast))
    precedents = _precedents(case) if given else 0
    windows = 0 if texts else _windows(case)
    return confidence(windows, _publishers(case) + _datasets(case), precedents)


def _told(case: Case) -> list[Event]:
    return [g[0] for g in group_events(case.of(Event))]


def _by_type(event_type: EventType) -> Callable[[Case], int]:
    return lambda case: sum(e.event_type is event_type for e in _told(case))


def _cooperative(case: Case) -> int:
    return sum(e.quad_class in COOPERATION for e in _told(case))


def _conflictual(case: Case) -> int:
    return sum(e.quad_class not in COOPERATION for e in _told(case))


def _violent(case: Case, then: bool) -> int | None:
    window = re.search(r"in the (\d+) days to", case.claim.text)
    if window is None or int(window[1]) not in WINDOWS:
        return None
    length, end = int(window[1]), case.brief.as_of
    ages = [
        (end - e.date).days for e in _told(case) if e.date and e.event_type is EventType.ASSAULT
    ]
    return sum(length <= a < 2 * length if then else a < length for a in ages)


def _claims_below(case: Case) -> list[Claim]:
    brief = case.brief
    claims = [c for s in brief.sections if s.key in _BELOW for c in s.claims]
    return claims + [c for lens in brief.lenses for c in lens.claims]


def _documents(case: Case) -> int:
    return len({e.document_id for c in _claims_below(case) for e in c.evidence if e.document_id})


def _publishers(case: Case) -> int:
    if case.section == "limits":
        return len({d.publisher for d in case.dossier.documents if d.publisher})
    documents = [
        case.dossier.document(e.document_id)
        for c in _claims_below(case)
        for e in c.evidence
        if e.document_id
    ]
    return len({d.publisher or "unnamed publisher" for d in documents if d is not None})


def _datasets(case: Case) -> int:
    return len({e.dataset for c in _claims_below(case) for e in c.evidence if e.dataset})


def _windows(case: Case) -> int:
    return next((f.n_windows for f in case.of(Forecast)), 0)


def _precedents(case: Case) -> int:
    return len(case.dossier.precedents.get("", ()))


def _in_section(key: str) -> Callable[[Case], int]:
    def count(case: Case) -> int:
        ids = {c.id for s in case.brief.sections if s.key == key for c in s.claims}
        return len(ids.intersection(case.claim.refs))

    return count


def _asked(case: Case) -> int:
    forecasts = [f for lens in case.brief.lenses for f in lens.forecasts]
    return sum(f.probability is not None for f in forecasts)


def _events(case: Case) -> int | None:
    for r in case.records:
        if isinstance(r, ShiftTest):
            return r.n_events
        if not isinstance(r, Dossier | Event | Claim | Forecast) and hasattr(r, "n_events"):
            return int(r.n_events)
    return None


def _steps(case: Case) -> int | None:
    return next((t.n_steps for t in case.of(ShiftTest)), None)


_COUNTS: list[tuple[str, Callable[[Case], int | None]]] = [
    (r" cooperative events?\b", _cooperative),
    (r" conflictual events?\b", _conflictual),
    (r" attacks? by [^,]+ in the \d+ days to\b", lambda case: _violent(case, then=False)),
    (r" in the \d+ days before\b", lambda case: _violent(case, then=True)),
    *(
        (rf" (?:{one}|{several})\b", _by_type(event_type))
        for event_type, (one, several) in NOUNS.items()
    ),
    (r" (?:months?|weeks?|days?|years?) with (?:\d|no )", _steps),
    (r" articles? handed over\b", lambda case: len(case.dossier.primary)),
    (
        r" earlier documents?\b",
        lambda case: len(case.dossier.documents) - len(case.dossier.primary),
    ),
    (r" documents? from\b", _documents),
    (r" publishers?\b", _publishers),
    (r" datasets?\b", _datasets),
    (r" windows? of\b", _windows),
    (r" precedents?\b", _precedents),
    (r" drivers?\b", _in_section("drivers")),
    (r" constraints?\b", _in_section("constraints")),
    (r" outcomes with\b", _asked),
    (r" statements? of the article unresolved\b", lambda case: len(case.dossier.unresolved)),
    (r" events?\b", _events),
]
