"""Quovadis: where is this relation going? From news and event data to a brief on evidence."""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["__version__"]
