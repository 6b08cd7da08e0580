"""CAMEO codes and PLOVER scores."""

from __future__ import annotations

from pathlib import Path

import pytest

from quovadis.errors import OntologyError
from quovadis.ontology import Ontology
from quovadis.records import EventType, QuadClass

# Names as event files write them, and what they must become (read off the codebook by hand).
NAMES = {
    "Make_statement": ("010", 0.0, EventType.CONSULT),
    "Make an appeal or request": ("020", 3.0, EventType.REQUEST),
    "Consult": ("040", 1.0, EventType.CONSULT),
    "Reject": ("120", -4.0, EventType.REJECT),
    "Demand": ("100", -5.0, EventType.REQUEST),
    "Sign_formal_agreement": ("057", 8.0, EventType.SUPPORT),
    "fight with small arms and light weapons": ("193", -10.0, EventType.ASSAULT),
    "Ease_economic_sanctions,_boycott,_embargo": ("085", 7.0, EventType.RETREAT),
    "Impose embargo, boycott, or sanctions": ("163", -8.0, EventType.COERCE),
    "Conduct_suicide,_car,_or_other_non-military_bombing": ("183", -10.0, EventType.ASSAULT),
    "Use conventional military force": ("190", -10.0, EventType.ASSAULT),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_gives_its_code(name: str, ontology: Ontology) -> None:
    code, goldstein, type_ = NAMES[name]
    entry = ontology.cameo.by_name(name)
    assert (entry.code, entry.goldstein, entry.plover_type) == (code, goldstein, type_)
    assert ontology.cameo.by_name(name.upper().replace("_", " ")) is entry


def test_a_code_finds_its_lost_zero_and_no_other(ontology: Ontology) -> None:
    assert ontology.cameo.code(42).code == "042"
    assert ontology.cameo.code("0841").plover_type is EventType.RETREAT
    assert ontology.cameo.code("20").code == "20"
    for wrong in ("", "99", "30000", "make statement"):
        with pytest.raises(OntologyError):
            ontology.cameo.code(wrong)
    with pytest.raises(OntologyError):
        ontology.cameo.by_name("Make a cake")


def test_signs_of_goldstein_and_quad_class_agree_where_both_speak(ontology: Ontology) -> None:
    odd = set()
    for entry in ontology.cameo:
        quad = ontology.plover.quad_class(entry.plover_type)
        if entry.goldstein > 0 and quad in (
            QuadClass.MATERIAL_CONFLICT,
            QuadClass.VERBAL_CONFLICT,
        ):
            odd.add(entry.code[:2])
        if entry.goldstein < 0 and quad in (
            QuadClass.MATERIAL_COOPERATION,
            QuadClass.VERBAL_COOPERATION,
        ):
            odd.add(entry.code[:2])
    # PLOVER counts every request as verbal conflict; CAMEO's appeals (02) are friendly.
    assert odd <= {"02"}


def test_plover_scores_fall_back_to_the_type(ontology: Ontology) -> None:
    plover = ontology.plover
    assert plover.score("PROTEST", "riot") == -7.0
    assert plover.score("PROTEST", "vandalize") == plover.score("PROTEST") == -5.0
    assert plover.types[EventType.SANCTION].quad_class is QuadClass.MATERIAL_CONFLICT
    with pytest.raises(OntologyError):
        plover.score("PROTEST", "hug")
    with pytest.raises(OntologyError):
        plover.score("HUG")


@pytest.mark.data
@pytest.mark.parametrize("name", ["ICEWS14", "ICEWS18"])
def test_every_relation_of_the_benchmarks_is_a_code(
    name: str, data: Path, ontology: Ontology
) -> None:
    lines = (data / "tkg" / name / "relation2id.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 230
    for line in lines:
        assert ontology.cameo.by_name(line.rsplit("\t", 1)[0]).code
