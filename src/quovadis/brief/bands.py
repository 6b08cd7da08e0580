"""Statuses over time, as bands: each report moves the state, and a change ends what was before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from quovadis.brief.dates import day
from quovadis.brief.prose import capital, name, possessive
from quovadis.records import Brief, Stage, Status, StatusKind, StatusState

__all__ = ["Band", "Piece", "bands"]

_TONES = {
    StatusState.IN_FORCE: "on",
    StatusState.OPEN: "on",
    StatusState.SUSPENDED: "half",
    StatusState.CLOSED: "off",
    StatusState.ENDED: "off",
    StatusState.NONE: "off",
}
_MOST = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch in one state.

    Attributes:
        tone: `on`, `half` (suspended), `off` or `moving` (a change is pending).
    """

    first: dt.date
    last: dt.date
    tone: str
    label: str


@dataclass(frozen=True, slots=True)
class Band:
    """One status of the relation and its stretches, in order of time.

    Attributes:
        label: Whose status it is, its state, and the change that is pending.
        short: The same without whose it is.
    """

    label: str
    short: str
    pieces: tuple[Piece, ...]


def bands(brief: Brief, first: dt.date, last: dt.date) -> list[Band]:
    """Return the statuses that a brief cites as bands between two days.

    A report says what holds from its start (or from the day it speaks of) until the next report;
    hostings are moments, not stretches, and are left out.
    """
    del last
    groups: dict[tuple[StatusKind, str], list[Status]] = {}
    for s in brief.statuses:
        if s.kind is not StatusKind.HOSTING and s.subject.id in _sides(brief):
            groups.setdefault((s.kind, s.subject.id), []).append(s)
    out = []
    for reports in groups.values():
        ordered = sorted(reports, key=lambda s: (_start(s), s.known_at))
        pieces = []
        for i, s in enumerate(ordered):
            end = _start(ordered[i + 1]) if i + 1 < len(ordered) else brief.as_of
            begin = max(_start(s), first)
            if end > begin:
                label = f"{s.state.value}, {day(_start(s))} to {day(end)}"
                pieces.append(Piece(begin, end, _TONES[s.state], label))
        state = ordered[-1].state
        shown = any((p.last - p.first).days * 20 > (brief.as_of - first).days for p in pieces)
        if not shown and _TONES[state] != "on":
            continue  # what does not exist, or has only just ended, is told in words
        if not shown:
            pieces = [Piece(first, brief.as_of, _TONES[state], state.value)]
        label = _label(ordered)
        whose = capital(possessive(name(ordered[-1].subject)))
        out.append(Band(f"{whose} {label}", capital(label), tuple(pieces)))
    return out[:_MOST]


def _sides(brief: Brief) -> set[str]:
    return {x for a in (brief.source, brief.target) for x in (a.id, a.country) if x}


def _start(status: Status) -> dt.date:
    return status.valid_from or status.reported_on or status.known_at.date()


def _label(ordered: list[Status]) -> str:
    last = ordered[-1]
    label = f"{last.kind.value}: {last.state.value}"
    held = [s.valid_from for s in ordered if s.valid_from and s.state is last.state]
    label += f" since {min(held).year}" if held and _TONES[last.state] == "on" else ""
    if last.change is not None and last.stage not in (None, Stage.IN_FORCE):
        label += f"; {last.change.value}: {last.stage.value if last.stage else ''}"
    return label
