"""The backend `llm`: a language model is asked about what the cheaper backends are unsure of.

`SecondOpinion` asks, through any object with one method `ask`; the room itself opens no network
and writes no file. `FakeModel` is such an object without a model, for tests.
"""

from __future__ import annotations

from quovadis.coding.llm.asking import Answer, Answers, Asker, Limits, Tally
from quovadis.coding.llm.fake import FakeModel
from quovadis.coding.llm.opinion import SecondOpinion

__all__ = ["Answer", "Answers", "Asker", "FakeModel", "Limits", "SecondOpinion", "Tally"]
