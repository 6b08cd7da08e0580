"""Which addresses a URL may lead to: public ones, unless the caller says otherwise."""

from __future__ import annotations

import ipaddress
import queue
import re
import socket
import threading
from urllib.parse import urlsplit

from quovadis.errors import FetchError, UnsafeUrl

__all__ = ["check_address", "check_url", "resolve"]

_LONGEST = 4096
_ODD = re.compile(r"[\x00-\x20\x7f\\]")


def check_url(url: str) -> None:
    """Raise unless the URL is one that we open: http or https, a host, no credentials.

    Raises:
        UnsafeUrl: Says why.

    Examples:
        >>> check_url("https://example.org:8443/a?b=c")
        >>> check_url("file:///etc/passwd")
        Traceback (most recent call last):
        ...
        quovadis.errors.UnsafeUrl: file:///etc/passwd: only http and https URLs are opened, ...
    """
    shown = url[:200]
    if len(url) > _LONGEST or _ODD.search(url):
        what = "the URL is too long, or holds spaces, controls or backslashes"
        raise UnsafeUrl(what, where=shown.encode("unicode_escape").decode())
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UnsafeUrl(f"the URL is malformed ({error})", where=shown) from None
    if parts.scheme.lower() not in ("http", "https"):
        what = f"only http and https URLs are opened, not {parts.scheme or 'this'}"
        raise UnsafeUrl(what, where=shown, do="save the page and pass the file")
    if parts.username is not None or parts.password is not None:
        # The URL is not repeated: what it carries may be a password.
        what = "the URL carries a user name or password"
        raise UnsafeUrl(what, where=host, do="pass it without them")
    if not host:
        raise UnsafeUrl("the URL names no host", where=shown)


def check_address(address: str) -> str | None:
    """Return why an IP address is refused, or None when it is public.

    Refused are loopback, private, link-local, multicast, reserved, shared and documentation
    ranges, and IPv6 addresses that carry such an IPv4 address inside (mapped, 6to4, Teredo,
    NAT64).

    Examples:
        >>> check_address("93.184.216.34") is None
        True
        >>> check_address("127.0.0.1"), check_address("::ffff:10.0.0.1"), check_address("224.0.0.1")
        ('loopback', 'private', 'multicast')
    """
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address
    ip = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(ip, ipaddress.IPv6Address) and (inner := _inside(ip)):
        return check_address(str(inner))
    for reason in ("unspecified", "loopback", "link_local", "multicast", "private", "reserved"):
        if getattr(ip, f"is_{reason}"):
            return reason.replace("_", "-")
    return None if ip.is_global else "not public"


def resolve(host: str, port: int, *, timeout: float) -> list[str]:
    """Return the IP addresses of a host, within `timeout` seconds.

    Raises:
        FetchError: It has none, or the name server does not answer in time.
    """
    answers: queue.Queue[list[str] | OSError | UnicodeError] = queue.Queue(1)

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    # The system's resolver takes no timeout: it is left behind when it is too slow.
    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=max(timeout, 0.001))
    except queue.Empty:
        raise FetchError(f"the name server does not answer for {host}", do="try later") from None
    if isinstance(answer, Exception) or not answer:
        what = f"there is no host {host}, or no network"
        raise FetchError(what, do="check the URL and the connection")
    return answer


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _inside(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip.ipv4_mapped or ip.sixtofour:
        return ip.ipv4_mapped or ip.sixtofour
    if ip.teredo:
        return ip.teredo[1]
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None
