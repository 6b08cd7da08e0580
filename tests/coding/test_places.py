"""Where an event took place, and which names are places."""

from __future__ import annotations

import pytest

from quovadis.coding.mentions import find_mentions
from quovadis.coding.parse import Parsed, parse
from quovadis.coding.places import country_at, find_place, place_noun
from quovadis.ontology import load_ontology
from quovadis.records import Document


def parsed(text: str) -> Parsed:
    return parse(Document(text=text))


@pytest.mark.parametrize(
    ("text", "word", "place"),
    [
        ("Rebels attacked Borno state.", "state", "Borno"),
        ("Rebels attacked the state.", "state", "state"),
        ("Rebels attacked Borno.", "Borno", "Borno"),
        ("Rebels attacked a border town.", "town", "town"),
    ],
)
def test_the_name_before_a_word_for_a_region_is_the_place(text: str, word: str, place: str) -> None:
    noun = next(t for t in parsed(text).doc if t.text == word)
    assert place_noun(noun).text == place


@pytest.mark.parametrize(
    ("text", "word", "country"),
    [
        ("Rebels attacked Benue state.", "state", "NGA"),
        ("Rebels attacked El Fasher.", "Fasher", "SDN"),
        ("Rebels attacked the convoy.", "convoy", None),
    ],
)
def test_country_at(text: str, word: str, country: str | None) -> None:
    noun = next(t for t in parsed(text).doc if t.text == word)
    assert country_at(noun, load_ontology()) == country


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Farmers marched in Gusau on Monday.", "Gusau"),
        ("Farmers marched in Benue state on Monday.", "Benue"),
        ("Farmers marched on Monday.", None),
        ("Farmers marched in silence on Monday.", None),
    ],
)
def test_a_place_is_known_by_its_name_or_by_the_parse(text: str, place: str | None) -> None:
    found = parsed(text)
    mentions = {m.root: m for m in find_mentions(found, load_ontology())}
    verb = next(t for t in found.doc if t.text == "marched")
    assert find_place(found, verb, mentions)[0] == place
