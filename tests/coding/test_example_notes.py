"""The shipped notes tell the stages of one designation over twenty-two years, in turn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quovadis.coding.conditionals import main_trigger
from quovadis.readers import read

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "russia-taliban"


def facts_of(read_facts: Callable[..., Any], name: str) -> Any:
    (path,) = [EXAMPLE / name] if name.endswith(".md") else (EXAMPLE / "notes").glob(f"{name}*")
    (document,) = read(path)
    return read_facts(document)


@pytest.mark.parametrize(
    ("note", "fact"),
    [
        ("2003-02-14", "designation RUS TALIBAN|in force|impose|in force"),
        ("2018-11-09", "hosting RUS TALIBAN|in force|-|-"),
        ("2021-08-16", "embassy RUS AFG|open|-|-"),
        ("2022-09-28", "treaty TALIBAN RUS|in force|grant|in force"),
        ("2023-12-29", "designation KAZ TALIBAN|ended|lift|in force"),
        ("2024-05-27", "designation RUS TALIBAN|in force|lift|proposed"),
        ("2024-09-06", "designation KGZ TALIBAN|ended|lift|in force"),
        ("2024-10-04", "designation RUS TALIBAN|in force|lift|agreed in principle"),
        ("2025-03-31", "designation RUS TALIBAN|in force|suspend|hearing set"),
        ("2025-04-17", "designation RUS TALIBAN|suspended|suspend|in force"),
        ("2025-07-03", "recognition RUS TALIBAN|in force|grant|in force"),
        ("2025-07-18", "treaty UZB AFG|in force|grant|in force"),
    ],
)
def test_note(read_facts: Callable[..., Any], note: str, fact: str) -> None:
    found = {
        f"{s.kind.value} {s.subject.id} {s.object.id if s.object else '-'}|{s.state.value}|"
        f"{s.change.value if s.change else '-'}|{s.stage.value if s.stage else '-'}"
        for s in facts_of(read_facts, note).statuses
    }
    assert fact in found


@pytest.mark.parametrize("note", ["2022-12-25", "2024-03-23", "2025-01-23"])
def test_notes_without_a_lasting_fact(read_facts: Callable[..., Any], note: str) -> None:
    assert facts_of(read_facts, note).statuses == []


def test_the_article_turns_on_the_petition(read_facts: Callable[..., Any]) -> None:
    facts = facts_of(read_facts, "article.md")
    trigger = main_trigger(facts.conditionals, facts.statuses)
    assert trigger is not None
    assert trigger.phrase == "Russia suspends its terrorist designation of the Taliban"
    assert [str(s.date) for s in facts.scheduled] == ["2025-04-17"]
