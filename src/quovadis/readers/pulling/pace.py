"""How fast, how patiently and how politely files are pulled."""

from __future__ import annotations

import datetime as dt
import email.utils
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Gate", "Pace", "Stopped", "retry_after"]


class Stopped(Exception):
    """Whoever asked for the files does not want them any more."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The limits of one pull.

    Attributes:
        parallel: Files that are fetched at a time, each over one connection: the server never has
            more of ours than that.
        tries: Times that a file is fetched whose bytes are not what the list says.
        attempts: Times that a file is asked for when no whole answer comes.
        pause: Seconds before the second attempt; doubled for each one after it.
        longest: The longest such pause, in seconds.
        patience: The longest wait, in seconds, that we grant a server that names one
            (`Retry-After`); one that asks for more ends the pull.
        connect: Seconds to find and reach the server.
        idle: Seconds without a single byte.
        slowest: Bytes a second below which a file is given up and asked for again.
        lost: Files in a row that nothing answers for, after which the pull ends.

    Examples:
        >>> Pace().seconds(1_000_000)
        140.0
    """

    parallel: int = 4
    tries: int = 3
    attempts: int = 6
    pause: float = 1.0
    longest: float = 60.0
    patience: float = 600.0
    connect: float = 10.0
    idle: float = 30.0
    slowest: float = 10_000.0
    lost: int = 8

    def seconds(self, size: int) -> float:
        """Return the seconds that a file of so many bytes may take, all redirects included."""
        return self.connect + self.idle + size / self.slowest

    def back_off(self, attempt: int, chance: random.Random) -> float:
        """Return the seconds to wait after a failed attempt: doubled each time, half of it chance.

        Chance parts clients that failed together, so that they do not come back together.

        Args:
            attempt: 1 for the first.
            chance: The source of chance.

        Examples:
            >>> [round(Pace().back_off(n, random.Random(1))) for n in (1, 2, 3, 9)]
            [1, 1, 2, 34]
        """
        most = min(self.longest, self.pause * 2.0 ** (attempt - 1))
        return most * (0.5 + 0.5 * chance.random())


class Gate:
    """When the server may be asked again: one moment for all workers.

    A server that says that it is too busy says so to all of us, not to the one worker that heard
    it.

    Args:
        stop: Set when the pull is over.
        clock: Monotonic seconds.
    """

    def __init__(self, stop: threading.Event, clock: Callable[[], float] = time.monotonic) -> None:
        self._stop, self._clock = stop, clock
        self._opens = clock()
        self._lock = threading.Lock()

    def close(self, seconds: float) -> None:
        """Let nobody through for so many seconds."""
        with self._lock:
            self._opens = max(self._opens, self._clock() + seconds)

    def wait(self, seconds: float = 0.0) -> None:
        """Wait so many seconds, and then until the gate is open.

        Raises:
            Stopped: The pull is over.
        """
        own = self._clock() + seconds
        while True:
            if self._stop.is_set():
                raise Stopped
            left = max(own, self._opens) - self._clock()
            if left <= 0:
                return
            self._stop.wait(left)

    def check(self) -> None:
        """Raise `Stopped` when the pull is over."""
        if self._stop.is_set():
            raise Stopped


def retry_after(text: str | None, now: dt.datetime) -> float | None:
    """Return the seconds that a `Retry-After` header asks for (RFC 9110, 10.2.3), if it is one.

    Args:
        text: Seconds, or a date.
        now: The present, with its zone.

    Examples:
        >>> now = dt.datetime(2025, 4, 9, 12, tzinfo=dt.UTC)
        >>> retry_after("120", now), retry_after("Wed, 09 Apr 2025 12:00:30 GMT", now)
        (120.0, 30.0)
        >>> retry_after("soon", now) is None
        True
    """
    if text is None:
        return None
    words = text.strip()
    if words.isascii() and words.isdecimal():
        return float(words[:9])
    try:
        moment = email.utils.parsedate_to_datetime(words)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())
