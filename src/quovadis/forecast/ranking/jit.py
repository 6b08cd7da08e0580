"""Compile loops with Numba, which the extra `quovadis[forecast]` brings."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from quovadis.errors import QuovadisError

__all__ = ["compiled", "have_numba"]

F = TypeVar("F", bound=Callable[..., Any])


def have_numba() -> bool:
    """Whether Numba can be imported."""
    try:
        import numba  # noqa: F401
    except ImportError:
        return False
    return True


def compiled(function: F) -> F:
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

        return refuse  # type: ignore[return-value]
    jitted: F = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return jitted
