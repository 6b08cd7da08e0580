"""Many documents on several cores: the same results in the same order.

Each process has a coder of its own and nothing is kept between documents, so it does not matter
which of them codes which. Only a few chunks are under way at a time, so memory does not grow with
the batch.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING

from quovadis.records import Coded, Document

if TYPE_CHECKING:
    from quovadis.coding.coder import Coder

__all__ = ["CHUNK", "code_in_processes"]

CHUNK = 16
"""Documents that are handed to a process at a time."""

_coder: Coder | None = None


def code_in_processes(
    documents: Iterable[Document], make: Callable[[], Coder], workers: int
) -> Iterator[Coded]:
    """Code documents in processes of their own, in order.

    Args:
        documents: What to code; read as it is needed.
        make: Makes a coder in each process; must be picklable.
        workers: Processes.
    """
    # Not forked: a copy of a process that has threads may wait for ever on one of their locks.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, _start, (make,))
    under_way: deque[Future[list[Coded]]] = deque()
    rest = iter(documents)
    try:
        while True:
            while len(under_way) < workers + 1 and (chunk := tuple(islice(rest, CHUNK))):
                under_way.append(pool.submit(_code, chunk))
            if not under_way:
                return
            yield from under_way.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start(make: Callable[[], Coder]) -> None:
    global _coder  # the process has one coder, made once
    _coder = make()


def _code(chunk: Sequence[Document]) -> list[Coded]:
    if _coder is None:
        raise RuntimeError("the process was not started as a coder")
    return [_coder.code(document) for document in chunk]
