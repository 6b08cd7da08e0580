"""Precedents: dated, of the past only, the nearest first, each with its terms."""

from __future__ import annotations

import datetime as dt

import pytest

from quovadis.forecast import precedents
from quovadis.forecast.likeness import WEIGHTS, Likeness
from quovadis.records import (
    Coverage,
    EventType,
    Evidence,
    Modality,
    Outcome,
    Precision,
    Stage,
    Status,
    StatusChange,
    StatusKind,
    StatusState,
    Trigger,
)

DAY = dt.date(2025, 4, 9)


def lift(ontology, source, target, change=StatusChange.LIFT, day=DAY):
    return Trigger(
        phrase="it is lifted",
        source=ontology.actor(source, day),
        target=ontology.actor(target, day),
        status_kind=StatusKind.DESIGNATION,
        change=change,
    )


def test_the_shipped_example(ontology):
    found = precedents(lift(ontology, "RUS", "TALIBAN"), origin=DAY, ontology=ontology, n=60)
    assert [(p.source, p.date) for p in found[:2]] == [
        ("KAZ", dt.date(2023, 12, 1)),
        ("KGZ", dt.date(2024, 9, 1)),
    ]
    assert found[0].precision is Precision.MONTH
    assert found[0].followed == "Kyrgyzstan delisted it too 9 months later"
    assert "the same target, the Taliban" in found[0].why
    assert any("a neighbour of Russia" in why for why in found[0].why)
    sudan = next(p for p in found if p.source == "USA" and p.target == "SDN")
    assert sudan.similarity < found[1].similarity - 0.2
    assert all(p.reference for p in found)
    assert [p.similarity for p in found] == sorted((p.similarity for p in found), reverse=True)


@pytest.mark.parametrize(
    ("source", "target", "origin", "first"),
    [
        ("USA", "CUB", dt.date(2015, 1, 1), ("USA", "PRK")),
        ("USA", "SDN", dt.date(2020, 10, 1), ("USA", "CUB")),
    ],
)
def test_other_cases(ontology, source, target, origin, first):
    trigger = lift(ontology, source, target, day=origin)
    found = precedents(trigger, origin=origin, ontology=ontology)
    assert (found[0].source, found[0].target) == first
    assert all(p.date <= origin for p in found)


def test_only_what_was_known(ontology):
    """Kazakhstan's month ends on the 31st: before that nobody could know what happened in it."""

    def sources(day):
        trigger = lift(ontology, "RUS", "TALIBAN", day=day)
        return [p.source for p in precedents(trigger, origin=day, ontology=ontology, n=60)]

    assert "KAZ" not in sources(dt.date(2023, 12, 30))
    assert "KAZ" in sources(dt.date(2023, 12, 31))
    early = lift(ontology, "RUS", "TALIBAN", day=dt.date(2024, 6, 1))
    found = precedents(early, origin=dt.date(2024, 6, 1), ontology=ontology)
    assert found[0].source == "KAZ"
    assert found[0].followed is None


def test_imposing_is_another_question(ontology):
    found = precedents(
        lift(ontology, "CAN", "HAMAS", StatusChange.IMPOSE), origin=DAY, ontology=ontology
    )
    assert found
    assert all(" listed " in p.label or " relisted " in p.label for p in found)


def test_weights_add_up_and_likeness_by_hand(ontology):
    assert sum(WEIGHTS.values()) == pytest.approx(1.0)
    like = Likeness(ontology, DAY, DAY)
    russia, taliban = ontology.actor("RUS", DAY), ontology.actor("TALIBAN", DAY)
    like.change(1.0, "delisted")
    like.target(taliban, "TALIBAN")
    like.source(russia, "RUS", taliban)
    like.era()
    assert like.similarity == 1.0
    assert len(like.terms) == 5


def recognition(ontology, on, subject, *, stage=Stage.IN_FORCE, modality=Modality.ACTUAL):
    day = dt.date.fromisoformat(on)
    return Status(
        kind=StatusKind.RECOGNITION,
        subject=ontology.actor(subject),
        object=ontology.actor("TALIBAN"),
        state=StatusState.IN_FORCE,
        modality=modality,
        known_at=dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC),
        evidence=Evidence("doc", 0, 4, "said"),
        change=StatusChange.GRANT,
        stage=stage,
        reported_on=day,
    )


