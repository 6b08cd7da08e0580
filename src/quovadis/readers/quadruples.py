"""Quadruple sets: `subject relation object time`, with two files that name the numbers.

This is the layout of the temporal knowledge-graph benchmarks ICEWS14 and ICEWS18: `train.txt`,
`valid.txt` and `test.txt` beside `entity2id.txt` and `relation2id.txt`; the time is in hours from
the first day of the set, and always a multiple of 24.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quovadis.errors import FormatError, InputError, OntologyError
from quovadis.readers.blocks import Block, blocks, head
from quovadis.readers.encoding import decode
from quovadis.readers.event_batches import ActorTable, CodeTable, Rows, batch, to_days
from quovadis.readers.files import read_file
from quovadis.readers.normalise import squeeze
from quovadis.readers.rejects import Reject
from quovadis.readers.sources import Source

if TYPE_CHECKING:
    from quovadis.ontology import Ontology

__all__ = ["EPOCHS", "ID_FILES", "is_quadruple_line", "read_quadruples"]

ID_FILES = ("entity2id.txt", "relation2id.txt")
_SPLITS = ("train.txt", "valid.txt", "test.txt")
EPOCHS = {"icews14": dt.date(2014, 1, 1), "icews18": dt.date(2018, 1, 1)}
"""Day 0 of the sets that we know."""

_MOST_NAMES = 200_000_000
_ROW = r"^(?P<s>\d{1,9})[ \t]+(?P<r>\d{1,9})[ \t]+(?P<o>\d{1,9})[ \t]+(?P<t>\d{1,9})(?:[ \t].*)?$"
_LINE = re.compile(_ROW.encode())
_SPAN = 200 * 366 * 24
"""Hours after which a time is a mistake."""
_ENOUGH = 24
"""Rows from which on the unit of the times can be told."""


def is_quadruple_line(line: bytes) -> bool:
    """Tell whether a line is four whole numbers, whatever follows.

    Examples:
        >>> is_quadruple_line(b"30\\t13\\t18\\t8016"), is_quadruple_line(b"China\\t0")
        (True, False)
    """
    return _LINE.match(line) is not None


def read_quadruples(
    path: Path,
    ontology: Ontology,
    *,
    dataset: str | None,
    epoch: dt.date | None,
    rejects: list[Reject],
) -> Iterator[pa.RecordBatch]:
    """Yield the facts of a quadruple set as events.

    Args:
        path: The folder, or one of its files.
        ontology: Resolves names and relations.
        dataset: Name of the set; None takes the folder's, in lower case.
        epoch: Day 0; None takes that of a set that we know.
        rejects: Rows that cannot be read are appended here.

    Raises:
        FormatError: Day 0 is not known, an id file is missing or broken, or times are not in hours.
    """
    folder = path if path.is_dir() else path.parent
    files = (
        [folder / name for name in _SPLITS if (folder / name).is_file()]
        if path == folder
        else [path]
    )
    if not files:
        what = f"there is none of {', '.join(_SPLITS)} in it"
        raise FormatError(what, where=str(folder), do="pass the folder of a quadruple set")
    name = dataset or folder.resolve().name.lower()
    start = epoch or EPOCHS.get(name)
    if start is None:
        raise FormatError(
            f"day 0 of the quadruple set “{name}” is not known",
            where=str(folder),
            do=f"pass it as epoch (known sets: {', '.join(EPOCHS)})",
        )
    reader = _Reader(
        folder,
        name,
        start,
        _names(folder / ID_FILES[0]),
        _names(folder / ID_FILES[1]),
        ontology,
        rejects,
    )
    for file in files:
        if not is_quadruple_line(next(iter(head(Source(file))), b"")):
            what = "its first line is not four whole numbers"
            raise FormatError(what, where=str(file), do="pass a file of a quadruple set")
        for block in blocks(Source(file)):
            got = reader.read(block, str(file))
            if got is not None:
                yield got


def _names(path: Path) -> dict[int, str]:
    """Return number -> name of an id file (`name<TAB>number`)."""
    try:
        text = decode(read_file(path, limit=_MOST_NAMES), str(path))
    except InputError as error:
        raise FormatError(
            f"the file that names its numbers cannot be read: {error.what}",
            where=str(path),
            do=f"keep {' and '.join(ID_FILES)} beside the quadruples",
        ) from None
    names: dict[int, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, _, key = line.rstrip().rpartition("\t")
        if not key.strip().isdecimal():
            if number == 1 or not line.strip():
                continue  # some sets open with a count
            what = f"line {number} is not a name, a tab and a number"
            raise FormatError(what, where=str(path))
        if name:
            names[int(key)] = squeeze(name.replace("_", " "))
    return names


@dataclass(slots=True)
class _Reader:
    folder: Path
    dataset: str
    epoch: dt.date
    entities: dict[int, str]
    relations: dict[int, str]
    ontology: Ontology
    rejects: list[Reject]
    actors: ActorTable[str] = field(init=False)
    codes: CodeTable = field(init=False)
    relation_rows: Any = field(init=False)
    entity_names: list[str] = field(init=False)
    relation_names: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.actors = ActorTable(lambda name, day: self.ontology.icews_actor(name, day=day))
        self.codes = CodeTable(self.ontology)
        self.entity_names = _dense(self.entities, self.folder / ID_FILES[0])
        self.relation_names = _dense(self.relations, self.folder / ID_FILES[1])
        rows: list[int] = []
        for name in self.relation_names:
            try:
                rows.append(self.codes.row(self.ontology.cameo.by_name(name)) if name else -1)
            except OntologyError:
                rows.append(-1)
        self.relation_rows = np.array(rows, dtype=np.int32)

    def read(self, block: Block, file: str) -> pa.RecordBatch | None:
        """Return the events of a block, or None when no row of it can be read."""
        lines = pa.array(block.lines, pa.binary())
        try:
            found = pc.extract_regex(lines.cast(pa.string()), _ROW)
        except pa.ArrowInvalid:  # not UTF-8 somewhere: such a line is no row of numbers
            plain = [x.decode("ascii", "replace") for x in block.lines]
            found = pc.extract_regex(pa.array(plain, pa.string()), _ROW)
        numbers = [
            pc.fill_null(pc.struct_field(found, k).cast(pa.int64()), -1).to_numpy(
                zero_copy_only=False
            )
            for k in "srot"
        ]
        s, r, o, t = numbers
        good = self._good(block, file, s, r, o, t)
        if not good.any():
            return None
        s, r, o, t = (column[good] for column in numbers)
        days = (t // 24 + to_days(self.epoch)).astype(np.int32)
        relation_rows = self.relation_rows[r]
        sources = self.actors.rows(self.entity_names, s, days)
        targets = self.actors.rows(self.entity_names, o, days)
        columns = self.actors.columns("source", sources)
        columns |= self.actors.columns("target", targets)
        columns |= self.codes.columns(relation_rows)
        wording = pa.array(self.relation_names, pa.string()).take(pa.array(r))
        return batch(Rows(self.dataset, days, self._row_ids(s, r, o, days), wording, columns))

    def _good(self, block: Block, file: str, s: Any, r: Any, o: Any, t: Any) -> Any:
        """Return which rows can be read; the others go to the rejects (blank lines do not)."""
        checks: tuple[tuple[Any, Callable[[int], str]], ...] = (
            ((s < 0) | (t < 0), lambda _: "it is not four whole numbers"),
            (_unknown(s, self.entity_names), lambda i: f"entity {s[i]} is not in {ID_FILES[0]}"),
            (_unknown(o, self.entity_names), lambda i: f"entity {o[i]} is not in {ID_FILES[0]}"),
            (
                _unknown(r, self.relation_names),
                lambda i: f"relation {r[i]} is not in {ID_FILES[1]}",
            ),
            (
                self.relation_rows[np.clip(r, 0, len(self.relation_rows) - 1)] < 0,
                lambda i: f"relation “{self.relations[int(r[i])]}” is no CAMEO event",
            ),
            (t % 24 != 0, lambda i: f"time {t[i]} is not a whole day (hours, a multiple of 24)"),
            (t > _SPAN, lambda i: f"time {t[i]} lies more than 200 years after day 0"),
        )
        times = t[(s >= 0) & (t >= 0)]
        if len(times) >= _ENOUGH and (times % 24 != 0).mean() > 0.5:
            raise FormatError(
                "most of its times are no multiples of 24: it does not count hours",
                where=file,
                do="pass a set whose time is in hours from day 0",
            )
        good = np.ones(len(s), dtype=bool)
        for bad, reason in checks:
            for index in np.flatnonzero(bad & good).tolist():
                if block.lines[index].strip():
                    self.rejects.append(Reject(file, block.first + index, reason(index)))
            good &= ~bad
        return good

    def _row_ids(self, s: Any, r: Any, o: Any, days: Any) -> list[str]:
        """Return a hash of who, what, to whom and when: equal wherever the row stands."""
        entities = [name.encode() + b"|" for name in self.entity_names]
        relations = [name.encode() + b"|" for name in self.relation_names]
        own, back = np.unique(days, return_inverse=True)
        dates = [str(d).encode() for d in own.astype("datetime64[D]")]
        rows = zip(s.tolist(), r.tolist(), o.tolist(), back.tolist(), strict=True)
        return [
            blake2b(entities[a] + relations[b] + entities[c] + dates[d], digest_size=10).hexdigest()
            for a, b, c, d in rows
        ]


def _unknown(numbers: Any, names: list[str]) -> Any:
    known = np.array([bool(name) for name in names])
    return (numbers >= len(names)) | ~known[np.clip(numbers, 0, len(names) - 1)]


def _dense(names: dict[int, str], path: Path) -> list[str]:
    """Return the names as a list by number, with empty strings in the gaps."""
    most = max(names, default=-1)
    if not names or most > 10 * len(names) + 1000:
        what = "it names no numbers, or numbers far apart"
        raise FormatError(what, where=str(path), do="number the names from 0")
    return [names.get(number, "") for number in range(most + 1)]
