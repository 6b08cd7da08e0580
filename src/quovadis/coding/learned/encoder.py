"""The encoder at run time: one pass over a stretch of text, then what is asked of its words.

Three networks: `words` reads the stretch and says what each word carries, `links` says who acts in
it and to whom, `pairs` what a given pair of phrases does. Only the first is dear.

One text at a time: dynamic int8 scales follow the content of a batch, so that batching would make
a score depend on the neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from quovadis.coding.learned.carriers import CARRIER_FEATURES, Carrier, carrier_facts, carrier_spots
from quovadis.coding.learned.deeds import WordLogits
from quovadis.coding.learned.links import link_facts
from quovadis.coding.learned.representation import MOST_PIECES, Arrays, represent
from quovadis.coding.learned.weights import Weights, load_weights

if TYPE_CHECKING:
    from spacy.tokens import Span

    from quovadis.coding.learned.candidates import Candidate

__all__ = ["Encoder", "PairLogits", "States", "load_encoder"]


@dataclass(frozen=True, slots=True)
class PairLogits:
    """Raw scores of P pairs over L word pieces.

    Attributes:
        types: (P, 16): the event types in the order of `EventType`; there is no NONE.
        modalities: (P, 5) in the order of `Modality`.
        triggers: (P, L): which word carries the event.
    """

    types: np.ndarray[Any, Any]
    modalities: np.ndarray[Any, Any]
    triggers: np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class States:
    """What one pass over a stretch leaves.

    Attributes:
        pieces: (L, 384): a vector for each word piece.
        words: (W, 384): one for each word asked about.
        types: (W, 17): the event types in the order of `EventType`, then NONE.
        modalities: (W, 5) in the order of `Modality`.
        roles: (6,) in the order of `SentenceRole`.
    """

    pieces: np.ndarray[Any, Any]
    words: np.ndarray[Any, Any]
    types: np.ndarray[Any, Any]
    modalities: np.ndarray[Any, Any]
    roles: np.ndarray[Any, Any]


class Encoder:
    """Runs the shipped networks.

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
        self._sessions = {
            name: onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
            for name, network in self.weights.networks.items()
        }

    def pieces(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Return word piece ids of a text and the characters that each covers."""
        encoded = self._tokenizer.encode(text)
        return encoded.ids, encoded.offsets

    def arrays(
        self,
        span: Span,
        candidates: Sequence[Candidate],
        pairs: Sequence[tuple[int, int]] = (),
        *,
        given: bool = False,
    ) -> Arrays:
        """Lay out a stretch and its candidates; see `representation.represent`."""
        pieces, offsets = self.pieces(span.text)
        return represent(span, candidates, pieces, offsets, pairs, given=given)

    def states(self, span: Span, arrays: Arrays, carriers: Sequence[Carrier]) -> States:
        """Read a stretch and say what each of some words carries."""
        spots = carrier_spots(carriers, arrays.tokens)
        return self.run_words(arrays.pieces, spots, carrier_facts(span, carriers))

    def run_words(
        self, pieces: np.ndarray[Any, Any], spots: np.ndarray[Any, Any], facts: np.ndarray[Any, Any]
    ) -> States:
        """Run `words` on arrays."""
        names = ["states", "words", "types", "modalities", "roles"]
        held = {"pieces": pieces, "spots": spots, "facts": facts}
        return States(*self._sessions["words"].run(names, held))

    def links(
        self,
        span: Span,
        arrays: Arrays,
        states: States,
        carriers: Sequence[Carrier],
        candidates: Sequence[Candidate],
        rows: Sequence[int],
    ) -> WordLogits:
        """Say of the words in some rows who acts and to whom."""
        kept = np.asarray(rows, dtype=np.int64)
        facts = link_facts(span, [carriers[n] for n in rows], candidates)
        ends = self.run_links(arrays, states, kept, facts)
        return WordLogits(states.types[kept], states.modalities[kept], ends, states.roles)

    def run_links(
        self, arrays: Arrays, states: States, rows: np.ndarray[Any, Any],
        facts: np.ndarray[Any, Any],
    ) -> np.ndarray[Any, Any]:  # fmt: skip
        """Run `links` on arrays: (W, C + 1, 2) logits of source and target."""
        held = {
            "states": states.pieces,
            "words": states.words[rows],
            "pool": arrays.pool,
            "sides": arrays.sides,
            "links": facts,
        }
        ends: np.ndarray[Any, Any] = self._sessions["links"].run(["ends"], held)[0]
        return ends

    def pairs(self, arrays: Arrays) -> PairLogits:
        """Score the pairs of one stretch, taking for granted that they are linked."""
        none = np.zeros((0, len(arrays.pieces)), dtype=np.float32)
        states = self.run_words(
            arrays.pieces, none, np.zeros((0, len(CARRIER_FEATURES)), np.float32)
        )
        outputs = self._sessions["pairs"].run(
            ["types", "modalities", "triggers"],
            {
                "states": states.pieces,
                "pool": arrays.pool,
                "sides": arrays.sides,
                "pairs": arrays.pairs,
                "facts": arrays.facts,
                "relations": arrays.relations,
            },
        )
        return PairLogits(*outputs)


@lru_cache(maxsize=1)
def load_encoder() -> Encoder:
    """Load the shipped encoder once (about half a second)."""
    return Encoder()
