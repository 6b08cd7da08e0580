"""Statuses as intervals: what lasts, what ended, what is pending, as known on a day."""

from __future__ import annotations

import datetime as dt

import pytest

from quovadis.ontology import Designation
from quovadis.records import (
    Actor,
    ActorKind,
    Evidence,
    Modality,
    Precision,
    Stage,
    Status,
    StatusChange,
    StatusKind,
    StatusState,
)
from quovadis.relations import status_intervals

KEN = Actor("KEN.JUD", "High Court of Kenya", "KEN", "JUD", ActorKind.AGENT)
GROUP = Actor("GROUP", "the Group", None, None, ActorKind.ARMED_GROUP)
LATE = dt.date(2030, 1, 1)


def day(text):
    return dt.date.fromisoformat(text)


def act(on, change, *, regime="list", precision=Precision.DAY):
    return Designation(
        "KEN", "Kenya", "GROUP", "the Group", change, day(on), precision, regime, "act", f"ref {on}"
    )


def report(on, state, *, kind=StatusKind.DESIGNATION, modality=Modality.ACTUAL, **more):
    known = dt.datetime.combine(day(on), dt.time(), tzinfo=dt.UTC)
    return Status(
        kind=kind,
        subject=KEN,
        object=GROUP,
        state=state,
        modality=modality,
        known_at=known,
        reported_on=day(on),
        evidence=Evidence(document_id=f"d {on}"),
        **more,
    )


def spans(found):
    return [(i.state, i.valid_from, i.valid_to) for i in found]


def test_listing_suspension_and_end():
    acts = [
        act("2003-02-14", "listed"),
        act("2025-04-17", "suspended"),
        act("2026-01-10", "delisted"),
    ]
    assert spans(status_intervals([], acts, as_of=LATE)) == [
        (StatusState.IN_FORCE, day("2003-02-14"), day("2025-04-16")),
        (StatusState.SUSPENDED, day("2025-04-17"), day("2026-01-09")),
    ]


def test_only_what_was_known():
    acts = [act("2003-02-14", "listed"), act("2025-04-17", "suspended")]
    before = status_intervals([], acts, as_of=day("2025-04-16"))
    assert spans(before) == [(StatusState.IN_FORCE, day("2003-02-14"), None)]
    month = [act("2023-12-01", "delisted", precision=Precision.MONTH)]
    assert status_intervals([], month, as_of=day("2023-12-30")) == []
    assert status_intervals([], month, as_of=day("2023-12-31"))
    told = [report("2025-04-09", StatusState.IN_FORCE)]
    assert status_intervals(told, as_of=day("2025-04-08")) == []
    assert status_intervals(told, as_of=day("2025-04-09"))


def test_known_only_by_its_end():
    (interval,) = status_intervals([], [act("2024-09-05", "delisted")], as_of=LATE)
    assert spans([interval]) == [(StatusState.IN_FORCE, None, day("2024-09-04"))]


def test_relisted_opens_another():
    acts = [
        act("2000-01-01", "listed"),
        act("2010-01-01", "delisted"),
        act("2012-01-01", "relisted"),
    ]
    assert spans(status_intervals([], acts, as_of=LATE)) == [
        (StatusState.IN_FORCE, day("2000-01-01"), day("2009-12-31")),
        (StatusState.IN_FORCE, day("2012-01-01"), None),
    ]


def test_two_lists_are_two_facts():
    acts = [
        act("2000-01-01", "listed", regime="one"),
        act("2011-06-17", "delisted", regime="one"),
        act("2011-06-17", "listed", regime="two"),
    ]
    found = status_intervals([], acts, as_of=LATE)
    assert [(i.what, i.valid_to) for i in found] == [("one", day("2011-06-16")), ("two", None)]


