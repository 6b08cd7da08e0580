"""A chat endpoint that speaks OpenAI’s protocol, a vendor’s or a local one: asked, not trusted.

One question, one answer. Every wait is bounded, a busy server is tried again with growing pauses,
redirects are not followed (the key would go with them), and the key stands in no log or message.
"""

from __future__ import annotations

import email.utils
import ipaddress
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from quovadis.errors import FetchError, UnsafeUrl
from quovadis.readers.addresses import check_url
from quovadis.readers.limits import Limits

if TYPE_CHECKING:
    import httpx

__all__ = ["CHAT_LIMITS", "ChatAnswer", "ChatEndpoint"]

CHAT_LIMITS = Limits(size=1_000_000, connect=10.0, idle=60.0, total=120.0)
"""How long one try may take and how much it may answer; a large model is slow to begin."""

_TRIES = 3
_LONGEST_PAUSE = 60.0
_MOST_TOKENS = 1_000
"""Tokens of one answer: eight events need a third of that."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ChatAnswer:
    """What a model answered.

    Attributes:
        text: Its words.
        prompt_tokens: Tokens of the question as the endpoint counts them; 0 when it does not say.
        completion_tokens: Tokens of the answer, in the same way.
    """

    text: str
    prompt_tokens: int = 0
    completion_tokens: int = 0


class ChatEndpoint:
    """Asks a model behind `<url>/chat/completions`.

    Args:
        url: Base URL, as vendors give it (`https://api.example.com/v1`). A local server is reached
            over http; any other over https alone, so that the key does not travel in the clear.
        model: Name of the model.
        key: Sent as a bearer token, or None.
        limits: Seconds and bytes of one try.
        tries: How often a question is sent at the most.
        transport: How requests travel, in place of the network (tests).
        pause: Waits a number of seconds.

    Raises:
        UnsafeUrl: No URL to send a key to.

    Examples:
        >>> import httpx
        >>> reply = {"choices": [{"message": {"content": "[]"}}], "usage": {"prompt_tokens": 7}}
        >>> fake = httpx.MockTransport(lambda _: httpx.Response(200, json=reply))
        >>> endpoint = ChatEndpoint("http://localhost:8080/v1", "small", transport=fake)
        >>> endpoint.ask("Be brief.", "Hello.")
        ChatAnswer(text='[]', prompt_tokens=7, completion_tokens=0)
    """

    def __init__(
        self,
        url: str,
        model: str,
        *,
        key: str | None = None,
        limits: Limits = CHAT_LIMITS,
        tries: int = _TRIES,
        transport: httpx.BaseTransport | None = None,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        check_url(url)
        if urlsplit(url).scheme.lower() == "http" and not _is_local(urlsplit(url).hostname or ""):
            what = "an endpoint on another machine is asked over https alone"
            raise UnsafeUrl(what, where=url, do="use its https address")
        if key is not None and (not key.isascii() or not key.isprintable() or " " in key):
            # It is not repeated: it is a secret, though a mistyped one.
            raise UnsafeUrl("the key holds characters that no key has", do="check the variable")
        self.url = url.rstrip("/") + "/chat/completions"
        self.model = model
        self._key = key
        self._limits = limits
        self._tries = tries
        self._transport = transport
        self._pause = pause

    def __repr__(self) -> str:
        return f"ChatEndpoint({self.url!r}, {self.model!r})"

    def ask(self, system: str, user: str) -> ChatAnswer:
        """Return the model's answer to a question.

        Args:
            system: What the model is to do.
            user: The question.

        Raises:
            FetchError: No answer, an error status, or an answer that is not in the protocol.
        """
        body = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": user},
            ],
            "temperature": 0,
            "max_tokens": _MOST_TOKENS,
            "response_format": {"type": "json_object"},
        }
        for attempt in range(self._tries):
            wait = min(2.0**attempt, _LONGEST_PAUSE)
            try:
                answer = self._send(body)
            except _Busy as busy:
                error: FetchError = busy
                wait = wait if busy.wait is None else min(busy.wait, _LONGEST_PAUSE)
            else:
                return _read(answer, self.url)
            if attempt + 1 < self._tries:
                log.info("%s, asked again in %.0f s", error.what, wait)
                self._pause(wait)
        raise FetchError(error.what, where=self.url, do="try again later")

    def _send(self, body: dict[str, Any]) -> bytes:
        import httpcore
        import httpx

        from quovadis.readers.transport import Deadline, GuardedTransport

        deadline = Deadline(self._limits.total)
        transport = self._transport or GuardedTransport(self._limits, deadline, allow_private=True)
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        try:
            with (
                httpx.Client(transport=transport, trust_env=False) as client,
                client.stream("POST", self.url, json=body, headers=headers) as answer,
            ):
                _accept(answer, self.url)
                data = bytearray()
                for piece in answer.iter_bytes():
                    deadline.left()
                    data += piece
                    if len(data) > self._limits.size:
                        raise FetchError("the answer has no end", where=self.url)
                return bytes(data)
        except (httpcore.TimeoutException, httpx.TimeoutException):
            raise _Busy("no answer in time") from None
        except (
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpx.HTTPError,
            httpx.InvalidURL,
            OSError,
        ) as failed:
            # The kind alone: a client's message may repeat what was sent.
            raise _Busy(f"the endpoint cannot be reached ({type(failed).__name__})") from None


class _Busy(FetchError):
    """Worth another try, after `wait` seconds if the server says so."""

    def __init__(self, what: str, wait: float | None = None) -> None:
        super().__init__(what)
        self.wait = wait


def _is_local(host: str) -> bool:
    """Tell whether a host is this machine, or stands in a private network."""
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host and ":" not in host  # a name in a network of containers
    return address.is_loopback or address.is_private


def _accept(answer: httpx.Response, url: str) -> None:
    status = answer.status_code
    if status == 200:
        return
    what = f"the endpoint answers {status}"
    if status in (408, 409, 425, 429) or status >= 500:
        raise _Busy(what, _retry_after(answer.headers.get("retry-after", "")))
    do = {401: "check the key", 403: "check the key", 404: "check the URL and the model"}
    raise FetchError(what, where=url, do=do.get(status, "check the endpoint's settings"))


def _retry_after(given: str) -> float | None:
    """Read the header: seconds, or a moment."""
    if given.strip().isdecimal():
        return float(given)
    try:
        moment = email.utils.parsedate_to_datetime(given)
    except (TypeError, ValueError):
        return None
    return max(moment.timestamp() - time.time(), 0.0)


def _read(data: bytes, url: str) -> ChatAnswer:
    strange = FetchError("the answer is not in the chat protocol", where=url)
    try:
        reply = json.loads(data)
        text = reply["choices"][0]["message"]["content"]
        usage = reply.get("usage") or {}
        counts = [usage.get(name) or 0 for name in ("prompt_tokens", "completion_tokens")]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise strange from None
    if not isinstance(text, str) or not all(isinstance(n, int) and 0 <= n < 1e9 for n in counts):
        raise strange
    return ChatAnswer(text, *counts)
