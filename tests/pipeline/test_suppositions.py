"""Plain words as a trigger: what is understood, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.errors import TriggerError, UnknownActor
from quovadis.ontology import Ontology, load_ontology
from quovadis.pipeline import read_trigger, structured_trigger
from quovadis.pipeline.suppositions import understood
from quovadis.records import EventType, StatusChange, StatusKind

DAY = dt.date(2025, 4, 9)

UNDERSTOOD = [
    ("RUS lifts designation of TALIBAN", "RUS → TALIBAN, change of a status: designation, lift"),
    (
        "If Russia removes the Taliban from its terrorist list?",
        "RUS → TALIBAN, … designation, lift",
    ),
    ("the Taliban are delisted by Russia", "RUS → TALIBAN, … designation, lift"),
    (
        "Russia's Supreme Court suspends the ban on the Taliban",
        "RUS → TALIBAN, … designation, suspend",
    ),
    ("Russia bans the Taliban", "RUS → TALIBAN, … designation, impose"),
    ("the United States sanctions Iran", "USA → IRN, … sanctions, impose"),
    ("EU lifts sanctions on Syria", "EU → SYR, … sanctions, lift"),
    ("Turkey recognises the Taliban", "TUR → TALIBAN, … recognition, grant"),
    ("China opens an embassy in Kabul", "CHN → AFG, … embassy, open"),
    ("Saudi Arabia breaks off diplomatic relations with Iran", "SAU → IRN, … embassy, close"),
    ("India and Pakistan sign a treaty", "IND → PAK, … treaty, grant"),
    ("Israel and Hamas agree to a ceasefire", "ISR → HAMAS, … ceasefire, grant"),
    ("Iran attacks Israel", "IRN → ISR, event of the PLOVER type ASSAULT"),
    ("RUS ASSAULT UKR", "RUS → UKR, event of the PLOVER type ASSAULT"),
    (
        "Iran threatens to leave its treaty with Iraq",
        "IRN → IRQ, event of the PLOVER type THREATEN",
    ),
    ("Ethiopia meets Eritrea", "ETH → ERI, event of the PLOVER type CONSULT"),
    ("Russia withdraws troops from Ukraine", "RUS → UKR, event of the PLOVER type RETREAT"),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "expected"), UNDERSTOOD)
def test_what_is_understood(ontology: Ontology, phrase: str, expected: str) -> None:
    found = understood(read_trigger(phrase, ontology, DAY))
    assert found == expected.replace("…", "change of a status:")


def test_the_phrase_is_put_in_our_words(ontology: Ontology) -> None:
    trigger = read_trigger("RUS lifts designation of TALIBAN", ontology, DAY)
    assert trigger.phrase == "Russia lifts its terrorist designation of the Taliban"
    trigger = read_trigger("USA attacks IRN", ontology, DAY)
    assert trigger.phrase == "The United States attacks Iran"


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("Russia does not lift the ban on the Taliban", "does not"),
        ("unless Russia lifts the ban on the Taliban", "does not"),
        ("Russia plans to lift the ban on the Taliban", "meant or possible"),
        ("Russia could recognise the Taliban", "meant or possible"),
        ("Russia", "found: RUS"),
        ("it rains", "found: none"),
        ("Russia, China and Iran sign a treaty", "found: RUS, CHN, IRN"),
        ("Russia dances with the Taliban", "nothing that could be told"),
        ("Iran wird von Israel angegriffen", "nothing that could be told"),
        ("   ", "no trigger"),
    ],
)
def test_what_is_refused_and_why(ontology: Ontology, phrase: str, why: str) -> None:
    with pytest.raises(TriggerError, match=why) as refused:
        read_trigger(phrase, ontology, DAY)
    assert refused.value.exit_code == 3
    assert refused.value.do


@given(st.text(max_size=60))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        trigger = read_trigger(text, load_ontology(), DAY)
    except TriggerError:
        return
    assert trigger.source is not None
    assert trigger.target is not None


def test_parts_make_the_same_trigger(ontology: Ontology) -> None:
    made = structured_trigger(
        "Russia", "taliban", ontology, DAY,
        status_kind=StatusKind.DESIGNATION, change=StatusChange.LIFT,
    )  # fmt: skip
    assert made == read_trigger("RUS lifts designation of TALIBAN", ontology, DAY)
    event = structured_trigger("RUS", "UKR", ontology, DAY, event_type=EventType.AID)
    assert understood(event).endswith("PLOVER type AID")


def test_parts_that_do_not_fit_are_refused(ontology: Ontology) -> None:
    with pytest.raises(TriggerError, match="no such change"):
        structured_trigger(
            "RUS", "UKR", ontology, DAY,
            status_kind=StatusKind.HOSTING, change=StatusChange.LIFT,
        )  # fmt: skip
    with pytest.raises(TriggerError, match="neither"):
        structured_trigger("RUS", "UKR", ontology, DAY)
    with pytest.raises(TriggerError, match="two actors"):
        structured_trigger("RUS", "Russia", ontology, DAY, event_type=EventType.AID)
    with pytest.raises(UnknownActor):
        structured_trigger("Ruritania", "RUS", ontology, DAY, event_type=EventType.AID)
