"""Roles come from the data at the as-of day, and say so when they do not."""

from __future__ import annotations

import datetime as dt

import pytest

from quovadis.records import Coverage, EventType
from quovadis.relations import roles
from quovadis.relations.standing import Standing, lower_share, standings

DAY = dt.date(2018, 6, 1)


def ids(found):
    return [r.actor_id for r in found]


@pytest.fixture
def events(table, make):
    rows = []
    for i in range(40):
        day = dt.date(2018, 1, 1) + dt.timedelta(days=i)
        rows.append(make(day, "IND", "BTN", EventType.AID))
        rows.append(make(day, "CHN", "IND", EventType.ACCUSE))
        if i % 2:
            rows.append(make(day, "USA.GOV", "IND.GOV"))
            rows.append(make(day, "USA", "IND"))
            rows.append(make(day, "IND", "CHN"))
        if i % 10 == 0:
            rows.append(make(day, "LET/PAK/REB", "IND", EventType.ASSAULT))
            rows.append(make(day, "IND.COP", "IND.CVL", EventType.COERCE))
            rows.append(make(day, "CHN.MIL", "IND.MIL", EventType.ASSAULT))
            rows.append(make(day, "IND.REB", "IND.COP", EventType.ASSAULT))
    rows += [make("2016-01-05", "MDV", "IND", EventType.ASSAULT) for _ in range(9)]
    return table(rows)


def test_from_the_data(events, ontology):
    found = roles(events, "IND", "NPL", as_of=DAY, ontology=ontology)
    assert ids(found.partners_a) == ["USA", "BTN"] or ids(found.partners_a) == ["BTN", "USA"]
    assert ids(found.rivals_a) == ["CHN"]
    assert set(ids(found.challengers_a)) == {"LET", "CHN", "IND.REB"}
    assert {"CHN", "BTN", "PAK"} <= set(ids(found.neighbours_a))
    assert "NPL" not in ids(found.neighbours_a)
    assert ids(found.powers)[0] in ("USA", "CHN")
    assert found.partners_a[0].n_events == 40
    assert "net cooperation +40" in found.partners_a[0].why


def test_what_is_old_has_no_part_in_it(events, ontology):
    assert "MDV" not in ids(roles(events, "IND", "NPL", as_of=DAY, ontology=ontology).challengers_a)
    then = roles(events, "IND", "NPL", as_of=dt.date(2016, 6, 1), ontology=ontology)
    assert "MDV" in ids(then.challengers_a)
    assert "CHN" not in ids(then.challengers_a)


def test_the_last_covered_year_is_looked_at(events, ontology):
    feed = Coverage("feed", dt.date(2018, 1, 1), dt.date(2018, 10, 31))
    late = dt.date(2025, 1, 1)
    assert roles(events, "IND", "NPL", as_of=late, ontology=ontology).since is None
    found = roles(events, "IND", "NPL", as_of=late, ontology=ontology, coverage=[feed])
    assert (found.since, found.until) == (dt.date(2017, 11, 1), dt.date(2018, 10, 31))
    assert ids(found.rivals_a) == ["CHN"]


def test_thin_data_falls_back_and_says_so(table, ontology):
    found = roles(table([]), "RUS", "TALIBAN", as_of=dt.date(2025, 4, 9), ontology=ontology)
    assert {"KAZ", "BLR"} <= set(ids(found.partners_a))
    assert "USA" in ids(found.rivals_b)
    for role in (*found.partners_a, *found.rivals_a, *found.rivals_b):
        assert "too few" in role.why
        assert role.n_events == 0
    assert "TJK" in ids(found.neighbours_b)
    assert found.challengers_a == ()


def test_standings_count_both_ways(table, make, ontology):
    events = table(
        [
            make("2018-01-01", "USA", "IRN"),
            make("2018-01-02", "IRN.GOV", "USA", EventType.ACCUSE),
            make("2018-01-03", "IRN", "CHN"),
        ]
    )
    found = standings(events, "IRN", ontology=ontology)
    assert found == {"CHN": Standing(1, 0), "USA": Standing(1, 1)}
    assert (found["USA"].net, found["USA"].total) == (0, 2)


def test_wilson_by_hand():
    """Newcombe (1998) form with z = 1.6449 for 3 of 10."""
    assert lower_share(3, 10) == pytest.approx(0.1261, abs=2e-3)
    assert lower_share(0, 0) == 0.0
    assert lower_share(0, 5) == 0.0


@pytest.mark.data
def test_another_case(icews, icews_coverage, ontology):
    """Real events of 2018: who stands by Russia and who against it."""
    found = roles(
        icews, "RUS", "SYR", as_of=dt.date(2018, 10, 31), ontology=ontology, coverage=icews_coverage
    )
    assert "CHN" in ids(found.partners_a)
    assert {"UKR", "GBR"} <= set(ids(found.rivals_a))
    assert "UKR" in ids(found.challengers_a)
