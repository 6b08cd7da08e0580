"""Drawing a ratio from narrow to wide kinds of trigger, by hand; and the shipped table."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.forecast import EventKind, associate, chain_of, kind_of, load_associations
from quovadis.forecast.associations import AssociationTable, Cell, read_chains
from quovadis.forecast.local import JoinedCells
from quovadis.ontology import Ontology
from quovadis.records import EventType, Outcome, QuadClass, StatusChange, StatusKind, Trigger

AGREE = EventKind(event_types=("AGREE",))
CHAIN = ("code:081", "code:08")


def table(cells: dict[tuple[str, str], tuple[float, float]]) -> AssociationTable:
    return AssociationTable(
        version="test",
        source="made up",
        known_at=dt.date(2018, 10, 31),
        spreads={("code:081", "code:08"): (0.3, 0.1), ("code:08", ""): (0.4, 0.1)},
        cells={
            (trigger, outcome, "AB", 30): Cell(100, 20, ratio, error)
            for (trigger, outcome), (ratio, error) in cells.items()
        },
    )


def test_one_step_by_hand() -> None:
    # Prior N(0, 0.4²), data 0.6 ± 0.3: weight 0.16 / 0.25 = 0.64.
    held = table({("code:08", "type:AGREE"): (0.6, 0.3)})
    found = associate(("code:08",), AGREE, "AB", 30, held, held)
    assert found is not None
    assert found.log_ratio == pytest.approx(0.64 * 0.6)
    assert found.error == pytest.approx(math.sqrt(0.16 * 0.36))
    assert [(s.trigger, s.weight) for s in found.steps] == [("code:08", pytest.approx(0.64))]


def test_two_steps_by_hand() -> None:
    held = table({("code:08", "type:AGREE"): (0.6, 0.3), ("code:081", "type:AGREE"): (0.0, 0.5)})
    found = associate(CHAIN, AGREE, "AB", 30, held, held)
    # From the step above: 0.384, variance 0.0576; a step of 0.3 makes it 0.1476; own 0.25.
    weight = 0.1476 / (0.1476 + 0.25)
    assert found is not None
    assert found.log_ratio == pytest.approx(0.384 * (1 - weight))
    assert found.error**2 == pytest.approx(0.1476 * (1 - weight))
    assert [s.trigger for s in found.steps] == ["code:08", "code:081"]


def test_a_kind_without_a_study_widens_what_is_wider() -> None:
    held = table({("code:08", "type:AGREE"): (0.6, 0.3)})
    wide = associate(("code:08",), AGREE, "AB", 30, held, held)
    narrow = associate(CHAIN, AGREE, "AB", 30, held, held)
    assert wide is not None
    assert narrow is not None
    assert narrow.log_ratio == wide.log_ratio
    assert len(narrow.steps) == 1


def test_several_types_count_by_what_they_add() -> None:
    held = table({("code:08", "type:AGREE"): (0.6, 0.3), ("code:08", "type:AID"): (0.6, 0.3)})
    both = associate(("code:08",), EventKind(event_types=("AGREE", "AID")), "AB", 30, held, held)
    one = associate(("code:08",), AGREE, "AB", 30, held, held)
    assert both is not None
    assert one is not None
    assert both.log_ratio == pytest.approx(one.log_ratio)
    # Their errors are taken as one, not as independent.
    assert both.error == pytest.approx(one.error)


def test_without_any_study_there_is_no_answer() -> None:
    assert associate(CHAIN, AGREE, "AB", 30, table({}), table({})) is None


def test_two_sources_are_joined_by_precision() -> None:
    one = table({("code:08", "type:AGREE"): (0.6, 0.3)})
    other = table({("code:08", "type:AGREE"): (0.0, 0.6)})
    found = JoinedCells(one, other).cell("code:08", "type:AGREE", "AB", 30)
    # Precisions 11.11 and 2.78.
    assert found is not None
    assert found.log_ratio == pytest.approx(0.6 * 0.8)
    assert found.error == pytest.approx((1 / 0.09 + 1 / 0.36) ** -0.5)
    assert (found.n, found.n_hits) == (200, 40)


@given(st.floats(-2, 2), st.floats(0.05, 2))
def test_drawing_never_overshoots(ratio: float, error: float) -> None:
    held = table({("code:08", "type:AGREE"): (ratio, error)})
    found = associate(("code:08",), AGREE, "AB", 30, held, held)
    assert found is not None
    assert abs(found.log_ratio) <= abs(ratio)
    assert found.error <= min(error, 0.4) + 1e-12


def test_every_change_of_a_status_that_has_a_phrase_has_a_chain() -> None:
    from quovadis.coding.triggers import _TEMPLATES  # the phrases that a trigger may have

    assert set(read_chains()) == set(_TEMPLATES)


def test_chains_of_triggers() -> None:
    lift = Trigger(
        phrase="", source=None, target=None, status_kind=StatusKind.DESIGNATION,
        change=StatusChange.LIFT,
    )  # fmt: skip
    assert chain_of(lift)[0] == "code:081+085"
    attack = Trigger(phrase="", source=None, target=None, event_type=EventType.ASSAULT)
    assert chain_of(attack, "material_conflict") == ("type:ASSAULT", "quad:material_conflict")
    assert chain_of(Trigger(phrase="it rains", source=None, target=None)) == ()


def test_the_kind_of_an_outcome_leaves_its_context_out() -> None:
    outcome = Outcome(
        label="", source=("RUS",), target=("AFG",), horizon=30,
        quad_classes=(QuadClass.MATERIAL_CONFLICT,), contexts=("military",),
    )  # fmt: skip
    assert kind_of(outcome) == EventKind(quad_classes=("material_conflict",))


def test_the_shipped_table_is_whole(ontology: Ontology) -> None:
    shipped = load_associations()
    keys = {key for chain in read_chains().values() for key in chain}
    keys |= {f"type:{t.value}" for t in EventType}
    held = {trigger for trigger, _, _, _ in shipped.cells}
    assert keys <= held
    for key in held:
        assert EventKind.read(key).key == key
        for code in EventKind.read(key).codes:
            ontology.cameo.code(code)
    for cell in shipped.cells.values():
        assert 0 <= cell.n_hits <= cell.n
        assert cell.error > 0
        assert math.isfinite(cell.log_ratio)
    assert all(0 < a <= 1 and 0 < b <= 1 for a, b in shipped.spreads.values())


def test_a_horizon_is_read_at_the_nearest_of_the_table() -> None:
    shipped = load_associations()
    key = ("code:08", "type:AGREE", "A~B")
    near = [shipped.cell(*key, h) for h in (30, 25, 7, 300)]
    assert near[0] == near[1]
    assert near[2] == shipped.cell(*key, 5)
    assert near[3] == shipped.cell(*key, 180)
