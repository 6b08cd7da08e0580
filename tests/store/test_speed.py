"""The benchmark runs, and the store is as fast as the commands that stand on it need."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path
from types import ModuleType

import pytest

from quovadis.store import Store

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "store.py"


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("store_benchmark", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_benchmark_measures_what_it_says(benchmark: ModuleType, tmp_path: Path) -> None:
    found = benchmark.measure(2_000, tmp_path / "store")
    assert found["rows"] == "2,000"
    assert len(Store(tmp_path / "store").rows("events")) == 2_020


@pytest.mark.slow
def test_half_a_million_events_load_and_answer_in_time(
    benchmark: ModuleType, tmp_path: Path
) -> None:
    rows = list(benchmark.batches(559_288))
    store = Store(tmp_path / "store")
    start = time.perf_counter()
    assert store.add("events", rows).added == 559_288
    assert time.perf_counter() - start < 40
    benchmark.monthly(store, "C000", "C001")  # imports are not counted
    times = []
    for _ in range(3):
        start = time.perf_counter()
        answer = benchmark.monthly(Store(store.path), "C000", "C001")
        times.append(time.perf_counter() - start)
    assert min(times) < 3
    assert answer.num_rows > 60
