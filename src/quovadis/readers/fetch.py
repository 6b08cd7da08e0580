"""Bytes of a URL: every hop checked, every wait bounded, never more than the limit."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quovadis import __version__
from quovadis.errors import BinaryInput, FetchError, FormatError, InputError, UnsafeUrl
from quovadis.readers.addresses import check_url
from quovadis.readers.files import too_large
from quovadis.readers.limits import LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from quovadis.readers.transport import Deadline

__all__ = ["USER_AGENT", "Fetched", "fetch"]

USER_AGENT = f"quovadis/{__version__}"

_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, "
    "application/xml;q=0.9, text/*;q=0.8",
    "Accept-Encoding": "gzip",
    "Accept-Language": "en, *;q=0.5",
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TEXTUAL = re.compile(
    r"text/(?!css|javascript|calendar|csv).*|application/(?:.*\+)?(?:xml|xhtml)"
    r"|application/(?:octet-stream|x-rss|markdown)|",
    re.IGNORECASE,
)
_BINARY = re.compile(
    r"(?:image|audio|video|font)/.*|application/(?:pdf|zip|gzip|msword|vnd\..*)", re.IGNORECASE
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a URL gave.

    Attributes:
        data: The body, decompressed.
        url: Where it was found after all redirects, without a fragment.
        content_type: In lower case, without parameters; empty when the server names none.
        charset: Of the content type, or None.
    """

    data: bytes
    url: str
    content_type: str
    charset: str | None


def fetch(url: str, *, allow_private: bool = False, limits: Limits = LIMITS) -> Fetched:
    """Return what stands at a URL.

    The host of the URL, and of every redirect, must resolve to public addresses only, and the
    connection goes to the address that was checked. Cookies last for the redirects of one call.

    Args:
        url: With the scheme http or https.
        allow_private: Also open private and local addresses (tests, local servers).
        limits: Bytes, seconds and hops.

    Raises:
        UnsafeUrl: A URL or redirect that we refuse to open.
        FetchError: No answer, an error status, too many redirects, or it takes too long.
        InputTooLarge: More bytes than the limit, before or after decompression.
        BinaryInput: The server names an image, a PDF or the like.
        FormatError: The server names something else than a page, a text or a feed.
    """
    import httpx

    from quovadis.readers.transport import Deadline, GuardedTransport

    check_url(url)
    deadline = Deadline(limits.total)
    transport = GuardedTransport(limits, deadline, allow_private=allow_private)
    try:
        with httpx.Client(transport=transport, headers=_HEADERS, trust_env=False) as client:
            return _follow(client, url, limits, deadline)
    except InputError as error:
        # Deep down nobody knows the URL that the caller asked for.
        error.where = error.where or url
        raise


def _follow(client: httpx.Client, url: str, limits: Limits, deadline: Deadline) -> Fetched:
    import httpcore
    import httpx

    asked = url
    for _ in range(limits.redirects + 1):
        try:
            request = client.build_request("GET", url)
            answer = client.send(request, stream=True, follow_redirects=False)
            try:
                if answer.status_code in _REDIRECTS:
                    url = _next(answer, asked)
                    continue
                _accept(answer, url)
                data = _body(answer, limits, deadline, asked)
                return _fetched(answer, data)
            finally:
                answer.close()
        except (httpcore.TimeoutException, httpx.TimeoutException):
            deadline.left()  # says so when all the time is used up
            what = f"no answer within {limits.idle:g} seconds"
            raise FetchError(what, where=asked, do="try again later") from None
        except (
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.UnsupportedProtocol,
            httpx.HTTPError,
            httpx.InvalidURL,
            OSError,
        ) as error:
            what = f"it could not be read ({str(error)[:120] or type(error).__name__})"
            raise FetchError(what, where=asked, do="check the URL and the connection") from None
    what = f"it redirects more than {limits.redirects} times"
    raise FetchError(what, where=asked, do="pass the URL that the browser ends at")


def _next(answer: httpx.Response, asked: str) -> str:
    location = answer.headers.get("location")
    if not location:
        raise FetchError("it redirects to nowhere", where=asked)
    try:
        url = str(answer.request.url.join(location))
        check_url(url)
    except UnsafeUrl as error:
        what = f"it redirects to a URL that is not opened: {error.what}"
        raise UnsafeUrl(what, where=asked, do=error.do) from None
    return url


def _accept(answer: httpx.Response, url: str) -> None:
    if answer.status_code != 200:
        reason = answer.reason_phrase or "no reason given"
        do = "try again later" if answer.status_code >= 500 else "check the URL"
        raise FetchError(f"the server answers {answer.status_code} ({reason})", where=url, do=do)
    kind = _kind(answer)
    if _BINARY.fullmatch(kind):
        do = "pass the address of a page with text"
        raise BinaryInput(f"the address gives no text but {kind}", where=url, do=do)
    if not _TEXTUAL.fullmatch(kind):
        what = f"the address gives neither a page nor a text nor a feed, but {kind}"
        raise FormatError(what, where=url)


def _kind(answer: httpx.Response) -> str:
    named = str(answer.headers.get("content-type", ""))
    return named.split(";", 1)[0].strip().lower()


def _body(answer: httpx.Response, limits: Limits, deadline: Deadline, asked: str) -> bytes:
    announced = answer.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limits.size:
        raise too_large(asked, limits.size, int(announced))
    body = bytearray()
    for piece in _unpacked(answer, limits.size, asked):
        deadline.left()
        body += piece
        if len(body) > limits.size:
            raise too_large(asked, limits.size)
    return bytes(body)


def _unpacked(answer: httpx.Response, most: int, asked: str) -> Iterator[bytes]:
    """Yield the body decompressed, in pieces that a bomb cannot blow up."""
    packing = answer.headers.get("content-encoding", "identity").strip().lower()
    if packing in ("identity", ""):
        yield from answer.iter_raw()
        return
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(f"it is packed in a way that we do not read ({packing})", where=asked)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    received = 0
    try:
        for piece in answer.iter_raw():
            received += len(piece)
            if received > most:
                raise too_large(asked, most)
            yield unpacker.decompress(piece, 1 << 20)
            while unpacker.unconsumed_tail:
                yield unpacker.decompress(unpacker.unconsumed_tail, 1 << 20)
    except zlib.error as error:
        raise FetchError(f"its {packing} packing is broken ({error})", where=asked) from None
    if not unpacker.eof:
        raise FetchError(f"its {packing} packing is cut off", where=asked, do="try again later")


def _fetched(answer: httpx.Response, data: bytes) -> Fetched:
    charset = _CHARSET.search(answer.headers.get("content-type", ""))
    url = str(answer.request.url.copy_with(fragment=None))
    return Fetched(data, url, _kind(answer), charset[1] if charset else None)
