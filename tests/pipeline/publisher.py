"""A publisher's web server on this machine: honest, or as bad as servers get, by a seeded plan.

Also the files that it serves: real GDELT rows where the data is at hand, else invented ones in the
exact layout, cut into files with a master list beside them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import random
import select
import socket
import struct
import threading
import time
import zipfile
from collections import Counter
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from quovadis.readers import read_events
from quovadis.readers.gdelt import COLUMNS_2

LIST = "gdeltv2/masterfilelist.txt"
FAULTS = (
    *("drop", "long", "short", "flip", "extra", "503", "429", "500", "silence", "garbage"),
    *("redirect", "reset", "trickle"),
)
START = dt.datetime(2018, 1, 1, tzinfo=dt.UTC)


def invented_rows(n: int) -> list[bytes]:
    """Rows of GDELT 2.0 that nobody has written: two countries and a day, over and over."""
    rows = []
    for i in range(n):
        made = {
            "GLOBALEVENTID": str(900_000_000 + i),
            "SQLDATE": "20180101",
            "Actor1CountryCode": ("USA", "RUS", "FJI")[i % 3],
            "Actor1Code": ("USA", "RUS", "FJI")[i % 3],
            "Actor2CountryCode": ("AFG", "FJI")[i % 2],
            "Actor2Code": ("AFG", "FJI")[i % 2],
            "EventCode": "040",
            "GoldsteinScale": "1.0",
            "NumSources": "1",
            "NumArticles": "3",
            "DATEADDED": "20180101001500",
            "SOURCEURL": f"https://www.post.example/{i // 2}",
        }
        rows.append("\t".join(made.get(c, "") for c in COLUMNS_2).encode() + b"\n")
    return rows


def rows_at_hand(data: Path, n: int) -> list[bytes]:
    """Real rows of GDELT 2.0, or invented ones where the data is absent."""
    found = sorted((data / "formats" / "gdelt2").glob("*.export.CSV"))
    rows = [row for path in found for row in path.read_bytes().splitlines(keepends=True)]
    return rows[:n] if len(rows) >= n else invented_rows(n)


def zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def quarter_hours(rows: list[bytes], n: int) -> dict[str, bytes]:
    """Cut rows into n files of different lengths, named as GDELT names them."""
    files = {}
    for i in range(n):
        name = f"{START + dt.timedelta(minutes=15 * i):%Y%m%d%H%M%S}.export.CSV"
        part = rows[i * len(rows) // n : (i + 1) * len(rows) // n]
        files[f"gdeltv2/{name}.zip"] = zipped(name, b"".join(part))
    return files


def master_list(files: dict[str, bytes]) -> bytes:
    lines = []
    for path, body in sorted(files.items()):
        md5 = hashlib.md5(body, usedforsecurity=False).hexdigest()
        lines.append(f"{len(body)} {md5} http://data.gdeltproject.org/{path}\n")
        other = path.replace(".export.", ".mentions.")
        lines.append(f"{len(body)} {md5} http://data.gdeltproject.org/{other}\n")
    return "".join(lines).encode()


def ids_of(files: dict[str, bytes], folder: Path) -> dict[str, list[str]]:
    """The ids of the events of each file, by its name, read one by one."""
    found = {}
    for path, body in files.items():
        name = path.rsplit("/", 1)[-1]
        (folder / name).write_bytes(body)
        batches = read_events(folder / name)
        found[name] = [i for batch in batches for i in batch.column("id").to_pylist()]
    return found


def write_expected(to: Path, files: dict[str, bytes], ids: dict[str, list[str]]) -> Path:
    """Write down what a reader may see: the ids and the digest of each file."""
    sums = {
        path.rsplit("/", 1)[-1]: hashlib.md5(body, usedforsecurity=False).hexdigest()
        for path, body in files.items()
    }
    to.write_text(json.dumps({"ids": ids, "sums": sums}))
    return to


class Publisher:
    """The server.

    Args:
        files: Path to body; a path that a list names and that is not here gives 404.
        delay: Seconds before each answer.
    """

    def __init__(self, files: dict[str, bytes], *, delay: float = 0.0) -> None:
        self.files, self.delay = files, delay
        self.plan: dict[str, list[str]] = {}
        self.wrong: set[str] = set()
        """Paths that are never served as listed."""
        self.asked: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.most = 0
        """The most requests that have ever waited for their answers at a time."""
        self.stop = threading.Event()
        self._lock = threading.Lock()
        self._now = 0
        publisher = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                try:
                    publisher.answer(self)
                except OSError:  # whoever asked was killed, or has given up
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def misbehave(self, seed: int, *, share: float = 0.25, twice: float = 0.05) -> None:
        """Plan a fault for a share of the files, and two for some; the list breaks off once."""
        chance = random.Random(seed)  # noqa: S311 - the same faults in every run
        for path in sorted(self.files):
            n = 1 + (chance.random() < twice) if chance.random() < share else 0
            self.plan[path] = [chance.choice(FAULTS) for _ in range(n)]
        self.plan[LIST] = ["drop"]

    def close(self) -> None:
        self.stop.set()
        self.server.shutdown()
        self.server.server_close()

    def answer(self, to: BaseHTTPRequestHandler) -> None:
        path = to.path.lstrip("/").split("?")[0]
        with self._lock:
            self.asked[path] += 1
            self.agents.add(to.headers.get("User-Agent", ""))
            left = self.plan.get(path, [])
            fault = left.pop(0) if left and "?" not in to.path else ""
            # Whoever waits for an answer is still there: once it is sent, nobody can tell.
            self._now += 1
            self.most = max(self.most, self._now)
        self.stop.wait(self.delay)
        with self._lock:
            self._now -= 1
        body = self.files.get(path)
        if path in self.wrong:
            fault = "flip"
        if body is None and not fault:
            _send(to, 404, b"not here")
            return
        getattr(self, f"_{fault}", self._status)(to, body or b"", fault)

    def _status(self, to: BaseHTTPRequestHandler, body: bytes, fault: str) -> None:
        if fault == "503":
            return _send(to, 503, b"busy", retry_after="0")
        if fault == "429":
            return _send(to, 429, b"too many", retry_after=formatdate(time.time() - 5, usegmt=True))
        if fault == "500":
            return _send(to, 500, b"oh")
        return self._ranged(to, body)

    def _ranged(self, to: BaseHTTPRequestHandler, body: bytes) -> None:
        asked = to.headers.get("Range", "").removeprefix("bytes=").rstrip("-")
        tag = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
        same = to.headers.get("If-Range") in (None, tag)
        if not asked or not same:
            return _send(to, 200, body, etag=tag)
        first = int(asked.split("-")[0])
        if first >= len(body):
            return _send(to, 416, b"")
        place = f"bytes {first}-{len(body) - 1}/{len(body)}"
        return _send(to, 206, body[first:], etag=tag, content_range=place)

    def _drop(self, to: BaseHTTPRequestHandler, body: bytes, _: str) -> None:
        tag = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
        _send(to, 200, body[: len(body) // 2], length=len(body), etag=tag)
        to.close_connection = True

    def _long(self, to: BaseHTTPRequestHandler, body: bytes, _: str) -> None:
        _send(to, 200, body, length=len(body) + 100)
        to.close_connection = True

    def _short(self, to: BaseHTTPRequestHandler, body: bytes, _: str) -> None:
        _send(to, 200, body[: len(body) // 2])

    def _flip(self, to: BaseHTTPRequestHandler, body: bytes, _: str) -> None:
        at = len(body) // 2
        _send(to, 200, body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :])

    def _extra(self, to: BaseHTTPRequestHandler, body: bytes, _: str) -> None:
        _send(to, 200, body + b"x" * 50)

    def _silence(self, to: BaseHTTPRequestHandler, body: bytes, _: str) -> None:  # noqa: ARG002
        select.select([to.connection], [], [], 1.0)  # ends when whoever asked hangs up
        to.close_connection = True

    def _garbage(self, to: BaseHTTPRequestHandler, body: bytes, _: str) -> None:  # noqa: ARG002
        to.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
        to.close_connection = True

    def _redirect(self, to: BaseHTTPRequestHandler, body: bytes, _: str) -> None:  # noqa: ARG002
        _send(to, 302, b"", location=f"{to.path}?again")

    def _reset(self, to: BaseHTTPRequestHandler, body: bytes, _: str) -> None:
        to.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body[:10])
        to.wfile.flush()
        linger = struct.pack("ii", 1, 0)  # closing sends a reset, not a farewell
        to.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        to.connection.close()
        to.close_connection = True

    def _trickle(self, to: BaseHTTPRequestHandler, body: bytes, _: str) -> None:
        to.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body))
        to.close_connection = True
        for i in range(len(body)):
            to.wfile.write(body[i : i + 1])
            to.wfile.flush()
            if self.stop.wait(0.05):
                return


def _send(
    to: BaseHTTPRequestHandler,
    status: int,
    body: bytes,
    *,
    length: int | None = None,
    **headers: str,
) -> None:
    to.send_response(status)
    to.send_header("Content-Length", str(len(body) if length is None else length))
    for name, value in headers.items():
        to.send_header(name.replace("_", "-").title(), value)
    to.end_headers()
    to.wfile.write(body)
    to.wfile.flush()
