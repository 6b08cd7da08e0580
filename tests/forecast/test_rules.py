"""Rules: what is mined on made-up dyads, and what the shipped table says."""

from __future__ import annotations

import datetime as dt

import pytest

from quovadis.forecast import EventKind, Rule, load_associations, mine_rules, shipped_rules
from quovadis.forecast.associations import AssociationTable, Cell
from quovadis.forecast.study.simulation import OUTCOME, TRIGGER, World, simulate

OTHER = EventKind(event_types=("CONSULT",))


@pytest.fixture(scope="module")
def mined() -> list[Rule]:
    world = simulate(World(ratio=2.5), seed=11)
    return mine_rules(world, [TRIGGER, OTHER], [OUTCOME, OTHER], roles=("AB", "BA"), n_cases=40)


def test_the_planted_rule_is_found_first(mined: list[Rule]) -> None:
    best = mined[0]
    assert (best.trigger, best.outcome, best.role) == (TRIGGER, OUTCOME, "AB")
    assert best.lift > 1.3
    assert 1.0 < best.low < best.lift
    assert best.q_value <= 0.05
    assert 0 < best.n_hits <= best.n_cases
    assert best.share == best.n_hits / best.n_cases


def test_the_cases_are_shown_newest_first_with_what_followed(mined: list[Rule]) -> None:
    cases = mined[0].cases
    assert len(cases) == 40
    assert [c.date for c in cases] == sorted((c.date for c in cases), reverse=True)
    for case in cases:
        if case.followed is not None:
            # The day of the trigger and the next one do not count.
            assert 2 <= (case.followed - case.date).days <= 30
    followed = sum(c.followed is not None for c in cases) / len(cases)
    assert followed == pytest.approx(mined[0].share, abs=0.25)


def test_without_an_effect_hardly_a_rule_comes_through() -> None:
    world = simulate(World(ratio=1.0, provoked=1.0, doubled=0.0), seed=12)
    found = mine_rules(world, [TRIGGER], [OUTCOME, OTHER], roles=("AB", "BA", "A~B"))
    assert len(found) <= 1


def test_rare_triggers_make_no_rule() -> None:
    world = simulate(World(countries=5, weeks=30), seed=1)
    assert mine_rules(world, [TRIGGER], [OUTCOME]) == []


def table(cells: dict[tuple[str, str], Cell]) -> AssociationTable:
    held = {(t, o, "AB", 30): c for (t, o), c in cells.items()}
    return AssociationTable("v", "s", dt.date(2018, 10, 31), {}, held)


def test_a_shipped_rule_by_hand() -> None:
    # 40 of 99 and a hazard twice the controls': 1 − (1 − p)^½ of them.
    cell = Cell(99, 40, 0.6931472, 0.1)
    (rule,) = shipped_rules(table({("type:AID", "type:SUPPORT"): cell}))
    p = 40.5 / 100
    usual = 1 - (1 - p) ** 0.5
    assert rule.usual == pytest.approx(usual)
    assert rule.lift == pytest.approx(p / usual)
    low = 1 - (1 - p) ** 0.8220  # e^(−1.96 · 0.1)
    assert rule.low == pytest.approx(low / usual, rel=1e-3)


def test_what_is_rare_wide_or_no_more_often_is_no_rule() -> None:
    strong = Cell(99, 40, 0.7, 0.1)
    kept = shipped_rules(
        table(
            {
                ("type:AID", "type:SUPPORT"): strong,
                ("type:AID", "type:AID"): strong,
                ("type:AID", "quad:verbal_conflict"): strong,
                ("quad:verbal_conflict", "type:AID"): strong,
                ("type:AID", "type:AGREE"): Cell(9, 4, 0.7, 0.1),
                ("type:AID", "type:ACCUSE"): Cell(99, 40, -0.7, 0.1),
                ("type:AID", "type:COERCE"): Cell(99, 40, 0.7, 0.7),
            }
        )
    )
    assert [r.outcome.key for r in kept] == ["type:SUPPORT"]


def test_the_shipped_rules_keep_their_promises() -> None:
    rules = shipped_rules(load_associations())
    assert len(rules) > 20
    assert all(r.q_value <= 0.05 and r.lift > 1 and r.n_cases >= 20 for r in rules)
    assert [r.low for r in rules] == sorted((r.low for r in rules), reverse=True)
