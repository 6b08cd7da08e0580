"""A backtest on a store: from events to a table, a page and plain values."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pytest

from quovadis.cli.output import plain
from quovadis.errors import Abstained, DateError
from quovadis.forecast.dyadic.forecaster import Plan
from quovadis.pipeline.backtest_page import backtest_page
from quovadis.pipeline.backtesting import backtest
from quovadis.records import EventType
from quovadis.schema import to_table
from quovadis.store import Store

FIRST = dt.date(2020, 1, 1)
PLAN = Plan(boosted=False)


def facts(make, n_days):
    random = np.random.default_rng(0)
    names = ["RUS", "AFG", "KAZ", "USA", "CHN", "IRN"]
    found = []
    for s in names:
        for t in names:
            if s != t:
                rate = random.uniform(0.01, 0.15)
                for day in np.flatnonzero(random.random(n_days) < rate).tolist():
                    kind = [EventType.CONSULT, EventType.ASSAULT][int(random.integers(2))]
                    found.append(make(FIRST + dt.timedelta(days=day), s, t, kind))
    return found


@pytest.fixture
def store(tmp_path, make):
    store = Store(tmp_path / "store")
    store.add("events", iter(to_table("events", facts(make, 200)).to_batches()))
    return store


def test_a_store_is_backtested(store):
    done = []
    found = backtest(store, horizons=(7,), plan=PLAN, on_origin=lambda n, of: done.append((n, of)))
    assert found.n_actors == 6
    assert done[-1][0] == done[-1][1] == len(found.origins[7])
    row = found.find(7, "quad classes", "known", "hazard")
    assert row is not None
    assert 0 < row.brier < 0.25
    text = json.dumps(plain(found), allow_nan=False)
    assert json.loads(text)["n_actors"] == 6
    assert backtest(store, horizons=(7,), plan=PLAN) == found


def test_the_page_stands_alone(store):
    page = backtest_page(backtest(store, horizons=(7,), plan=PLAN))
    assert "<svg" in page
    assert "7 days" in page
    for outside in ("http:", "https:", "src=", "<script", "<link"):
        assert outside not in page


def test_clear_refusals(store, tmp_path):
    with pytest.raises(Abstained, match="too few to fit forecasts of 30 days"):
        backtest(store, horizons=(30,), since=FIRST + dt.timedelta(days=100), plan=PLAN)
    with pytest.raises(Abstained, match="no window of 180 days"):
        backtest(store, horizons=(180,), plan=PLAN)
    with pytest.raises(DateError, match="outside the data"):
        backtest(store, horizons=(7,), since=dt.date(2019, 1, 1), plan=PLAN)
    with pytest.raises(Abstained, match="no dataset gdelt"):
        backtest(store, horizons=(7,), datasets=["gdelt"], plan=PLAN)
    with pytest.raises(Abstained, match="no event data"):
        backtest(Store(tmp_path / "empty"), horizons=(7,), plan=PLAN)
