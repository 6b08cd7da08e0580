"""The lenses are data, general, and their roles are filled by the caller or left out."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from quovadis.brief import ROLES, load_lenses, outcomes, unasked
from quovadis.ontology import load_ontology
from quovadis.records import EventType, is_intact

ONTOLOGY = load_ontology()
TABLE = files("quovadis.brief").joinpath("lenses.toml").read_text("utf-8")
FILLED = {role: ("ZAF",) for role in ROLES if role not in "AB"}


def test_there_are_six_with_two_to_four_outcomes_each() -> None:
    lenses = load_lenses()
    assert len(lenses) == 6
    assert len({x.key for x in lenses}) == 6
    assert all(2 <= len(x.outcomes) <= 4 for x in lenses)
    assert all(x.asks.endswith("?") and "{A}" in x.asks for x in lenses)


def test_no_case_is_named() -> None:
    words = set(re.findall(r"[A-Z][a-z]+", TABLE))
    named = [m.text for m in ONTOLOGY.find(TABLE) if m.text in words]
    assert named == []
    assert not re.search(r"\b[A-Z]{3}\b(?!_)", re.sub(r'"[A-Z]+"|#.*', "", TABLE))


def test_contexts_are_those_of_plover() -> None:
    known = set(ONTOLOGY.plover.contexts)
    for lens in load_lenses():
        used = set(lens.contexts)
        for pattern in (*lens.observe, *(o.pattern for o in lens.outcomes)):
            used |= set(pattern.contexts)
        assert used <= known, lens.key


def test_an_outcome_counts_something() -> None:
    for lens in load_lenses():
        for spec in lens.outcomes:
            assert spec.pattern.types or spec.pattern.quads
            assert spec.horizon > 0


@pytest.mark.parametrize(("a", "b"), [("USA", "SDN"), ("RUS", "TALIBAN"), ("FRA", "MLI")])
def test_roles_become_ids_and_names_become_words(a: str, b: str) -> None:
    first, second = ONTOLOGY.actor(a), ONTOLOGY.actor(b)
    for lens in load_lenses():
        asked = outcomes(lens, first, second, FILLED, ONTOLOGY)
        assert len(asked) == len(lens.outcomes)
        for outcome in asked:
            assert "{" not in outcome.label + (outcome.source_role or "")
            assert outcome.source
            assert outcome.target
            assert outcome.lens == lens.key
            assert is_intact(outcome)


def test_an_empty_role_is_left_out_with_a_reason() -> None:
    a, b = ONTOLOGY.actor("USA"), ONTOLOGY.actor("SDN")
    security = load_lenses()[1]
    asked = outcomes(security, a, b, {}, ONTOLOGY)
    assert [o.label for o in asked] == [
        "the United States and Sudan cooperate in military matters",
        "the United States and Sudan use force or coercion against each other",
    ]
    assert unasked(security, a, b, {}, ONTOLOGY) == [
        "Whether a challenger of Sudan attacks Sudan was not asked: "
        "no challengers of Sudan are known.",
        "Whether a challenger of the United States attacks the United States was not asked: "
        "no challengers of the United States are known.",
    ]


def test_the_two_themselves_hold_no_other_role() -> None:
    a, b = ONTOLOGY.actor("USA"), ONTOLOGY.actor("SDN")
    for lens in load_lenses():
        for o in outcomes(lens, a, b, {"powers": ("USA", "CHN")}, ONTOLOGY):
            if o.source_role:
                assert not {"USA", "SDN"} & set(o.source)
            if o.target_role and o.target_role != "Sudan":
                assert not {"USA", "SDN"} & set(o.target)


def test_a_group_is_asked_about_by_its_land_where_land_is_meant() -> None:
    a, b = ONTOLOGY.actor("RUS"), ONTOLOGY.actor("TALIBAN")
    labels = [o.label for o in outcomes(load_lenses()[0], a, b, FILLED, ONTOLOGY)]
    assert "Russia and a neighbour of Afghanistan agree or declare intent to cooperate" in labels
    assert "Russia and the Taliban agree or declare intent to cooperate" in labels


def test_the_first_question_is_about_agreement() -> None:
    a, b = ONTOLOGY.actor("USA"), ONTOLOGY.actor("SDN")
    first = outcomes(load_lenses()[0], a, b, {}, ONTOLOGY)[0]
    assert (first.source, first.target) == (("USA",), ("SDN",))
    assert first.event_types == (EventType.AGREE,)
    assert first.undirected
    assert first.toward is True
