"""The reference page is read right: every item of the list that the main job must show."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from quovadis.pipeline import Briefing, take_in, write_briefing
from quovadis.pipeline.intake import Intake
from quovadis.records import (
    EventType,
    Modality,
    SentenceRole,
    Stage,
    StatusChange,
    StatusKind,
    StatusState,
)
from quovadis.store import Store

PAGE = "articles/russia-taliban-2025-04-09.txt"


@pytest.fixture(scope="module")
def intake(data: Path) -> Intake:
    return take_in([data / PAGE])


@pytest.fixture(scope="module")
def briefing(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Briefing:
    store = Store(tmp_path_factory.mktemp("reference") / "store")
    return write_briefing([data / PAGE], store=store, now=datetime(2026, 11, 24, tzinfo=UTC))


def sentences(intake: Intake, role: SentenceRole) -> str:
    found = intake.coded[0].sentences
    return "\n".join(s.evidence.quote for s in found if s.role is role)


def test_published(intake: Intake) -> None:
    document = intake.documents[0]
    assert document.published == datetime(2025, 4, 9, tzinfo=UTC)
    assert document.published_how == "visible date line"


def test_boilerplate_is_gone(intake: Intake) -> None:
    text = intake.documents[0].text
    for rubbish in ("Dreamstime", "Credit:", "Be the first to comment", "Published April"):
        assert rubbish not in text
    assert not any(ord(c) > 0x1F000 for c in text), "no emoji"


def test_actors(intake: Intake) -> None:
    coded = intake.coded[0]
    named = {a for s in coded.sentences for a in s.actors}
    assert {"RUS", "TALIBAN", "AFG", "RUS.JUD", "ISKP", "NORTHERN_ALLIANCE"} <= named
    assert {"WEST", "CHN", "IRN", "CENTRAL_ASIA"} <= named
    petitioner = next(e.source for e in coded.events if e.event_type is EventType.REQUEST)
    assert petitioner is not None
    assert "Igor Krasnov" in petitioner.name
    assert petitioner.country == "RUS"


def test_trigger_is_hypothetical(intake: Intake, briefing: Briefing) -> None:
    trigger = briefing.brief.trigger
    assert trigger is not None
    assert trigger.phrase == "Russia lifts its terrorist designation of the Taliban"
    assert (trigger.status_kind, trigger.change) == (StatusKind.DESIGNATION, StatusChange.LIFT)
    coded = intake.coded[0]
    assert any(c.trigger.phrase == trigger.phrase for c in coded.conditionals)
    lifted = [e for e in coded.events if e.event_type in (EventType.CONCEDE, EventType.RETREAT)]
    assert all(e.modality is not Modality.ACTUAL for e in lifted)
    states = {s.state for s in coded.statuses if s.kind is StatusKind.DESIGNATION}
    assert states == {StatusState.IN_FORCE}


def test_statuses(intake: Intake) -> None:
    found = {s.kind: s for s in intake.coded[0].statuses}
    designation = found[StatusKind.DESIGNATION]
    assert (designation.subject.id, designation.object.id) == ("RUS", "TALIBAN")
    assert designation.state is StatusState.IN_FORCE
    assert designation.stage is Stage.HEARING
    embassy = found[StatusKind.EMBASSY]
    assert embassy.state is StatusState.OPEN
    assert embassy.place == "Kabul"
    hosting = found[StatusKind.HOSTING]
    assert (hosting.subject.country, hosting.object.id) == ("RUS", "TALIBAN")


def test_scheduled(intake: Intake) -> None:
    hearing = next(s for s in intake.coded[0].scheduled if "hearing" in s.what)
    assert hearing.date == date(2025, 4, 17)
    assert hearing.who is not None
    assert hearing.who.id == "RUS.JUD"


def test_quantities(intake: Intake, briefing: Briefing) -> None:
    sums = [q for q in intake.coded[0].quantities if q.unit == "USD"]
    assert [q.amount for q in sums] == [3e12, 3e12]
    assert sums[0].qualifier == "over"
    assert sums[1].qualifier != "over"
    assert all(q.says is None for q in sums)
    unsupported = next(s for s in briefing.brief.sections if s.key == "unsupported")
    flagged = " ".join(c.text for c in unsupported.claims)
    assert "over $3 trillion" in flagged
    assert "without “over”" in flagged


def test_the_nineties_are_background(intake: Intake, briefing: Briefing) -> None:
    assert "Northern Alliance" in sentences(intake, SentenceRole.BACKGROUND)
    support = next(
        e
        for e in intake.coded[0].events
        if e.event_type is EventType.SUPPORT
        and e.target is not None
        and e.target.id == "NORTHERN_ALLIANCE"
    )
    assert support.modality is Modality.BACKGROUND
    assert support.date is not None
    assert 1995 <= support.date.year <= 1999
    shifting = next(s for s in briefing.brief.sections if s.key == "shifting")
    assert not any("Northern Alliance" in c.text for c in shifting.claims)


@pytest.mark.parametrize("driver", ["ISKP", "natural resources", "trans-Afghan railway"])
def test_drivers(intake: Intake, briefing: Briefing, driver: str) -> None:
    assert driver in sentences(intake, SentenceRole.DRIVER)
    section = next(s for s in briefing.brief.sections if s.key == "drivers")
    assert any(driver in c.text for c in section.claims)


@pytest.mark.parametrize("constraint", ["internal divisions", "attacks by ISKP", "women’s rights"])
def test_constraints(intake: Intake, briefing: Briefing, constraint: str) -> None:
    assert constraint in sentences(intake, SentenceRole.CONSTRAINT)
    section = next(s for s in briefing.brief.sections if s.key == "constraints")
    assert any(constraint in c.text for c in section.claims)


def test_opinion_is_marked_and_attributed(intake: Intake, briefing: Briefing) -> None:
    assert "pragmatism over principle" in sentences(intake, SentenceRole.OPINION)
    claims = [c for s in briefing.brief.sections for c in s.claims]
    claims += [c for lens in briefing.brief.lenses for c in lens.claims]
    quoting = [c for c in claims if "pragmatism over principle" in c.text]
    assert quoting
    assert all(c.kind.value == "opinion" and c.says for c in quoting)


def test_no_false_event(intake: Intake) -> None:
    actual = [e for e in intake.coded[0].events if e.modality is Modality.ACTUAL]
    kinds = {(e.source.id if e.source else None, e.event_type) for e in actual}
    assert {(s, t) for s, t in kinds if s not in {"RUS", "TALIBAN", "ISKP", "RUS.JUD"}} <= {
        (next((s for s, t in kinds if t is EventType.REQUEST), None), EventType.REQUEST)
    }
    assert len(actual) <= 5
