"""What is likely, on which record, and how it went before: base rates, precedents, a ledger.

Everything takes an Ibis table of events over any backend. Nothing known after the origin of a
forecast has a part in it. Importing this package does not import Ibis.
"""

from __future__ import annotations

from quovadis.forecast.base_rate import MODEL, base_rate, base_rates
from quovadis.forecast.ledger import Answerable, Ledger, Settled, is_answerable, settle, to_rows
from quovadis.forecast.outcomes import matches
from quovadis.forecast.precedents import precedents
from quovadis.forecast.prior import Prior, load_prior
from quovadis.forecast.scores import brier_score, log_score

__all__ = [
    "MODEL",
    "Answerable",
    "Ledger",
    "Prior",
    "Settled",
    "base_rate",
    "base_rates",
    "brier_score",
    "is_answerable",
    "load_prior",
    "log_score",
    "matches",
    "precedents",
    "settle",
    "to_rows",
]
