"""The folder of a store: where it lies, whether it is one, and in which format."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import platformdirs

from quovadis.errors import StoreError
from quovadis.store.lock import write_errors

__all__ = ["FORMAT", "check_place", "default_store_path", "make_place"]

FORMAT = 1
"""Version of the layout of a store. A store of a higher format is refused, not guessed at."""

_MARKER = "quovadis-store.json"
# Delta's URL handling or DuckDB's file patterns stumble over these; none is common in a folder.
_UNUSABLE = frozenset('[]^|%*?"\\') | {chr(c) for c in range(32)}


def default_store_path() -> Path:
    """Return the platform's place for a user's data (`--store` and `QUOVADIS_STORE` override it).

    Examples:
        >>> default_store_path().name
        'store'
    """
    return platformdirs.user_data_path("quovadis", appauthor=False) / "store"


def check_place(path: Path, *, create: bool) -> None:
    """See that a store is, or may be made, at a place. Writes nothing.

    Args:
        path: Folder of the store.
        create: Whether an absent or empty folder will do.

    Raises:
        StoreError: It is a file, a folder with other things in it, a store of a newer format, or
            (without `create`) not there.
    """
    where = str(path)
    odd = sorted({c for part in path.parts[1:] for c in part} & _UNUSABLE)
    if odd:
        raise StoreError(
            f"a store's path cannot hold {' '.join(map(repr, odd))}",
            where=where,
            do="name a folder without such characters",
        )
    try:
        if path.is_file():
            raise StoreError("this is a file", where=where, do="name a folder for the store")
        names = {p.name for p in path.iterdir()} if path.is_dir() else set()
    except OSError as error:
        raise StoreError(f"the folder cannot be read ({error.strerror})", where=where) from error
    if _MARKER in names:
        _check_format(path / _MARKER)
    elif any(not name.startswith(".") for name in names):
        raise StoreError(
            f"this folder holds other files and is not a store (no {_MARKER})",
            where=where,
            do="name a new or empty folder",
        )
    elif not create:
        raise StoreError("there is no store here", where=where, do="load something into it first")


def make_place(path: Path) -> None:
    """Make the folder and its format marker, if they are not there yet.

    Raises:
        StoreError: It cannot be written.
    """
    marker = path / _MARKER
    if marker.is_file():
        return
    with write_errors(path):
        path.mkdir(parents=True, exist_ok=True)
        # Written aside and moved into place: a marker is either absent or whole.
        draft = path / f".{_MARKER}.{secrets.token_hex(4)}"
        draft.write_text(json.dumps({"format": FORMAT, "made_by": "quovadis"}) + "\n", "utf-8")
        draft.replace(marker)


def _check_format(marker: Path) -> None:
    try:
        written = json.loads(marker.read_text("utf-8"))["format"]
        if isinstance(written, bool) or not isinstance(written, int) or written < 1:
            raise ValueError(written)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            "the store's format marker cannot be read",
            where=str(marker),
            do=f'if the folder is a store, write {{"format": {FORMAT}}} into that file',
        ) from error
    if written > FORMAT:
        raise StoreError(
            f"the store has format {written}, this version of quovadis reads up to {FORMAT}",
            where=str(marker.parent),
            do="update quovadis, or name another store",
        )
