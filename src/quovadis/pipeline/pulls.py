"""Remote files into the store: fetched a few at a time, filtered, committed whole, remembered."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from quovadis.errors import EmptyInput, FetchError, InputError
from quovadis.readers import Reject, Tally, read_tables
from quovadis.readers.pulling import Entry, Ledger, Outcome, Pace, RemoteFile, Site, fetch_all
from quovadis.store import Store
from quovadis.store.adding import CHUNK_BYTES, CHUNK_ROWS
from quovadis.store.lock import write_errors, writer_lock

if TYPE_CHECKING:
    import pyarrow as pa

    from quovadis.readers.pulling import Selection

__all__ = ["FilePull", "Plan", "PullReport", "list_folder", "plan_pull", "pull"]

log = logging.getLogger(__name__)

_FOLDER = ".pull"
_REJECTS_SHOWN = 1000
_WAITING = 256 << 20  # bytes of files that may lie on the disk until their commit
_OTHERS_PATIENCE = 2.0  # seconds to wait for another pull into the same store


@dataclass(frozen=True, slots=True)
class Plan:
    """What a pull would take.

    Attributes:
        files: Those still to be pulled.
        done: Files that were pulled before.
    """

    files: tuple[RemoteFile, ...]
    done: int

    @property
    def size(self) -> int:
        """Bytes to be fetched, as far as the publisher tells."""
        return sum(f.size or 0 for f in self.files)


@dataclass(frozen=True, slots=True)
class FilePull:
    """Why one file did not come in.

    Attributes:
        file: Its name.
        reason: One sentence.
    """

    file: str
    reason: str


@dataclass(slots=True, kw_only=True)
class PullReport:
    """What came of a pull.

    Attributes:
        files: Files whose rows are in the store now.
        done: Files that were pulled before.
        missing: Files that the publisher lists but does not have.
        failed: Files that could not be had, or not be read.
        size: Bytes of the files that came in.
        read: Rows that they hold.
        repeats: Rows that say again what another row of the same story says.
        passed: Events that were not asked for, and are not in the store.
        added: Events (reports, stories) that are new in the store.
        already: Those that were there before.
        rejected: Rows that could not be read.
        rejects: The first thousand of them.
        stopped: Why the pull ended before its end; None when it did not.
    """

    files: int = 0
    done: int = 0
    missing: list[FilePull] = field(default_factory=list)
    failed: list[FilePull] = field(default_factory=list)
    size: int = 0
    read: int = 0
    repeats: int = 0
    passed: int = 0
    added: int = 0
    already: int = 0
    rejected: int = 0
    rejects: list[Reject] = field(default_factory=list)
    stopped: str | None = None


@contextlib.contextmanager
def list_folder(store: Store, *, keep: bool) -> Iterator[Path]:
    """Give a folder for the publishers' lists.

    Args:
        store: The store in whose folder they are kept.
        keep: Otherwise in a copy that is thrown away: nothing is written to the store's folder.
    """
    kept = store.path / _FOLDER / "lists"
    if keep:
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="quovadis-") as aside:
        copy = Path(aside) / "lists"
        if kept.is_dir():
            shutil.copytree(kept, copy)
        yield copy


def plan_pull(files: Sequence[RemoteFile], store: Store, selection: Selection) -> Plan:
    """Tell what a pull would take; writes nothing.

    Args:
        files: What the publisher offers of what is asked for.
        store: Where to.
        selection: What is kept of the files.
    """
    ledger = _ledger(store)
    if _lacks(store, ledger):
        return Plan(tuple(files), 0)
    left = tuple(f for f in files if not ledger.has(f.name, f.md5, selection.key(f)))
    return Plan(left, len(files) - len(left))


def pull(
    files: Sequence[RemoteFile],
    store: Store,
    selection: Selection,
    site: Site,
    *,
    pace: Pace | None = None,
    batch: int = 32,
    seed: int | None = None,
    on_bytes: Callable[[int], None] | None = None,
    on_commit: Callable[[PullReport], None] | None = None,
) -> PullReport:
    """Pull files into the store.

    The rows of up to `batch` files (or 256 MB of them) go in with one commit: whoever reads
    meanwhile sees all rows of a file or none. (Only a file of which more than 262,144 rows are kept
    needs several commits.) A pull that was cut off, however hard, goes on where it was when it is
    run again: the ledger in the store's folder says which files are in, and rows are never added
    twice.

    Args:
        files: Which.
        store: Where to.
        selection: What is kept of them.
        site: Where from.
        pace: Limits of the fetching.
        batch: Files of one commit.
        seed: Of the chance in pauses.
        on_bytes: Called with the bytes that came; negative when they were of no use.
        on_commit: Called with the report so far after each commit, and after each file that failed.

    Returns:
        The counts; files that failed are in it, and do not stop the others.

    Raises:
        UnsafeUrl: The publisher leads to where we do not go.
        StoreError: The store cannot be written, or another pull is at work on it.
    """
    with write_errors(store.path):
        folder = store.path / _FOLDER
        folder.mkdir(parents=True, exist_ok=True)
    with writer_lock(folder, patience=_OTHERS_PATIENCE):
        ledger = _ledger(store)
        if _lacks(store, ledger):
            log.warning("%s holds fewer rows than were pulled: pulling again", store.path)
            ledger.forget()
        left = [f for f in files if not ledger.has(f.name, f.md5, selection.key(f))]
        report = PullReport(done=len(files) - len(left))
        basket = _Basket(store, ledger, report, batch, on_commit or (lambda _: None))
        with write_errors(folder):
            here = _files_folder(folder, left)
        found = fetch_all(left, here, site, pace=pace, seed=seed, on_bytes=on_bytes)
        try:
            with contextlib.closing(found):
                for outcome in found:
                    basket.take(outcome, selection)
        except FetchError as error:
            report.stopped = str(error)
        basket.commit()
    return report


def _ledger(store: Store) -> Ledger:
    return Ledger(store.path / _FOLDER / "ledger.jsonl")


def _lacks(store: Store, ledger: Ledger) -> bool:
    """Whether the store has lost what the ledger says (a table deleted, an older backup)."""
    return any(
        store.fetch(store.table(table).count().as_table())[0][0].as_py() < rows
        for table, rows in ledger.added.items()
    )


def _files_folder(folder: Path, wanted: Sequence[RemoteFile]) -> Path:
    """Make the folder of fetched files; what an earlier pull left for others goes."""
    here = folder / "files"
    here.mkdir(exist_ok=True)
    names = {f.name for f in wanted}
    for path in here.iterdir():
        if path.name not in names:
            path.unlink(missing_ok=True)
    return here


@dataclass(slots=True)
class _Read:
    """Rows of one file that wait for their commit."""

    outcome: Outcome
    kept: str
    tally: Tally
    batches: list[tuple[str, pa.RecordBatch]] = field(default_factory=list)
    passed: int = 0
    rows: int = 0
    bytes: int = 0

    def put(self, table: str, batch: pa.RecordBatch) -> None:
        self.batches.append((table, batch))
        self.rows += batch.num_rows
        self.bytes += batch.nbytes

    def clear(self) -> None:
        self.batches.clear()
        self.rows = self.bytes = 0


class _Basket:
    """Gathers the rows of whole files, and commits them together."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        report: PullReport,
        batch: int,
        on_commit: Callable[[PullReport], None],
    ) -> None:
        self._store, self._ledger, self._report = store, ledger, report
        self._batch, self._on_commit = batch, on_commit
        self._whole: list[_Read] = []

    def take(self, outcome: Outcome, selection: Selection) -> None:
        """Read a file that came in, and commit when there is enough."""
        if outcome.got is None:
            self._fail(outcome, outcome.error)
            return
        read = _Read(outcome, selection.key(outcome.file), Tally())
        try:
            for table, batch in self._rows(outcome, selection, read):
                if self._full(read, batch):
                    self.commit()
                if self._full(read, batch):  # this file alone is too much for one commit
                    self._ledger.record([], self._add([read]))
                    read.clear()
                read.put(table, batch)
        except EmptyInput:
            pass  # some quarter hours have no events
        except InputError as error:
            error.where = outcome.file.name
            self._fail(outcome, error)
            outcome.got.path.unlink(missing_ok=True)
            return
        self._whole.append(read)
        size = sum(r.outcome.got.size for r in self._whole if r.outcome.got)
        if len(self._whole) >= self._batch or size >= _WAITING:
            self.commit()

    def commit(self) -> None:
        """Put what was gathered into the store, then into the ledger; then drop the files."""
        if not self._whole:
            return
        added = self._add(self._whole)
        entries, report = [], self._report
        for read in self._whole:
            got = read.outcome.got
            assert got is not None  # noqa: S101 - narrows the type
            entries.append(
                Entry(read.outcome.file.name, got.md5, read.kept, got.size, read.tally.rows)
            )
            report.files += 1
            report.size += got.size
            report.read += read.tally.rows
            report.repeats += read.tally.repeats
            report.passed += read.passed
        self._ledger.record(entries, added)
        for read in self._whole:
            if read.outcome.got:
                read.outcome.got.path.unlink(missing_ok=True)
        self._whole.clear()
        self._on_commit(report)

    def _rows(
        self, outcome: Outcome, selection: Selection, read: _Read
    ) -> Iterator[tuple[str, pa.RecordBatch]]:
        assert outcome.got is not None  # noqa: S101 - narrows the type
        found = read_tables(
            outcome.got.path,
            format=outcome.file.format,
            tally=read.tally,
            ontology=selection.ontology,
        )
        for table, batch in found:
            kept = selection.keep(batch, outcome.file) if table == "events" else batch
            read.passed += batch.num_rows - kept.num_rows
            self._reject(read)
            if kept.num_rows:
                yield table, kept
        self._reject(read)

    def _reject(self, read: _Read) -> None:
        """Move the rows that could not be read to the report, under the file's public name."""
        report, rejects = self._report, read.tally.rejects
        here = str(read.outcome.got.path.parent) if read.outcome.got else ""
        report.rejected += len(rejects)
        for reject in rejects[: max(0, _REJECTS_SHOWN - len(report.rejects))]:
            name = reject.file.removeprefix(here).lstrip("/\\")
            report.rejects.append(dataclasses.replace(reject, file=name))
        rejects.clear()

    def _full(self, read: _Read, batch: pa.RecordBatch) -> bool:
        """Whether one more batch would not fit into one commit."""
        waiting = [*self._whole, read]
        rows = sum(r.rows for r in waiting) + batch.num_rows
        size = sum(r.bytes for r in waiting) + batch.nbytes
        return (rows > CHUNK_ROWS or size > CHUNK_BYTES) and any(r.rows for r in waiting)

    def _add(self, reads: Sequence[_Read]) -> dict[str, int]:
        added: dict[str, int] = {}
        waiting = [pair for read in reads for pair in read.batches]
        for table in dict.fromkeys(name for name, _ in waiting):
            done = self._store.add(table, (batch for name, batch in waiting if name == table))
            added[table] = done.added
            self._report.added += done.added
            self._report.already += done.already
        return added

    def _fail(self, outcome: Outcome, error: Exception | None) -> None:
        reason = str(error)
        which = self._report.missing if outcome.missing else self._report.failed
        which.append(FilePull(outcome.file.name, reason))
        log.info("%s: %s", outcome.file.name, reason)
        self._on_commit(self._report)
