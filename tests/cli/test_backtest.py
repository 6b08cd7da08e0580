"""`quovadis backtest` as a user runs it."""

from __future__ import annotations


def test_nothing_loaded_is_said(quovadis, note):
    note_path = note("Russia met the Taliban in Kabul.")
    assert quovadis("read", note_path).code == 0
    ran = quovadis("backtest")
    assert ran.code == 6
    assert "no event data covers any day" in ran.err


def test_a_horizon_that_there_is_none_of_is_wrong_usage(quovadis):
    assert quovadis("backtest", "--horizon", "8").code == 2
