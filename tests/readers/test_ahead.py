"""Reading ahead: order, errors, and an early end."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from quovadis.readers.ahead import read_ahead


def counted(n: int, made: list[int]) -> Iterator[int]:
    for i in range(n):
        made.append(i)
        yield i


def threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name == "read-ahead"]


def test_items_come_in_order() -> None:
    assert list(read_ahead(iter(range(1000)), most=3)) == list(range(1000))
    assert list(read_ahead(iter(()))) == []


def test_no_more_than_a_few_are_made_in_advance() -> None:
    made: list[int] = []
    items = read_ahead(counted(100, made), most=2)
    assert next(items) == 0
    assert next(items) == 1
    # Two handed over, two waiting, one in the hand of the thread.
    assert len(made) <= 5
    items.close()  # type: ignore[attr-defined]
    assert len(made) <= 5
    assert threads() == []


def test_an_error_comes_after_the_items_before_it() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    items = read_ahead(broken())
    assert next(items) == 1
    with pytest.raises(ValueError, match="broken"):
        next(items)
    assert threads() == []
