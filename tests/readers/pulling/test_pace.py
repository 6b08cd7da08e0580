"""Waiting: how long, for whom, and when it is over."""

from __future__ import annotations

import datetime as dt
import random
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.readers.pulling.pace import Gate, Pace, Stopped, retry_after

NOW = dt.datetime(2025, 4, 9, 12, tzinfo=dt.UTC)


@given(st.integers(1, 60), st.integers())
def test_pauses_double_up_to_the_longest_and_half_of_each_is_chance(n: int, seed: int) -> None:
    pace = Pace(pause=1.0, longest=60.0)
    most = min(60.0, 2.0 ** (n - 1))
    assert most / 2 <= pace.back_off(n, random.Random(seed)) <= most  # noqa: S311


def test_clients_that_failed_together_come_back_apart() -> None:
    pauses = {Pace().back_off(3, random.Random(seed)) for seed in range(20)}  # noqa: S311
    assert len(pauses) == 20


@given(st.text())
def test_any_header_is_a_wait_or_none(text: str) -> None:
    found = retry_after(text, NOW)
    assert found is None or found >= 0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        (" 7 ", 7.0),
        ("Wed, 09 Apr 2025 11:59:00 GMT", 0.0),
        ("Wed, 09 Apr 2025 14:02:00 +0200", 120.0),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        (None, None),
    ],
)
def test_retry_after(text: str | None, seconds: float | None) -> None:
    assert retry_after(text, NOW) == seconds


def test_one_that_was_told_to_wait_makes_all_wait() -> None:
    gate = Gate(threading.Event())
    gate.close(0.3)
    gate.close(0.1)  # a shorter wait does not open it earlier
    start = time.monotonic()
    workers = [threading.Thread(target=gate.wait) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert time.monotonic() - start >= 0.3


def test_nobody_waits_any_more_when_it_is_over() -> None:
    stop = threading.Event()
    gate = Gate(stop)
    gate.close(60)
    threading.Timer(0.1, stop.set).start()
    with pytest.raises(Stopped):
        gate.wait(60)
    with pytest.raises(Stopped):
        gate.check()
