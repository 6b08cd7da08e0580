"""Many files, a few at a time: workers fetch, one reader takes what is whole."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quovadis.errors import FetchError, QuovadisError
from quovadis.readers.pulling.connection import Refused, Unanswered
from quovadis.readers.pulling.download import Downloader, Got, md5_of
from quovadis.readers.pulling.pace import Gate, Pace, Stopped
from quovadis.readers.pulling.remote_files import RemoteFile, Site

__all__ = ["Outcome", "fetch_all"]

log = logging.getLogger(__name__)

_AHEAD = 2  # files for each worker that are whole and not taken yet
_GRACE = 2.0  # seconds that workers get to notice that the pull is over


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: it is here, or why not.

    Attributes:
        file: Which.
        got: Where it lies; None with an error.
        error: Why it is not here.
    """

    file: RemoteFile
    got: Got | None = None
    error: QuovadisError | None = None

    @property
    def missing(self) -> bool:
        """Whether the publisher lists the file but does not have it."""
        return isinstance(self.error, Refused) and self.error.missing


def fetch_all(
    files: Sequence[RemoteFile],
    folder: Path,
    site: Site,
    *,
    pace: Pace | None = None,
    seed: int | None = None,
    on_bytes: Callable[[int], None] | None = None,
) -> Generator[Outcome, None, None]:
    """Yield what becomes of each file, as it comes, in no order.

    At the most `pace.parallel` files are under way, and two more for each worker wait to be taken:
    neither memory nor disk grows with the number of files, as long as the caller deletes what it
    has taken. What lies in the folder whole from an earlier pull is taken from there.

    Args:
        files: Which.
        folder: Where to; it must be there.
        site: Where from.
        pace: Limits.
        seed: Of the chance in pauses.
        on_bytes: See `Downloader`; called by the workers.

    Yields:
        One outcome for each file. A file that fails does not stop the others.

    Raises:
        FetchError: Nothing answers any more, or the server wants to be left alone.
        UnsafeUrl: It leads to where we do not go.
        StoreError: The disk takes no more.
    """
    crew = _Crew(files, folder, site, pace or Pace(), seed, on_bytes or (lambda _: None))
    try:
        yield from crew.outcomes(len(files))
    finally:
        crew.dismiss()


class _Crew:
    def __init__(
        self,
        files: Sequence[RemoteFile],
        folder: Path,
        site: Site,
        pace: Pace,
        seed: int | None,
        on_bytes: Callable[[int], None],
    ) -> None:
        self._site, self._pace, self._folder = site, pace, folder
        self._on_bytes = on_bytes
        self._todo = iter(files)
        self._next = threading.Lock()
        self._stop = threading.Event()
        self._gate = Gate(self._stop)
        self._room = threading.Semaphore(pace.parallel * (1 + _AHEAD))
        self._done: queue.Queue[Outcome | BaseException] = queue.Queue()
        n = min(pace.parallel, len(files))
        self._workers = [
            threading.Thread(
                target=self._work,
                args=(None if seed is None else seed * 1000 + i,),
                name=f"pull-{i}",
                daemon=True,
            )
            for i in range(n)
        ]
        for worker in self._workers:
            worker.start()

    def outcomes(self, n: int) -> Iterator[Outcome]:
        """Yield the outcomes of n files; end with an error when nothing answers any more."""
        lost = 0
        for _ in range(n):
            found = self._done.get()
            if isinstance(found, BaseException):
                raise found
            lost = lost + 1 if isinstance(found.error, Unanswered) else 0
            yield found
            self._room.release()
            wait = found.error.wait if isinstance(found.error, Unanswered) else None
            if wait and wait > self._pace.patience:
                what = f"the server asks to be left alone for {wait:,.0f} seconds"
                raise FetchError(what, where=self._site.address, do="go on with the pull then")
            if lost >= self._pace.lost:
                what = f"{lost} files in a row got no answer ({found.error.what})"  # type: ignore[union-attr]
                do = "check the connection, then run the same command again: it goes on from here"
                raise FetchError(what, where=self._site.address, do=do)

    def dismiss(self) -> None:
        """Let the workers go: whoever waits, stops; whoever reads, soon does."""
        self._stop.set()
        for _ in self._workers:
            self._room.release()
        for worker in self._workers:
            worker.join(_GRACE / len(self._workers))

    def _work(self, seed: int | None) -> None:
        try:
            loader = Downloader(
                self._site, self._pace, self._gate, seed=seed, on_bytes=self._on_bytes
            )
            try:
                while True:
                    self._room.acquire()
                    self._gate.check()
                    with self._next:
                        file = next(self._todo, None)
                    if file is None:
                        self._room.release()
                        return
                    self._done.put(self._one(loader, file))
            finally:
                loader.connection.close()
        except Stopped:
            return
        except BaseException as error:
            self._done.put(error)

    def _one(self, loader: Downloader, file: RemoteFile) -> Outcome:
        to = self._folder / file.name
        if file.md5 and to.is_file() and to.stat().st_size == file.size:
            digest = md5_of(to)
            if digest == file.md5:
                self._on_bytes(file.size)
                return Outcome(file, Got(to, file.size, digest))
        try:
            return Outcome(file, loader.fetch(file, to))
        except FetchError as error:
            error.where = self._site.url(file.path)
            log.info("%s", error)
            return Outcome(file, error=error)
