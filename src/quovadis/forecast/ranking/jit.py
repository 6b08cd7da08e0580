"""Compile loops with Numba, which the extra `quovadis[forecast]` brings."""

from __future__ import annotations

import functools
import hashlib
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quovadis.errors import QuovadisError

__all__ = ["compiled", "have_numba"]


log = logging.getLogger(__name__)


def have_numba() -> bool:
    """Whether Numba can be imported."""
    try:
        import numba  # noqa: F401
    except ImportError:
        return False
    return True


def _forget_stale_code() -> None:
    """Delete compiled code where any module of this package has changed since it was made.

    Numba looks at the file of a function only, not at those of the functions that it calls, whose
    code it has built in.
    """
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    try:
        for path in sorted(folder.glob("*.py")):
            digest.update(path.read_bytes())
        stamp = folder / "__pycache__" / "compiled-from.sha256"
        if stamp.is_file() and stamp.read_text(encoding="ascii") == digest.hexdigest():
            return
        for path in stamp.parent.glob("*.nb[ic]"):
            path.unlink(missing_ok=True)
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(digest.hexdigest(), encoding="ascii")
    except OSError as error:
        # An installation that nobody may write to does not change, either.
        log.debug("compiled code was left as it is: %s", error)


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function of arrays and numbers to machine code, once per machine.

    Without Numba the module still imports; calling the function then raises.

    Raises:
        QuovadisError: When the function is called and Numba is not installed.
    """
    try:
        import numba
    except ImportError:

        @functools.wraps(function)
        def refuse(*_: Any, **__: Any) -> Any:
            raise QuovadisError(
                "ranking needs Numba, which is not installed",
                do='install it with pip install "quovadis[forecast]"',
            )

        return refuse
    jitted: Callable[..., Any] = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return jitted


_forget_stale_code()
