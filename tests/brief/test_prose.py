"""Sentences from events: who, what, to whom, where, when; one for every type and modality."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

from quovadis.brief.prose import event_sentence, money, name, type_verbs, type_words
from quovadis.ontology import load_ontology
from quovadis.records import Actor, ActorKind, Event, EventType, Evidence, Modality, Precision

sys.path.insert(0, str(Path(__file__).parent))
import dossiers as d

ONTOLOGY = load_ontology()


def row(kind: EventType, quote: str = "", **fields: object) -> Event:
    evidence = Evidence(dataset="x", row_id="1", quote=quote)
    values: dict[str, object] = {
        "date": dt.date(2021, 10, 20), "precision": Precision.DAY, "source": d.USA,
        "target": d.SDN, "modality": Modality.ACTUAL, **fields,
    }  # fmt: skip
    return Event(
        event_type=kind,
        quad_class=ONTOLOGY.plover.quad_class(kind),
        known_at=d.moment("2021-10-20"),
        evidence=evidence,
        **values,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (row(EventType.CONSULT, place="Khartoum"),
         "The United States held talks with Sudan in Khartoum on 20 October 2021."),
        (row(EventType.CONSULT, "Host a visit", mode="visit"),
         "The United States hosted Sudan on 20 October 2021."),
        (row(EventType.CONSULT, "Make a visit", mode="visit"),
         "Officials of the United States visited Sudan on 20 October 2021."),
        (row(EventType.CONSULT, mode="phone"),
         "The United States spoke with Sudan by telephone on 20 October 2021."),
        (row(EventType.AGREE, contexts=("economic",)),
         "The United States reached an economic agreement with Sudan on 20 October 2021."),
        (row(EventType.AGREE, "Express intent to meet or negotiate"),
         "The United States declared intent to cooperate with Sudan on 20 October 2021."),
        (row(EventType.AID, contexts=("military",), precision=Precision.MONTH),
         "The United States provided military aid to Sudan in October 2021."),
        (row(EventType.ASSAULT, mode="explosives", source=d.REB),
         "Rebels in Sudan carried out a bomb attack on Sudan on 20 October 2021."),
        (row(EventType.AGREE, modality=Modality.HYPOTHETICAL, date=None),
         "The United States could reach an agreement with Sudan."),
        (row(EventType.AID, modality=Modality.PLANNED, date=None),
         "The United States planned to provide aid to Sudan."),
        (row(EventType.CONSULT, modality=Modality.NEGATED),
         "The United States did not hold talks with Sudan on 20 October 2021."),
        (row(EventType.PROTEST, target=None),
         "The United States protested on 20 October 2021."),
    ],
)  # fmt: skip
def test_an_event_becomes_a_plain_sentence(event: Event, sentence: str) -> None:
    assert event_sentence(event, ONTOLOGY) == sentence


@pytest.mark.parametrize("kind", EventType)
def test_every_type_and_mode_has_a_phrase_that_tells_of_it(kind: EventType) -> None:
    modes = [None, *ONTOLOGY.plover.types[kind].modes]
    for mode in modes:
        for target in (d.SDN, None):
            text = event_sentence(row(kind, "x", mode=mode, target=target), ONTOLOGY)
            assert "{" not in text
            assert "[" not in text
            assert "  " not in text
            assert any(w in text.lower() for w in type_words(kind)), text
            assert any(v in text for v in type_verbs(kind)), text


@pytest.mark.parametrize(
    ("actor", "written"),
    [
        ("USA", "the United States"), ("NLD", "the Netherlands"), ("SDN", "Sudan"),
        ("TALIBAN", "the Taliban"), ("HEZBOLLAH", "Hezbollah"), ("UN", "the United Nations"),
        ("AL_QAEDA", "al-Qaeda"), ("ISKP", "Islamic State Khorasan Province"), ("WEST", "the West"),
        ("CENTRAL_ASIA", "Central Asia"), ("COD", "the Democratic Republic of the Congo"),
    ],
)  # fmt: skip
def test_names_take_the_article_that_english_gives_them(actor: str, written: str) -> None:
    assert name(ONTOLOGY.actor(actor)) == written


def test_an_agent_is_called_by_its_country_unless_the_text_names_it() -> None:
    assert name(ONTOLOGY.actor("RUS.MIL"), ONTOLOGY) == "the armed forces of Russia"
    assert name(ONTOLOGY.actor("RUS.GOV"), ONTOLOGY) == "Russia"
    named = Actor("RUS.JUD", "Prosecutor General Igor Krasnov", "RUS", "JUD", ActorKind.AGENT)
    assert name(named, ONTOLOGY) == "Prosecutor General Igor Krasnov"


@pytest.mark.parametrize(
    ("amount", "unit", "written"),
    [
        (3e12, "USD", "$3 trillion"), (4.8e9, "USD", "$4.8 billion"),
        (335e6, "EUR", "€335 million"),
        (950, "USD", "$950"), (2.5, "percent", "2.5 percent"), (1e6, "tonnes", "1 million tonnes"),
        (1200, "people", "1,200 people"), (5e9, "RUB", "RUB 5 billion"),
    ],
)  # fmt: skip
def test_amounts(amount: float, unit: str, written: str) -> None:
    assert money(amount, unit) == written
