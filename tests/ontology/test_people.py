"""People in office, on invented persons so that the truth is known, then on the shipped tables."""

from __future__ import annotations

import datetime as dt

import pytest

from quovadis.ontology import Ontology
from quovadis.ontology.people import People, Person, Term, load_people
from quovadis.ontology.tables import DATA
from quovadis.records import ActorKind


def person(name: str, country: str, *spans: tuple[int, int | None], surname: str = "") -> Person:
    terms = tuple(
        Term(country, "head_of_state", dt.date(a, 1, 1), dt.date(b, 12, 31) if b else None)
        for a, b in spans
    )
    word = surname or name.split()[-1].lower()
    return Person(f"person:{name.lower().replace(' ', '-')}", name, (), terms, word)


@pytest.fixture
def people() -> People:
    return People(
        [
            person("Anna Brizova", "AAA", (2000, 2008), (2012, None)),
            person("Karl Brizova", "BBB", (2007, 2010)),
            person("Maria Lund Olsen", "CCC", (2000, None)),
            person("Peter Olsen", "DDD", (1990, 1994)),
        ]
    )


def test_a_term_holds_its_first_and_last_day(people: People) -> None:
    anna = people.by_id["person:anna-brizova"]
    assert anna.term(dt.date(2000, 1, 1)) == anna.terms[0]
    assert anna.term(dt.date(2008, 12, 31)) == anna.terms[0]
    assert anna.term(dt.date(2009, 1, 1)) is None
    assert anna.term() == anna.terms[1]


def test_a_surname_names_the_only_one_in_office(people: People) -> None:
    def who(year: int) -> str | None:
        found = people.by_surname("brizova", dt.date(year, 6, 1))
        return found.name if found else None

    assert who(2005) == "Anna Brizova"
    assert who(2007) is None, "two of that name hold office"
    assert who(2009) == "Karl Brizova"
    assert who(2011) is None
    assert who(2020) == "Anna Brizova"
    assert people.by_surname("brizova") is None
    assert people.by_surname("nobody", dt.date(2020, 1, 1)) is None


def test_common_surnames_never_stand_alone(people: People) -> None:
    for name in ("kim", "khan", "may", "brown", "x"):
        assert people.is_common(name)
    assert not people.is_common("brizova")


def test_a_longer_or_shorter_name_finds_the_person(people: People) -> None:
    found = people.by_words("Maria K. Lund Olsen")
    assert found is not None
    assert found.country == "CCC"
    found = people.by_words("Anna Viktorovna Brizova")
    assert found is not None
    assert found.country == "AAA"
    assert people.by_words("Brizova") is None
    assert people.by_words("Otto Brizova") is None
    assert people.by_words("Somebody Else") is None


def test_a_head_of_an_organisation_is_the_organisation_in_office(ontology: Ontology) -> None:
    day = dt.date(2020, 5, 1)
    assert ontology.actor("person:antonio-guterres", day).id == "UN"
    before = ontology.actor("person:antonio-guterres", dt.date(2016, 5, 1))
    assert before.kind is ActorKind.PERSON
    assert before.sector is None
    named = ontology.resolve("UN Secretary-General António Guterres", day)
    assert named is not None
    assert named.id == "UN"


def test_an_official_acts_with_the_sector_of_the_office(ontology: Ontology) -> None:
    shoigu = ontology.resolve("Sergei Shoigu", dt.date(2022, 3, 1))
    assert shoigu is not None
    assert (shoigu.country, shoigu.sector, shoigu.kind) == ("RUS", "MIL", ActorKind.PERSON)
    assert shoigu.valid_from == dt.date(2012, 11, 6)
    after = ontology.resolve("Sergei Shoigu", dt.date(2030, 3, 1))
    assert after is not None
    assert (after.country, after.sector) == ("RUS", None)


def test_ids_are_unique_and_every_person_has_a_term() -> None:
    persons = load_people()
    assert all(p.terms and p.surname for p in persons.by_id.values())


@pytest.mark.skipif(not (DATA / "leaders.csv").exists(), reason="leaders.csv is not there yet")
def test_well_known_surnames_stand_alone_and_words_do_not() -> None:
    people = load_people()
    for name in ("putin", "xi", "trump", "biden", "macron", "merkel", "modi", "netanyahu", "obama"):
        assert name in people.surnames, name
        assert not people.is_common(name), name
    for name in ("joseph", "carlos", "park", "win", "store", "gates", "hamid"):
        assert people.is_common(name), name


@pytest.mark.skipif(not (DATA / "leaders.csv").exists(), reason="leaders.csv is not there yet")
@pytest.mark.parametrize(
    ("name", "day", "country", "sector"),
    [
        ("Vladimir Putin", "2025-04-09", "RUS", "GOV"),
        ("Putin", "2025-04-09", "RUS", "GOV"),
        ("Russian President Vladimir Putin", "2025-04-09", "RUS", "GOV"),
        ("Xi Jinping", "2020-01-01", "CHN", "GOV"),
        ("Barack Obama", "2010-01-01", "USA", "GOV"),
        ("Barack Obama", "2018-01-01", "USA", None),
        ("Trump", "2018-01-01", "USA", "GOV"),
        ("Angela Merkel", "2022-01-01", "DEU", None),
        ("Narendra Modi", "2018-01-01", "IND", "GOV"),
        ("Donald Trump", "2022-01-01", "USA", None),
    ],
)
def test_people_in_office_act_for_their_country(
    name: str, day: str, country: str, sector: str | None, ontology: Ontology
) -> None:
    actor = ontology.resolve(name, dt.date.fromisoformat(day))
    assert actor is not None
    assert (actor.country, actor.sector) == (country, sector)
    assert actor.kind is ActorKind.PERSON
    inside = actor.id in ontology.represents(country, dt.date.fromisoformat(day))
    assert inside is (sector is not None)
