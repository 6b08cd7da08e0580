"""Every row of every shipped table is checked: codes exist, ids are unique, days are in order."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import Counter
from pathlib import Path

import pytest

from quovadis.errors import OntologyError, UnknownActor
from quovadis.ontology import Ontology
from quovadis.ontology.designations import CHANGES
from quovadis.ontology.people import OFFICES
from quovadis.ontology.tables import DATA, Table, first_day, last_day, read_table, split
from quovadis.records import ActorKind, EventType, Precision, QuadClass

TABLES = sorted(path.stem for path in DATA.glob("*.csv"))
TODAY = dt.date(2100, 1, 1)


def table(name: str, *columns: str) -> Table:
    return read_table(name, columns)


def present(name: str) -> None:
    if not (DATA / f"{name}.csv").exists():
        pytest.skip(f"{name}.csv is not there yet")


@pytest.mark.parametrize("name", TABLES)
def test_names_source_and_version_and_is_clean(name: str) -> None:
    found = table(name)
    assert found.rows
    assert len(found.source) > 3
    assert re.search(r"\d", found.version)
    for row in found:
        for cell in row.values():
            assert "\ufffd" not in cell
            assert not any(c in cell for c in "\t\r\n")


@pytest.mark.parametrize("name", TABLES)
def test_has_no_row_twice(name: str) -> None:
    rows = Counter(tuple(row.values()) for row in table(name))
    assert [row for row, n in rows.items() if n > 1] == []


def test_plover_has_16_types_67_modes_37_contexts() -> None:
    types = table("plover", "type", "quad_class", "score", "requires_recipient", "definition")
    assert {row["type"] for row in types} == {t.value for t in EventType}
    for row in types:
        assert QuadClass(row["quad_class"])
        assert -10 <= float(row["score"]) <= 10
        assert row["requires_recipient"] in ("yes", "no")
        assert len(row["definition"].split()) >= 5
        sign = 1 if row["quad_class"].endswith("cooperation") else -1
        assert sign * float(row["score"]) >= 0, row
    modes = table("plover_modes", "type", "mode", "score")
    assert len(modes.rows) == 67
    assert len({(r["type"], r["mode"]) for r in modes}) == 67
    assert len(table("plover_contexts", "context", "meaning").rows) == 37


def test_cameo_rows_stand_in_plover(ontology: Ontology) -> None:
    rows = table("cameo", "code", "name", "goldstein", "plover_type", "mode", "contexts", "mapping")
    codes = [row["code"] for row in rows]
    assert len(set(codes)) == len(codes)
    assert {f"{root:02d}" for root in range(1, 21)} <= set(codes)
    for row in rows:
        assert re.fullmatch(r"\d{2,4}", row["code"])
        assert -10 <= float(row["goldstein"]) <= 10
        entry = ontology.plover.types[EventType(row["plover_type"])]
        assert not row["mode"] or row["mode"] in entry.modes, row
        assert set(split(row["contexts"])) <= set(ontology.plover.contexts), row
        assert row["mapping"] in ("plover-2021", "plover-2021 adapted", "quovadis")
        assert len(row["code"]) == 2 or row["code"][:2] in codes


def test_countries_are_iso_and_neighbours_are_mutual(ontology: Ontology) -> None:
    rows = table("countries", "iso3", "iso2", "name", "capital", "neighbours")
    codes = {row["iso3"] for row in rows}
    assert len(codes) == len(rows.rows) >= 250
    iso2 = [row["iso2"] for row in rows if row["iso2"]]
    assert len(set(iso2)) == len(iso2)
    assert len({row["name"] for row in rows}) == len(rows.rows)
    for row in rows:
        assert re.fullmatch(r"[A-Z]{3}", row["iso3"])
        assert re.fullmatch(r"[A-Z]{2}|", row["iso2"])
        for other in row["neighbours"].split():
            assert other != row["iso3"]
            assert row["iso3"] in ontology.neighbours(other), (row["iso3"], other)
    assert "XKX" in codes


def test_states_have_known_codes_and_ordered_dates(ontology: Ontology) -> None:
    cow = Counter()
    for row in table("states", "iso3", "cow", "from", "to", "successor", "power"):
        assert row["iso3"] in ontology.countries
        assert not row["successor"] or row["successor"] in ontology.countries
        assert row["power"] in ("", "P5")
        ordered(row)
        if row["cow"]:
            assert 2 <= int(row["cow"]) <= 990
            cow[row["cow"]] += 1
    # Successor states keep the code of the state they follow.
    assert {code for code, n in cow.items() if n > 1} == {"345", "365"}


def test_country_names_have_a_known_kind(ontology: Ontology) -> None:
    seen = Counter()
    for row in table("country_names", "iso3", "kind", "name", "from", "to"):
        assert row["iso3"] in ontology.countries
        assert row["kind"] in ("demonym", "alias", "capital", "former")
        assert row["name"][0].isalpha()
        ordered(row)
        seen[row["iso3"], row["kind"]] += 1
    states = [c for c in ontology.countries.values() if c.cow and c.iso3 not in ("DMA", "SCG")]
    assert [c.name for c in states if not seen[c.iso3, "demonym"]] == []
    assert [c.name for c in states if not c.capitals] == []


def test_groups_have_known_countries_sectors_and_roles(ontology: Ontology) -> None:
    sectors = {row["code"] for row in table("sectors", "code", "name", "state", "template")}
    ids = [row["id"] for row in table("groups", "id", "name", "kind", "country", "sector")]
    assert len(set(ids)) == len(ids) >= 250
    assert not set(ids) & set(ontology.countries)
    names = Counter[str]()
    for row in table("groups"):
        assert re.fullmatch(r"[A-Z0-9]+(_[A-Z0-9]+)*", row["id"])
        assert ActorKind(row["kind"]) in (
            ActorKind.ORGANISATION,
            ActorKind.BLOC,
            ActorKind.ARMED_GROUP,
        )
        assert row["country"] in ("", *ontology.countries)
        assert row["sector"] in ("", *sectors)
        names.update({row["name"], *split(row["aliases"])})
    ambiguous = {row["words"] for row in table("ambiguous")}
    assert [n for n, count in names.items() if count > 1 and n not in ambiguous] == []


def test_roles_follow_each_other_without_overlap(ontology: Ontology) -> None:
    sectors = {row["code"] for row in table("sectors")}
    rows = table("roles", "id", "country", "sector", "from", "to", "reference")
    for actor_id, group in itertools.groupby(rows, key=lambda row: row["id"]):
        roles = list(group)
        assert actor_id in ontology.named_ids()
        for row in roles:
            assert row["country"] in ontology.countries
            assert row["sector"] in sectors
            assert row["reference"]
            ordered(row)
        for early, late in itertools.pairwise(roles):
            last, first = last_day(early["to"]), first_day(late["from"])
            assert last is not None
            assert first is not None
            assert last < first, (actor_id, early["to"], late["from"])
    starts = Counter(key for key, _ in itertools.groupby(rows, key=lambda row: row["id"]))
    assert max(starts.values()) == 1, "the roles of one actor stand together"


def test_memberships_are_sane(ontology: Ontology) -> None:
    spans: dict[tuple[str, str], list[tuple[dt.date, dt.date]]] = {}
    for row in table("members", "bloc", "iso3", "from", "to", "reference"):
        assert row["bloc"] in ontology.named_ids()
        assert row["iso3"] in ontology.countries
        assert row["reference"]
        ordered(row)
        span = first_day(row["from"]) or dt.date.min, last_day(row["to"]) or dt.date.max
        spans.setdefault((row["bloc"], row["iso3"]), []).append(span)
    for key, held in spans.items():
        for early, late in itertools.pairwise(sorted(held)):
            assert early[1] < late[0], key


def test_institutions_blocks_titles_and_readings_resolve(ontology: Ontology) -> None:
    sectors = {row["code"] for row in table("sectors")}
    words = Counter(row["words"] for row in table("institutions"))
    assert [w for w, n in words.items() if n > 1] == []
    for row in table("institutions", "words", "country", "sector", "form"):
        assert row["country"] in ontology.countries
        assert row["sector"] in sectors
        assert row["form"] in ("building", "alias", "title")
    titles = Counter(row["words"].casefold() for row in table("titles"))
    assert [w for w, n in titles.items() if n > 1] == []
    for row in table("titles", "words", "sector", "kind", "generic"):
        assert row["sector"] in sectors
        assert row["kind"] in ("person", "institution")
        assert row["generic"] in ("", "yes")
    for row in table("ambiguous", "words", "target", "cues", "before", "after", "near"):
        if row["target"]:
            assert ontology.actor(row["target"])
        assert set(row["near"].split()) <= set(ontology.countries)
    for row in table("icews_roles", "role", "sector"):
        assert row["sector"] in sectors
    for row in table("powers", "id", "ground"):
        assert ontology.actor(row["id"])
        assert row["ground"]


def test_places_lie_in_known_countries(ontology: Ontology) -> None:
    for name in ("cities", "regions"):
        rows = table(name, "name", "iso3")
        assert {row["iso3"] for row in rows} <= set(ontology.countries)
        assert len({row["name"] for row in rows}) == len(rows.rows)


def test_officials_speak_for_known_actors(ontology: Ontology) -> None:
    sectors = {row["code"] for row in table("sectors")}
    for row in table("officials", "actor", "office", "sector", "name", "aliases", "from", "to"):
        actor = ontology.actor(row["actor"])
        assert row["sector"] in ("", *sectors)
        assert bool(row["sector"]) <= (actor.kind is ActorKind.COUNTRY)
        assert re.fullmatch(r"[a-z_]+", row["office"])
        ordered(row)


@pytest.mark.parametrize("name", ["leaders", "foreign_ministers"])
def test_leaders_hold_known_offices_in_ordered_terms(name: str, ontology: Ontology) -> None:
    present(name)
    rows = table(name, "country", "office", "name", "aliases", "from", "to")
    assert len({row["country"] for row in rows}) >= 60
    terms: dict[tuple[str, str], list[tuple[dt.date, dt.date]]] = {}
    for row in rows:
        assert row["country"] in ontology.countries, row
        assert row["office"] in OFFICES, row
        assert row["name"], row
        ordered(row)
        first, last = first_day(row["from"]), last_day(row["to"])
        assert first is not None, row
        office = row["country"], row["office"]
        terms.setdefault((*office, row["name"]), []).append((first, last or TODAY))
    for person, held in terms.items():
        for early, late in itertools.pairwise(sorted(held)):
            assert early[1] <= late[0], person


def test_designations_resolve(ontology: Ontology) -> None:
    present("designations")
    columns = ("by", "by_name", "whom", "whom_name", "change", "date", "precision", "regime")
    rows = table("designations", *columns, "legal_act", "reference")
    assert len(rows.rows) >= 100
    for row in rows:
        for side in ("by", "whom"):
            assert row[f"{side}_name"], row
            if row[side]:
                assert ontology.actor(row[side]), row
        assert row["change"] in CHANGES, row
        assert Precision(row["precision"]) in (Precision.DAY, Precision.MONTH, Precision.YEAR), row
        day = first_day(row["date"])
        assert day is not None
        assert dt.date(1979, 1, 1) <= day <= dt.date(2025, 12, 31), row
        assert row["regime"], row
        assert row["reference"], row
    assert len(ontology.designations()) == len(rows.rows)


def ordered(row: dict[str, str]) -> None:
    """Both days are dates, and the first is not after the last."""
    first, last = first_day(row["from"]), last_day(row["to"])
    assert first is None or last is None or first <= last, row


class TestReadTable:
    HEAD = "# source: us\n# version: 1\n"

    def write(self, folder: Path, text: str) -> Path:
        (folder / "t.csv").write_text(text, encoding="utf-8")
        return folder

    def test_reads_header_and_rows(self, tmp_path: Path) -> None:
        folder = self.write(tmp_path, self.HEAD + "# notes: a\n# notes: b\nx,y\n1, two \n")
        found = read_table("t", ("x", "y"), folder=folder)
        assert found.rows == ({"x": "1", "y": "two"},)
        assert (found.source, found.version, found.notes) == ("us", "1", "a b")

    @pytest.mark.parametrize(
        ("text", "word"),
        [
            ("x,y\n1,2\n", "source"),
            (HEAD + "x\n1\n", "columns"),
            (HEAD + "x,y\n1,2,3\n", "cells"),
            (HEAD, "columns"),
        ],
    )
    def test_refuses_a_broken_table(self, tmp_path: Path, text: str, word: str) -> None:
        with pytest.raises(OntologyError, match=word):
            read_table("t", ("x", "y"), folder=self.write(tmp_path, text))

    def test_absent_is_an_error_unless_optional(self, tmp_path: Path) -> None:
        with pytest.raises(OntologyError, match="missing"):
            read_table("t", ("x",), folder=tmp_path)
        assert read_table("t", ("x",), folder=tmp_path, optional=True).rows == ()

    @pytest.mark.parametrize("cell", ["yesterday", "2021-13", "2021-02-30", "1-2-3-4"])
    def test_refuses_what_is_no_date(self, cell: str) -> None:
        with pytest.raises(OntologyError):
            first_day(cell)


def test_an_unknown_id_is_an_error_with_a_hint(ontology: Ontology) -> None:
    with pytest.raises(UnknownActor, match=r"TALIBAN|Taliban"):
        ontology.actor("TALIBANN")
