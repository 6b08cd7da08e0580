"""What a brief says, section by section, on invented cases."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
from pathlib import Path

import pytest

from quovadis.brief import Dossier, compose, problems
from quovadis.brief.verify import SECTIONS
from quovadis.errors import Abstained
from quovadis.ontology import load_ontology
from quovadis.records import Brief, ClaimKind, Modality, Stage, is_intact

sys.path.insert(0, str(Path(__file__).parent))
import alterations
import dossiers

ONTOLOGY = load_ontology()
RICH = dossiers.rich()
BRIEF = compose(RICH, ONTOLOGY)


def texts(brief: Brief, key: str) -> list[str]:
    return [c.text for c in next(s for s in brief.sections if s.key == key).claims]


def lens(brief: Brief, key: str) -> list[str]:
    return [c.text for c in next(x for x in brief.lenses if x.key == key).claims]


def test_sections_and_lenses_stand_in_order() -> None:
    assert tuple(s.key for s in BRIEF.sections) == SECTIONS
    assert [x.title for x in BRIEF.lenses] == [
        "Strategic realignment", "Security", "Diplomatic fallout",
        "Economic opportunities and risks", "Human-rights trade-off", "Global power competition",
    ]  # fmt: skip


def test_the_bottom_line_is_four_sentences() -> None:
    trend, change, follows, sure = texts(BRIEF, "bottom_line")
    assert trend == (
        "Net cooperation between the United States and Sudan rose from 0.4 events a month before "
        "October 2019 to 2.1 from then on (p = 0.003 that nothing changed)."
    )
    assert change == (
        "Lifting the United States' designation of Sudan had been agreed in principle by "
        "20 October 2020."
    )
    assert follows == (
        "It is likely (64%, 52–74%) that the United States and Sudan reach an agreement within "
        "180 days, by base rate, not conditional on the trigger."
    )
    assert sure.startswith("Confidence is moderate: the claims rest on ")


def test_what_is_shifting_counts_and_tells() -> None:
    found = texts(BRIEF, "shifting")
    assert (
        "The records behind it hold 2 consultations, 1 agreement or pledge and 1 delivery of aid."
        in found
    )
    assert (
        "In the 365 days to 20 October 2020 the records hold 5 cooperative events and "
        "1 conflictual event between the United States and Sudan."
    ) in found
    assert "Officials of the United States visited Sudan on 25 August 2020." in found
    assert (
        "Sudan made a request to the United States on 3 September 2020 "
        "(“Appeal for easing of sanctions”)."
    ) in found


def test_history_is_background_in_order_of_time() -> None:
    assert texts(BRIEF, "background")[:4] == [
        "The United States designated Sudan on 12 August 1993.",
        "The United States struck Sudan from the air in Khartoum on 20 August 1998.",
        "The United States lifted sanctions on Sudan on 6 October 2017.",
        "The United States' designation of Sudan was in force on 20 October 2020.",
    ]


def test_drivers_and_constraints_speak_in_the_words_of_the_source() -> None:
    assert texts(BRIEF, "drivers")[0] == (
        "“Washington wants Sudan to open relations with Israel before the election in November”, "
        "the article says."
    )
    assert texts(BRIEF, "constraints")[-1] == (
        "The records hold 3 attacks by rebels in Sudan in the 90 days to "
        "20 October 2020, against 1 in the 90 days before."
    )


def test_an_opinion_is_marked_and_owned() -> None:
    opinions = [c for _, c in alterations.claims_of(BRIEF) if c.kind is ClaimKind.OPINION]
    assert len(opinions) >= 4
    assert all(c.says == "the author" and c.text.startswith("The author") for c in opinions)


def test_figures_without_a_source_are_flagged() -> None:
    assert (
        "The article puts “its debts” at more than $60 billion, by an estimate that it does not "
        "attribute."
    ) in lens(BRIEF, "economy")
    assert (
        "The article gives the figure of $335 million for “American victims of attacks”, according "
        "to Donald Trump."
    ) in lens(BRIEF, "economy")
    assert texts(BRIEF, "unsupported") == [
        "The figure of more than $60 billion has no source in the article, which elsewhere gives "
        "it as $60 billion without “more than”.",
        "The figure of over $10 billion has no source in the article.",
        "The author gives no support for “a historic turn in the Horn of Africa”.",
    ]


def test_what_others_do_falls_under_its_lens() -> None:
    assert lens(BRIEF, "powers") == ["China provided aid to Sudan on 11 July 2020."]
    assert "“Egypt and Sudan signed" in " ".join(lens(BRIEF, "diplomacy"))
    assert (
        "In the 365 days to 20 October 2020 the records hold 4 attacks by rebels in Sudan towards "
        "Sudan."
    ) in lens(BRIEF, "security")


def test_signposts_point_both_ways_and_end_on_a_day() -> None:
    found = texts(BRIEF, "signposts")
    assert any(t.startswith("Toward: ") for t in found)
    assert any(t.startswith("Against: ") for t in found)
    assert (
        "Toward: the United States and Sudan reach an agreement by 18 April 2021; "
        "likely (64%, 52–74%)."
    ) in found
    assert all("20" in t for t in found)
    assert not any("97%" in t for t in found), "a matter of course is no signpost"


def test_the_takeaway_repeats_or_counts_what_stands_above() -> None:
    claims = next(s for s in BRIEF.sections if s.key == "takeaway").claims
    assert "The brief sets 3 drivers against 4 constraints." in [c.text for c in claims]
    assert all(c.refs and not c.evidence for c in claims)


def test_no_probability_stands_without_its_word_nor_a_verdict_of_ours() -> None:
    banned = ("amid", "underscores", "it remains to be seen", "unprecedented")
    for _, claim in alterations.claims_of(BRIEF):
        own = claim.text.split("“")[0]
        assert not [w for w in banned if w in own]


def test_every_claim_is_one_sentence_with_a_sound_id() -> None:
    for _, claim in alterations.claims_of(BRIEF):
        assert is_intact(claim)
        assert claim.text[-1] in ".”"
        assert "\n" not in claim.text


def test_the_same_dossier_gives_the_same_brief() -> None:
    assert compose(RICH, ONTOLOGY) == BRIEF
    shuffled = dataclasses.replace(
        RICH, events=RICH.events[::-1], statuses=RICH.statuses[::-1], documents=RICH.documents[::-1]
    )
    again = compose(shuffled, ONTOLOGY)
    assert [texts(again, k) for k in SECTIONS] == [texts(BRIEF, k) for k in SECTIONS]


def test_with_nothing_loaded_a_sparse_page_says_so() -> None:
    brief = compose(dossiers.sparse(), ONTOLOGY)
    assert texts(brief, "bottom_line") == [
        "Peru withdrew its representatives from Bolivia on 2 May 2023.",
        "What follows cannot be given a probability: no loaded data lets it be counted.",
        "Confidence is low: the claims rest on 1 document from 1 publisher, and there is no "
        "history of events to count.",
    ]
    for reading in brief.lenses:
        assert reading.empty == "Nothing in the sources and no loaded data bears on this."
    empty = {s.key: s.empty for s in brief.sections if s.empty}
    assert empty["constraints"] == "The sources at hand name no constraint."
    assert "No event dataset is loaded: there are no rates to count." in texts(brief, "limits")


def test_no_detectable_change_is_a_result() -> None:
    test = dataclasses.replace(dossiers.shift_test(), shifts=(), p_value=0.42)
    brief = compose(dataclasses.replace(RICH, shift_tests=(test,)), ONTOLOGY)
    assert texts(brief, "shifting")[0] == (
        "No detectable change in net cooperation between the United States and Sudan over "
        "81 months with 212 events (p = 0.42)."
    )
    assert problems(brief, dataclasses.replace(RICH, shift_tests=(test,)), ONTOLOGY) == []


def test_no_test_is_a_result_too() -> None:
    test = dataclasses.replace(dossiers.shift_test(), shifts=(), p_value=None, n_steps=2)
    dossier = dataclasses.replace(RICH, shift_tests=(test,))
    brief = compose(dossier, ONTOLOGY)
    assert "Too little data to test for a change in net cooperation" in texts(brief, "shifting")[0]
    assert problems(brief, dossier, ONTOLOGY) == []


@pytest.mark.parametrize(
    ("stage", "text"),
    [
        (Stage.PROPOSED, "had been proposed by 20 October 2020"),
        (Stage.PETITION, "had been asked for in a petition by 20 October 2020"),
        (Stage.HEARING, "awaits a hearing, set for 3 November 2020"),
        (Stage.RULING, "had been ruled on by 20 October 2020"),
    ],
)
def test_the_stage_of_a_pending_change_is_told(stage: Stage, text: str) -> None:
    last = dataclasses.replace(RICH.statuses[-1], stage=stage, id="")
    dossier = dataclasses.replace(RICH, statuses=(*RICH.statuses[:-1], last))
    brief = compose(dossier, ONTOLOGY)
    expected = f"Lifting the United States' designation of Sudan {text}."
    assert texts(brief, "bottom_line")[1] == expected
    assert problems(brief, dossier, ONTOLOGY) == []


def test_a_change_that_was_made_is_no_longer_pending() -> None:
    done = dataclasses.replace(
        RICH.statuses[-1], stage=Stage.IN_FORCE, modality=Modality.ACTUAL, id="",
        valid_from=dt.date(2020, 10, 20),
    )  # fmt: skip
    brief = compose(dataclasses.replace(RICH, statuses=(*RICH.statuses, done)), ONTOLOGY)
    assert not any("agreed in principle" in t for t in texts(brief, "bottom_line"))
    assert not any("designation" in t for t in texts(brief, "signposts"))


def test_only_what_is_handed_over_whole_is_counted() -> None:
    some = dataclasses.replace(RICH, n_events=999)
    assert not any("days to" in t for t in texts(compose(some, ONTOLOGY), "shifting"))
    since = dataclasses.replace(RICH, n_events=999, complete_since=dt.date(2020, 6, 1))
    brief = compose(since, ONTOLOGY)
    assert (
        "In the 90 days to 20 October 2020 the records hold 2 cooperative events and "
        "1 conflictual event between the United States and Sudan."
    ) in texts(brief, "shifting")
    assert problems(brief, since, ONTOLOGY) == []


def test_a_hostile_trigger_is_followed_by_what_strains_the_relation() -> None:
    trigger = dataclasses.replace(
        dossiers.trigger(), phrase="The United States designates Sudan", id="",
        change=dossiers.StatusChange.IMPOSE,
    )  # fmt: skip
    brief = compose(dataclasses.replace(RICH, trigger=trigger), ONTOLOGY)
    assert brief.question == "If the United States designates Sudan"
    forecast = next(t for t in texts(brief, "bottom_line") if "%" in t)
    assert "the United States turns down or threatens Sudan" in forecast


def test_texts_alone_give_low_confidence() -> None:
    texts_only = (dossiers.Coverage("text", dt.date(1993, 8, 12), dt.date(2020, 10, 20), 9),)
    dossier = dataclasses.replace(RICH, coverage=texts_only)
    brief = compose(dossier, ONTOLOGY)
    assert texts(brief, "bottom_line")[-1].startswith("Confidence is low: ")
    assert texts(brief, "bottom_line")[-1].endswith("all counted in coded texts alone.")
    assert problems(brief, dossier, ONTOLOGY) == []


def test_reports_of_the_same_event_are_one_claim() -> None:
    event = RICH.events[4]
    other = dossiers.document(
        "Mike Pompeo, the Secretary of State, visited Khartoum on 25 August.", "2020-08-26"
    )
    again = dataclasses.replace(
        event, evidence=dossiers.span(other, other.text), known_at=dossiers.moment("2020-08-26"),
        id="",
    )  # fmt: skip
    dossier = dataclasses.replace(
        RICH, events=(*RICH.events, again), documents=(*RICH.documents, other)
    )
    brief = compose(dossier, ONTOLOGY)
    told = [
        c for _, c in alterations.claims_of(brief)
        if c.text == "Officials of the United States visited Sudan on 25 August 2020."
    ]  # fmt: skip
    assert len(told) == 1
    assert len(told[0].evidence) == len(told[0].refs) == 2
    assert problems(brief, dossier, ONTOLOGY) == []


def test_two_articles_are_told_apart() -> None:
    second = dossiers.document("Congress is to vote on Sudan in December.", "2020-10-20")
    sentence = dossiers.sentence_at(
        second, second.text, dossiers.SentenceRole.CONSTRAINT, 0, actors=("SDN",)
    )
    dossier = dataclasses.replace(
        RICH, primary=(*RICH.primary, second.id), documents=(*RICH.documents, second),
        sentences=(*RICH.sentences, sentence),
    )  # fmt: skip
    brief = compose(dossier, ONTOLOGY)
    found = texts(brief, "constraints")
    assert "“Congress is to vote on Sudan in December”, the second article says." in found
    assert "“Violence in Darfur goes on, and civilians pay the price”, the first article says." in (
        found
    )
    assert problems(brief, dossier, ONTOLOGY) == []


def test_a_page_that_names_no_event_and_no_history_abstains() -> None:
    with pytest.raises(Abstained) as raised:
        compose(dossiers.silent(), ONTOLOGY)
    assert "the page names no event between them" in str(raised.value)
    assert "no event history is loaded" in str(raised.value)


def test_sentences_about_others_alone_are_no_ground_for_a_brief() -> None:
    doc = dossiers.document("Chile signed a treaty with Norway.", "2020-10-20")
    sentence = dossiers.sentence_at(
        doc, doc.text, dossiers.SentenceRole.REPORT, 0, actors=("CHL", "NOR")
    )
    dossier = Dossier(
        source=dossiers.USA, target=dossiers.SDN, as_of=dossiers.AS_OF, primary=(doc.id,),
        documents=(doc,), sentences=(sentence,),
    )  # fmt: skip
    with pytest.raises(Abstained):
        compose(dossier, ONTOLOGY)


def test_hostile_text_composes_and_passes() -> None:
    dossier = dossiers.hostile()
    assert problems(compose(dossier, ONTOLOGY), dossier, ONTOLOGY) == []
