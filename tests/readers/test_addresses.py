from __future__ import annotations

import socket
import time

import pytest

from quovadis.errors import FetchError, UnsafeUrl
from quovadis.readers.addresses import check_address, check_url, resolve


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:192.168.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:db8::1",
        "fc00::1",
        "fe80::1%eth0",
        "ff02::1",
    ],
)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert check_address(address) is not None


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_pass(address: str) -> None:
    assert check_address(address) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org",
        "https://example.org:8443/a?b=c#d",
        "http://[2606:4700::1111]:81/",
        "http://bücher.example/",
    ],
)
def test_plain_urls_pass(url: str) -> None:
    check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/a",
        "gopher://example.org",
        "javascript:alert(1)",
        "data:text/html,hello",
        "http://",
        "http:///path",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://example.org:port/",
        "http://[::1",
        "http://example.org/a b",
        "http://example.org\\@127.0.0.1/",
        "http://example.org/\r\nHost: x",
        "http://example.org/" + "a" * 5000,
    ],
)
def test_odd_urls_are_refused(url: str) -> None:
    with pytest.raises(UnsafeUrl):
        check_url(url)


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(UnsafeUrl) as caught:
        check_url("https://me:secret@example.org/")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "localhost"])
def test_disguised_loopback_resolves_to_what_is_refused(host: str) -> None:
    for address in resolve(host, 80, timeout=5):
        assert check_address(address) == "loopback"


def test_unknown_host() -> None:
    with pytest.raises(FetchError, match="no host"):
        resolve("no-such-host.invalid", 80, timeout=10)


def test_a_name_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(1) or [])
    start = time.monotonic()
    with pytest.raises(FetchError, match="name server"):
        resolve("example.org", 80, timeout=0.1)
    assert time.monotonic() - start < 0.99