def test_reports_say_how_far_a_change_has_come():
    told = [
        report("2024-05-27", StatusState.IN_FORCE, change=StatusChange.LIFT, stage=Stage.PROPOSED),
        report("2025-04-09", StatusState.IN_FORCE, change=StatusChange.LIFT, stage=Stage.HEARING),
    ]
    acts = [act("2003-02-14", "listed")]
    (now,) = status_intervals(told, acts, as_of=day("2025-04-09"))
    assert (now.subject, now.object, now.state) == ("KEN", "GROUP", StatusState.IN_FORCE)
    assert (now.change, now.stage) == (StatusChange.LIFT, Stage.HEARING)
    assert now.sources == ("ref 2003-02-14", told[0].id, told[1].id)
    (then,) = status_intervals(told, acts, as_of=day("2024-12-31"))
    assert then.stage is Stage.PROPOSED


def test_a_change_that_was_made_is_no_longer_pending():
    told = [
        report("2025-04-09", StatusState.IN_FORCE, change=StatusChange.LIFT, stage=Stage.HEARING)
    ]
    acts = [act("2003-02-14", "listed"), act("2025-04-17", "suspended")]
    old, new = status_intervals(told, acts, as_of=LATE)
    assert (old.change, new.change) == (None, None)
    assert old.valid_to == day("2025-04-16")


def test_a_report_that_contradicts_is_kept_and_changes_nothing():
    acts = [act("2003-02-14", "listed")]
    wrong = report("2024-01-01", StatusState.ENDED)
    (interval,) = status_intervals([wrong], acts, as_of=LATE)
    assert interval.valid_to is None
    assert interval.conflicts == (wrong.id,)
    pair = [
        report("2024-01-01", StatusState.OPEN, kind=StatusKind.EMBASSY),
        report("2024-01-01", StatusState.CLOSED, kind=StatusKind.EMBASSY),
    ]
    (embassy,) = status_intervals(pair, as_of=LATE)
    assert len(embassy.conflicts) == 1


def test_without_a_catalogue_reports_alone_make_intervals():
    kind = StatusKind.EMBASSY
    told = [
        report("2021-08-16", StatusState.OPEN, kind=kind),
        report("2022-09-05", StatusState.OPEN, kind=kind),
        report("2023-03-01", StatusState.CLOSED, kind=kind, stage=Stage.IN_FORCE),
    ]
    first, second = status_intervals(told, as_of=LATE)
    assert (first.state, first.valid_from, first.valid_to) == (
        StatusState.OPEN,
        None,
        day("2023-02-28"),
    )
    assert (first.first_reported, first.last_reported) == (day("2021-08-16"), day("2022-09-05"))
    assert (second.state, second.valid_from) == (StatusState.CLOSED, day("2023-03-01"))


@pytest.mark.parametrize("modality", [Modality.HYPOTHETICAL, Modality.NEGATED])
def test_what_is_imagined_or_denied_is_no_state(modality):
    told = [report("2025-04-09", StatusState.ENDED, modality=modality)]
    assert status_intervals(told, as_of=LATE) == []


def test_order_of_the_reports_does_not_matter():
    told = [
        report("2024-05-27", StatusState.IN_FORCE, change=StatusChange.LIFT, stage=Stage.PROPOSED),
        report("2025-04-09", StatusState.IN_FORCE, change=StatusChange.LIFT, stage=Stage.HEARING),
        report("2025-07-03", StatusState.ENDED, change=StatusChange.LIFT, stage=Stage.IN_FORCE),
    ]
    assert status_intervals(told, as_of=LATE) == status_intervals(told[::-1], as_of=LATE)


def test_the_shipped_catalogue_as_of_two_days(ontology):
    def of(subject, as_of):
        found = status_intervals([], ontology.designations(), as_of=day(as_of))
        return [i.state for i in found if (i.subject, i.object) == (subject, "TALIBAN")]

    assert of("RUS", "2025-04-09") == [StatusState.IN_FORCE]
    assert of("RUS", "2025-07-31") == [StatusState.IN_FORCE, StatusState.SUSPENDED]


def test_an_act_gives_the_day_that_a_report_gives_only_round():
    told = report(
        "2003-03-01",
        StatusState.IN_FORCE,
        valid_from=day("2003-01-01"),
        precision=Precision.YEAR,
        stage=Stage.IN_FORCE,
    )
    (interval,) = status_intervals([told], [act("2003-02-14", "listed")], as_of=LATE)
    assert interval.valid_from == day("2003-02-14")
