"""The backends of the coder: which there are, what each is made of, and what each is called.

`light` is always there. `default` adds learned weights, when they and `onnxruntime` are installed;
without them it is `light`, and says so once. `llm` asks a language model about what the cheaper one
is unsure of.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
from functools import lru_cache
from typing import Any

from quovadis.coding.refining import Refiner
from quovadis.errors import QuovadisError

__all__ = ["BACKENDS", "learned_refiner"]

BACKENDS = ("light", "default", "llm")
"""Names of the backends, the cheapest first."""

_LEARNED = "quovadis.coding.learned"

log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def learned_refiner() -> Refiner | None:
    """Return the learned backend, or None (with one line in the log) where it cannot run."""
    try:
        if importlib.util.find_spec("onnxruntime") is None:
            raise ModuleNotFoundError("onnxruntime is not installed")
        room: Any = importlib.import_module(_LEARNED)
        refiner: Refiner = room.load_refiner()
    except (ImportError, AttributeError, OSError, QuovadisError) as error:
        log.warning("the learned coder cannot run (%s): the light one codes alone", error)
        return None
    return refiner
