"""From room to room: what the command line and other programs call.

`take_in` reads and codes articles, `load_events` loads event files, `pull` fetches them from their
publishers, `relation`, `recent_shifts` and `find_precedents` ask the store, and `write_briefing`
does the main job, from articles to a brief.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quovadis.pipeline.briefing import Briefing, write_briefing
    from quovadis.pipeline.cases import Cases, find_precedents
    from quovadis.pipeline.dyads import Relation, Shifts, recent_shifts, relation
    from quovadis.pipeline.history import LoadReport, load_events
    from quovadis.pipeline.intake import Intake, take_in
    from quovadis.pipeline.pairs import PairForecast, forecast_pair
    from quovadis.pipeline.profiles import ActorProfile, actor_profile, named_actors
    from quovadis.pipeline.pulls import PullReport, plan_pull, pull
    from quovadis.pipeline.regularities import Regularities, find_rules
    from quovadis.pipeline.suppositions import read_trigger, structured_trigger
    from quovadis.pipeline.whatif import WhatIf, what_if

__all__ = [
    "ActorProfile",
    "Briefing",
    "Cases",
    "Intake",
    "LoadReport",
    "PairForecast",
    "PullReport",
    "Regularities",
    "Relation",
    "Shifts",
    "WhatIf",
    "actor_profile",
    "find_precedents",
    "find_rules",
    "forecast_pair",
    "load_events",
    "named_actors",
    "plan_pull",
    "pull",
    "read_trigger",
    "recent_shifts",
    "relation",
    "structured_trigger",
    "take_in",
    "what_if",
    "write_briefing",
]

_HOMES = {
    "Briefing": "briefing",
    "write_briefing": "briefing",
    "Cases": "cases",
    "find_precedents": "cases",
    "Relation": "dyads",
    "Shifts": "dyads",
    "recent_shifts": "dyads",
    "relation": "dyads",
    "LoadReport": "history",
    "load_events": "history",
    "Intake": "intake",
    "take_in": "intake",
    "ActorProfile": "profiles",
    "actor_profile": "profiles",
    "named_actors": "profiles",
    "PullReport": "pulls",
    "plan_pull": "pulls",
    "pull": "pulls",
    "PairForecast": "pairs",
    "forecast_pair": "pairs",
    "Regularities": "regularities",
    "find_rules": "regularities",
    "read_trigger": "suppositions",
    "structured_trigger": "suppositions",
    "WhatIf": "whatif",
    "what_if": "whatif",
}


def __getattr__(name: str) -> Any:
    # A question to the store needs neither the parser's rooms nor the brief's.
    if name in _HOMES:
        return getattr(importlib.import_module(f"quovadis.pipeline.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
