"""Conditions, their trigger, and what would follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from quovadis.coding.conditionals import main_trigger
from quovadis.coding.triggers import name_in_text
from quovadis.records import Actor, ActorKind, StatusChange, StatusKind

Read = Callable[..., Any]


@pytest.mark.parametrize(
    ("text", "phrase", "consequent", "toward", "says"),
    [
        (
            "If the United States lifts sanctions on Iran, oil exports would grow.",
            "The United States lifts its sanctions on Iran",
            "oil exports would grow",
            True,
            "the author",
        ),
        (
            "Removing Hezbollah from Germany's terrorist list could strain relations with Israel.",
            "Germany lifts its terrorist designation of Hezbollah",
            "could strain relations with Israel",
            False,
            "the author",
        ),
        (
            "Once the United States removes Sudan from its list of state sponsors of terrorism, "
            "lenders could return.",
            "The United States lifts its terrorist designation of Sudan",
            "lenders could return",
            None,
            "the author",
        ),
        (
            "Should China recognise the Taliban, others may protest.",
            "China recognises the Taliban",
            "others may protest",
            False,
            "the author",
        ),
        (
            "Recognition of Kosovo by Serbia could unlock aid.",
            "Serbia recognises Kosovo",
            "could unlock aid",
            True,
            "the author",
        ),
        (
            "Lifting US sanctions on Cuba would help exporters, analysts say.",
            "The United States lifts its sanctions on Cuba",
            "would help exporters",
            True,
            "analysts",
        ),
        (
            "Norway would recognise Palestine if Israel annexed the West Bank.",
            "Israel annexed the West Bank",
            "Norway would recognise Palestine",
            None,
            "the author",
        ),
        (
            "Should the army return to the city, the truce would collapse.",
            "the army returns to the city",
            "the truce would collapse",
            False,
            "the author",
        ),
        (
            "Unless the deal is signed, Iran would not open its border.",
            "unless the deal is signed",
            "Iran would not open its border",
            False,
            "the author",
        ),
        (
            "In the event of an attack, Ethiopia could close its border.",
            "an attack",
            "Ethiopia could close its border",
            None,
            "the author",
        ),
    ],
)
def test_conditional(
    read_facts: Read, text: str, phrase: str, consequent: str, toward: bool | None, says: str
) -> None:
    (c,) = read_facts(text).conditionals
    assert c.trigger.phrase == phrase
    assert c.consequent.quote == consequent
    assert text[c.consequent.start : c.consequent.end] == consequent
    assert c.toward is toward
    assert c.says == says
    assert c.evidence.quote == text


@pytest.mark.parametrize(
    "text",
    [
        "He asked whether talks would resume.",
        "Iran lifted the ban.",
        "It could also signal a change.",
        "They behaved as if nothing had happened.",
        "Should they talk?",
    ],
)
def test_no_condition(read_facts: Read, text: str) -> None:
    assert read_facts(text).conditionals == []


def test_the_next_sentence_goes_on(read_facts: Read) -> None:
    first, second = read_facts(
        "If China recognises the Taliban, trade would grow. It could also anger India."
    ).conditionals
    assert first.trigger.phrase == second.trigger.phrase
    assert (first.toward, second.toward) == (True, False)
    assert second.consequent.quote == "could also anger India"


def test_an_elliptic_condition_takes_whose_and_whom_from_the_text(read_facts: Read) -> None:
    facts = read_facts(
        "A prosecutor asked Germany's Constitutional Court to suspend the ban on Hezbollah. "
        "If the judges grant it, Israel would protest. A suspension could also anger Washington."
    )
    assert [c.trigger.phrase for c in facts.conditionals] == [
        "Germany suspends its terrorist designation of Hezbollah"
    ] * 2
    trigger = main_trigger(facts.conditionals, facts.statuses)
    assert trigger is not None
    assert trigger.source is not None
    assert trigger.target is not None
    assert (trigger.source.id, trigger.target.id) == ("DEU", "HEZBOLLAH")
    assert trigger.status_kind is StatusKind.DESIGNATION
    assert trigger.change is StatusChange.SUSPEND


def test_without_a_condition_the_pending_change_is_the_trigger(read_facts: Read) -> None:
    facts = read_facts("Norway will recognise Palestine next week.")
    trigger = main_trigger(facts.conditionals, facts.statuses)
    assert trigger is not None
    assert trigger.phrase == "Norway recognises Palestine"


def test_a_text_without_either_has_no_trigger(read_facts: Read) -> None:
    facts = read_facts("Iran and Iraq held talks on Monday.")
    assert main_trigger(facts.conditionals, facts.statuses) is None


USA = Actor("USA", "United States", "USA", None, ActorKind.COUNTRY)


def test_articles_come_from_the_text() -> None:
    assert name_in_text("It banned the FARC.", Actor("FARC", "FARC")) == "the FARC"
    assert name_in_text("It banned Hamas.", Actor("HAMAS", "Hamas")) == "Hamas"
    assert name_in_text("", USA) == "the United States"
