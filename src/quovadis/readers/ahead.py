"""Read ahead: batches are made in a thread of their own while the last ones are written."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import TypeVar

__all__ = ["read_ahead"]

T = TypeVar("T")


def read_ahead(items: Iterator[T], *, most: int = 2) -> Iterator[T]:
    """Yield the items in their order, a few of them made in advance.

    Parsing and writing both leave Python's lock for most of their time, so that two cores work.
    What the iterator raises is raised here, after the items before it. When the reader stops early,
    the thread stops at its next item.

    Args:
        items: Used by the thread only.
        most: Items that wait at the most.

    Examples:
        >>> list(read_ahead(iter("abc")))
        ['a', 'b', 'c']
    """
    waiting: queue.Queue[tuple[bool, T | None]] = queue.Queue(most)
    errors: list[BaseException] = []
    stop = threading.Event()

    def put(more: bool, item: T | None) -> bool:
        while not stop.is_set():
            try:
                waiting.put((more, item), timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def work() -> None:
        try:
            for item in items:
                if not put(True, item):
                    return
        except BaseException as error:
            errors.append(error)
        put(False, None)

    thread = threading.Thread(target=work, name="read-ahead", daemon=True)
    thread.start()
    try:
        while True:
            more, item = waiting.get()
            if not more:
                break
            yield item  # type: ignore[misc]
        if errors:
            raise errors[0]
    finally:
        stop.set()
        thread.join()
