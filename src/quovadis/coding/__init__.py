"""Text to facts: events, statuses, schedules, quantities and sentence roles, each with evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quovadis.coding.coder import CODER, CODER_VERSION, Coder

__all__ = ["CODER", "CODER_VERSION", "Coder"]


def __getattr__(name: str) -> Any:
    # The coder pulls in the parser; `import quovadis` must stay light.
    if name in __all__:
        from quovadis.coding import coder

        return getattr(coder, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
