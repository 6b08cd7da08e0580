"""The right to write, held by one process at a time. Readers never ask for it."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from quovadis.errors import StoreError

__all__ = ["write_errors", "writer_lock"]

_NAME = ".writer.lock"
_PATIENCE = 300.0  # seconds; a writer holds the lock for one commit, well under a second
_PAUSE = 0.01
_NO_LOCKS = frozenset({errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP})


@contextlib.contextmanager
def writer_lock(folder: Path, *, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold the right to write to a store.

    The lock is the operating system's (`flock`, on Windows `msvcrt.locking`), which takes it back
    when its holder dies, however it dies: no stale lock can block a store. Where a file system
    knows no locks, writers go on without: every commit is checked for conflicts in any case, the
    lock only spares them the work of trying again.

    Args:
        folder: The store.
        patience: Seconds to wait for others.

    Raises:
        StoreError: The folder cannot be written, or others would not let go.
    """
    with write_errors(folder):
        descriptor = os.open(folder / _NAME, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        with write_errors(folder):
            _wait(descriptor, folder, patience)
        yield
    finally:
        os.close(descriptor)  # closing releases the lock


@contextlib.contextmanager
def write_errors(folder: Path) -> Iterator[None]:
    """Turn the operating system's refusal to write into a `StoreError` that says what to do."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(
            f"the store cannot be written ({reason})",
            where=str(folder),
            do="check the folder's permissions and free space, or name another with --store",
        ) from error


def _wait(descriptor: int, folder: Path, patience: float) -> None:
    give_up = time.monotonic() + patience
    while not _take(descriptor):
        if time.monotonic() > give_up:
            raise StoreError(
                f"other processes have been writing for {patience:.0f} seconds without a pause",
                where=str(folder),
                do="wait for them and try again: nothing that was committed is lost",
            )
        time.sleep(_PAUSE)


def _take(descriptor: int) -> bool:
    """Try once; True when the lock is ours, or when there are no locks to be had."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES):
            return False
        if error.errno in _NO_LOCKS:
            return True
        raise
    return True
