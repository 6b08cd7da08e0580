"""A web server on this machine that behaves well or badly, path by path."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

PAGE = (
    "<!DOCTYPE html><html lang='en'><head><title>Court suspends ban | Example Post</title>"
    "<meta property='article:published_time' content='2025-04-17T09:30:00+03:00'></head><body>"
    "<article><h1>Court suspends ban</h1>"
    + "".join(
        f"<p>Paragraph {n}: the court said on Thursday that it had suspended the ban, and that the "
        "decision would enter into force at once, with no appeal possible for either side.</p>"
        for n in range(5)
    )
    + "</article></body></html>"
)


class Site:
    """The server: `site.url("/page")`, `site.seen` lists (path, headers)."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.stop = threading.Event()
        self.pages: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        site = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.seen.append((self.path, dict(self.headers)))
                page = site.pages.get(self.path.split("?")[0])
                if page is None:
                    self.send_error(404)
                    return
                try:
                    page(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def serve(
        self,
        path: str,
        body: bytes | str = b"",
        *,
        status: int = 200,
        kind: str | None = "text/html; charset=utf-8",
        length: int | None = None,
        **headers: str,
    ) -> str:
        data = body.encode() if isinstance(body, str) else body

        def page(answer: BaseHTTPRequestHandler) -> None:
            answer.send_response(status)
            if kind:
                answer.send_header("Content-Type", kind)
            answer.send_header("Content-Length", str(len(data) if length is None else length))
            for name, value in headers.items():
                answer.send_header(name.replace("_", "-"), value)
            answer.end_headers()
            answer.wfile.write(data)

        self.pages[path] = page
        return self.url(path)

    def redirect(self, path: str, to: str) -> str:
        return self.serve(path, status=302, Location=to)

    def drip(self, path: str, first: bytes, piece: bytes, pause: float) -> str:
        """Send `first` raw, then a piece after each pause, until nobody listens."""

        def page(answer: BaseHTTPRequestHandler) -> None:
            answer.close_connection = True
            answer.wfile.write(first)
            while not self.stop.is_set():
                answer.wfile.write(piece)
                answer.wfile.flush()
                time.sleep(pause)

        self.pages[path] = page
        return self.url(path)


@pytest.fixture
def site() -> Iterator[Site]:
    it = Site()
    it.serve("/page", PAGE)
    it.serve("/packed", gzip.compress(PAGE.encode()), Content_Encoding="gzip")
    yield it
    it.stop.set()
    it.server.shutdown()
    it.server.server_close()


@pytest.fixture
def page() -> str:
    return PAGE