def test_reports_of_other_statuses(ontology):
    trigger = Trigger(
        phrase="China recognises the Taliban",
        source=ontology.actor("CHN"),
        target=ontology.actor("TALIBAN"),
        status_kind=StatusKind.RECOGNITION,
        change=StatusChange.GRANT,
    )
    told = [
        recognition(ontology, "2025-07-03", "RUS.GOV"),
        recognition(ontology, "2025-07-04", "RUS"),
        recognition(ontology, "2025-06-01", "PAK", stage=Stage.PROPOSED),
        recognition(ontology, "2025-06-02", "IRN", modality=Modality.HYPOTHETICAL),
        recognition(ontology, "2025-12-01", "UZB"),
    ]
    origin = dt.date(2025, 7, 31)
    (found,) = precedents(trigger, origin=origin, ontology=ontology, statuses=told)
    assert (found.source, found.date) == ("RUS", dt.date(2025, 7, 3))
    assert found.evidence == told[0].evidence
    assert "granted" in found.label


def test_a_report_of_a_case_in_the_catalogue_is_no_second_case(ontology):
    trigger = lift(ontology, "RUS", "TALIBAN")
    note = Status(
        kind=StatusKind.DESIGNATION,
        subject=ontology.actor("KAZ"),
        object=ontology.actor("TALIBAN"),
        state=StatusState.ENDED,
        modality=Modality.ACTUAL,
        known_at=dt.datetime(2023, 12, 29, tzinfo=dt.UTC),
        evidence=Evidence("doc", 0, 4, "said"),
        change=StatusChange.LIFT,
        stage=Stage.IN_FORCE,
        reported_on=dt.date(2023, 12, 29),
    )
    found = precedents(trigger, origin=DAY, ontology=ontology, statuses=[note], n=60)
    assert len([p for p in found if p.source == "KAZ" and p.target == "TALIBAN"]) == 1


def test_occurrences_of_an_outcome(table, make, ontology):
    rows = [
        make("2018-05-01", "USA", "IRN", EventType.ASSAULT),
        make("2018-03-01", "USA", "IRN", EventType.AID, phrase="gave aid"),
        make("2018-03-01", "USA.GOV", "IRN", EventType.AID),
        make("2018-04-01", "USA", "IRN", EventType.AID),
        make("2018-08-01", "USA", "IRN", EventType.AID),
    ]
    outcome = Outcome(
        label="aid", source=("USA",), target=("IRN",), horizon=30, event_types=(EventType.AID,)
    )
    found = precedents(outcome, origin=dt.date(2018, 6, 1), ontology=ontology, events=table(rows))
    assert [p.date for p in found] == [dt.date(2018, 4, 1), dt.date(2018, 3, 1)]
    assert found[0].evidence == rows[3].evidence
    assert found[0].reference == rows[3].evidence.row_id
    assert precedents(outcome, origin=DAY, ontology=ontology) == []


def test_what_followed_only_where_feeds_cover_both_sides(table, make, ontology):
    case = dt.date(2023, 12, 1)
    rows = [
        make(case + dt.timedelta(days=d), "KAZ", "TALIBAN/AFG/GOV", kind)
        for d, kind in ((-20, EventType.ACCUSE), (10, EventType.AID), (20, EventType.CONSULT))
    ]
    feed = Coverage("feed", dt.date(2022, 1, 1), dt.date(2025, 4, 1))
    asked = {"origin": DAY, "ontology": ontology, "events": table(rows)}
    trigger = lift(ontology, "RUS", "TALIBAN")
    kaz = precedents(trigger, **asked, coverage=[feed])[0]
    assert kaz.followed == (
        "Kyrgyzstan delisted it too 9 months later; 365 days after: 2 cooperative and 0 "
        "conflictual events; in as many days before: 0 cooperative and 1 conflictual events"
    )
    short = Coverage("feed", dt.date(2023, 6, 1), dt.date(2025, 4, 1))
    assert "days after" not in precedents(trigger, **asked, coverage=[short])[0].followed
