"""Processes that tests start: pulls that are killed, and a reader that looks on meanwhile.

`python puller.py pull STORE URL` imports everything, says "ready", and for each line on standard
input starts a pull in a process of its own, which it names ("pid N"), which says "begun" when the
first bytes have come, and whose end it tells ("status N").

`python puller.py watch STORE EXPECTED` looks at the store until standard input ends, then writes
what it has seen that it should not.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import deltalake  # noqa: F401 - imported here, so that no pull spends its life on it
import duckdb  # noqa: F401
import httpcore  # noqa: F401
import httpx  # noqa: F401
import ibis  # noqa: F401

from quovadis.ontology import load_ontology
from quovadis.pipeline.pulls import PullReport, list_folder, pull
from quovadis.readers import read_tables
from quovadis.readers.pulling import Pace, Selection, list_gdelt, mirror
from quovadis.readers.pulling.connection import Connection
from quovadis.store import Store

PACE = Pace(pause=0.02, longest=0.1, connect=1.0, idle=0.3, slowest=1e6)
"""Impatient: what takes a server minutes takes these tests a second."""
DAYS = dt.date(2018, 1, 1), dt.date(2018, 1, 31)
FILES_OF_A_COMMIT = 5


def say(text: str) -> None:
    """Write a line at once, whatever buffers there are."""
    os.write(1, f"{text}\n".encode())


def one_pull(
    store: Store, url: str, on_bytes: Callable[[int], None] | None = None, *, batch: int = 32
) -> PullReport:
    """Pull everything that the server lists."""
    site, ontology = mirror(url), load_ontology()
    with list_folder(store, keep=True) as folder:
        listing = list_gdelt(folder, *DAYS, site=site, pace=PACE, seed=os.getpid())
        return pull(
            listing.files,
            store,
            Selection(ontology, *DAYS),
            site,
            pace=PACE,
            batch=batch,
            seed=os.getpid(),
            on_bytes=on_bytes,
        )


def warm_up() -> None:
    """Read one row and a list of certificates, so that no pull spends its life on that."""
    Connection(PACE).close()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        cells = {0: b"1", 1: b"20180101", 26: b"040", 30: b"1", 31: b"1", 32: b"1", 33: b"1"}
        path.write_bytes(b"\t".join(cells.get(i, b"") for i in range(61)) + b"\n")
        list(read_tables(path, ontology=load_ontology()))


def nursery(store: str, url: str) -> None:
    """Start a pull for each line that comes."""
    warm_up()
    say("ready")
    for _ in sys.stdin:
        pid = os.fork()
        if not pid:
            begun: list[int] = []

            def on_bytes(n: int, begun: list[int] = begun) -> None:
                if not begun:
                    begun.append(n)
                    say("begun")

            one_pull(Store(store), url, on_bytes, batch=FILES_OF_A_COMMIT)
            os._exit(0)
        say(f"pid {pid}")
        say(f"status {os.waitpid(pid, 0)[1]}")


def watch(path: str, expected: str) -> None:
    """Look at the store over and over."""
    known = json.loads(Path(expected).read_text())
    of = {i: name for name, ids in known["ids"].items() for i in ids}
    wrong: list[str] = []
    looks = most = 0
    say("ready")
    os.set_blocking(0, False)
    while not wrong:
        if looks % 10 == 0:
            store = Store(path)
        ids = store.fetch(store.table("events").select("id"))["id"].to_pylist()
        if len(ids) != len(set(ids)):
            wrong.append("a row stands twice")
        if len(ids) < most:
            wrong.append(f"{len(ids)} rows after {most}")
        files = {of[i] for i in ids}
        if len(ids) != sum(len(known["ids"][name]) for name in files):
            wrong.append(f"{len(ids)} rows of {len(files)} files: one is there by half")
        for file in Path(path).glob(".pull/files/*"):
            with contextlib.suppress(FileNotFoundError):  # it is in the store by now
                body = file.read_bytes()
                digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
                if not file.name.endswith(".part") and digest != known["sums"][file.name]:
                    wrong.append(f"{file.name} is not whole")
        looks, most = looks + 1, len(ids)
        with contextlib.suppress(BlockingIOError):
            if not os.read(0, 1):
                break
        time.sleep(0.05)
    say(json.dumps({"wrong": wrong, "looks": looks, "most": most}))


if __name__ == "__main__":
    {"pull": nursery, "watch": watch}[sys.argv[1]](*sys.argv[2:])
