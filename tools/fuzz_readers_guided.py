"""Let coverage guide what is thrown at the readers: new branches of their code lead to new files.

Run: `pip install atheris && python tools/fuzz_readers_guided.py [SECONDS] [SEED]` (default 600
and 1; not in CI). Starts from rows of the real samples. Three things are held: no crash, no hang;
each row is an event, a repeat or a reject; and a row that stands there untouched gives the event
that it gives alone, whatever stands around it. A finding ends the run and is kept.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["quovadis.readers"]):
    from fuzz_readers import HEADED, ROOT, SPOILERS, fault, seeds, spoiled

    from quovadis.ontology import Ontology, load_ontology
    from quovadis.readers import Tally, read_tables

QUOTED = ("ucdp", "acled")  # a stray quote may swallow the lines that follow: no line is untouched
COUNTED = ("n_reports", "n_publishers")  # repeats around a row are counted into it
KINDS = ("gdelt1", "gdelt2", "gdelt-mentions", "gdelt-gkg", "icews", "polecat", "ucdp", "acled")


def rows_of(path: Path, kind: str, ontology: Ontology) -> tuple[dict[str, Any], Tally]:
    """Events by their row id, without what the rows around them may change."""
    tally, found = Tally(), {}
    for table, batch in read_tables(path, tally=tally, ontology=ontology, format=kind):
        if table == "events":
            for row in batch.to_pylist():
                found[row["row_id"]] = {k: v for k, v in row.items() if k not in COUNTED}
    return found, tally


class Target:
    """What the fuzzer calls with each file that it makes up."""

    def __init__(self, data: Path, folder: Path) -> None:
        self.ontology = load_ontology()
        self.path = folder / "made.bin"
        self.alone: dict[tuple[str, bytes], dict[str, Any]] = {}
        self.heads: dict[str, bytes] = {}
        self.n = 0
        for kind, lines in seeds(data).items():
            head = lines[:1] if kind in HEADED else []
            self.heads[kind] = lines[0]
            for line in lines[len(head) :]:
                if kind in QUOTED or not line.strip():
                    continue
                self.path.write_bytes(b"\n".join([*head, line]) + b"\n")
                self.alone[kind, line] = rows_of(self.path, kind, self.ontology)[0]

    def __call__(self, data: bytes) -> None:
        """Read a file: the first byte tells the format, and whether it is forced."""
        if len(data) < 2:
            return
        self.n += 1
        kind = KINDS[data[0] % len(KINDS)]
        self.path.write_bytes(data[1:])
        found = fault(kind, self.path, self.ontology, kind if data[0] < 200 else None)
        if found:
            raise AssertionError(f"{kind}: {found}")
        self._untouched(kind, data[1:])

    def _untouched(self, kind: str, data: bytes) -> None:
        lines = data.split(b"\n")
        known = [line for line in lines if (kind, line) in self.alone]
        if not known or len(set(known)) != len(known):
            return
        if kind in HEADED and lines[0] != self.heads[kind]:
            return  # the columns are others
        try:
            found, tally = rows_of(self.path, kind, self.ontology)
        except Exception:  # told by `fault` already, if it is none of ours
            return
        for line in known:
            for row_id, alone in self.alone[kind, line].items():
                here = found.get(row_id)
                if here is None and not tally.repeats:
                    raise AssertionError(f"{kind}: row {row_id} is lost")
                changed = here and [k for k in alone if here[k] != alone[k]]
                if changed and sum(row_id.encode() in x for x in lines) == 1:
                    raise AssertionError(f"{kind}: row {row_id} has changed in {changed}")


def main() -> None:
    """Read the arguments, write the seeds, and hand over to the fuzzer."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    data = Path(os.environ.get("QUOVADIS_DATA") or ROOT.parent / "shared" / "data")
    chance = random.Random(seed)  # noqa: S311 - no secret
    folder = Path(tempfile.mkdtemp(prefix="quovadis-fuzz-"))
    (folder / "corpus").mkdir()
    for kind, lines in seeds(data).items():
        for n in range(40):
            made = bytes([KINDS.index(kind)]) + spoiled(kind, lines, chance)
            (folder / "corpus" / f"{kind}-{n}").write_bytes(made)
    words = "\n".join('"' + "".join(f"\\x{b:02x}" for b in s) + '"' for s in SPOILERS)
    (folder / "words.txt").write_text(words + "\n")
    target = Target(data, folder)
    options = [f"-max_total_time={seconds}", f"-seed={seed}", "-max_len=6000", "-timeout=20"]
    options += [f"-dict={folder / 'words.txt'}", f"-artifact_prefix={folder}/"]
    atheris.Setup([sys.argv[0], *options, str(folder / "corpus")], target)
    sys.stderr.write(f"fuzzing in {folder}\n")
    atheris.Fuzz()


if __name__ == "__main__":
    main()
