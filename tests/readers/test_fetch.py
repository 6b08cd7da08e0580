from __future__ import annotations

import gzip
import time
from typing import Any

import pytest

import quovadis
from quovadis.errors import BinaryInput, FetchError, FormatError, InputTooLarge, UnsafeUrl
from quovadis.readers import Limits, read
from quovadis.readers import transport as guarded
from quovadis.readers.fetch import fetch
from quovadis.readers.transport import Deadline

QUICK = Limits(size=100_000, connect=2, idle=0.5, total=1.0)


def get(url: str, **more: Any) -> Any:
    return fetch(url, allow_private=True, **({"limits": QUICK} | more))


def test_a_page(site: Any, page: str) -> None:
    got = get(site.url("/page#part"))
    assert got.data.decode() == page
    assert (got.content_type, got.charset) == ("text/html", "utf-8")
    assert got.url == site.url("/page")
    path, headers = site.seen[0]
    assert path == "/page"
    assert headers["User-Agent"] == f"quovadis/{quovadis.__version__}"
    assert headers["Host"] == f"127.0.0.1:{site.port}"


def test_a_packed_page(site: Any, page: str) -> None:
    assert get(site.url("/packed")).data.decode() == page


def test_private_addresses_are_refused_before_anything_is_sent(site: Any) -> None:
    with pytest.raises(UnsafeUrl, match="loopback") as caught:
        fetch(site.url("/page"))
    assert caught.value.where == site.url("/page")
    assert site.seen == []


