"""What is likely, on which record, and how it went before: base rates, precedents, a ledger.

Everything takes an Ibis table of events over any backend. Nothing known after the origin of a
forecast has a part in it. Importing this package does not import Ibis.
"""

from __future__ import annotations

from quovadis.forecast.associations import (
    Association,
    AssociationTable,
    associate,
    chain_of,
    kind_of,
    load_associations,
)
from quovadis.forecast.base_rate import MODEL, base_rate, base_rates
from quovadis.forecast.conditional import condition, conditional, role_of, trigger_name
from quovadis.forecast.ledger import Answerable, Ledger, Settled, is_answerable, settle, to_rows
from quovadis.forecast.outcomes import matches
from quovadis.forecast.precedents import precedents
from quovadis.forecast.prior import Prior, load_prior
from quovadis.forecast.rules import Case, Rule, mine_rules, shipped_rules
from quovadis.forecast.scores import brier_score, log_score
from quovadis.forecast.study import EventKind, read_panel

__all__ = [
    "MODEL",
    "Answerable",
    "Association",
    "AssociationTable",
    "Case",
    "EventKind",
    "Ledger",
    "Prior",
    "Rule",
    "Settled",
    "associate",
    "base_rate",
    "base_rates",
    "brier_score",
    "chain_of",
    "condition",
    "conditional",
    "is_answerable",
    "kind_of",
    "load_associations",
    "load_prior",
    "log_score",
    "matches",
    "mine_rules",
    "precedents",
    "read_panel",
    "role_of",
    "settle",
    "shipped_rules",
    "to_rows",
    "trigger_name",
]
