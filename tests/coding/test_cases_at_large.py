"""Sentences of news about many lands, each of which once gave a wrong fact."""

from __future__ import annotations

import datetime as dt

import pytest

from quovadis.coding import Coder
from quovadis.coding.triggers import main_trigger
from quovadis.records import Coded, Document, Event, Status

PUBLISHED = dt.datetime(2024, 5, 8, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def read(coder: Coder, text: str, **fields: object) -> Coded:
    return coder.code(Document(text=text, **{"published": PUBLISHED, **fields}))  # type: ignore[arg-type]


def event(e: Event) -> str:
    ends = [a.id if a else "-" for a in (e.source, e.target)]
    return f"{ends[0]}>{ends[1]} {e.event_type} {e.modality}"


def status(s: Status) -> str:
    return f"{s.kind} {s.subject.id} {s.object.id if s.object else '-'} {s.state} {s.change or '-'}"


@pytest.mark.parametrize(
    ("text", "there", "absent"),
    [
        (
            "On Monday, Peru accused Chile of firing at its boats; Chile's navy denied the charge.",
            "PER>CHL ACCUSE actual",
            "PER>CHL ACCUSE negated",
        ),
        (
            "Kenya supplied about 15 percent of Uganda's fuel in April.",
            "KEN>UGA COOPERATE actual",
            "KEN>UGA AID actual",
        ),
        (
            "Chile has neither welcomed nor criticised Peru's offer.",
            None,
            "CHL>PER ACCUSE actual",
        ),
        ("Canada lists Hezbollah as a terrorist group.", None, "CAN>HEZBOLLAH COERCE actual"),
    ],
)
def test_events(coder: Coder, text: str, there: str | None, absent: str) -> None:
    found = {event(e) for e in read(coder, text).events}
    assert absent not in found
    assert there is None or there in found


def test_a_listing_that_is_made_stays_an_event(coder: Coder) -> None:
    found = {event(e) for e in read(coder, "Canada banned Hezbollah on Monday.").events}
    assert any(e.startswith("CAN>HEZBOLLAH") for e in found)


def test_a_perfect_verb_is_not_dated_by_its_neighbour(coder: Coder) -> None:
    text = "Serbia applied to join the EU in 2009, and has refused to recognise Kosovo."
    refused = [e for e in read(coder, text).events if e.event_type.value == "REJECT"]
    assert all(e.date is None or e.date.year != 2009 for e in refused)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # To join or back the sanctions of others says nothing of how those stand.
        ("Serbia has refused to join EU sanctions against Russia.", set()),
        ("Kenya backed US sanctions on Iran.", set()),
        # Sanctions on a person are none on his land; who closes another's consulate has none there.
        ("The United States imposed sanctions on Nicolas Maduro in December.", set()),
        ("The EU sanctioned three Rwandan commanders on Monday.", set()),
        ("Israel closed the Spanish consulate in Jerusalem.", set()),
        (
            "A ceasefire between Israel and Hezbollah took effect on Tuesday.",
            {"ceasefire ISR HEZBOLLAH in force grant"},
        ),
        (
            "The truce between Israel and Hamas came into force on Tuesday.",
            {"ceasefire ISR HAMAS in force grant"},
        ),
        (
            "Kenya and Somalia agreed on Monday to reopen their embassies.",
            {"embassy KEN SOM none open"},
        ),
    ],
)
def test_statuses(coder: Coder, text: str, expected: set[str]) -> None:
    assert {status(s) for s in read(coder, text).statuses} == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Russia has threatened to cut off gas if Finland joins the alliance.", "Russia"),
        (
            "Some observers believe that he is bluffing; others fear that a war could start.",
            "observers",
        ),
        ("Kenya and Uganda said on Monday that they had settled the dispute.", "Kenya and Uganda"),
    ],
)
def test_who_says_it(coder: Coder, text: str, says: str) -> None:
    (sentence,) = read(coder, text).sentences
    assert sentence.says == says


