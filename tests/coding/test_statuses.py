"""Facts that last: whose, towards whom, in which state, and how far a change has come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quovadis.coding.statuses import STAGE_ORDER
from quovadis.records import Modality, Precision, Stage, Status

Read = Callable[..., Any]


def short(s: Status) -> tuple[str, ...]:
    """A status as a line of words."""
    return (
        s.kind.value,
        s.subject.id,
        s.object.id if s.object else "-",
        s.state.value,
        s.change.value if s.change else "-",
        s.stage.value if s.stage else "-",
        str(s.valid_from or "-"),
    )


CASES = [
    # Designations: made, pending at each stage, standing, denied.
    (
        "The United States removed Sudan from its list of state sponsors of terrorism on Monday.",
        "designation USA SDN|ended|lift|in force|2025-04-07",
    ),
    (
        "Sudan could be removed from the US list of state sponsors of terrorism.",
        "designation USA SDN|in force|lift|proposed|-",
    ),
    (
        "Cuba was added to the US list of state sponsors of terrorism in January 2021.",
        "designation USA CUB|in force|impose|in force|2021-01-01",
    ),
    (
        "The European Union took the FARC off its terrorist list in 2017.",
        "designation EU FARC|ended|lift|in force|2017-01-01",
    ),
    (
        "Germany banned Hezbollah on 30 April 2020.",
        "designation DEU HEZBOLLAH|in force|impose|in force|2020-04-30",
    ),
    (
        "Hamas is designated as a terrorist organisation by the European Union.",
        "designation EU HAMAS|in force|-|-|-",
    ),
    (
        "Ethiopia removed the TPLF from its list of terrorist groups in March 2023.",
        "designation ETH TPLF|ended|lift|in force|2023-03-01",
    ),
    (
        "Kazakhstan has decided in principle to take Hezbollah off its list of terrorist groups.",
        "designation KAZ HEZBOLLAH|in force|lift|agreed in principle|-",
    ),
    (
        "A prosecutor asked Germany's Constitutional Court to suspend the ban on Hezbollah.",
        "designation DEU HEZBOLLAH|in force|suspend|petition filed|-",
    ),
    # Sanctions.
    (
        "The United States imposed sanctions on Eritrea on 12 November 2021.",
        "sanctions USA ERI|in force|impose|in force|2021-11-12",
    ),
    (
        "The European Union is considering lifting sanctions against Syria.",
        "sanctions EU SYR|in force|lift|proposed|-",
    ),
    # Recognition.
    (
        "Norway will recognise Palestine next week.",
        "recognition NOR PSE|none|grant|proposed|-",
    ),
    ("Serbia refused to recognise Kosovo.", "recognition SRB XKX|none|-|-|-"),
    (
        "Mexico recognised Kosovo on 3 March 2025.",
        "recognition MEX XKX|in force|grant|in force|2025-03-03",
    ),
    # Embassies and envoys.
    (
        "Saudi Arabia reopened its embassy in Tehran in June 2023.",
        "embassy SAU IRN|open|open|in force|2023-06-01",
    ),
    ("The embassy of Germany in Kabul remains closed.", "embassy DEU AFG|closed|-|-|-"),
    (
        "Pakistan has kept its embassy in Kabul open since August 2021.",
        "embassy PAK AFG|open|-|-|2021-08-01",
    ),
    # Hosting.
    (
        "A Hamas delegation visited Moscow in October 2023.",
        "hosting RUS HAMAS|in force|-|-|2023-10-01",
    ),
    (
        "Since 2013 Qatar has hosted Taliban envoys in Doha.",
        "hosting QAT TALIBAN|in force|-|-|2013-01-01",
    ),
    # Pacts and truces.
    (
        "Russia suspended the treaty with the United States in February 2023.",
        "treaty RUS USA|suspended|suspend|in force|2023-02-01",
    ),
    (
        "North Korea and Russia signed a defence pact on 19 June 2024.",
        "treaty PRK RUS|in force|grant|in force|2024-06-19",
    ),
    (
        "Ethiopia and the TPLF agreed to a ceasefire in November 2022.",
        "ceasefire ETH TPLF|in force|grant|in force|2022-11-01",
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_status(read_facts: Read, text: str, expected: str) -> None:
    head, *rest = expected.split("|")
    (status,) = read_facts(text).statuses
    assert short(status) == (*head.split(), *rest)
    assert status.evidence.quote == text
    assert str(status.reported_on) == "2025-04-09"


@pytest.mark.parametrize(
    "text",
    [
        "If Hezbollah is removed from the German terrorist list, ties would improve.",
        "Removing Cuba from the US list of state sponsors of terrorism could help exporters.",
        "Should China recognise the Taliban, others may follow.",
        "Recognition of Kosovo by Serbia could unlock aid.",
        "Unless the United States lifts sanctions on Iran, talks will fail.",
        "Western nations are wary of recognising the Taliban.",
        "In the event of a truce, Ethiopia could reopen its embassy in Asmara.",
        "Recognition of the Taliban was not discussed, Lavrov said.",
        "Germany banned Russian oil.",
        "The minister recognised that Iran had changed.",
        "The teacher listed the books.",
    ],
)
def test_no_status(read_facts: Read, text: str) -> None:
    assert read_facts(text).statuses == []


def test_denied_is_marked(read_facts: Read) -> None:
    (status,) = read_facts("Serbia has not recognised Kosovo.").statuses
    assert status.modality is Modality.NEGATED
    assert status.state.value == "none"


def test_whose_act_is_never_guessed(read_facts: Read) -> None:
    facts = read_facts("No state has recognised the Taliban.")
    assert facts.statuses == []
    assert "does not say whose act" in facts.unresolved[0]


def test_a_hearing_in_the_next_sentence_moves_a_petition_on(read_facts: Read) -> None:
    facts = read_facts(
        "A prosecutor asked Germany's Constitutional Court to lift the ban on Hezbollah. "
        "A hearing was set for 2 May."
    )
    (status,) = facts.statuses
    assert status.stage is Stage.HEARING
    assert [str(s.date) for s in facts.scheduled] == ["2025-05-02"]


def test_history_and_pending_change_stay_apart(read_facts: Read) -> None:
    facts = read_facts(
        "Hezbollah has been on Germany's list of terrorist organisations since April 2020. "
        "Germany has agreed to take Hezbollah off its list of terrorist organisations."
    )
    assert [short(s)[3:] for s in facts.statuses] == [
        ("in force", "-", "-", "2020-04-01"),
        ("in force", "lift", "agreed in principle", "-"),
    ]


def test_news_without_a_day_is_dated_by_its_publication(read_facts: Read) -> None:
    (status,) = read_facts("The United States lifted sanctions on Iran.").statuses
    assert str(status.valid_from) == "2025-04-09"
    assert status.precision is Precision.PUBLICATION


def test_stages_stand_in_order() -> None:
    assert STAGE_ORDER[0] is Stage.PROPOSED
    assert STAGE_ORDER[-1] is Stage.IN_FORCE


_WORDS = (
    "Russia", "the Taliban", "its", "list", "of", "terrorist", "removed", "from", "ban", "on",
    "could", "if", "sanctions", "lift", "embassy", "in", "Kabul", "not", ".", "\n", "to", "signed",
    "recognise", "treaty", "with", "and", "hosted", "delegation", "\ud800", "🧭", "should", "was",
)  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(_WORDS), max_size=25).map(" ".join))
def test_never_fails_on_hostile_text(read_facts: Read, text: str) -> None:
    facts = read_facts(text)
    for record in (*facts.statuses, *facts.conditionals, *facts.sentences, *facts.scheduled):
        e = record.evidence
        assert facts.parsed.document.text[e.start : e.end] == e.quote
    again = read_facts(text)
    assert [s.id for s in facts.statuses] == [s.id for s in again.statuses]
