"""The shipped example: what was known on a day is in the brief, what came later is not."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import jsonschema
import pytest

from quovadis.brief import brief_schema
from quovadis.errors import DateError
from quovadis.pipeline import Briefing, write_briefing
from quovadis.records import Modality, Stage, StatusKind, StatusState
from quovadis.store import Store

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "russia-taliban"
PETITION = date(2025, 4, 9)
LATER = date(2025, 7, 31)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def brief_as_of(day: date, folder: Path) -> Briefing:
    return write_briefing(
        [EXAMPLE / "article.md"],
        store=Store(folder / "store"),
        history=[EXAMPLE / "notes"],
        as_of=day,
        now=NOW,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("example")


@pytest.fixture(scope="module")
def petition(folder: Path) -> Briefing:
    return brief_as_of(PETITION, folder)


@pytest.fixture(scope="module")
def later(folder: Path) -> Briefing:
    return brief_as_of(LATER, folder)


def test_the_question_is_the_petition(petition: Briefing) -> None:
    brief = petition.brief
    assert (brief.source.id, brief.target.id) == ("RUS", "TALIBAN")
    assert brief.trigger is not None
    assert brief.trigger.status_kind is StatusKind.DESIGNATION
    assert brief.trigger.phrase.startswith("Russia suspends")
    assert not petition.errors


def test_as_of_the_petition_nothing_later_is_known(petition: Briefing) -> None:
    text = petition.render("md") + petition.render("json") + petition.render("html")
    for later_fact in ("Nefedov", "Gul Hassan", "framework agreement", "courageous"):
        assert later_fact not in text
    end = datetime(2025, 4, 10, tzinfo=UTC)
    assert all(d.published < end for d in petition.brief.documents)
    assert all(e.known_at < end for e in petition.brief.events)
    assert all(s.known_at < end for s in petition.brief.statuses)
    designations = [
        s
        for s in petition.brief.statuses
        if s.kind is StatusKind.DESIGNATION and s.subject.country == "RUS"
    ]
    assert {s.state for s in designations} == {StatusState.IN_FORCE}
    assert any(s.stage is Stage.HEARING for s in designations)


def test_as_of_july_the_ruling_and_the_recognition_are_known(later: Briefing) -> None:
    states = {
        (s.kind, s.state)
        for s in later.brief.statuses
        if s.subject.country == "RUS" and s.modality is Modality.ACTUAL
    }
    assert (StatusKind.DESIGNATION, StatusState.SUSPENDED) in states
    assert (StatusKind.RECOGNITION, StatusState.IN_FORCE) in states
    text = later.render("md")
    assert "3 July 2025" in text
    assert "17 April 2025" in text


def test_the_two_kin_precedents_are_found(petition: Briefing) -> None:
    labels = [p.label for lens in petition.brief.lenses for p in lens.precedents]
    assert any("Kazakhstan" in label for label in labels)
    assert any("Kyrgyzstan" in label for label in labels)


def test_every_lens_gives_an_outcome_with_and_without_the_trigger(petition: Briefing) -> None:
    assert len(petition.brief.lenses) == 6
    for lens in petition.brief.lenses:
        assert all(f.origin == PETITION for f in lens.forecasts)
        bound = [f for f in lens.forecasts if f.given is not None]
        assert bound, lens.key
        for f in bound:
            assert f.given == "Russia suspends its terrorist designation of the Taliban"
            assert f.probability is not None
            assert f.without is not None
            assert f.low is not None
            assert f.high is not None
            assert f.low <= f.probability <= f.high
            assert f.change_low is not None
            assert f.change_high is not None
            assert f.change_low <= f.probability - f.without <= f.change_high
            assert "CAMEO 081 or 085" in (f.basis or "")
    text = petition.render("md")
    assert "without the trigger" in text
    assert "no effect is shown" in text


def test_the_json_follows_its_schema(petition: Briefing, later: Briefing) -> None:
    for briefing in (petition, later):
        jsonschema.validate(json.loads(briefing.render("json")), brief_schema())


def test_the_same_input_gives_the_same_brief(petition: Briefing, folder: Path) -> None:
    again = brief_as_of(PETITION, folder)
    for form in ("md", "html", "json"):
        assert again.render(form) == petition.render(form)


def test_a_fresh_store_gives_the_same_brief_as_one_that_knows_more(
    petition: Briefing, later: Briefing, tmp_path: Path
) -> None:
    assert later.brief.n_documents > petition.brief.n_documents
    assert brief_as_of(PETITION, tmp_path).render("md") == petition.render("md")


def test_summary_has_five_lines_at_the_most(petition: Briefing) -> None:
    assert 2 <= len(petition.summary()) <= 5
    assert petition.name == "2025-04-09-russia-taliban"


def test_an_article_cannot_be_briefed_before_it_was_published(tmp_path: Path) -> None:
    with pytest.raises(DateError, match="after the as-of day"):
        brief_as_of(date(2025, 4, 8), tmp_path)
