"""Quovadis: where is this relation going? From news and event data to a brief on evidence.

What the command line does, in a few lines of Python::

    import quovadis

    store = quovadis.Store("store")
    quovadis.load_events("ICEWS18", store)
    quovadis.relation(store, "USA", "IRN").summary
    quovadis.write_briefing(["article.md"], store=store).save(Path("briefs"))

Names are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quovadis.ontology import load_ontology
    from quovadis.pipeline import (
        actor_profile,
        find_precedents,
        load_events,
        recent_shifts,
        relation,
        take_in,
        write_briefing,
    )
    from quovadis.store import Store

__version__ = "0.1.0"
__all__ = [
    "Store",
    "__version__",
    "actor_profile",
    "find_precedents",
    "load_events",
    "load_ontology",
    "recent_shifts",
    "relation",
    "take_in",
    "write_briefing",
]

_HOMES = {"Store": "quovadis.store", "load_ontology": "quovadis.ontology"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'quovadis' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES.get(name, "quovadis.pipeline")), name)


def __dir__() -> list[str]:
    return sorted(__all__)
