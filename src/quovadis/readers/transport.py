"""An httpx transport that connects only to addresses it has checked, and keeps to a deadline."""

from __future__ import annotations

import functools
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpcore
import httpx

from quovadis.errors import FetchError, UnsafeUrl
from quovadis.readers.addresses import check_address, resolve
from quovadis.readers.limits import Limits

__all__ = ["Deadline", "GuardedTransport"]

_ADDRESSES_TRIED = 3


class Deadline:
    """The end of the time that a read may take.

    Args:
        seconds: From now.
        clock: Monotonic seconds.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.restart(seconds)

    def restart(self, seconds: float) -> None:
        """Let the time run anew: the next of several reads over the same connections begins."""
        self._seconds = seconds
        self._end = self._clock() + seconds

    def left(self, most: float | None = None) -> float:
        """Return the seconds left, at most `most`.

        Raises:
            FetchError: There are none.
        """
        left = self._end - self._clock()
        if left <= 0:
            what = f"it did not end within {self._seconds:g} seconds"
            raise FetchError(what, do="save the page and pass the file")
        return left if most is None else min(left, most)


class GuardedTransport(httpx.BaseTransport):
    """Sends requests over connections whose address was checked and is then used as checked.

    A host is resolved once per connection, and the connection goes to one of the addresses that
    were checked: a name that resolves differently the next time (DNS rebinding) gains nothing.
    TLS still verifies the certificate against the host's name. No proxy is used and no setting is
    taken from the environment.

    Args:
        limits: Seconds to connect and to wait for a byte.
        deadline: When everything must be over.
        allow_private: Connect to any address (tests, local servers).
        keep: Connections that stay open for the next request.
    """

    def __init__(
        self, limits: Limits, deadline: Deadline, *, allow_private: bool = False, keep: int = 0
    ) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(),
            network_backend=_Backend(limits, deadline, allow_private),
            max_keepalive_connections=keep,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body of the answer is read as it is asked for."""
        answer = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.read(),
                extensions=request.extensions,
            )
        )
        assert isinstance(answer.stream, Iterable)  # noqa: S101 - narrows the type
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), request=request
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


@functools.cache
def _tls() -> ssl.SSLContext:
    # Reading the certificates of all authorities takes some 30 ms: once is enough.
    return httpx.create_ssl_context(trust_env=False)


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _Backend(httpcore.NetworkBackend):
    def __init__(self, limits: Limits, deadline: Deadline, allow_private: bool) -> None:
        self._limits, self._deadline, self._allow_private = limits, deadline, allow_private
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - ours rule
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        most = self._limits.connect
        addresses = resolve(host, port, timeout=self._deadline.left(most))
        if not self._allow_private:
            for address in addresses:
                if reason := check_address(address):
                    what = f"the host {host} leads to a {reason} address ({address})"
                    raise UnsafeUrl(what, do="pass a public URL, or save the page and pass that")
        error: Exception | None = None
        for address in addresses[:_ADDRESSES_TRIED]:
            try:
                stream = self._sockets.connect_tcp(
                    address, port, self._deadline.left(most), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
            else:
                return _Stream(stream, self._limits, self._deadline)
        raise error or httpcore.ConnectError("no address")

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        raise UnsafeUrl("local sockets are not opened")


class _Stream(httpcore.NetworkStream):
    """A stream on which every single read and write ends before the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, limits: Limits, deadline: Deadline) -> None:
        self._stream, self._limits, self._deadline = stream, limits, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, self._deadline.left(self._limits.idle))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._deadline.left(self._limits.idle))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(self._limits.connect)
        stream = self._stream.start_tls(ssl_context, server_hostname, left)
        return _Stream(stream, self._limits, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
