"""Who does what to whom next: ranking of (s, r, ?, t) and (?, r, o, t)."""

from __future__ import annotations

__all__: list[str] = []
