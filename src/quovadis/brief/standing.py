"""Claims from statuses: what lasts between two actors, and the change that is pending or made."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from quovadis.brief.claims import claim, told_by
from quovadis.brief.dates import write_date
from quovadis.brief.desk import Desk
from quovadis.brief.prose import capital, name, possessive
from quovadis.brief.quotes import clause, quoted
from quovadis.records import (
    Claim,
    ClaimKind,
    Modality,
    Precision,
    Stage,
    Status,
    StatusChange,
    StatusKind,
    StatusState,
)

__all__ = [
    "CHANGE_WORDS",
    "KIND_WORDS",
    "change_claim",
    "is_change",
    "is_pending",
    "names_kind",
    "reported",
    "state_claim",
    "told_on",
    "what_changes",
    "what_is_changed",
]

_THINGS = {
    StatusKind.DESIGNATION: "{s_} designation of {o}",
    StatusKind.RECOGNITION: "{s_} recognition of {o}",
    StatusKind.EMBASSY: "{s_} embassy {in_o}",
    StatusKind.SANCTIONS: "{s_} sanctions on {o}",
    StatusKind.HOSTING: "{s_} hosting of {o}",
    StatusKind.TREATY: "{s_} treaty with {o}",
    StatusKind.ALLIANCE: "{s_} alliance with {o}",
    StatusKind.CEASEFIRE: "{s_} ceasefire with {o}",
}
_MADE = {
    (StatusKind.DESIGNATION, StatusChange.IMPOSE): "{s} designated {o}",
    (StatusKind.DESIGNATION, StatusChange.LIFT): "{s} lifted its designation of {o}",
    (StatusKind.DESIGNATION, StatusChange.SUSPEND): "{s} suspended its designation of {o}",
    (StatusKind.RECOGNITION, StatusChange.GRANT): "{s} recognised {o}",
    (StatusKind.RECOGNITION, StatusChange.LIFT): "{s} withdrew its recognition of {o}",
    (StatusKind.EMBASSY, StatusChange.OPEN): "{s} opened its embassy {in_o}",
    (StatusKind.EMBASSY, StatusChange.CLOSE): "{s} closed its embassy {in_o}",
    (StatusKind.TREATY, StatusChange.GRANT): "{s} concluded an agreement with {o}",
    (StatusKind.ALLIANCE, StatusChange.GRANT): "{s} entered an alliance with {o}",
    (StatusKind.SANCTIONS, StatusChange.IMPOSE): "{s} imposed sanctions on {o}",
    (StatusKind.SANCTIONS, StatusChange.LIFT): "{s} lifted sanctions on {o}",
    (StatusKind.SANCTIONS, StatusChange.SUSPEND): "{s} suspended sanctions on {o}",
}
_ACTS = {
    StatusChange.IMPOSE: "imposing",
    StatusChange.LIFT: "lifting",
    StatusChange.SUSPEND: "suspending",
    StatusChange.OPEN: "opening",
    StatusChange.CLOSE: "closing",
    StatusChange.GRANT: "granting",
}
_DONE = {
    StatusChange.IMPOSE: "imposed",
    StatusChange.LIFT: "lifted",
    StatusChange.SUSPEND: "suspended",
    StatusChange.OPEN: "opened",
    StatusChange.CLOSE: "closed",
    StatusChange.GRANT: "granted",
}
_STAGES = {
    Stage.PROPOSED: "had been proposed by {day}",
    Stage.AGREED_IN_PRINCIPLE: "had been agreed in principle by {day}",
    Stage.PETITION: "had been asked for in a petition by {day}",
    Stage.HEARING: "had a hearing set for it by {day}",
    Stage.RULING: "had been ruled on by {day}",
    Stage.IN_FORCE: "was in force on {day}",
}
_STATES = {
    StatusState.IN_FORCE: "was in force",
    StatusState.OPEN: "was open",
    StatusState.CLOSED: "was closed",
    StatusState.SUSPENDED: "was suspended",
    StatusState.ENDED: "had ended",
    StatusState.NONE: "was not in force",
}


KIND_WORDS = {
    StatusKind.DESIGNATION: ("designat", "list", "ban", "terroris", "delist", "sponsor"),
    StatusKind.RECOGNITION: ("recogni",),
    StatusKind.EMBASSY: ("embass", "mission", "consul"),
    StatusKind.SANCTIONS: ("sanction", "embargo", "freez", "froze"),
    StatusKind.HOSTING: (
        "host",
        "receiv",
        "welcom",
        "visit",
        "travel",
        "delegation",
        "talks",
        "met",
    ),
    StatusKind.TREATY: (
        "treat",
        "agree",
        "accord",
        "pact",
        "deal",
        "contract",
        "sign",
        "convention",
    ),
    StatusKind.ALLIANCE: ("allianc", "ally", "allie"),
    StatusKind.CEASEFIRE: ("cease", "truce", "armistice"),
}
"""Beginnings of words, one of which a source must hold for a sentence of ours about a status."""


CHANGE_WORDS = {
    StatusChange.IMPOSE: ("designat", "list", "impos", "ban", "plac", "add", "declar", "brand"),
    StatusChange.LIFT: ("lift", "remov", "struck", "strik", "delist", "eas", "end", "took", "tak"),
    StatusChange.SUSPEND: ("suspen", "paus"),
    StatusChange.OPEN: ("open", "reopen"),
    StatusChange.CLOSE: ("clos", "shut", "evacuat"),
    StatusChange.GRANT: ("recogni", "grant", "sign", "conclud", "agree", "reach", "enter"),
}
"""The same for a change that was made."""


def names_kind(status: Status) -> bool:
    """Tell whether the source names the status and a change made; if not, it is quoted."""
    quote = status.evidence.quote.lower()
    words = [KIND_WORDS[status.kind]]
    if is_change(status) and status.change is not None:
        words.append(CHANGE_WORDS[status.change])
    return all(any(re.search(rf"\b{w}", quote) for w in each) for each in words)


def is_pending(status: Status) -> bool:
    """Tell whether a change of this status is under way and not yet made."""
    return status.change is not None and status.stage not in (None, Stage.IN_FORCE)


def is_change(status: Status) -> bool:
    """Tell whether the report says that the status was just changed."""
    return status.change is not None and status.stage in (None, Stage.IN_FORCE)


def told_on(status: Status) -> dt.date:
    """Return the day by which a status is placed: its start, else the day the report speaks of."""
    return status.valid_from or status.reported_on or status.known_at.date()


def what_changes(status: Status, desk: Desk) -> str:
    """Name the change as a phrase ("lifting Russia's designation of the Taliban")."""
    thing = _fill(_THINGS[status.kind], status, desk)
    act = _ACTS[status.change] if status.change else "changing"
    return f"{act} {thing}"


def what_is_changed(status: Status, desk: Desk) -> tuple[str, str]:
    """Name what would be changed, and how ("Russia's designation of the Taliban", "lifted")."""
    done = _DONE[status.change] if status.change else "changed"
    return _fill(_THINGS[status.kind], status, desk), done


def state_claim(statuses: Sequence[Status], desk: Desk, since: bool = True) -> Claim:
    """Say in what state a status was, and since when or on which day; once for all reports.

    Args:
        statuses: Reports of one state; the first is told.
        desk: The dossier.
        since: Whether to tell the day from which it held, when the report gives it.
    """
    s = statuses[0]
    if s.kind is StatusKind.HOSTING:
        here = s.place and s.place not in (s.subject.name, s.subject.country)
        place = f" in {s.place}" if here else ""
        text = f"{_fill('{s} hosted {o}', s, desk)}{place} {_when(s)}"
    elif s.kind is StatusKind.EMBASSY and s.state is StatusState.OPEN:
        text = f"{_fill('{s} kept its embassy {in_o} open', s, desk)} {_since(s, since)}"
    elif s.kind is StatusKind.RECOGNITION and s.state in (StatusState.NONE, StatusState.IN_FORCE):
        verb = "{s} had not recognised {o}" if s.state is StatusState.NONE else "{s} recognised {o}"
        text = f"{_fill(verb, s, desk)} {_since(s, since)}"
    else:
        state = _STATES[s.state]
        if s.kind is StatusKind.EMBASSY and s.state is StatusState.NONE:
            state = "was not open"
        if s.kind is StatusKind.SANCTIONS:
            state = state.replace("was ", "were ")
        text = f"{_fill(_THINGS[s.kind], s, desk)} {state} {_since(s, since)}"
    return _claim(capital(text.strip()) + ".", statuses, Modality.ACTUAL, desk)


def change_claim(statuses: Sequence[Status], desk: Desk) -> Claim:
    """Say which change was made and when, or at which stage a pending one stands."""
    s = statuses[0]
    if is_pending(s) and s.stage is not None:
        day = write_date(reported(s), Precision.DAY).removeprefix("on ")
        text = f"{what_changes(s, desk)} {_STAGES[s.stage].format(day=day)}."
        return _claim(capital(text), statuses, s.modality, desk)
    made = _MADE.get((s.kind, s.change)) if s.change else None
    if made is None:
        return state_claim(statuses, desk)
    text = f"{capital(_fill(made, s, desk))} {_when(s)}".strip() + "."
    return _claim(text, statuses, s.modality, desk)


def _claim(text: str, statuses: Sequence[Status], modality: Modality, desk: Desk) -> Claim:
    s = next((x for x in statuses if names_kind(x) and _sayable(x, desk)), None)
    if s is None:
        s = statuses[0]
        words = quoted(clause(s.evidence.quote))
        text = told_by(words, s.evidence, desk) if words else text
    return claim(
        text,
        ClaimKind.OBSERVED,
        s.modality if modality is Modality.ACTUAL else modality,
        evidence=tuple(dict.fromkeys(x.evidence for x in statuses)),
        refs=tuple(x.id for x in statuses),
        actors=tuple(dict.fromkeys(a.id for a in (s.subject, s.object) if a is not None)),
    )


def _sayable(status: Status, desk: Desk) -> bool:
    """Tell whether a sentence of ours can say towards whom and when; if not, we quote."""
    document = desk.documents.get(status.evidence.document_id or "")
    dated = document is None or document.published is not None or status.valid_from is not None
    return dated and (status.object is not None or bool(status.place))


def _fill(template: str, status: Status, desk: Desk) -> str:
    o = name(status.object, desk.ontology) if status.object else "others"
    land = status.object.country if status.object else None
    subject = name(status.subject, desk.ontology)
    place = status.place or (desk.known_name(land) if land else o)
    embargo = "embargo" in status.what.lower()
    if embargo and status.kind is StatusKind.SANCTIONS and status.change is not None:
        whose = "an embargo" if status.change is StatusChange.IMPOSE else "its embargo"
        template = template.replace("sanctions on", f"{whose} on")
    return (
        template.replace("{s_}", possessive(subject))
        .replace("{s}", subject)
        .replace("{o}", o)
        .replace("{in_o}", f"in {place}")
    )


def _when(status: Status) -> str:
    if status.valid_from is None:
        return write_date(reported(status), Precision.PUBLICATION)
    precision = status.precision
    if precision in (Precision.UNKNOWN, Precision.PUBLICATION):
        precision = Precision.DAY
    return write_date(status.valid_from, precision)


def _since(status: Status, since: bool) -> str:
    """The day a state began, when the report gives it, else the day by which it is reported."""
    if since and status.valid_from is not None:
        when = _when(status)
        return "from " + when.split(" ", 1)[1] if when.startswith(("on ", "in ")) else when
    return write_date(reported(status), Precision.DAY)


def reported(status: Status) -> dt.date:
    """Return the day that the report of a status speaks of."""
    return status.reported_on or status.known_at.date()
