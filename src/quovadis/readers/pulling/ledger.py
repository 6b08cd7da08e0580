"""What was pulled: a file to which a line is added when a remote file's rows are in the store."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quovadis.errors import StoreError

__all__ = ["Entry", "Ledger"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One remote file whose rows are in the store.

    Attributes:
        file: Its name.
        md5: Digest of what was pulled.
        kept: What was kept of it (`Selection.key`); empty: all of it.
        size: Bytes.
        rows: Rows that it holds.
    """

    file: str
    md5: str
    kept: str
    size: int
    rows: int


@dataclass(slots=True)
class Ledger:
    """The lines of one ledger.

    A line is written after the rows are committed: after a crash between the two, the file is
    pulled once more, and its rows are there already. A line that a crash cut short is passed over.

    Args:
        path: The file; it need not be there yet.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "ledger.jsonl"
        ...     Ledger(path).record([Entry("a.zip", "0" * 32, "", 7, 2)], {"events": 2})
        ...     again = Ledger(path)
        ...     again.has("a.zip", None, "actors=RUS"), again.has("b.zip", None, ""), again.added
        (True, False, {'events': 2})
    """

    path: Path
    added: dict[str, int] = field(default_factory=dict)
    """Rows that all commits together have added to each table, as far as they were recorded."""
    _done: dict[str, set[tuple[str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        try:
            with self.path.open(encoding="utf-8", errors="replace") as file:
                for line in file:
                    self._take(line)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise _unusable(self.path, error) from error

    def has(self, file: str, md5: str | None, kept: str) -> bool:
        """Tell whether a file needs not be pulled again.

        Args:
            file: Its name.
            md5: Digest that the list gives now; None when the publisher gives none.
            kept: What is to be kept of it. Whoever has all of it has that too.
        """
        done = self._done.get(file, ())
        return any(md5 in (None, digest) and had in ("", kept) for digest, had in done)

    def record(self, entries: Iterable[Entry], added: dict[str, int]) -> None:
        """Write down what one commit has brought in; it is on the disk when this returns.

        Args:
            entries: The files.
            added: Rows that were new, by table.

        Raises:
            StoreError: It cannot be written.
        """
        lines = [self._line(e) for e in entries]
        lines += [json.dumps({"table": t, "added": n}) for t, n in added.items() if n]
        if not lines:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab+") as file:
                if file.tell() and not _ends_whole(file):
                    file.write(b"\n")  # whoever wrote the last line was killed at it
                file.write(("\n".join(lines) + "\n").encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _unusable(self.path, error) from error
        for line in lines:
            self._take(line)

    def forget(self) -> None:
        """Start anew: the store does not hold what the ledger says."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise _unusable(self.path, error) from error
        self._done.clear()
        self.added.clear()

    @staticmethod
    def _line(entry: Entry) -> str:
        names = ("file", "md5", "kept", "size", "rows")
        return json.dumps({n: getattr(entry, n) for n in names})

    def _take(self, line: str) -> None:
        try:
            row: dict[str, Any] = json.loads(line)
            if "file" in row:
                key = (str(row["md5"]), str(row["kept"]))
                self._done.setdefault(str(row["file"]), set()).add(key)
            else:
                table = str(row["table"])
                self.added[table] = self.added.get(table, 0) + int(row["added"])
        except (ValueError, KeyError, TypeError):
            return


def _ends_whole(file: Any) -> bool:
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) == b"\n")


def _unusable(path: Path, error: OSError) -> StoreError:
    what = f"the ledger of what was pulled cannot be used ({error.strerror or error})"
    return StoreError(what, where=str(path), do="check its permissions and the free space")
