"""A chat endpoint that answers, lies, stalls or is away; the key goes nowhere else."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

import httpx
import pytest

from quovadis.errors import FetchError, UnsafeUrl
from quovadis.readers.chat import ChatAnswer, ChatEndpoint

URL = "https://model.example.com/v1"


def reply(content: object = "{}", **usage: object) -> httpx.Response:
    return httpx.Response(
        200, json={"choices": [{"message": {"content": content}}], "usage": usage}
    )


def endpoint(
    answer: Callable[[httpx.Request], httpx.Response], pauses: list[float] | None = None
) -> ChatEndpoint:
    waited = pauses if pauses is not None else []
    return ChatEndpoint(
        URL, "small", key="secret-123", transport=httpx.MockTransport(answer), pause=waited.append
    )


def test_a_question_and_its_answer() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return reply("yes", prompt_tokens=7, completion_tokens=2)

    assert endpoint(answer).ask("Be brief.", "Well?") == ChatAnswer("yes", 7, 2)
    (request,) = seen
    assert str(request.url) == URL + "/chat/completions"
    assert request.headers["authorization"] == "Bearer secret-123"
    body = json.loads(request.content)
    assert (body["model"], body["temperature"]) == ("small", 0)
    assert [m["role"] for m in body["messages"]] == ["system", "user"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again_with_growing_pauses(status: int) -> None:
    answers = [httpx.Response(status), httpx.Response(status), reply("late")]
    pauses: list[float] = []
    assert endpoint(lambda _: answers.pop(0), pauses).ask("", "").text == "late"
    assert pauses == [1.0, 2.0]


@pytest.mark.parametrize(("given", "waited"), [("7", 7.0), ("9999", 60.0), ("soon", 1.0)])
def test_the_server_says_how_long(given: str, waited: float) -> None:
    answers = [httpx.Response(429, headers={"retry-after": given}), reply()]
    pauses: list[float] = []
    endpoint(lambda _: answers.pop(0), pauses).ask("", "")
    assert pauses == [waited]


def test_it_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    pauses: list[float] = []

    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"headers were {request.headers}")

    with pytest.raises(FetchError, match="cannot be reached") as given_up:
        endpoint(away, pauses).ask("", "")
    assert pauses == [1.0, 2.0]
    assert "secret-123" not in f"{given_up.value} {caplog.text} {endpoint(away)!r}"


@pytest.mark.parametrize("status", [301, 307, 400, 401, 404])
def test_what_is_not_asked_again(status: int) -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        return httpx.Response(status, headers={"location": "https://evil.example.net/"})

    with pytest.raises(FetchError, match=str(status)):
        endpoint(answer).ask("", "")
    assert seen == ["model.example.com"], "the key follows no redirect"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"choices": []}),
        httpx.Response(200, text="[" * 100_000),
        reply(None),
        reply({"a": 1}),
        reply("x", prompt_tokens="many"),
        reply("x", prompt_tokens=-1),
        httpx.Response(200, content=b"x" * 1_000_001),
    ],
)
def test_an_answer_outside_the_protocol(answer: httpx.Response) -> None:
    with pytest.raises(FetchError):
        endpoint(lambda _: answer).ask("", "")


@pytest.mark.parametrize(
    "url",
    ["http://model.example.com/v1", "http://8.8.8.8/v1", "ftp://x/", "https://a:b@x.org/", "model"],
)
def test_urls_that_get_no_key(url: str) -> None:
    with pytest.raises(UnsafeUrl):
        ChatEndpoint(url, "small", key="k")


@pytest.mark.parametrize(
    "url", ["http://localhost:11434/v1", "http://127.0.0.1/v1", "http://10.0.0.8/v1", URL]
)
def test_local_servers_need_no_https(url: str) -> None:
    assert ChatEndpoint(url + "/", "small").url == url + "/chat/completions"


def test_a_broken_key_is_not_repeated() -> None:
    with pytest.raises(UnsafeUrl) as refused:
        ChatEndpoint(URL, "small", key="my key\n")
    assert "my key" not in str(refused.value)
