"""The encoder at run time: one pass over a stretch of text, then scores for all its pairs.

One text at a time: dynamic int8 scales follow the content of a batch, so that batching would make
a score depend on the neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from quovadis.coding.learned.representation import MOST_PIECES, Arrays, represent
from quovadis.coding.learned.weights import Weights, load_weights

if TYPE_CHECKING:
    from spacy.tokens import Span

    from quovadis.coding.learned.candidates import Candidate

__all__ = ["Encoder", "Logits", "load_encoder"]


@dataclass(frozen=True, slots=True)
class Logits:
    """Raw scores of P pairs over L word pieces.

    Attributes:
        types: (P, 17): the event types in the order of `EventType`, then NONE.
        modalities: (P, 5) in the order of `Modality`.
        triggers: (P, L): which word carries the event.
        roles: (6,) in the order of `SentenceRole`.
    """

    types: np.ndarray[Any, Any]
    modalities: np.ndarray[Any, Any]
    triggers: np.ndarray[Any, Any]
    roles: np.ndarray[Any, Any]


class Encoder:
    """Runs the shipped network.

    Args:
        weights: What to run; the shipped ones by default.
        threads: Cores for one text; one by default, since documents are coded in parallel.
    """

    def __init__(self, weights: Weights | None = None, threads: int = 1) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.weights = weights or load_weights()
        self._tokenizer = Tokenizer.from_str(self.weights.tokenizer)
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MOST_PIECES)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = threads
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            self.weights.network, options, providers=["CPUExecutionProvider"]
        )

    def pieces(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Return word piece ids of a text and the characters that each covers."""
        encoded = self._tokenizer.encode(text)
        return encoded.ids, encoded.offsets

    def arrays(
        self,
        span: Span,
        candidates: Sequence[Candidate],
        pairs: Sequence[tuple[int, int]] | None = None,
        *,
        given: bool = False,
    ) -> Arrays:
        """Lay out a stretch for `run`; see `representation.represent`."""
        pieces, offsets = self.pieces(span.text)
        return represent(span, candidates, pieces, offsets, pairs, given=given)

    def run(self, arrays: Arrays) -> Logits:
        """Score the pairs of one stretch."""
        outputs = self._session.run(
            ["types", "modalities", "triggers", "roles"],
            {
                "pieces": arrays.pieces,
                "pool": arrays.pool,
                "sides": arrays.sides,
                "pairs": arrays.pairs,
                "facts": arrays.facts,
                "relations": arrays.relations,
            },
        )
        return Logits(*outputs)


@lru_cache(maxsize=1)
def load_encoder() -> Encoder:
    """Load the shipped encoder once (about half a second)."""
    return Encoder()
