"""What the issue asks of the reference page, as far as the finders of facts give it.

The page is third-party text: it is read through `data`, and only words to search for stand here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quovadis.coding.conditionals import main_trigger
from quovadis.readers import read
from quovadis.records import (
    Modality,
    Precision,
    SentenceRole,
    Stage,
    StatusChange,
    StatusKind,
    StatusState,
)

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def page(data: Path, read_facts: Callable[..., Any]) -> Any:
    (document,) = read(data / "articles" / "russia-taliban-2025-04-09.txt")
    return read_facts(document)


def roles(page: Any, words: str) -> set[SentenceRole]:
    found = {s.role for s in page.sentences if words in s.evidence.quote}
    assert found, f"no sentence has {words!r}"
    return found


def test_the_statuses(page: Any) -> None:
    facts = {(s.kind, s.subject.id, s.object.id if s.object else None): s for s in page.statuses}
    assert len(facts) == len(page.statuses) == 3
    designation = facts[StatusKind.DESIGNATION, "RUS", "TALIBAN"]
    assert designation.state is StatusState.IN_FORCE
    assert designation.change is StatusChange.LIFT
    assert designation.stage is Stage.HEARING
    embassy = facts[StatusKind.EMBASSY, "RUS", "AFG"]
    assert embassy.state is StatusState.OPEN
    assert embassy.place == "Kabul"
    hosting = facts[StatusKind.HOSTING, "RUS", "TALIBAN"]
    for status in (embassy, hosting):
        assert str(status.valid_from) == "2021-01-01"
        assert status.valid_to is None
        assert status.precision is Precision.YEAR


def test_the_hearing(page: Any) -> None:
    (item,) = page.scheduled
    assert (str(item.date), item.precision, item.what) == ("2025-04-17", Precision.DAY, "hearing")
    assert item.who is not None
    assert item.who.id == "RUS.JUD"
    assert item.status_kind is StatusKind.DESIGNATION
    assert "designation" in item.would_change


def test_the_trigger(page: Any) -> None:
    trigger = main_trigger(page.conditionals, page.statuses)
    assert trigger is not None
    assert trigger.phrase == "Russia lifts its terrorist designation of the Taliban"
    assert (trigger.source.id, trigger.target.id) == ("RUS", "TALIBAN")
    assert {c.trigger.phrase for c in page.conditionals} == {trigger.phrase}
    assert [c.toward for c in page.conditionals] == [True, False, None]
    assert {c.says for c in page.conditionals} == {"the author"}
    assert all(
        s.modality is Modality.HYPOTHETICAL
        for s in page.sentences
        if s.role is SentenceRole.CONDITIONAL
    )


def test_the_money(page: Any) -> None:
    money = [q for q in page.quantities if q.unit == "USD"]
    assert [q.amount for q in money] == [3e12, 3e12]
    assert [q.qualifier for q in money] == ["over", "estimated"]
    assert [q.says for q in money] == [None, None]
    assert all(q.of_what.endswith("natural resources") for q in money)
    assert page.quantities == money


def test_history_is_background(page: Any) -> None:
    assert roles(page, "late 1990s") == {SentenceRole.BACKGROUND}


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("driven by", "ISKP"),
        ("interested in", "natural resources"),
        ("interested in", "trans-Afghan railway"),
        ("contain threats", "ISIS-K"),
        ("eyeing", "railway"),
    ],
)
def test_drivers(page: Any, words: str, about: str) -> None:
    assert roles(page, words) == {SentenceRole.DRIVER}
    assert any(about in (s.about or "") for s in page.sentences if words in s.evidence.quote)


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("raise questions", "internal divisions"),
        ("raise questions", "attacks by ISKP"),
        ("dilemmas", "rights"),
        ("backfire", "fragmented leadership"),
        ("risks international", "rights"),
        ("long-term investments", "lack of legal"),
    ],
)
def test_constraints(page: Any, words: str, about: str) -> None:
    assert roles(page, words) == {SentenceRole.CONSTRAINT}
    assert any(about in (s.about or "") for s in page.sentences if words in s.evidence.quote)


@pytest.mark.parametrize("words", ["pragmatism over principle", "underscores", "strategic pivot"])
def test_opinions_belong_to_the_author(page: Any, words: str) -> None:
    assert roles(page, words) == {SentenceRole.OPINION}
    assert {s.says for s in page.sentences if words in s.evidence.quote} == {"the author"}


def test_boilerplate_is_no_sentence(page: Any) -> None:
    quotes = " ".join(s.evidence.quote for s in page.sentences)
    for words in ("Dreamstime", "first to comment", "🧭"):
        assert words not in quotes
