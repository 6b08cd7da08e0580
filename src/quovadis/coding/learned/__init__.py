"""The learned part of the coder: a small encoder that scores who did what to whom.

`LearnedCoder.read` scores a parsed sentence, `LearnedCoder.relate` a given pair;
`weights_available` tells whether the encoder's libraries and weights are installed. The encoder
runs as ONNX; PyTorch is needed only for training (`tools/train_coder.py`).
"""

from __future__ import annotations

from quovadis.coding.learned.reader import LearnedCoder, ScoredPair, SentenceReading
from quovadis.coding.learned.weights import weights_available

__all__ = ["LearnedCoder", "ScoredPair", "SentenceReading", "weights_available"]
