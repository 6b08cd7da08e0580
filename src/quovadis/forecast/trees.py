"""The library that boosts trees, or what to do to have it."""

from __future__ import annotations

from types import ModuleType

from quovadis.errors import QuovadisError

__all__ = ["load_lightgbm"]


def load_lightgbm(purpose: str) -> ModuleType:
    """Import LightGBM, which only an extra brings.

    Args:
        purpose: What needs it, as the message says it ("boosted ranking").

    Raises:
        QuovadisError: It is not installed (extra `quovadis[forecast]`).
    """
    try:
        import lightgbm
    except ImportError as error:
        raise QuovadisError(
            f"{purpose} needs LightGBM, which is not installed",
            do='install it with pip install "quovadis[forecast]"',
        ) from error
    module: ModuleType = lightgbm
    return module
