"""Which coder a run uses, and whom it may ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from quovadis.errors import InputError

if TYPE_CHECKING:
    from quovadis.coding import Coder
    from quovadis.coding.llm import Tally

__all__ = ["ModelSettings", "make_coder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """Which language model is asked, and how much.

    Attributes:
        url: Base URL of an endpoint that speaks OpenAI's protocol.
        model: Name of the model.
        key: The key, or None; never shown.
        requests: Questions that may be sent.
        tokens: Tokens that may be used up, or None for any number.
        answers: Folder in which answers are kept from run to run, or None.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    requests: int = 1_000
    tokens: int | None = None
    answers: Path | None = None


def make_coder(
    backend: str = "default", model: ModelSettings | None = None
) -> tuple[Coder, Tally | None]:
    """Return a coder, and for `llm` the count of what asking costs, which grows as it codes.

    Args:
        backend: `light`, `default` or `llm`.
        model: For `llm`: whom to ask.

    Raises:
        InputError: `llm` without a model.
        UnsafeUrl: The endpoint's URL is none to send a key to.

    Examples:
        >>> coder, tally = make_coder("light")
        >>> coder.name, tally
        ('light', None)
    """
    from quovadis.coding import Coder

    if backend != "llm":
        return Coder(backend=backend), None
    if model is None:
        raise InputError("the backend llm needs an endpoint and the name of a model")

    from quovadis.coding.llm import Limits, SecondOpinion
    from quovadis.pipeline.answers import AnswerFolder
    from quovadis.readers.chat import ChatEndpoint

    second = SecondOpinion(
        ChatEndpoint(model.url, model.model, key=model.key),
        answers=AnswerFolder(model.answers) if model.answers else None,
        limits=Limits(requests=model.requests, tokens=model.tokens),
    )
    return Coder(backend="llm", second=second), second.tally
