"""The backends of the coder: which there are, what each is made of, and what each is called.

`light` is always there. `default` adds learned weights, when they and `onnxruntime` are installed;
without them it is `light`, and says so once. `llm` asks a language model about what the cheaper one
is unsure of.
"""

from __future__ import annotations

import logging
from functools import lru_cache

from quovadis.coding.encoded import EncodedRefiner
from quovadis.coding.refining import Refiner
from quovadis.errors import QuovadisError

__all__ = ["BACKENDS", "learned_refiner"]

BACKENDS = ("light", "default", "llm")
"""Names of the backends, the cheapest first."""

log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def learned_refiner() -> Refiner | None:
    """Return the learned backend, or None (with one line in the log) where it cannot run."""
    try:
        from quovadis.coding.learned import LearnedCoder, weights_available

        if not weights_available():
            log.warning("the learned coder's weights or libraries are missing: light codes alone")
            return None
        reader = LearnedCoder()
    except (ImportError, OSError, QuovadisError) as error:
        log.warning("the learned coder cannot run (%s): light codes alone", error)
        return None
    return EncodedRefiner(reader, reader.encoder.weights.version)
