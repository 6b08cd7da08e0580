"""One file from a server to the disk: whole and checked, or not there at all."""

from __future__ import annotations

import hashlib
import random
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quovadis.errors import FetchError, StoreError
from quovadis.readers.pulling.connection import Connection, Unanswered
from quovadis.readers.pulling.pace import Gate, Pace
from quovadis.readers.pulling.remote_files import RemoteFile, Site

if TYPE_CHECKING:
    import httpx

__all__ = ["Downloader", "Got", "WrongBytes", "md5_of"]

_MOST = 1 << 32  # bytes that a file may have whose size the publisher does not list
_USUAL = 500_000_000  # bytes for which such a file is given time when the answer has no length


class WrongBytes(FetchError):
    """What came, as often as we asked, is not what the publisher's list says."""


@dataclass(frozen=True, slots=True)
class Got:
    """A file on the disk.

    Attributes:
        path: Where it lies.
        size: Bytes.
        md5: Digest, 32 hexadecimal digits.
    """

    path: Path
    size: int
    md5: str


class _Part:
    """What has come so far, under a name that no reader looks at."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.mark: str | None = None
        self.clear()

    def clear(self) -> None:
        self.size = 0
        self.digest: Any = hashlib.md5(usedforsecurity=False)
        self.mark = None
        self.path.write_bytes(b"")


class Downloader:
    """Fetches files over one connection; asks again when the answer is broken or wrong.

    Args:
        site: Where from.
        pace: Limits.
        gate: Shared by the workers of one pull.
        seed: Of the chance in pauses.
        on_bytes: Called with the bytes that came; with a negative number when they were of no use.
    """

    def __init__(
        self,
        site: Site,
        pace: Pace,
        gate: Gate,
        *,
        seed: int | None = None,
        on_bytes: Callable[[int], None] | None = None,
    ) -> None:
        self._site, self._pace, self._gate = site, pace, gate
        self._chance = random.Random(seed)  # noqa: S311 - parts clients, hides nothing
        self._on_bytes = on_bytes or (lambda _: None)
        self.connection = Connection(pace, private=site.private)

    def fetch(self, file: RemoteFile, to: Path) -> Got:
        """Bring a file to a path, where it appears whole.

        A file whose size or digest is not what the list says is fetched again from the start; an
        answer that breaks off is gone on with where the server can (`Range`).

        Args:
            file: What.
            to: Where to; beside it stands `….part` meanwhile.

        Raises:
            WrongBytes: It was never what the list says.
            Refused: The server does not give it.
            Unanswered: There was no whole answer after all attempts.
            UnsafeUrl: It leads to where we do not go.
            StoreError: The disk does not take it.
            Stopped: The pull is over.
        """
        part_path = to.with_name(f"{to.name}.part")
        try:
            part = _Part(part_path)
            try:
                self._attempt(file, part)
                part_path.replace(to)
            except BaseException:
                self._drop(part)
                raise
            finally:
                part_path.unlink(missing_ok=True)
        except OSError as error:
            what = f"the download cannot be written ({error.strerror or error})"
            do = "check the folder's permissions and free space, then run the same command again"
            raise StoreError(what, where=str(to.parent), do=do) from error
        return Got(to, part.size, part.digest.hexdigest())

    def _attempt(self, file: RemoteFile, part: _Part) -> None:
        silent = wrong = 0
        while True:
            self._gate.wait()
            try:
                self._receive(file, part, again=wrong > 0)
                if reason := _fault(file, part):
                    raise WrongBytes(reason)
            except Unanswered as error:
                silent += 1
                self._give_way(error, silent)
            except WrongBytes as error:
                wrong += 1
                self._drop(part)
                if wrong == self._pace.tries:
                    what = f"{error.what}, {wrong} times in a row"
                    raise WrongBytes(what, do="try again later") from None
                self._gate.wait(self._pace.back_off(wrong, self._chance))
            else:
                return

    def _give_way(self, error: Unanswered, silent: int) -> None:
        """Wait as long as the server asks, else as back-off says; give up in the end."""
        if silent >= self._pace.attempts or (error.wait or 0) > self._pace.patience:
            raise error
        if error.wait is not None:
            self._gate.close(error.wait)
        self._gate.wait(self._pace.back_off(silent, self._chance))

    def _drop(self, part: _Part) -> None:
        self._on_bytes(-part.size)
        part.clear()

    def _receive(self, file: RemoteFile, part: _Part, *, again: bool) -> None:
        headers = {"Cache-Control": "no-cache"} if again else {}
        if part.size and part.mark:
            headers |= {"Range": f"bytes={part.size}-", "If-Range": part.mark}
        size = file.size if file.size is not None else _MOST
        url, seconds = self._site.url(file.path), self._pace.seconds(file.size or 0)
        with self.connection.get(url, seconds=seconds, headers=headers) as answer:
            if file.size is None:
                self.connection.allow(self._pace.seconds(_length(answer)))
            if answer.status_code == 416 or not _goes_on(answer, part):
                self._drop(part)
            if answer.status_code != 200 and not part.size:
                raise Unanswered(f"the server answers {answer.status_code} to no such question")
            part.mark = _mark(answer)
            with part.path.open("ab") as out:
                for piece in answer.iter_raw():  # as it comes: nothing is held back and lost
                    self._gate.check()
                    out.write(piece)
                    part.digest.update(piece)
                    part.size += len(piece)
                    self._on_bytes(len(piece))
                    if part.size > size:
                        raise WrongBytes(f"it has more than {size:,} bytes")


def _fault(file: RemoteFile, part: _Part) -> str | None:
    if file.size is not None and part.size != file.size:
        return f"it has {part.size:,} bytes instead of {file.size:,}"
    if file.md5 is not None and part.digest.hexdigest() != file.md5:
        return f"its MD5 is {part.digest.hexdigest()} instead of {file.md5}"
    if file.md5 is None and file.name.endswith(".zip"):
        # The sums inside the archive are all that can be checked.
        try:
            with zipfile.ZipFile(part.path) as archive:
                broken = archive.testzip()
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            return "it is no whole zip archive"
        if broken:
            return f"{broken} in it is damaged"
    return None


def _goes_on(answer: httpx.Response, part: _Part) -> bool:
    """Whether the answer goes on where we are."""
    if answer.status_code != 206:
        return part.size == 0
    place = str(answer.headers.get("content-range", ""))
    return place.startswith(f"bytes {part.size}-")


def _length(answer: httpx.Response) -> int:
    named = str(answer.headers.get("content-length", ""))
    return min(int(named), _MOST) if named.isdecimal() and len(named) < 20 else _USUAL


def _mark(answer: httpx.Response) -> str | None:
    """What tells this version of the file from others (RFC 9110, 13.1.5): a strong validator."""
    tag = str(answer.headers.get("etag", ""))
    if tag and not tag.startswith("W/"):
        return tag
    moment = answer.headers.get("last-modified")
    return str(moment) if moment else None


def md5_of(path: Path) -> str:
    """Return the MD5 digest of a file, 32 hexadecimal digits."""
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