@pytest.fixture
def only_one_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let 127.0.0.1 stand for a public address; all others keep their nature."""
    real = guarded.check_address
    monkeypatch.setattr(guarded, "check_address", lambda a: None if a == "127.0.0.1" else real(a))


@pytest.mark.usefixtures("only_one_is_public")
@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.2:{port}/secret",
        "http://[::1]:{port}/secret",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://2130706434:{port}/secret",
        "file:///etc/passwd",
        "http://me:pw@127.0.0.1:{port}/secret",
        "//127.0.0.2:{port}/secret",
    ],
)
def test_a_redirect_to_a_private_address_is_refused(site: Any, to: str) -> None:
    site.serve("/secret", "secret")
    start = site.redirect("/start", to.format(port=site.port))
    with pytest.raises(UnsafeUrl):
        fetch(start, limits=QUICK)
    assert [path for path, _ in site.seen] == ["/start"]


@pytest.mark.usefixtures("only_one_is_public")
def test_redirects_to_public_addresses_are_followed(site: Any) -> None:
    site.redirect("/b", "page")
    got = fetch(site.redirect("/a", "/b"), limits=QUICK)
    assert got.url == site.url("/page")


@pytest.mark.usefixtures("only_one_is_public")
def test_the_connection_goes_to_the_address_that_was_checked(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that would resolve to something else the second time is asked only once."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    asked: list[str] = []

    def resolve(host: str, port: int, *, timeout: float) -> list[str]:  # noqa: ARG001
        asked.append(host)
        return next(answers)

    monkeypatch.setattr(guarded, "resolve", resolve)
    got = fetch(site.url("/page", host="rebinding.example"), limits=QUICK)
    assert got.data
    assert asked == ["rebinding.example"]
    assert site.seen[0][1]["Host"] == f"rebinding.example:{site.port}"


@pytest.mark.usefixtures("only_one_is_public")
def test_one_private_address_among_several_is_enough_to_refuse(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded, "resolve", lambda *_, **__: ["127.0.0.1", "192.168.0.1"])
    with pytest.raises(UnsafeUrl, match="private"):
        fetch(site.url("/page", host="mixed.example"), limits=QUICK)
    assert site.seen == []


def test_too_many_redirects(site: Any) -> None:
    with pytest.raises(FetchError, match="redirects more than 5 times"):
        get(site.redirect("/loop", "/loop"))
    assert len(site.seen) == 6


def test_a_redirect_to_nowhere(site: Any) -> None:
    with pytest.raises(FetchError, match="nowhere"):
        get(site.serve("/nowhere", status=302))


@pytest.mark.parametrize(("status", "advice"), [(404, "check"), (410, "check"), (503, "later")])
def test_error_statuses(site: Any, status: int, advice: str) -> None:
    with pytest.raises(FetchError, match=str(status)) as caught:
        get(site.serve("/error", "sorry", status=status))
    assert advice in (caught.value.do or "")


def test_a_stream_without_end_is_cut_at_the_limit(site: Any) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    with pytest.raises(InputTooLarge):
        get(site.drip("/endless", head, b"<p>more</p>" * 1000, 0), limits=Limits(size=100_000))


def test_an_announced_length_over_the_limit_is_not_read(site: Any) -> None:
    with pytest.raises(InputTooLarge, match=r"50\.0 MB"):
        get(site.serve("/large", "x", length=50_000_000))


@pytest.mark.parametrize(
    "first",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=",
    ],
    ids=["body", "headers", "chunk extension"],
)
def test_a_slow_drip_ends_with_the_total_time(site: Any, first: bytes) -> None:
    start = time.monotonic()
    with pytest.raises(FetchError, match="did not end within 1 seconds"):
        get(site.drip("/drip", first, b"x", 0.1))
    assert time.monotonic() - start < 8


def test_silence_ends_with_the_idle_time(site: Any) -> None:
    start = time.monotonic()
    with pytest.raises(FetchError, match=r"no answer within 0\.5 seconds"):
        get(site.drip("/silent", b"", b"", 0.1))
    assert time.monotonic() - start < 8


def test_fewer_bytes_than_announced(site: Any) -> None:
    with pytest.raises(FetchError, match="could not be read"):
        get(site.serve("/short", "<p>short", length=500, Connection="close"))


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "video/mp4", "application/zip"])
def test_what_is_no_text_is_refused_by_its_type(site: Any, kind: str) -> None:
    with pytest.raises(BinaryInput, match=kind):
        get(site.serve("/picture", b"\x89PNG", kind=kind))


def test_what_is_no_article_is_refused_by_its_type(site: Any) -> None:
    with pytest.raises(FormatError, match="application/json"):
        get(site.serve("/api", "{}", kind="application/json"))


def test_a_picture_that_calls_itself_a_page(site: Any) -> None:
    url = site.serve("/page.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    with pytest.raises(BinaryInput, match="PNG"):
        read(url, allow_private=True)


def test_no_content_type_is_told_from_the_content(site: Any, page: str) -> None:
    assert get(site.serve("/untyped", page, kind=None)).content_type == ""


def test_a_gzip_bomb_is_cut_at_the_limit(site: Any) -> None:
    bomb = gzip.compress(b"a" * 50_000_000)
    assert len(bomb) < QUICK.size
    with pytest.raises(InputTooLarge):
        get(site.serve("/bomb", bomb, Content_Encoding="gzip"))


def test_broken_and_unknown_packing(site: Any) -> None:
    with pytest.raises(FetchError, match="broken"):
        get(site.serve("/broken", b"no gzip", Content_Encoding="gzip"))
    with pytest.raises(FetchError, match="cut off"):
        get(site.serve("/cut", gzip.compress(b"a" * 1000)[:-12], Content_Encoding="gzip"))
    with pytest.raises(FetchError, match="brandnew"):
        get(site.serve("/new", b"x", Content_Encoding="brandnew"))


def test_nobody_listens(site: Any) -> None:
    site.server.shutdown()
    site.server.server_close()
    with pytest.raises(FetchError, match="could not be read"):
        get(site.url("/page"))


def test_what_is_no_web_server(site: Any) -> None:
    with pytest.raises(FetchError, match="could not be read"):
        get(site.drip("/odd", b"SSH-2.0-OpenSSH_9.6\r\n\r\n", b"", 0.1))


def test_the_environment_is_not_asked_for_a_proxy(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert get(site.url("/page")).data


def test_deadline_counts_down() -> None:
    now = [0.0]
    deadline = Deadline(10, clock=lambda: now[0])
    assert deadline.left() == 10
    assert deadline.left(3) == 3
    now[0] = 9
    assert deadline.left(3) == 1
    now[0] = 10
    with pytest.raises(FetchError, match="10 seconds"):
        deadline.left()
