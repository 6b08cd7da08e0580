"""One worker's line to a publisher: one request at a time, each hop checked, each wait bounded."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from quovadis.errors import FetchError
from quovadis.readers.addresses import check_url
from quovadis.readers.fetch import USER_AGENT
from quovadis.readers.limits import Limits
from quovadis.readers.pulling.pace import Pace, retry_after

if TYPE_CHECKING:
    import httpx

__all__ = ["Connection", "Refused", "Unanswered"]

_HEADERS = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})


class Unanswered(FetchError):
    """No whole answer came, and the next attempt may bring one.

    Args:
        what: What happened.
        wait: Seconds that the server asks to be left alone, or None.
    """

    def __init__(self, what: str, *, wait: float | None = None) -> None:
        super().__init__(what, do="try again later")
        self.wait = wait


class Refused(FetchError):
    """The server has answered that it will not give the file.

    Args:
        status: HTTP status of the answer.
        reason: The server's words for it.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"the server answers {status} ({reason or 'no reason given'})")
        self.status = status

    @property
    def missing(self) -> bool:
        """Whether the file is not there (404, 410)."""
        return self.status in (404, 410)


class Connection:
    """A line to one server, kept open between requests. Belongs to one thread.

    Args:
        pace: Limits.
        private: Also connect to private and local addresses.
    """

    def __init__(self, pace: Pace, *, private: bool = False) -> None:
        import httpx

        from quovadis.readers.transport import Deadline, GuardedTransport

        self._limits = Limits(connect=pace.connect, idle=pace.idle)
        self._deadline = Deadline(pace.seconds(0))
        transport = GuardedTransport(self._limits, self._deadline, allow_private=private, keep=1)
        self._client = httpx.Client(transport=transport, headers=_HEADERS, trust_env=False)

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def allow(self, seconds: float) -> None:
        """Give the answer that is being read so many seconds from now."""
        self._deadline.restart(seconds)

    @contextlib.contextmanager
    def get(
        self, url: str, *, seconds: float, headers: Mapping[str, str] | None = None
    ) -> Iterator[httpx.Response]:
        """Ask for a URL and give the answer, whose body is read within the `with` block.

        Args:
            url: Public, unless this connection may be private.
            seconds: All the time that headers, redirects and body may take.
            headers: More headers.

        Yields:
            An answer with status 200, 206 or 416.

        Raises:
            UnsafeUrl: It leads to where we do not go.
            Refused: Another status, for good.
            Unanswered: Another status, for now; no answer, or one that breaks off or takes too
                long. Also raised while the body is read.
        """
        import httpcore
        import httpx

        self._deadline.restart(seconds)
        try:
            with contextlib.closing(self._answer(url, headers or {})) as answer:
                yield answer
        except FetchError as error:
            if type(error) is FetchError:  # no such host, or out of time
                raise Unanswered(error.what) from None
            raise
        except (httpcore.TimeoutException, httpx.TimeoutException):
            try:
                self._deadline.left()
            except FetchError as error:
                raise Unanswered(error.what) from None
            raise Unanswered(f"no answer within {self._limits.idle:g} seconds") from None
        except (
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.UnsupportedProtocol,
            httpx.HTTPError,
            httpx.InvalidURL,
            ConnectionError,
        ) as error:
            what = str(error)[:120] or type(error).__name__
            raise Unanswered(f"it could not be read ({what})") from None

    def _answer(self, url: str, headers: Mapping[str, str]) -> httpx.Response:
        check_url(url)
        for _ in range(self._limits.redirects + 1):
            request = self._client.build_request("GET", url, headers=dict(headers))
            answer = self._client.send(request, stream=True, follow_redirects=False)
            if answer.status_code in (200, 206, 416):
                return answer
            answer.close()
            if answer.status_code in _REDIRECTS and (to := answer.headers.get("location")):
                url = str(answer.request.url.join(to))
                check_url(url)
                continue
            reason = answer.reason_phrase
            if answer.status_code in _LATER:
                wait = retry_after(answer.headers.get("retry-after"), dt.datetime.now(dt.UTC))
                what = f"the server answers {answer.status_code} ({reason or 'no reason given'})"
                raise Unanswered(what, wait=wait)
            raise Refused(answer.status_code, reason)
        raise FetchError(f"it redirects more than {self._limits.redirects} times")
