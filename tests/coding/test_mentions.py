"""Mentions: titles, institutions, places, pronouns; and what has to stay open."""

from __future__ import annotations

import datetime as dt

import pytest

from quovadis.coding.mentions import MentionSpan, find_mentions
from quovadis.coding.parse import parse
from quovadis.ontology import load_ontology
from quovadis.records import Document

DAY = dt.datetime(2025, 4, 9, tzinfo=dt.UTC)


def mentions_of(text: str) -> dict[str, MentionSpan]:
    document = Document(text=text, published=DAY)
    found = find_mentions(parse(document), load_ontology())
    return {text[m.start : m.end]: m for m in found}


@pytest.mark.parametrize(
    ("text", "words", "actor", "name"),
    [
        ("Russia’s embassy in Kabul opened.", "Russia’s embassy", "RUS.GOV", None),
        ("Brazilian forces left.", "Brazilian forces", "BRA.MIL", None),
        ("The court of appeal in Lima ruled.", "The court", "PER.JUD", None),
        ("Police in Nairobi fired.", "Police", "KEN.COP", None),
        ("Punjab government denied it.", "Punjab government", "IND.GOV", None),
        ("Kerala's governor spoke.", "Kerala's governor", "IND.GOV", None),
        ("Borno state police fired.", "Borno state police", "NGA.COP", None),
        ("Talks began with the Taliban-led government.", "Taliban-led government", "TALIBAN", None),
        ("Hezbollah fighters fled.", "Hezbollah fighters", "HEZBOLLAH", None),
        ("Kenya's trade minister, Ada Example, spoke.", "Ada Example", "KEN.GOV", "Ada Example"),
        ("Chile's court heard Prosecutor General Max.", "Prosecutor General Max", "CHL.JUD", None),
        ("The spokesman for the Turkish army spoke.", "The spokesman", "TUR.GOV", None),
        ("The White House said no.", "White House", "USA.GOV", None),
        ("He met a judge of the International Criminal Court.", "a judge", "ICC", None),
    ],
)  # fmt: skip
def test_who_is_named(text: str, words: str, actor: str, name: str | None) -> None:
    mention = mentions_of(text)[words]
    assert mention.actor is not None
    assert mention.actor.id == actor
    if name:
        assert mention.actor.name == name


def test_a_place_is_no_party_and_its_owner_is_not_the_place() -> None:
    found = mentions_of("Peru's embassy in Cairo thanked Egypt.")
    assert found["Cairo"].place
    assert not found["Egypt"].place
    assert found["Peru's embassy"].actor is not None
    assert found["Peru's embassy"].actor.country == "PER"


def test_one_noun_for_several() -> None:
    found = mentions_of("Officials from Egypt, Jordan and Iraq met.")
    officials = found["Officials"]
    assert officials.actor is not None
    assert [officials.actor.id, *(a.id for a in officials.also)] == [
        "EGY.GOV",
        "JOR.GOV",
        "IRQ.GOV",
    ]


@pytest.mark.parametrize(
    ("text", "word", "actor"),
    [
        ("Turkey said that it would leave.", "it", "TUR"),
        ("Ghana reopened its borders.", "its", "GHA"),
        ("Hamas told Egypt that they would come.", "they", "HAMAS"),
        ("The court in Lima declared Hamas a terrorist group and banned it.", "it", "HAMAS"),
        ("Al-Shabaab fled. The group had lost.", "The group", "AL_SHABAAB"),
        ("Kenya has kept its border open. It has not attacked anyone.", "It", "KEN"),
    ],
)
def test_clear_references(text: str, word: str, actor: str) -> None:
    mention = mentions_of(text)[word]
    assert mention.actor is not None
    assert mention.actor.id == actor
    assert mention.antecedent is not None


@pytest.mark.parametrize(
    ("text", "word", "part"),
    [
        ("If Chad is taken from Mali's list, it would help.", "it", "CHD"),
        ("The decision surprised France. It was welcomed.", "It", "no actor"),
        ("Hamas fought Hezbollah. The group lost.", "The group", "HAMAS"),
        ("They left.", "They", "no antecedent"),
        ("The foreign ministry declined.", "The foreign ministry", "no country"),
    ],
)
def test_unclear_references_stay_open_with_a_reason(text: str, word: str, part: str) -> None:
    mention = mentions_of(text)[word]
    assert mention.actor is None
    assert mention.reason
    if part != "CHD":
        assert part in mention.reason


def test_his_counterpart_is_not_his() -> None:
    found = mentions_of("Egypt's president called his Turkish counterpart.")
    counterpart = found["his Turkish counterpart"]
    assert counterpart.actor is not None
    assert counterpart.actor.country == "TUR"


def test_south_american_is_not_american() -> None:
    assert "American" not in mentions_of("South American leaders met in Quito.")


def test_an_institution_named_before_is_known_again() -> None:
    found = mentions_of("The foreign ministry in Astana agreed. The ministry named no day.")
    assert found["The ministry"].actor is not None
    assert found["The ministry"].actor.country == "KAZ"