def test_so_long_after_is_so_much_earlier(coder: Coder) -> None:
    text = (
        "Kenya and Somalia named new envoys on Monday, ten months after Kenya expelled two Somalis."
    )
    expelled = [e for e in read(coder, text).events if e.mode == "expel"]
    assert expelled
    assert {(e.modality.value, e.date) for e in expelled} == {("background", None)}


def test_a_year_speaks_for_nobody(coder: Coder) -> None:
    text = "If Kenya and Somalia conclude the deal, it could add $6 billion to their trade by 2030."
    assert [q.says for q in read(coder, text).quantities] == [None]


@pytest.mark.parametrize(
    ("text", "phrase", "ends"),
    [
        (
            "If Turkey ratifies Sweden's membership, Hungary could follow.",
            "Turkey ratifies Sweden's membership",
            ("TUR", "SWE"),
        ),
        (
            "If Saudi Arabia reopens its embassy in Tehran, trade could resume.",
            "Saudi Arabia opens an embassy in Iran",
            ("SAU", "IRN"),
        ),
        (
            "If Israel closes the Spanish consulate in Jerusalem, Madrid may recall its envoy.",
            "Israel closes the Spanish consulate in Jerusalem",
            ("ISR", "ESP"),
        ),
        (
            "If Venezuela invades Guyana, the United States would come to its aid.",
            "Venezuela invades Guyana",
            ("VEN", "GUY"),
        ),
        # What can be told from data comes before what cannot.
        (
            "If Kenya follows Uganda's example, prices may rise. "
            "If Kenya closes the border with Somalia, traders would suffer.",
            "Kenya closes the border with Somalia",
            ("KEN", "SOM"),
        ),
    ],
)
def test_triggers(coder: Coder, text: str, phrase: str, ends: tuple[str, str]) -> None:
    coded = read(coder, text)
    trigger = main_trigger(coded.conditionals, coded.statuses, text)
    assert trigger is not None
    assert trigger.phrase == phrase
    assert trigger.source is not None
    assert trigger.target is not None
    assert (trigger.source.id, trigger.target.id) == ends


def test_a_report_on_sport_holds_nothing(coder: Coder) -> None:
    text = (
        "Ghana beat Togo 3-1 on Sunday. The visitors attacked from the start. Ghana's coach "
        "praised his squad. Ghana will meet Benin in the final on 12 May. If Ghana beats Benin, it "
        "will top the league. Fans filled the stadium. Togo invaded Ghana's half late."
    )
    coded = read(coder, text)
    assert (coded.events, coded.scheduled, coded.statuses) == ((), (), ())
    assert all(c.trigger.source is None for c in coded.conditionals)
    assert any("sport" in note for note in coded.unresolved)


def test_a_boycott_of_games_is_politics(coder: Coder) -> None:
    text = (
        "China suspended talks with Japan on Tuesday. Japan summoned the Chinese ambassador. "
        "A minister said that the Olympic team would travel as planned. China accused Japan of "
        "playing games. Japan rejected the charge. Talks may resume in June."
    )
    assert read(coder, text).events


def test_what_has_no_date_is_known_from_when_it_was_read(coder: Coder) -> None:
    retrieved = dt.datetime(2024, 6, 1, 12, tzinfo=dt.UTC)
    text = "Kenya accused Somalia of lying. If Kenya closes the border, trade would end."
    coded = read(coder, text, published=None, retrieved=retrieved)
    assert {e.known_at for e in coded.events} == {retrieved}
    assert {s.known_at for s in coded.sentences} == {retrieved}
    assert {c.known_at for c in coded.conditionals} == {retrieved}


def test_headings_that_ask_what_moves_and_what_stands_in_the_way(coder: Coder) -> None:
    text = (
        "# What is pushing the decision\n\nThe country owes its lenders a large sum.\n\n"
        "# What stands in the way\n\nFamilies of the victims oppose the bill.\n"
    )
    assert [s.role.value for s in read(coder, text).sentences] == ["driver", "constraint"]


def test_a_denied_motive_is_no_driver(coder: Coder) -> None:
    text = "Ethiopia has no intention of invading Eritrea to secure access to the sea."
    (sentence,) = read(coder, text).sentences
    assert sentence.role.value != "driver"
