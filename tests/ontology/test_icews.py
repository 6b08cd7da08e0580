"""Names of the ICEWS data."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quovadis.ontology import Ontology, load_ontology

DAY = dt.date(2014, 7, 1)


@pytest.mark.parametrize(
    ("name", "actor_id"),
    [
        ("Head of Government (Cuba)", "CUB.GOV"),
        ("Head_of_Government_(Cuba)", "CUB.GOV"),
        ("Military_Personnel_-_Special_(Afghanistan)", "AFG.MIL"),
        ("Citizen (Nigeria)", "NGA.CVL"),
        ("Criminal (Mexico)", "MEX.CRM"),
        ("Foreign Affairs (Bangladesh)", "BGD.GOV"),
        ("Other Authorities / Officials (Chad)", "TCD.GOV"),
        ("Lawyer/Attorney (Holy See (Vatican City State))", "VAT.JUD"),
        ("Combatant (Palestinian Territory, Occupied)", "PSE.MIL"),
        ("Police (Democratic Republic of Congo)", "COD.COP"),
        ("Some Unheard Party (South Korea)", "KOR.PTY"),
        ("Purveyor of Hats (Italy)", "ITA.CVL"),
        ("Terrorist (Islamic State of Iraq and the Levant)", "ISIS"),
        ("Militia (Turkish Kurds)", "TUR.REB"),
        ("Ministry (European Union)", "EU"),
        ("China", "CHN"),
        ("South_Korea", "KOR"),
        ("Boko Haram", "BOKO_HARAM"),
        ("UN Security Council", "UNSC"),
        ("North_Atlantic_Treaty_Organization", "NATO"),
        ("Israeli Defense Forces", "ISR.MIL"),
        ("Royal Thai Police", "THA.COP"),
        ("Catherine_Ashton", "EU"),
        ("Citizen (International)", "name:citizen-international"),
        ("Shrien Dewani", "name:shrien-dewani"),
        ("(Cuba)", "CUB"),
        ("", "name:unnamed"),
    ],
)
def test_reads_a_name(name: str, actor_id: str, ontology: Ontology) -> None:
    assert ontology.icews_actor(name, day=DAY).id == actor_id


def test_what_is_no_actor_of_ours_may_still_belong_somewhere(ontology: Ontology) -> None:
    for name, country in (("Turkish Kurds", "TUR"), ("Scotland", "GBR"), ("Danish Pastry", "DNK")):
        actor = ontology.icews_actor(name, day=DAY)
        assert (actor.country, actor.id.split(":")[0]) == (country, "name"), name


def test_the_row_gives_what_the_name_lacks(ontology: Ontology) -> None:
    actor = ontology.icews_actor("Mullah X", ("Cleric",), "Afghanistan", DAY)
    assert (actor.id, actor.country, actor.sector) == ("name:mullah-x", "AFG", "REL")
    actor = ontology.icews_actor("Zzz (Atlantis)", ("Government",), "Peru", DAY)
    assert (actor.id, actor.country) == ("PER.GOV", "PER")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_always_gives_an_actor(name: str) -> None:
    assert load_ontology().icews_actor(name, day=DAY).id


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "year", "floor"), [("ICEWS14", 2014, 0.72), ("ICEWS18", 2018, 0.76)]
)
def test_covers_the_benchmark(
    name: str, year: int, floor: float, data: Path, ontology: Ontology
) -> None:
    """Share of facts with a country or a named actor at both ends; the floor may only rise."""
    folder = data / "tkg" / name
    known: dict[int, bool] = {}
    for line in (folder / "entity2id.txt").read_text(encoding="utf-8").splitlines():
        entity, number = line.rsplit("\t", 1)
        actor = ontology.icews_actor(entity, day=dt.date(year, 7, 1))
        known[int(number)] = actor.country is not None or not actor.id.startswith("name:")
        if "(" in entity and entity.rsplit("(", 1)[1].rstrip(")") in ("China", "Iran", "Russia"):
            assert actor.country in ("CHN", "IRN", "RUS"), entity
    facts = Counter[bool]()
    for part in ("train", "valid", "test"):
        for line in (folder / f"{part}.txt").read_text(encoding="utf-8").splitlines():
            subject, _, target, _ = line.split("\t")
            facts[known[int(subject)] and known[int(target)]] += 1
    share = facts[True] / facts.total()
    assert share >= floor, f"{share:.3f}"
